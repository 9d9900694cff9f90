"""Who may see the page and act through it: a browser on this machine, on the page itself.

A foreign site cannot read the answers, but it could send requests, or have its own name resolve to
this machine (DNS rebinding) and then read, too. So the Host has to be a loopback address, and a
deed has to come from the page: its Origin is the page's own.
"""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

CSP: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def refusal(request: web.Request) -> str | None:
    """Why the page does not answer a request; ``None`` if it does."""
    if not _is_loopback(request.remote) or not _is_loopback(_name(f"//{request.host}")):
        return "the page answers browsers on this machine only"
    if request.method != "GET" and request.headers.get("Origin") != f"http://{request.host}":
        return "only the page itself may act here"
    return None


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return host is not None and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

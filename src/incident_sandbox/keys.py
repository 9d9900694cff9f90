"""Where the sandbox hangs in the web application."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from incident_sandbox.hub import Sandbox

SANDBOX: Final = web.AppKey("sandbox", Sandbox)

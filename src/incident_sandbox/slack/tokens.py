"""Which token a call came with, and whether it is the kind the method takes."""

from __future__ import annotations

from incident_sandbox.service import Request
from incident_sandbox.slack.catalog import Method
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Workspace


def sent(request: Request, form_token: str | None, method: Method) -> str:
    """Return the token; ``not_authed`` if there is none.

    An app-level token counts in the header only (apps.connections.open's page).
    """
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer.strip():
        return bearer.strip()
    if form_token and not method.app_level:
        return form_token
    raise SlackError("not_authed")


def check(ws: Workspace, token: str, method: Method) -> None:
    """Refuse a token that is unknown, of the wrong kind or revoked; raises ``SlackError``."""
    app_level = token in ws.app_tokens
    if not app_level and token not in ws.tokens:
        raise SlackError("invalid_auth")
    if app_level != method.app_level:
        raise SlackError("not_allowed_token_type")
    if ws.tokens.get(token) == "revoked":
        raise SlackError("token_revoked")

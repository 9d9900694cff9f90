"""apps.connections.open: a ticket for one socket."""

from __future__ import annotations

from typing import Final

from incident_sandbox.slack.context import Context
from incident_sandbox.slack.workspace import Json, Workspace

TICKET_S: Final = 30.0


def connections_open(ctx: Context) -> Json:
    """Return the URL of a socket, good for one connection within 30 s."""
    ws, now = ctx.ws, ctx.now.timestamp()
    ws.tickets = {key: end for key, end in ws.tickets.items() if end > now}
    ticket = ws.mint("ticket-")
    ws.tickets[ticket] = now + TICKET_S
    ws.touch()
    query = f"ticket={ticket}&app_id={ws.bot['app_id']}"
    return {"url": f"ws://{ctx.host}/slack/link/?{query}"}


def admit(ws: Workspace, ticket: str, now: float) -> bool:
    """Take a ticket; tell whether it was good."""
    end = ws.tickets.pop(ticket, None)
    return end is not None and now < end

"""The Slack service: from a request to a method and back, in Slack's own order.

Arguments, token, quota, scope, then the method. Everything but a 429 is HTTP 200;
a failure says ``{"ok": false, "error": code}``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from incident_sandbox.envelopes import EVENTS, Envelope
from incident_sandbox.mail import Mail
from incident_sandbox.service import Request, Response, Waiting
from incident_sandbox.slack import apps, args, payloads, people, quotas, responses, seed, tokens
from incident_sandbox.slack.catalog import METHODS, Method, Scopes
from incident_sandbox.slack.context import Context
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Json, Workspace

PREFIX: Final = "/api/"


class SlackService:
    """The Slack Web API over one seeded workspace (``service.Service``)."""

    name = "slack"

    def __init__(self, seed_number: int) -> None:
        """Start with the seeded workspace; the same seed gives the same ids."""
        self.quotas_enabled = True
        self.mail = Mail()
        self._ws = seed.workspace(seed_number)
        self._ws.happened.clear()
        self._host = ""

    def method_of(self, request: Request) -> str:
        """Return the method's name, ``conversations.list`` say."""
        if request.path.startswith(responses.PATH):
            return "response_url"
        return request.path.removeprefix(PREFIX)

    def handle(self, request: Request, now: datetime) -> Response:
        """Answer one call, and post what the bot is told of it."""
        self._host = request.headers.get("host", self._host)
        if request.path.startswith(responses.PATH):
            answer = responses.handle(self._ws, request, now)
        else:
            answer = self._call(request, now)
        self._post(now)
        return answer

    def _call(self, request: Request, now: datetime) -> Response:
        before = self._ws.changes
        try:
            payload: Json = {"ok": True, **self._run(request, now)}
        except _Throttled as throttled:
            refusal = {"ok": False, "error": "ratelimited"}
            headers = {"retry-after": str(throttled.seconds)}
            return Response.json(refusal, 429, headers, effect=False)
        except SlackError as error:
            payload = {"ok": False, "error": error.code, **error.extra}
        headers = {"x-oauth-scopes": ",".join(self._ws.scopes)}
        effect = self._ws.changes != before
        return Response.json(payload, headers=headers, effect=effect)

    def act(self, verb: str, args: dict[str, Any], now: datetime) -> object:
        """Do what a person does; see ``people.VERBS``. Raises ``Refused``."""
        result = people.act(Deed(self._ws, args, now, self.mail, self._host), verb)
        self._post(now)
        if not isinstance(result, Waiting):
            return result

        def finish(envelope: Envelope, at: datetime) -> object:
            outcome = result.finish(envelope, at)
            self._post(at)
            return outcome

        return Waiting(result.envelope, finish)

    def admit(self, ticket: str, now: datetime) -> bool:
        """Take a socket's ticket."""
        return apps.admit(self._ws, ticket, now.timestamp())

    def enter(self) -> int:
        """Enter a socket, which is greeted at once."""
        return self.mail.sockets.open(self._ws.bot["app_id"])

    def dump(self) -> dict[str, Any]:
        """Return the whole workspace: raw users, channels, messages."""
        return self._ws.dump()

    def load(self, state: dict[str, Any]) -> None:
        """Replace the workspace by a dumped one; sockets are cut, envelopes forgotten."""
        self._ws = Workspace.restore(state)
        self.mail.reset()

    def _post(self, now: datetime) -> None:
        happened, self._ws.happened = self._ws.happened, []
        for event in happened:
            payload = payloads.event(self._ws, event, now)
            self.mail.post(payloads.envelope(self._ws, EVENTS, payload, now))

    def _run(self, request: Request, now: datetime) -> Json:
        name = self.method_of(request)
        method = METHODS.get(name)
        if method is None or not request.path.startswith(PREFIX):
            raise SlackError("unknown_method", req_method=name)
        arguments, form_token = args.read(request)
        tokens.check(self._ws, tokens.sent(request, form_token, method), method)
        ctx = Context(self._ws, arguments, now, self._host)
        self._spend(name, method, ctx)
        self._check_scope(method, ctx)
        return method.handler(ctx)

    def _spend(self, name: str, method: Method, ctx: Context) -> None:
        if not self.quotas_enabled:
            return
        # An odd channel argument is the method's to refuse, not the quota's.
        channel = ctx.args.text("channel") if name == "chat.postMessage" else ""
        wanted = quotas.windows(name, method.per_minute, channel)
        wait = quotas.spend(self._ws.spent, wanted, ctx.now)
        if wait:
            raise _Throttled(wait)

    def _check_scope(self, method: Method, ctx: Context) -> None:
        needed = (_is_private(ctx) and method.private) or method.scopes
        if needed and not set(needed) & set(self._ws.scopes):
            raise _missing(needed, self._ws.scopes)


class _Throttled(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def _is_private(ctx: Context) -> bool:
    if ctx.args.flag("is_private"):
        return True
    channel = ctx.ws.channels.get(ctx.args.text("channel"))
    return channel is not None and channel.is_private and ctx.ws.is_joined(channel)


def _missing(needed: Scopes, provided: list[str]) -> SlackError:
    names = {"needed": ",".join(needed), "provided": ",".join(provided)}
    return SlackError("missing_scope", **names)

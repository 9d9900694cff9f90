"""Floor 6. Calls to Slack's Web API through the wire. Which call, and what for, stays out.

The only file that touches slack_sdk. Its own retries are off: it would send a lost
chat.postMessage twice (slack_sdk 3.47, web/base_client.py).
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient, WebhookResponse

from incident_sync.clock import Clock
from incident_sync.errors import Permanent
from incident_sync.sides.slack import faults
from incident_sync.wire import Rate, Wire

Json = Mapping[str, Any]

_TIER_2 = (
    "conversations.list",
    "conversations.create",
    "conversations.setTopic",
    "conversations.setPurpose",
    "pins.add",
    "bookmarks.add",
    "bookmarks.edit",
    "users.list",
)
RATES: Mapping[str, Rate] = {
    **dict.fromkeys(_TIER_2, Rate(20)),
    # Several hundred a minute in all, about one a second and channel with short bursts.
    "chat.postMessage": Rate(300),
    "channel": Rate(5, 5.0),
}
"""What Slack allows by method (docs.slack.dev/apis/web-api/rate-limits); others: DEFAULT_RATE."""
DEFAULT_RATE = Rate(50)

_quiet = logging.getLogger("incident_sync.sides.slack.sdk")
# At DEBUG the SDK logs what people wrote.
_quiet.setLevel(logging.CRITICAL)


class Client:
    """One workspace, seen through one token."""

    def __init__(self, token: Callable[[], str], api_url: str, wire: Wire, clock: Clock) -> None:
        self._token = token
        self._api_url = api_url
        self._wire = wire
        self._clock = clock
        self.headers: Mapping[str, str] = {}
        """Those of the last answer, by name in lower case."""

    def read(self, method: str, **arguments: Any) -> Json:
        """The answer of a method that changes nothing; sent again after any failure."""
        return self._call(method, {"params": arguments}, repeatable=True)

    def write(self, method: str, **arguments: Any) -> Json:
        """The answer of a method that may be repeated: its second time changes nothing."""
        return self._call(method, {"params": arguments}, repeatable=True)

    def make(self, method: str, **arguments: Any) -> Json:
        """The answer of a method that makes something new each time; sent at most once."""
        return self._call(method, {"params": arguments}, repeatable=False)

    def post(self, **arguments: Any) -> Json:
        """The answer of chat.postMessage; sent at most once, paced by channel."""
        key = f"channel:{arguments['channel']}"
        sent = {"json": {**arguments, "unfurl_links": False, "unfurl_media": False}}
        return self._call("chat.postMessage", sent, repeatable=False, rate_key=key)

    def respond(self, url: str, **arguments: Any) -> None:
        """Say something that only the person reads who asked, at the address that came with it.

        docs.slack.dev/interactivity/handling-user-interaction: five times, within half an hour.
        """

        def send(timeout: float) -> None:
            hook = WebhookClient(url, timeout=math.ceil(timeout), logger=_quiet, retry_handlers=[])
            try:
                answer = hook.send(response_type="ephemeral", replace_original=False, **arguments)
            except (SlackClientError, OSError, HTTPException, ValueError) as error:
                raise faults.of_network("response_url", error) from None
            if answer.status_code != 200:  # noqa: PLR2004
                raise self._unheard(answer)

        self._wire.call("response_url", send, repeatable=False)

    def _unheard(self, answer: WebhookResponse) -> Exception:
        if 400 <= answer.status_code < 500 and answer.status_code != 429:  # noqa: PLR2004
            return Permanent("the address for the answer is used up", where="Slack response_url")
        now = self._clock.now()
        return faults.of_status("response_url", answer.status_code, answer.headers, now)

    def update(self, **arguments: Any) -> Json:
        """The answer of chat.update."""
        return self._call("chat.update", {"json": arguments}, repeatable=True)

    def pages(self, method: str, **arguments: Any) -> Iterator[Json]:
        """The pages of a listing, each asked for only when it is wanted; one may be short.

        Where a cursor goes stale on the way the listing begins again, once: a page may come twice.
        """
        cursor, fresh = "", True
        while True:
            try:
                page = self.read(method, **arguments, **({"cursor": cursor} if cursor else {}))
            except Permanent as error:
                if error.code != "invalid_cursor" or not fresh:
                    raise
                cursor, fresh = "", False
                continue
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def every(self, method: str, member: str, **arguments: Any) -> list[Json]:
        """All of ``member`` on all pages, each id once."""
        found: dict[str, Json] = {}
        for page in self.pages(method, **arguments):
            found |= {one["id"]: one for one in page.get(member) or ()}
        return list(found.values())

    def _call(
        self, method: str, sent: Json, *, repeatable: bool, rate_key: str | None = None
    ) -> Json:
        def send(timeout: float) -> Json:
            return self._send(method, sent, timeout)

        return self._wire.call(method, send, repeatable=repeatable, rate_key=rate_key)

    def _send(self, method: str, sent: Json, timeout: float) -> Json:
        client = WebClient(
            self._token(),
            base_url=self._api_url,
            timeout=math.ceil(timeout),
            logger=_quiet,
            retry_handlers=[],
        )
        try:
            response = client.api_call(method, **sent)
            answer = response.data
            self._hear(response.headers)
        except SlackApiError as error:
            raise self._refused(method, error) from None
        # ValueError: a body in another encoding; AttributeError: JSON that is no object.
        except (SlackClientError, OSError, HTTPException, ValueError, AttributeError) as error:
            raise faults.of_network(method, error) from None
        if not isinstance(answer, dict):
            raise faults.of_status(method, 200, {}, self._clock.now())
        return answer

    def _hear(self, headers: Mapping[str, str]) -> None:
        self.headers = {name.lower(): value for name, value in headers.items()}

    def _refused(self, method: str, error: SlackApiError) -> Exception:
        response = error.response
        answer = response.data
        self._hear(response.headers)
        spoken = isinstance(answer, dict) and isinstance(answer.get("error"), str)
        if response.status_code == 200 and spoken and " " not in answer["error"]:  # noqa: PLR2004
            return faults.of_answer(method, answer)
        return faults.of_status(method, response.status_code, response.headers, self._clock.now())

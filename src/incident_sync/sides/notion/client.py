"""Floor 6. The calls to Notion, each one request: notion-client over an httpx client of our own.

Counted, paced and repeated by the wire; the SDK's retries are off. An answer that is not the
object asked for is no answer. What pages and blocks mean stays out.
"""

from __future__ import annotations

import logging
import ssl
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any, TypeAlias

import httpx
from notion_client import Client

from incident_sync.clock import Clock
from incident_sync.errors import Permanent, SideUnusable, Temporary
from incident_sync.model.skew import read_date
from incident_sync.sides.notion.failures import WHERE, Committed, Use, translated
from incident_sync.sides.notion.options import NotionOptions
from incident_sync.wire import CallCounter, Permit, Rate, Wire, at_will

VERSION = "2026-03-11"
"""The API version spoken: the newest there is, and the one that Notion's OpenAPI describes."""

ALL = "notion"
_BUDGET = Rate(600)
# For one integration on the larger plans; where it is 180, the first 429 says so (Notion API,
# Request limits).

_CONNECT_S = 5.0
_PAGE = 100  # the most there is in one answer (Notion API, Pagination)

READ, UPDATE = Use("Read content"), Use("Update content")
INSERT = Use("Insert content")
REGISTER, ADD = Use("Read content", register=True), Use("Insert content", register=True)
PEOPLE = Use("Read user information including email addresses")

Json: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[[], None]


def notion_wire(clock: Clock, counter: CallCounter, permit: Permit = at_will) -> Wire:
    """The wire to Notion: all calls within the budget of one integration."""
    return Wire(
        "notion",
        clock=clock,
        rates={ALL: _BUDGET},
        default_rate=_BUDGET,
        counter=counter,
        permit=permit,
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """One answer of a query: its pages, the cursor of the next, and whether the cap was hit."""

    pages: tuple[Json, ...]
    cursor: str | None
    capped: bool


class Dates:
    """What the last answer said that it is o'clock, None where it did not say."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def note(self, response: httpx.Response) -> None:
        """Read the ``Date`` of an answer."""
        self.last = read_date(response.headers.get("Date"))


class NotionClient:
    """Notion's API, in the requests that this side needs."""

    def __init__(self, options: NotionOptions, wire: Wire, clock: Clock) -> None:
        self._options = options
        self._wire = wire
        self._clock = clock
        self._made: Client | None = None
        self._dates = Dates()

    @property
    def date(self) -> datetime | None:
        """Notion's own time in the last answer."""
        return self._dates.last

    def database(self, key: str) -> Json:
        """The database of that id, with its ``data_sources``."""
        return self._object(
            "GET /v1/databases/{id}",
            REGISTER,
            "database",
            lambda sdk, auth: sdk.databases.retrieve(key, auth=auth),
        )

    def data_source(self, key: str) -> Json:
        """The data source of that id, with its ``properties``."""
        return self._object(
            "GET /v1/data_sources/{id}",
            REGISTER,
            "data_source",
            lambda sdk, auth: sdk.data_sources.retrieve(key, auth=auth),
        )

    def query(
        self,
        source: str,
        *,
        wanted: Mapping[str, Any] | None = None,
        sorts: Sequence[Mapping[str, str]] = (),
        cursor: str | None = None,
    ) -> Batch:
        """One answer of the pages that ``wanted`` (a filter) lets through, all if None."""
        body: Json = {"page_size": _PAGE}
        body |= {"filter": wanted} if wanted else {}
        body |= {"sorts": list(sorts)} if sorts else {}
        body |= {"start_cursor": cursor} if cursor else {}
        answer = self._object(
            "POST /v1/data_sources/{id}/query",
            REGISTER,
            "list",
            lambda sdk, auth: sdk.data_sources.query(source, auth=auth, **body),
        )
        # One that we may not see is shown by its id alone (Notion API, Page object).
        pages = tuple(one for one in _items(answer) if _is_whole(one, "page"))
        status = answer.get("request_status")
        capped = isinstance(status, dict) and status.get("type") == "incomplete"
        return Batch(pages, _next(answer), capped)

    def page(self, key: str) -> Json:
        """The page as it is now, also one in the trash."""
        return self._object(
            "GET /v1/pages/{id}",
            READ,
            "page",
            lambda sdk, auth: sdk.pages.retrieve(key, auth=auth),
        )

    def create_page(self, source: str, properties: Mapping[str, Any]) -> Json:
        """A new page; of one that was made under a 503 perhaps no more than its id."""
        parent = {"type": "data_source_id", "data_source_id": source}
        try:
            return self._object(
                "POST /v1/pages",
                ADD,
                "page",
                lambda sdk, auth: sdk.pages.create(auth=auth, parent=parent, properties=properties),
                repeatable=False,
            )
        except Committed as saved:
            return self._saved_page(saved.resource)

    def update_page(self, key: str, properties: Mapping[str, Any], *, check: Check) -> Json:
        """The page once these properties are written.

        ``check`` is called as the request is about to go out, after any wait for the quota, and may
        refuse by raising.
        """
        try:
            return self._object(
                "PATCH /v1/pages/{id}",
                UPDATE,
                "page",
                lambda sdk, auth: sdk.pages.update(key, auth=auth, properties=properties),
                check=check,
            )
        except Committed:
            return self._saved_page(key)

    def restore_page(self, key: str) -> Json:
        """The page, out of the trash; one that is not in it stays as it is."""
        try:
            return self._object(
                "PATCH /v1/pages/{id}",
                UPDATE,
                "page",
                lambda sdk, auth: sdk.pages.update(key, auth=auth, in_trash=False),
            )
        except Committed:
            return self.page(key)

    def make_room(self, calls: int) -> None:
        """Wait until the budget allows so many calls without a pause between them."""
        self._wire.make_room(ALL, calls)

    def block(self, key: str) -> Json:
        """The block as it is now, also one in the trash."""
        return self._object(
            "GET /v1/blocks/{id}",
            READ,
            "block",
            lambda sdk, auth: sdk.blocks.retrieve(key, auth=auth),
        )

    def children(self, key: str) -> list[Json]:
        """All blocks directly in a page or block, in order."""
        blocks = self._list(
            "GET /v1/blocks/{id}/children",
            READ,
            lambda sdk, **more: sdk.blocks.children.list(key, **more),
        )
        return [block for block in blocks if _is_whole(block, "block")]

    def append(self, key: str, blocks: Sequence[Mapping[str, Any]], after: str) -> list[Json]:
        """The new blocks, put after the block ``after``, or at the end where it is empty.

        Of blocks that were made under a 503 no more than the ids.
        """
        position = {"type": "after_block", "after_block": {"id": after}}
        body = {"children": list(blocks), "position": position if after else {"type": "end"}}
        try:
            answer = self._object(
                "PATCH /v1/blocks/{id}/children",
                INSERT,
                "list",
                lambda sdk, auth: sdk.blocks.children.append(key, auth=auth, **body),
                repeatable=False,
            )
        except Committed as saved:
            return [{"object": "block", "id": child} for child in saved.children]
        return _items(answer)

    def update_block(self, key: str, content: Mapping[str, Any]) -> Json:
        """The block once its content is written."""
        try:
            return self._object(
                "PATCH /v1/blocks/{id}",
                UPDATE,
                "block",
                lambda sdk, auth: sdk.blocks.update(key, auth=auth, **content),
            )
        except Committed:
            return self.block(key)

    def users(self) -> list[Json]:
        """All users of the workspace."""
        return self._list("GET /v1/users", PEOPLE, lambda sdk, **more: sdk.users.list(**more))

    def me(self) -> str:
        """The id of the user that this integration writes as."""
        answer = self._object(
            "GET /v1/users/me", READ, "user", lambda sdk, auth: sdk.users.me(auth=auth)
        )
        return str(answer["id"])

    def _saved_page(self, key: str) -> Json:
        try:
            return self.page(key)
        except (Temporary, Permanent):
            return {"object": "page", "id": key, "properties": {}, "last_edited_time": ""}

    def _list(self, method: str, use: Use, send: Callable[..., Any]) -> list[Json]:
        """All objects of a list, however many answers they come in."""
        found: list[Json] = []
        more: Json = {"page_size": _PAGE}
        while True:
            ask = partial(send, **more)
            answer = self._object(
                method, use, "list", lambda sdk, auth, ask=ask: ask(sdk, auth=auth)
            )
            found += _items(answer)
            cursor = _next(answer)
            if cursor is None:
                return found
            more = {**more, "start_cursor": cursor}

    def _object(
        self,
        method: str,
        use: Use,
        kind: str,
        send: Callable[..., Any],
        *,
        repeatable: bool = True,
        check: Check | None = None,
    ) -> Json:
        def attempt(timeout: float) -> Json:
            with translated(use, self._clock.now()):
                sdk = self._sdk()
                if check is not None:
                    check()
                self._dates.last = None
                sdk.client.timeout = httpx.Timeout(timeout, connect=min(_CONNECT_S, timeout))
                answer = send(sdk, auth=self._token())
                return _checked(answer, kind)

        return self._wire.call(method, attempt, repeatable=repeatable, rate_key=ALL)

    def _token(self) -> str:
        token = self._options.token()
        if not (token and token.isascii() and token.isprintable()):
            raise SideUnusable(
                "the token is empty or none of Notion's",
                where=WHERE,
                remedy="Set token in [notion] to the integration's secret.",
            )
        return token

    def _sdk(self) -> Client:
        if self._made is None:
            http = _http(self._dates)
            weakref.finalize(self, http.close)
            # Its warnings quote what people wrote.
            logger = logging.getLogger(f"{__name__}.sdk")
            self._made = Client(
                client=http,
                base_url=self._options.api_url.rstrip("/"),
                notion_version=VERSION,
                retry=False,
                logger=logger,
                log_level=logging.CRITICAL,
            )
        return self._made


@cache
def _trust() -> ssl.SSLContext:
    """Whom to trust: every client would find it out anew, in 50 ms of CPU."""
    return httpx.create_ssl_context()


def _http(dates: Dates) -> httpx.Client:
    try:
        return httpx.Client(verify=_trust(), event_hooks={"response": [dates.note]})
    except (ValueError, OSError, ImportError):
        raise SideUnusable(
            "no connection can be made with the proxy or the certificates that are set",
            where="HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE, SSL_CERT_DIR",
            remedy="Mend these variables of the environment.",
        ) from None  # its text may quote the password of a proxy


_NEEDED: Mapping[str, Mapping[str, type]] = {
    "list": {"results": list},
    "page": {"id": str, "properties": dict, "last_edited_time": str},
    "block": {"id": str, "type": str},
    "database": {"id": str, "data_sources": list},
    "data_source": {"id": str, "properties": dict},
    "user": {"id": str},
}


def _checked(answer: Any, kind: str) -> Json:
    """The answer; raises TypeError where it is not the object that was asked for."""
    if not isinstance(answer, dict) or not _is_whole(answer, kind):
        raise TypeError("another object, or half of one")
    return answer


def _is_whole(thing: Json, kind: str) -> bool:
    return thing.get("object") == kind and all(
        isinstance(thing.get(key), of) for key, of in _NEEDED[kind].items()
    )


def _items(answer: Json) -> list[Json]:
    """The objects of a list; what is no object is left out."""
    return [one for one in answer["results"] if isinstance(one, dict) and "id" in one]


def _next(answer: Json) -> str | None:
    cursor = answer.get("next_cursor")
    return str(cursor) if answer.get("has_more") and cursor else None

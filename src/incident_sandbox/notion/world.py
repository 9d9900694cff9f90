"""The state of one Notion: plain data that dumps to JSON and back.

A page's changing part is one frozen ``Look``; the looks it had before are kept for a while,
so that a lagging query can be answered from them. Values are kept per property id and are
never changed in place. Every change of state goes through ``touch`` or a method that calls
it, so that the call log can tell an effect from a mere answer.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.text import dashed
from incident_sandbox.notion.times import stamp

MEMORY_S: Final = 3600.0
BEHAVIOUR: Final[Json] = {
    "query_lag_s": 0,
    "lag_pages": None,
    "block_edits_bump": True,
    "query_cap": 10_000,
    "rate_limit": 180,
    "says_complete": True,
    "partial_people": False,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What can change about a page. ``edited`` is in seconds, rounded down to the minute."""

    parent: Json
    values: Json
    edited: int
    edited_by: str
    in_trash: bool = False
    trashed_at: float | None = None
    is_archived: bool = False
    is_locked: bool = False
    icon: Json | None = None
    cover: Json | None = None


@dataclass(slots=True)
class Page:
    """A page; ``past`` holds ``(until, look)``, oldest first, ``None`` before it was made."""

    id: str
    created: int
    created_by: str
    look: Look
    past: list[tuple[float, Look | None]] = field(default_factory=list)
    children: list[str] = field(default_factory=list)

    def look_at(self, instant: float) -> Look | None:
        """The look it had at an instant, as far as that is remembered."""
        for until, look in self.past:
            if until > instant:
                return look
        return self.look


@dataclass(slots=True)
class Block:
    """A block; ``content`` is what stands under its type, rich text in the kept form."""

    id: str
    type: str
    content: Json
    parent: Json
    created: int
    created_by: str
    edited: int
    edited_by: str
    in_trash: bool = False
    children: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Property:
    """A property of a data source; ``config`` is what stands under its type."""

    id: str
    name: str
    type: str
    config: Json = field(default_factory=dict)
    description: str | None = None


@dataclass(slots=True)
class Source:
    """A data source; ``properties`` by id, ``last_unique`` the last number given out."""

    id: str
    database_id: str
    title: list[Json]
    created: int
    created_by: str
    edited: int
    edited_by: str
    properties: dict[str, Property] = field(default_factory=dict)
    last_unique: int = 0
    icon: Json | None = None
    in_trash: bool = False


@dataclass(slots=True)
class Database:
    """A database: a container of data sources."""

    id: str
    parent: Json
    title: list[Json]
    created: int
    created_by: str
    edited: int
    edited_by: str
    sources: list[str] = field(default_factory=list)
    description: list[Json] = field(default_factory=list)
    is_inline: bool = False
    is_locked: bool = False
    in_trash: bool = False
    trashed_at: float | None = None
    icon: Json | None = None
    cover: Json | None = None


@dataclass(slots=True)
class Connection:
    """A token: its bot, its workspace, what it may do, what was shared with it.

    ``content`` is of ``read``, ``update``, ``insert``; ``users`` is ``none``,
    ``without_email`` or ``with_email``. The nearest of an object and its parents that is in
    ``shared`` or ``unshared`` decides.
    """

    token: str
    bot: str
    workspace: str
    content: list[str]
    users: str
    shared: list[str] = field(default_factory=list)
    unshared: list[str] = field(default_factory=list)
    revoked: bool = False
    spent: list[float] = field(default_factory=list)


_KINDS: Final = {
    "pages": Page,
    "blocks": Block,
    "sources": Source,
    "databases": Database,
    "connections": Connection,
}


class World:
    """Everything Notion knows. Users are ``{"id", "type", "name", "email", "workspace"}``."""

    def __init__(self, seed: int) -> None:
        """Start empty."""
        self.seed = seed
        self.minted = 0
        self.changes = 0
        self.requests = 0
        self.behaviour: Json = dict(BEHAVIOUR)
        self.users: dict[str, Json] = {}
        self.connections: dict[str, Connection] = {}
        self.databases: dict[str, Database] = {}
        self.sources: dict[str, Source] = {}
        self.pages: dict[str, Page] = {}
        self.blocks: dict[str, Block] = {}
        self.rows: dict[str, dict[str, Page]] = {}

    def touch(self) -> None:
        """Note that something changed."""
        self.changes += 1

    def mint(self) -> str:
        """A fresh id: a UUID."""
        self.minted += 1
        return uuid_from(f"{self.seed}:{self.minted}")

    def request_id(self) -> str:
        """The id of one answer; it is not part of the state's ids."""
        self.requests += 1
        return uuid_from(f"request:{self.seed}:{self.requests}")

    def add_page(self, page: Page, now: datetime) -> None:
        """Take in a new page."""
        page.past.append((now.timestamp(), None))
        self.pages[page.id] = page
        self._enrol(page)
        self.touch()

    def change(
        self, page: Page, now: datetime, by: str, *, bump: bool = True, **changed: Any
    ) -> None:
        """Give a page another look; ``bump`` moves its stamp and its last editor."""
        if bump:
            changed = {**changed, "edited": stamp(now), "edited_by": by}
        moment, old = now.timestamp(), page.look
        page.past = [each for each in page.past if each[0] > moment - MEMORY_S]
        page.past.append((moment, old))
        page.look = replace(old, **changed)
        if page.look.parent != old.parent:
            self.rows.get(old.parent.get("data_source_id", ""), {}).pop(page.id, None)
            self._enrol(page)
        self.touch()

    def _enrol(self, page: Page) -> None:
        source = page.look.parent.get("data_source_id")
        if source is not None:
            self.rows.setdefault(source, {})[page.id] = page

    def dump(self) -> Json:
        """All of it as JSON."""
        plain = {"seed": self.seed, "minted": self.minted, "changes": self.changes}
        kinds = {name: _dumped(getattr(self, name)) for name in _KINDS if name != "pages"}
        return {
            **plain,
            "requests": self.requests,
            "behaviour": dict(self.behaviour),
            "users": dict(self.users),
            **kinds,
            "pages": {key: _page_dumped(page) for key, page in self.pages.items()},
        }

    def load(self, state: Json) -> None:
        """Replace all of it by what ``dump`` returned."""
        for name in ("seed", "minted", "changes", "requests"):
            setattr(self, name, state[name])
        self.behaviour = {**BEHAVIOUR, **state["behaviour"]}
        self.users = dict(state["users"])
        for name, kind in _KINDS.items():
            made = {key: kind(**_copied(raw)) for key, raw in state[name].items()}
            setattr(self, name, made)
        for source in self.sources.values():
            source.properties = {
                key: Property(**raw)  # type: ignore[arg-type]
                for key, raw in source.properties.items()
            }
        self.rows = {}
        for page in self.pages.values():
            page.look = Look(**page.look)  # type: ignore[arg-type]
            page.past = [(at, Look(**raw) if raw else None) for at, raw in page.past]  # type: ignore[arg-type]
            self._enrol(page)


def uuid_from(text: str) -> str:
    """A UUID made of a text: the same text, the same UUID."""
    raw = sha256(text.encode()).hexdigest()
    return dashed(f"{raw[:12]}4{raw[13:16]}a{raw[17:32]}")


def _copied(raw: Json) -> Json:
    return {key: list(value) if isinstance(value, list) else value for key, value in raw.items()}


def _dumped(things: dict[str, Any]) -> Json:
    return {key: asdict(thing) for key, thing in things.items()}


def _page_dumped(page: Page) -> Json:
    return {
        "id": page.id,
        "created": page.created,
        "created_by": page.created_by,
        "look": _look_dumped(page.look),
        "past": [[at, _look_dumped(look) if look else None] for at, look in page.past],
        "children": list(page.children),
    }


def _look_dumped(look: Look) -> Json:
    return {name: getattr(look, name) for name in Look.__slots__}

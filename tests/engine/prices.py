"""What a cycle may cost: the fewest calls that can do it, and each safety call by its name. Pure.

A price is a count of calls by service and method, as the sandbox and ``api_calls`` count them. For
several of its letters: N rows of a record, A active incidents, C channels that we see, k edits or
new incidents. ``docs/guarantees.md`` says the same in words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.engine.pages import APPEND as APPEND_BLOCK
from tests.engine.pages import CHILDREN, CREATE, GET, PATCH, QUERY

Price = dict[str, dict[str, int]]

LISTED, QUERIED, MEMBERS = 999, 100, 200
"""Channels, pages and members an answer (docs.slack.dev/reference/methods/conversations.list;
Notion API, Query a data source; docs.slack.dev/reference/methods/users.list)."""
LOOKED = 10
"""Patches that one look goes before."""
WRITTEN = 1_900_000
"""Bytes of new rows that one write to a Sheet takes."""
BATCH_GET = "GET /v4/spreadsheets/{id}/values:batchGet"
BATCH_UPDATE = "POST /v4/spreadsheets/{id}/values:batchUpdate"
APPEND = "POST /v4/spreadsheets/{id}:batchUpdate"
LIST, HISTORY = "conversations.list", "conversations.history"
BOTH = ("sheets", "notion")


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is when a cycle begins.

    ``channels`` are those we see, ``active`` the incidents that go on, ``pages`` those edited since
    the last look beside theirs; ``closed`` says that a channel closed within seven days.
    """

    records: Collection[str] = BOTH
    channels: int = 0
    active: int = 0
    pages: int = 0
    closed: bool = False


def total(*prices: Mapping[str, Mapping[str, int]]) -> Price:
    """All of them together; what costs nothing is not named."""
    found: Price = {}
    for price in prices:
        for service, calls in price.items():
            mine = found.setdefault(service, {})
            for method, count in calls.items():
                mine[method] = mine.get(method, 0) + count
    named = {s: {m: n for m, n in calls.items() if n} for s, calls in found.items()}
    return {service: calls for service, calls in named.items() if calls}


def times(number: int, price: Price) -> Price:
    """So many times a price."""
    return {s: {m: n * number for m, n in calls.items()} for s, calls in price.items()}


def count(price: Mapping[str, Mapping[str, int]]) -> int:
    """All calls of a price."""
    return sum(sum(calls.values()) for calls in price.values())


# Looking: what tells whether anything changed at all.


def idle(scene: Scene) -> Price:
    """L + A, Q(d + A) and one read: nothing less can tell that nothing happened."""
    slack = {LIST: math.ceil(scene.channels / LISTED), HISTORY: scene.active + scene.closed}
    looks = {"slack": slack, "sheets": {BATCH_GET: 1}, "notion": {QUERY: queries(scene)}}
    return total({side: looks[side] for side in ("slack", *scene.records)})


def queries(scene: Scene) -> int:
    """The queries that show all pages that go on or were edited."""
    return max(1, math.ceil((scene.active + scene.pages) / QUERIED))


# Safety calls, each by its name.


def guard_read() -> Price:
    """A Sheet's rows as they are, not older than two seconds when a write goes out."""
    return {"sheets": {BATCH_GET: 1}}


def looks(pages: int) -> Price:
    """Notion's pages as they are, before they are patched: ten by a query, a single one by GET."""
    tens, rest = divmod(pages, LOOKED)
    return total({"notion": {QUERY: tens + (rest > 1), GET: int(rest == 1)}})


def body_looks(blocks: int) -> Price:
    """Where on its page a block goes, and whether it is there already."""
    return {"notion": {CHILDREN: blocks}}


def look_up(what: str, scene: Scene) -> Price:
    """What became of an effect whose answer was lost: looked up once before it is done again."""
    asked: Mapping[str, Price] = {
        "channel": {"slack": {LIST: math.ceil(scene.channels / LISTED)}},
        "message": {"slack": {HISTORY: 1}},
        "bookmark": {"slack": {"bookmarks.list": 1}},
        "row": {"sheets": {BATCH_GET: 1}},
        "page": {"notion": {QUERY: 1, "GET /v1/users/me": 1}},
    }
    return asked[what]


def caught_up(what: str, record: str) -> Price:
    """What had to go without the effect in doubt, brought up to date once it was looked up."""
    if what == "channel":
        return taken(record, 1)
    return parts("purpose", "card") if what in {"row", "page"} else {}


def second_thought(pages: int) -> Price:
    """Pages that were edited in the very minute of our own patch: a query may lag behind that."""
    return {"notion": {GET: pages}}


def settling(scene: Scene) -> Price:
    """What is still being typed: ``sync`` waits, and looks at the records once more, all of them.

    A decision rests on what they said at one time.
    """
    return {side: calls for side, calls in idle(scene).items() if side != "slack"}


def bodies(pages: int) -> Price:
    """Edited pages with follow-ups, which no query shows; once more when that minute is over."""
    return {"notion": {CHILDREN: pages}}


def daily(scene: Scene, *, rows: int, members: int) -> Price:
    """Once a day: people, properties, tabs, and all pages in place of those that go on.

    A closed page that left would otherwise be missed for ever.
    """
    more = math.ceil(rows / QUERIED) - queries(scene)
    asked = {
        "slack": {"users.list": math.ceil(members / MEMBERS)},
        "notion": {
            "GET /v1/databases/{id}": 1, "GET /v1/data_sources/{id}": 1, "GET /v1/users": 1,
            QUERY: max(0, more),
        },
        "sheets": {"GET /v4/spreadsheets/{id}": 1},
    }  # fmt: skip
    return total({side: asked[side] for side in ("slack", *scene.records)})


# Doing: what people see of it, part by part.

PARTS: Mapping[str, str] = {
    "channel": "conversations.create",
    "membership": "conversations.join",
    "purpose": "conversations.setPurpose",
    "topic": "conversations.setTopic",
    "invitation": "conversations.invite",
    "first card": "chat.postMessage",
    "pin": "pins.add",
    "bookmark": "bookmarks.add",
    "first announcement": "chat.postMessage",
    "card": "chat.update",
    "announcement": "chat.update",
    "note": "chat.postMessage",  # in the channel, for what was done elsewhere
    "thread": "chat.postMessage",  # of the announcement
    "answer": "chat.postMessage",  # to whoever asked
}
"""The parts of Slack that show an incident, each a call of its own when it changes."""
STATE = frozenset({"topic", "card", "note", "announcement", "thread"})
TITLE = frozenset({"card", "note", "announcement"})
TEXT = frozenset({"card", "note"})
TOUCHED: Mapping[str, frozenset[str]] = {
    "severity": STATE, "status": STATE, "lead": STATE, "title": TITLE, "summary": TEXT,
    "customer_update": TEXT,
}  # fmt: skip
"""What an edit of each field touches: s = 5, 3 and 2."""
SET_UP = ("purpose", "topic", "first card", "pin", "bookmark", "first announcement")
"""u: what makes a channel an incident's."""


def parts(*names: str) -> Price:
    """The price of parts of Slack."""
    return {"slack": dict(Counter(PARTS[name] for name in names))}


def touched(where: str, fields: Iterable[str]) -> Price:
    """What edits of one incident between two cycles touch together.

    Nobody is told in a channel of what was said in it; a customer update is answered to.
    """
    told = set(fields)
    found = set().union(*(TOUCHED[field] for field in told))
    if where != "slack":
        return parts(*found)
    return parts(*found - {"note"}, *(["answer"] if "customer_update" in told else []))


def edited(many: Mapping[str, Sequence[Iterable[str]]], records: Collection[str]) -> Price:
    """Edits by side, the fields of each incident: Slack shows them, the other records take them."""
    shown = [touched(where, fields) for where, each in many.items() for fields in each]
    rows = {side: sum(len(each) for at, each in many.items() if at != side) for side in records}
    return total(*shown, *(taken(side, number) for side, number in rows.items() if number))


def taken(side: str, rows: int) -> Price:
    """Known rows that are written: all of a Sheet's in one write, a page by one patch each."""
    if side == "sheets":
        return total(guard_read(), {side: {BATCH_UPDATE: 1}})
    return total(looks(rows), {side: {PATCH: rows}})


def added(side: str, rows: int) -> Price:
    """New rows: all of a Sheet's in one write, a page by one call each."""
    if side == "sheets":
        return total(guard_read(), {side: {APPEND: 1}})
    return {side: {CREATE: rows}}


def declared(where: str, new: int, records: Collection[str]) -> Price:
    """New incidents on one side: their channels, and a row in every record.

    Where the row was already it gets its links; a Sheet's gets its ID first, in a write of its own,
    since a crash must find the row that its channel belongs to.
    """
    asked = ("invitation", "answer") if where == "slack" else ()
    opened = times(new, parts("channel", *SET_UP, *asked))
    linked = [taken(where, new)] * (1 + (where == "sheets")) if where in records else []
    return total(opened, *linked, *(added(side, new) for side in records if side != where))


def joined(new: int, records: Collection[str]) -> Price:
    """Channels made by hand: entered, and whoever made them is asked back in as the reporter."""
    opened = times(new, parts("membership", *SET_UP, "invitation"))
    return total(opened, *(added(side, new) for side in records))


def noted(new: int, records: Collection[str], *parts_each: str) -> Price:
    """Follow-ups or timeline entries from Slack, and the parts of it that each of them touches."""
    blocks = total(body_looks(new), {"notion": {APPEND_BLOCK: new}})
    rows = {"sheets": added("sheets", new), "notion": blocks}
    return total(times(new, parts(*parts_each)), *(rows[side] for side in records))


def first_match(scene: Scene, *, rows: int, members: int) -> Price:
    """A register of history, and what is asked once a day: read once, and nothing is written."""
    whole = total(idle(scene), daily(scene, rows=rows, members=members))
    return total(whole, {"slack": {"auth.test": 1}})


def adopted(active: int, records: Collection[str]) -> Price:
    """What goes on when a register is first matched: rows and pages that are there are linked."""
    linked = [taken(side, active) for side in records for _ in range(1 + (side == "sheets"))]
    return total(times(active, parts("channel", *SET_UP)), *linked)


def first_creation(side: str, rows: int, size: int) -> Price:
    """History that one record gets from the other; ``size`` is a row's, in bytes."""
    if side == "sheets":
        return times(math.ceil(rows * size / WRITTEN), added(side, rows))
    return added(side, rows)

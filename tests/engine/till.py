"""People at work on any side of a place, and the bill of the product's next cycle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.engine.place import Place
from tests.engine.prices import Price, Scene, declared, edited, idle, joined, parts, times, total

LATER_S = 700.0
"""Between two cycles: no note is edited in place of another."""
MINUTE_S = 120.0
"""Between a cycle and what people do then: their edits are not of the minute of our own."""
_WORDS = {
    "severity": ("Minor", "Major"), "status": ("Monitoring", "Fixing"), "lead": ("priya", "sam"),
}  # fmt: skip
_COMMANDS = {"customer_update": "customers"}
_KNOWN = {"Status": "Fixing", "Severity": "Major"}
"""How every incident begins, so that the first of the words above is an edit."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What a cycle cost, and what it should have cost."""

    made: Price
    price: Price


@dataclass(frozen=True, slots=True)
class Known:
    """Where an incident stands: its row's number, its page and its channel."""

    row: int
    page: str
    channel: str


class Till:
    """A place whose incidents are all at rest, and what each next cycle of it costs.

    Incidents are known by where they stand, so that a thousand of them are edited quickly.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.known: list[Known] = []
        self.learn()
        self.active = len(self.known)
        self._times: Counter[tuple[int, str]] = Counter()
        self._new = 0

    def learn(self) -> None:
        """Get to know the incidents that were declared meanwhile."""
        self.known = _known(self.place)

    @property
    def records(self) -> Sequence[str]:
        """The records that are on."""
        here = {"sheets": bool(self.place.key), "notion": self.place.notion is not None}
        return [side for side, on in here.items() if on]

    def scene(self, *, pages: int = 0, closed: bool = False) -> Scene:
        """What there is now."""
        return Scene(self.records, channels_of(self.place), self.active, pages, closed)

    def idle(self) -> Bill:
        """Nobody does anything."""
        return self.bill(self.scene())

    def edits(self, where: str, fields: Sequence[str]) -> Bill:
        """An edit of each field, of as many incidents."""
        return self.edits_at_once({where: [[field] for field in fields]})

    def edits_at_once(self, many: Mapping[str, Sequence[Sequence[str]]]) -> Bill:
        """Edits by side, the fields of each incident; no two sides edit the same incident."""
        self.place.turn(MINUTE_S)
        numbers = iter(range(len(self.known)))
        invited = [
            self._edit(where, number, field)
            for where, each in many.items()
            for fields, number in zip(each, numbers, strict=False)
            for field in fields
        ]
        price = times(sum(invited), parts("invitation"))
        return self.bill(self.scene(), price, edited(many, self.records))

    def declares(self, where: str, new: int, *, errors: int = 0) -> Bill:
        """So many new incidents on one side, and a cycle with so many errors."""
        titles = [f"New {number}" for number in range(self._new, self._new + new)]
        self._new += new
        self.place.turn(MINUTE_S)
        self._declare(where, titles)
        scene = self.scene(pages=new if where == "notion" else 0)
        self.active += new
        return self.bill(scene, declared(where, new, self.records), errors=errors)

    def joins(self, new: int) -> Bill:
        """So many channels made by hand."""
        for number in range(new):
            self.place.act("slack", "create_channel", name=f"inc-by-hand-{number}", user="sam")
        scene = self.scene()
        self.active += new
        return self.bill(scene, joined(new, self.records))

    def bill(self, scene: Scene, *prices: Price, errors: int = 0) -> Bill:
        """The next cycle's, which should cost these beside its looks."""
        made = self.place.spent(later=LATER_S, errors=errors)
        return Bill(made, total(idle(scene), *prices))

    def _edit(self, where: str, number: int, field: str) -> bool:
        """Somebody edits a field; whether it names a lead whom nobody invited before."""
        before = self._times[number, field]
        self._times[number, field] += 1
        words = _WORDS.get(field)
        value = words[before % 2] if words else f"{field} {number} for the {before}. time"
        self._say(where, self.known[number], field, value)
        return field == "lead" and before < len(_WORDS[field])

    def _say(self, where: str, one: Known, field: str, value: str) -> None:
        if where == "slack":
            word = f"@{value}" if field == "lead" else value
            self.place.asks("sam", one.channel, f"{_COMMANDS.get(field, field)} {word}")
            return
        told = {field.capitalize(): f"{value}@example.com" if field == "lead" else value}
        if where == "sheets":
            self.place.types_at(one.row, **told)
        else:
            self.place.pages.types_at(one.page, **told)

    def _declare(self, where: str, titles: Iterable[str]) -> None:
        if where == "slack":
            for title in titles:
                self.place.asks("sam", self.known[0].channel, f"declare {title}")
        elif where == "notion":
            self.place.pages.adds_all([{"Title": title, **_KNOWN} for title in titles])
        else:
            for title in titles:
                self.place.adds(Title=title, **_KNOWN)


def channels_of(place: Place) -> int:
    """The channels that we see in a listing."""
    channels = place.slack()["channels"].values()
    return sum(not (one["is_private"] or one.get("is_archived")) for one in channels)


def _known(place: Place) -> list[Known]:
    """The incidents that have a channel."""
    rows = {row["Channel"]: row["row"] for row in (place.rows() if place.key else ())}
    pages = {page["Channel"]: page["page"] for page in place.paged()}
    return [
        Known(rows.get(link, 0), pages.get(link, ""), link.rpartition("/")[2])
        for link in rows | pages
        if link
    ]

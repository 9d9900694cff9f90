"""Floor 6. A side in a dict: what a side is at its smallest, and the engine's partner in tests.

It keeps every rule of the port (differences only, a last look before a write, look-ups by key) and
has none of a service's quirks. People change it with :meth:`MemorySide.type` and its like.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incident_sync.model.action import Action, Brief, Gap, Message, Outcome
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.finding import Finding, fine
from incident_sync.model.item import Base, Item, Link, Reach
from incident_sync.model.people import Person
from incident_sync.model.values import Value, canonical, decode, encode, meaning, prints
from incident_sync.model.view import Known, Row, View
from incident_sync.ports import NO_CURSORS


@dataclass(slots=True)
class Entry:
    """One row: its ID cell, whose child it is, its channel cell, its values."""

    kind: Kind = Kind.INCIDENT
    label: str = ""
    parent: str = ""
    channel: str = ""
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class MemorySide:
    """A side whose rows are ``entries`` by the side's own ref, and whose speech is ``said``.

    ``shut`` are the refs that are there and cannot be written: an archived channel, a page in the
    archive.
    """

    name: str
    is_record: bool = True
    known_by_label: bool = False
    at_once: int = 1000
    kinds: frozenset[Kind] = frozenset(Kind)
    entries: dict[str, Entry] = field(default_factory=dict)
    said: dict[str, Message] = field(default_factory=dict)
    shut: dict[str, Reach] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    taken: dict[str, Entry] = field(default_factory=dict)
    added: int = 0
    away: bool = False

    # what people do

    def type(self, ref: str, name: str, value: Value) -> None:
        """A person types a value."""
        self.entries[ref].values[name] = value

    def add(self, label: str = "", /, **values: Value) -> str:
        """A person adds a row, as a rule without an ID; its ref."""
        ref = self._fresh_ref()
        self.entries[ref] = Entry(label=label, values=dict(values))
        return ref

    def take_away(self, ref: str) -> None:
        """A person deletes a row."""
        self.taken[ref] = self.entries.pop(ref)

    def put_back(self, ref: str) -> None:
        """A person undoes that."""
        self.entries[ref] = self.taken.pop(ref)

    def _fresh_ref(self) -> str:
        self.added += 1
        return f"row{self.added}"

    # the port

    def observe(self, known: Known) -> View:
        rows, present = [], {kind: set[str]() for kind in self.kinds}
        for ref, entry in self.entries.items():
            present[entry.kind].add(ref)
            mark, before = self._mark(ref), known.digests.get(entry.kind, {}).get(ref)
            if mark != before and not self._is_former(ref, before):
                rows.append(self._row(ref, entry, mark, known))
        refs = {kind: frozenset(some) for kind, some in present.items()}
        return View(self.name, frozenset(self.kinds), refs, tuple(rows))

    def _is_former(self, ref: str, before: str | None) -> bool:
        """Whether it is a channel that we made and do not know, since it has a successor."""
        return not self.is_record and before is None and ref in self.made.values()

    def _mark(self, ref: str) -> str:
        return f"{_digest(self.entries[ref])}{self.shut.get(ref, '')}"

    def _row(self, ref: str, entry: Entry, mark: str, known: Known) -> Row:
        values = {name: entry.values.get(name) for name in FIELDS[entry.kind]}
        read = {name: _read(value, known) for name, value in values.items()}
        shown = {name: meaning(value) for name, value in read.items()}
        shown |= {"id": meaning(entry.label), "channel": meaning(entry.channel)}
        shown |= {"incident": meaning(entry.parent)}
        return Row(
            entry.kind,
            ref,
            mark,
            read,
            shown,
            entry.label,
            entry.parent,
            where=f"{self.name}:{ref}",
            reach=self.shut.get(ref, Reach.OPEN),
        )

    def fit(self, brief: Brief) -> Mapping[str, Any]:
        item = brief.item
        facets = {name: encode(item.value(name)) for name in FIELDS[item.kind]}
        facets |= {"id": item.label, "channel": brief.urls.get("slack", "")}
        return facets | {"incident": brief.parent.label if brief.parent else ""}

    def prints(self, facets: Mapping[str, Any]) -> Mapping[str, str]:
        return prints(facets)

    def plan(self, gap: Gap) -> tuple[Action, ...]:
        item, link = gap.brief.item, gap.link
        if link is not None and link.reach is not Reach.OPEN:
            return ()
        fields = FIELDS[item.kind]
        acks = {
            name: Base(decode(data), item.agreed(name).version)
            for name, data in gap.facets.items()
            if name in fields
        }
        ref = link.ref if link else ""
        seen = {name: link.shown.get(name, "") if link else "" for name in gap.facets}
        kind = "write" if link else "add"
        key = f"{self.name}:{item.id}:{kind}{gap.turn}"
        return (
            Action(self.name, kind, item.id, key, ref, gap.facets, acks,
                   {"seen": seen, "digest": link.digest if link else ""},
                   effect=link is None, of=item.kind),
        )  # fmt: skip

    def batches(self, actions: Sequence[Action]) -> Sequence[Sequence[Action]]:
        starts = range(0, len(actions), self.at_once)
        return [actions[start : start + self.at_once] for start in starts]

    def say(self, message: Message, brief: Brief) -> tuple[Action, ...]:
        data = {"kind": message.kind, "data": dict(message.data)}
        if self.is_record:
            return ()
        return (Action(self.name, "say", brief.item.id, message.key, data=data, effect=True),)

    def apply(self, actions: Sequence[Action]) -> Iterable[Outcome]:
        for action in actions:
            yield self._do(action)

    def _do(self, action: Action) -> Outcome:
        if action.kind == "say":
            data = action.data
            self.said[action.key] = Message(action.key, action.item, data["kind"], data["data"])
            return Outcome(action)
        if action.effect:
            ref = self.made[action.key] = self._fresh_ref()
            self.entries[ref] = Entry(action.of)
            as_seen = True
        else:
            ref = action.ref
            if self._moved(action):
                return Outcome(action, moved=True)
            as_seen = _digest(self.entries[ref]) == action.data["digest"]
        self._write(self.entries[ref], action.facets)
        # What somebody typed beside it since the last look is for the next look to report.
        return Outcome(action, ref=ref, digest=_digest(self.entries[ref]) if as_seen else "")

    def _moved(self, action: Action) -> bool:
        """Whether somebody changed a cell we are about to write since it was last read."""
        entry = self.entries.get(action.ref)
        if entry is None:
            return True
        own = {"id": entry.label, "channel": entry.channel, "incident": entry.parent}
        now = {name: meaning(value) for name, value in (entry.values | own).items()}
        seen: Mapping[str, str] = action.data["seen"]
        return any(now.get(name, "") != seen[name] for name in seen if name not in own)

    def _write(self, entry: Entry, facets: Mapping[str, Any]) -> None:
        for name, data in facets.items():
            if name == "id":
                entry.label = data
            elif name == "channel":
                entry.channel = data
            elif name == "incident":
                entry.parent = data
            else:
                entry.values[name] = decode(data)

    def look_up(self, action: Action, since: datetime) -> Outcome | None:
        del since
        if action.key in self.said:
            return Outcome(action)
        ref = self.made.get(action.key)
        return Outcome(action, ref=ref) if ref in self.entries else None

    def url(self, link: Link, item: Item) -> str:
        del item
        return f"memory://{self.name}/{link.ref}"

    def check(self, cursors: Mapping[str, str] = NO_CURSORS) -> Iterable[Finding]:
        del cursors
        return [fine(f"{self.name}: memory", "it is there as long as this process is")]


def _read(value: Value, known: Known) -> Value:
    return known.directory.resolve(value) if isinstance(value, Person) else value


def _digest(entry: Entry) -> str:
    values = {name: encode(value) for name, value in entry.values.items() if value is not None}
    data = canonical([entry.kind, entry.label, entry.parent, entry.channel, values])
    return hashlib.blake2b(data.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

"""Floor 6. The properties of a data source, and which of them is which facet. Pure.

A property is known by its id once it was found: the id stays when the name changes (Notion API,
Property object), so that a rename breaks nothing. What a property's value means stays out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable
from incident_sync.model.fields import EXTRA
from incident_sync.model.vocabulary import fold
from incident_sync.sides.notion.kinds import can_read, can_write, expected, spoken
from incident_sync.sides.notion.richtext import plain

SIDE = "notion"

Seen: TypeAlias = Mapping[str, Sequence[str]]

PROPERTIES: dict[str, str] = {
    "id": "ID",
    "title": "Title",
    "status": "Status",
    "severity": "Severity",
    "lead": "Lead",
    "summary": "Summary",
    "customer_update": "Customer update",
    "reporter": "Reporter",
    "reported_at": "Reported at",
    "resolved_at": "Resolved at",
    "channel": "Channel",
    "sync_note": "Sync note",
}
"""The usual name of every facet's property."""

NEEDED = frozenset({"title", "status", "severity", "lead", "summary", "channel"})
"""Facets whose property must be there at the first look, unless they are not mirrored."""

TWO_WAY = frozenset(
    {"title", "status", "severity", "lead", "summary", "customer_update", "resolved_at"}
)
"""Facets that are edited in Slack, too: a person is told where they cannot be written."""

_VITAL = frozenset({"title", "status"})
_BACK = 'Rename the property back, or name it in [notion.fields]; "" leaves the field out.'


@dataclass(frozen=True, slots=True)
class Prop:
    """One property of the data source; ``options`` are the names of a select's or status's."""

    id: str
    name: str
    type: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """The properties of a data source by id, and its title."""

    props: Mapping[str, Prop]
    title: str = ""

    def named(self, name: str) -> Prop | None:
        """The property of that name: as it is spelled, else trimmed and ignoring case."""
        exact = [prop for prop in self.props.values() if prop.name == name]
        alike = [prop for prop in self.props.values() if fold(prop.name) == fold(name)]
        return next(iter(exact or alike), None)

    def typed(self, kind: str) -> Prop | None:
        """The first property of that type."""
        return next((prop for prop in self.props.values() if prop.type == kind), None)

    def dump(self) -> str:
        """The schema as JSON text; the inverse of :meth:`load`."""
        props = [[prop.id, prop.name, prop.type, prop.options] for prop in self.props.values()]
        return json.dumps({"title": self.title, "props": props}, ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Schema:
        """The schema of a JSON text; raises ValueError where it is none."""
        try:
            data = json.loads(text)
            props = [Prop(at, name, kind, tuple(many)) for at, name, kind, many in data["props"]]
            return cls({prop.id: prop for prop in props}, data["title"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("no schema") from error


def schema_of(data_source: Mapping[str, Any]) -> Schema:
    """The schema in the answer of "Retrieve a data source"."""
    props = {}
    for name, config in data_source["properties"].items():
        of = config.get(config["type"]) or {}
        options = tuple(option["name"] for option in of.get("options", ()))
        props[config["id"]] = Prop(config["id"], name, config["type"], options)
    return Schema(props, plain(data_source.get("title", ())))


@dataclass(frozen=True, slots=True)
class Bound:
    """The property of a facet; ``reason`` says why it is never written, "" where it is."""

    prop: Prop
    reason: str = ""

    @property
    def writable(self) -> bool:
        """Whether the facet is written here."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the facets are.

    ``bound`` by facet, those that are there and can be read; ``extras`` by the name configured;
    ``seen`` by facet (``extra.NAME`` for those) the property's id and the name it was looked for
    by, to be handed to the next :func:`layout`; ``problems`` what a person has to mend while the
    rest goes on; ``title`` of the data source; ``known`` the ids of all its properties.
    """

    bound: Mapping[str, Bound]
    extras: Mapping[str, Prop] = field(default_factory=dict)
    seen: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    problems: tuple[IncidentSyncError, ...] = ()
    title: str = ""
    known: frozenset[str] = frozenset()

    @property
    def mints(self) -> bool:
        """Whether Notion gives the IDs: the id is a ``unique_id``."""
        bound = self.bound.get("id")
        return bound is not None and bound.prop.type == "unique_id"

    def prop(self, facet: str) -> Prop | None:
        """The property of a facet, if it is there."""
        bound = self.bound.get(facet)
        return bound.prop if bound else None

    def mapped(self) -> tuple[Prop, ...]:
        """All properties that are read, each once, in a fixed order."""
        props = [bound.prop for bound in self.bound.values()] + list(self.extras.values())
        return tuple({prop.id: prop for prop in props}.values())


def layout(
    schema: Schema,
    fields: Mapping[str, str],
    extras: Collection[str] = (),
    seen: Seen | None = None,
) -> Layout:
    """Bind every mirrored facet to its property.

    ``fields`` as configured: facet to property name, only what differs from ``PROPERTIES``; "" is
    not mirrored. ``seen`` as in the last Layout: an id seen before wins over the name, unless the
    name looked for is another one now.

    Raises SideUnusable naming every needed or mapped property that was never there, two facets on
    one property, or a status or title that cannot be read. Another facet that is gone or of a type
    that cannot hold it is left alone and told in ``problems``.
    """
    names = {facet: name for facet, name in {**PROPERTIES, **fields}.items() if name}
    wanted = names | {EXTRA + name: name for name in extras}
    before = {f: (at, name) for f, (at, name) in (seen or {}).items() if wanted.get(f) == name}
    binder = _Binder(schema, fields, before)
    found = {facet: binder.find(facet, name) for facet, name in names.items()}
    binder.refuse(names, found)
    bound, problems = {}, []
    for facet, prop in found.items():
        problem = binder.problem(facet, names[facet], prop)
        if problem:
            problems.append(problem)
        if prop and can_read(facet, prop.type):
            bound[facet] = Bound(prop, _reason(facet, prop))
    own = {name: prop for name in extras if (prop := binder.find(EXTRA + name, name))}
    here = {f: (one.prop.id, names[f]) for f, one in bound.items()}
    here |= {EXTRA + name: (prop.id, name) for name, prop in own.items()}
    return Layout(
        bound, own, {**before, **here}, tuple(problems), schema.title, frozenset(schema.props)
    )


def _reason(facet: str, prop: Prop) -> str:
    return "" if can_write(facet, prop.type) else f"{_a(prop)} is read, never written"


def _a(prop: Prop) -> str:
    kind = spoken(prop.type)
    return f"{'an' if kind[0] in 'aeio' else 'a'} {kind} property"


@dataclass(frozen=True, slots=True)
class _Binder:
    schema: Schema
    fields: Mapping[str, str]
    before: Mapping[str, tuple[str, str]]

    def find(self, facet: str, name: str) -> Prop | None:
        at, _ = self.before.get(facet, ("", ""))
        if at in self.schema.props:
            return self.schema.props[at]
        if facet == "title" and facet not in self.fields:
            return self.schema.typed("title")
        prop = self.schema.named(name)
        return None if prop and self._is_chance(facet, prop) else prop

    def _is_chance(self, facet: str, prop: Prop) -> bool:
        """Whether a property that something else is mapped to merely happens to bear this name."""
        if facet in self.fields or facet in NEEDED or facet.startswith(EXTRA):
            return False
        mapped = {fold(name) for name in self.fields.values() if name}
        return fold(prop.name) in mapped or (prop.type == "title" and "title" not in self.fields)

    def refuse(self, names: Mapping[str, str], found: Mapping[str, Prop | None]) -> None:
        """Raise SideUnusable where nothing read here could be trusted."""
        left_out = [f"{facet} cannot be left out" for facet in sorted(_VITAL - names.keys())]
        missing, useless = self._missing(names, found), self._useless(found)
        wrong = [*left_out, *missing, *self._double(found), *useless]
        if wrong:
            raise SideUnusable("; ".join(wrong), where=self._where(), remedy=_BACK)

    def _missing(self, names: Mapping[str, str], found: Mapping[str, Prop | None]) -> Sequence[str]:
        lacking = [
            f'"{names[facet]}"'
            for facet, prop in found.items()
            if prop is None
            and (facet in NEEDED or facet in self.fields)
            and (facet in _VITAL or facet not in self.before)
        ]
        return [f"the database has no property {', '.join(lacking)}"] if lacking else []

    def _double(self, found: Mapping[str, Prop | None]) -> Sequence[str]:
        used = Counter(prop.id for prop in found.values() if prop)
        return [
            f'"{self.schema.props[at].name}" stands for more than one field: '
            + ", ".join(facet for facet, prop in found.items() if prop and prop.id == at)
            for at, times in used.items()
            if times > 1
        ]

    def _useless(self, found: Mapping[str, Prop | None]) -> Sequence[str]:
        return [
            _unable(facet, prop)
            for facet, prop in found.items()
            if prop and facet in _VITAL and not can_read(facet, prop.type)
        ]

    def problem(self, facet: str, name: str, prop: Prop | None) -> Permanent | None:
        """What a person has to mend about one facet."""
        if prop is None:
            if facet not in self.before:
                return None
            message = f'the property "{name}" is gone; the field {facet} is left alone in Notion'
            return Permanent(message, where=self._where(), remedy=_BACK)
        if not can_read(facet, prop.type):
            message = f"{_unable(facet, prop)}; it is left alone"
            remedy = "Change its type, or map another property in [notion.fields]."
            return Permanent(message, where=self._where(), remedy=remedy)
        if can_write(facet, prop.type) or facet not in TWO_WAY:
            return None
        return Permanent(
            f'"{prop.name}" is {_a(prop)}: {facet} is read there, never written',
            where=self._where(),
            remedy=f"For both ways, map a property of type {expected(facet)} in [notion.fields].",
        )

    def _where(self) -> str:
        return f'the Notion database "{self.schema.title}"' if self.schema.title else "Notion"


def _unable(facet: str, prop: Prop) -> str:
    return f'"{prop.name}" is {_a(prop)}, where {facet} needs {expected(facet)}'

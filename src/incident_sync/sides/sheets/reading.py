"""Floor 6. What a row means: its values, what it shows, what nobody can read. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from incident_sync.model.fields import FIELDS
from incident_sync.model.people import Directory
from incident_sync.model.times import Unreadable
from incident_sync.model.values import Value, canonical, meaning
from incident_sync.model.view import Invalid, Row
from incident_sync.sides.sheets.cells import Codec
from incident_sync.sides.sheets.layout import HEADERS, Layout, facet_field
from incident_sync.sides.sheets.rows import Cell, Line, slot, text_of

SIDE = "sheets"
_NAMES = frozenset({"id", "incident", "channel"})
_CHANNEL = re.compile(r"/(?:archives|client/[A-Z0-9]+)/([CG][A-Z0-9]{2,})")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows of one look: how cells are read, and the people known then."""

    codec: Codec
    directory: Directory = field(default_factory=Directory)

    def value(self, layout: Layout, facet: str, cell: Cell) -> Value:
        """What a cell means; raises Unreadable."""
        value = self.codec.read(facet_field(layout.kind, facet), cell, self.directory)
        if facet in _NAMES and isinstance(value, str):
            return value.strip() or None
        return value

    def print_of(self, layout: Layout, facet: str, cell: Cell) -> str:
        """The print of what a cell shows; of an unreadable one, of its text."""
        try:
            return meaning(self.value(layout, facet, cell))
        except Unreadable:
            return _unread(cell)

    def row(self, layout: Layout, line: Line, digest: str) -> Row:
        """All that a row says."""
        fields = FIELDS[layout.kind]
        values: dict[str, Value] = {}
        shown: dict[str, str] = {}
        invalid: list[Invalid] = []
        for facet in layout.columns:
            cell = line.cells[slot(layout, facet)]
            try:
                value = self.value(layout, facet, cell)
            except Unreadable as error:
                where = layout.where(facet, line.row)
                invalid.append(Invalid(SIDE, where, facet, text_of(cell), str(error)))
                shown[facet] = _unread(cell)
                continue
            shown[facet] = meaning(value)
            if facet in fields:
                values[facet] = value
        return Row(
            kind=layout.kind,
            ref=line.ref,
            digest=digest,
            values=values,
            shown=shown,
            label=line.label,
            parent=_text(layout, line, "incident"),
            channel=_channel(_text(layout, line, "channel")),
            where=layout.where("id", line.row),
            blocked={one.field: "invalid" for one in invalid},
            invalid=tuple(invalid),
            extra=_extra(layout, line),
        )

    def salt(self, layout: Layout) -> str:
        """All that the meaning of a row of this tab depends on beside its cells and the people."""
        words = self.codec.vocabulary
        told = {
            "words": repr(words),
            "headers": dict(layout.headers),
            "extras": list(layout.extras),
            "zones": [str(self.codec.sheet_zone), str(self.codec.text_zone)],
        }
        return canonical(told)


def _unread(cell: Cell) -> str:
    """A print that no meaning has, so that a change of the text is seen all the same."""
    return f"?:{text_of(cell)}"


def _text(layout: Layout, line: Line, facet: str) -> str:
    if facet not in layout.columns:
        return ""
    return text_of(line.cells[slot(layout, facet)]).strip()


def _channel(address: str) -> str:
    found = _CHANNEL.search(address)
    return found[1] if found else ""


def _extra(layout: Layout, line: Line) -> Mapping[str, str]:
    beyond = line.cells[len(HEADERS[layout.kind]) :]
    return dict(zip(layout.extras, map(text_of, beyond), strict=True))

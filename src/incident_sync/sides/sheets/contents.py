"""Floor 6. What ``doctor`` says of a tab's cells: formulas, unknown words, drop-downs. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incident_sync.model.fields import FIELDS
from incident_sync.model.finding import Finding, amiss, fine
from incident_sync.model.vocabulary import Words, fold
from incident_sync.sides.sheets.a1 import spoken
from incident_sync.sides.sheets.layout import Layout
from incident_sync.sides.sheets.rows import FAILED, find_rows, slot, text_of

WORDS = ("status", "severity")
_COMPUTABLE = frozenset({"reporter", "reported_at"})
"""Fields that a formula may well fill: nobody edits them in Slack."""
_MOST_NAMED = 5

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One tab: its columns, its values, and its values with formulas as formulas."""

    layout: Layout
    values: Sequence[Sequence[Any]]
    formulas: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A column's drop-down: its words (None: it has none), or the range that they stand in."""

    words: list[str] | None = None
    source: str = ""


def formulas_in(tab: str) -> str:
    """The name of the finding about a tab's formulas."""
    return f'Sheets: formulas in "{tab}"'


def words_in(header: str) -> str:
    """The name of the finding about the words of a column."""
    return f'Sheets: words in "{header}"'


def drop_down_of(header: str) -> str:
    """The name of the finding about a column's drop-down."""
    return f'Sheets: drop-down of "{header}"'


def formulas(table: Table) -> Finding:
    """Whether mapped cells hold formulas, which are read and never written."""
    layout = table.layout
    literals = find_rows(layout, table.values).literals
    written = [f for f in layout.columns if f == "id" or f in FIELDS[layout.kind]]
    cells = [
        spoken(layout.tab, line.row, layout.columns[facet])
        for line in find_rows(layout, table.formulas).lines()
        for facet in written
        if facet not in _COMPUTABLE
        and isinstance(cell := line.cells[slot(layout, facet)], str)
        and cell.startswith("=")
        and cell not in literals
    ]
    what = formulas_in(layout.tab)
    if not cells:
        return fine(what, "no cell that is written holds one")
    return amiss(
        what,
        f"{_some(cells)} hold formulas, which are read there and never written",
        "Put plain values there, or name other columns for these fields in [sheets].",
        layout.tab,
    )


def words(table: Table, facet: str, known: Words) -> Finding:
    """Whether every word in a column means one of ours."""
    layout = table.layout
    texts = (
        text_of(line.cells[slot(layout, facet)]).strip()
        for line in find_rows(layout, table.values).lines()
    )
    strange = Counter(t for t in texts if t and t not in FAILED and known.read(t) is None)
    what = words_in(layout.headers[facet])
    if not strange:
        return fine(what, f"every one is known: {', '.join(known.words)}")
    counted = [f'"{word}" ({times})' for word, times in strange.most_common()]
    return amiss(
        what,
        f"{_some(counted)} {'is' if len(counted) == 1 else 'are'} none of {', '.join(known.words)}",
        f"Say what they mean under {facet} in [incident.values], or change the cells.",
        layout.tab,
    )


def rule_of(rows: Sequence[Sequence[Json]], layout: Layout, facet: str) -> Rule:
    """The drop-down of a column, told from its first cells below the header."""
    column = layout.columns[facet]
    for row in rows[layout.header :]:
        condition = (row[column] if column < len(row) else {}).get("condition", {})
        values = [str(one.get("userEnteredValue", "")) for one in condition.get("values", ())]
        if condition.get("type") == "ONE_OF_LIST":
            return Rule(values)
        if condition.get("type") == "ONE_OF_RANGE" and values:
            return Rule(source=values[0].removeprefix("="))
    return Rule()


def listed(values: Sequence[Sequence[Any]]) -> list[str]:
    """The words that stand in the range of a drop-down."""
    return [text_of(cell) for row in values for cell in row if cell != ""]


def drop_down(header: str, known: Words, options: Iterable[str] | None) -> Finding:
    """Whether a drop-down offers a word for each of ours."""
    what = drop_down_of(header)
    if options is None:
        return fine(what, "it has none, so that every word can be written")
    offered = list(options)
    folded = {fold(word) for word in offered}
    lacking = [word for word in known.words if fold(known.write(word, offered)) not in folded]
    if not lacking:
        return fine(what, "it offers a word for every one of ours")
    return amiss(
        what,
        f"it offers no word for {', '.join(lacking)}",
        f"Add {', '.join(lacking)} to it (Data, Data validation), or name the register's own words"
        " for them in [incident.values].",
        header,
    )


def _some(named: Sequence[str]) -> str:
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return ", ".join(named[:_MOST_NAMED]) + more

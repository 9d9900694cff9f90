"""Floor 6. What a cell means and how a value is written into one. Pure: no row, no call.

A value is written so that it reads back as itself, and in the way its column already keeps: serial
dates in a date column, the register's own words. What cannot be understood is refused with a reason
(:class:`Unreadable`), never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from incident_sync.model.fields import Field, Type
from incident_sync.model.people import Directory, Person, typed
from incident_sync.model.times import Unreadable, iso, parse_time
from incident_sync.model.values import Value
from incident_sync.model.vocabulary import Vocabulary, fold
from incident_sync.sides.sheets.rows import FAILED, Cell, text_of
from incident_sync.sides.sheets.serials import from_serial, to_serial

LONGEST = 50_000
"""Characters a cell can hold (Sheets API, usage limits), counted as UTF-16 does: never fewer."""

_TRUTHS = {
    **dict.fromkeys(("true", "yes", "y", "x", "done", "1", "\N{CHECK MARK}"), True),
    **dict.fromkeys(("false", "no", "n", "0", "open", "todo"), False),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a column keeps what it holds: dates as numbers, and the words in use, by folded text."""

    serial: bool = False
    words: Mapping[str, Cell] = field(default_factory=dict)


def style_of(cells: Iterable[Cell], *, formatted: bool) -> Style:
    """The style of a column with these cells; ``formatted`` where its cells look like dates."""
    filled = [cell for cell in cells if cell != ""]
    numbers = any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in filled)
    words: dict[str, Cell] = {}
    for cell in filled:
        words.setdefault(fold(text_of(cell)), cell)
    return Style(serial=numbers or (formatted and not filled), words=words)


def too_long(text: str) -> bool:
    """Whether no cell can hold a text."""
    return len(text) > LONGEST or len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST


@dataclass(frozen=True, slots=True)
class Codec:
    """Cells to values and back.

    ``sheet_zone`` is the spreadsheet's own, in which its serials are; ``text_zone`` the configured
    one, for texts that name none.
    """

    vocabulary: Vocabulary
    sheet_zone: tzinfo
    text_zone: tzinfo

    def read(self, of: Field, cell: Cell, directory: Directory) -> Value:
        """The value a cell means; raises Unreadable with the reason where it means none."""
        text = text_of(cell)
        if text in FAILED:
            raise Unreadable("the formula in this cell fails")
        if of.type is Type.TRUTH:
            return _truth(cell)
        if of.type is Type.TEXT:
            return text or None
        if not text.strip():
            return None
        if of.type is Type.TIME:
            return self._time(cell)
        if of.type is Type.PERSON:
            return directory.resolve(typed(text.strip()))
        return self._word(of, text)

    def _time(self, cell: Cell) -> datetime | date:
        if isinstance(cell, bool):
            raise Unreadable("a tick is no date")
        if isinstance(cell, str):
            return parse_time(cell, self.text_zone)
        return from_serial(cell, self.sheet_zone)

    def _word(self, of: Field, text: str) -> str:
        words = self.vocabulary.of(of.name)
        word = words.read(text)
        if word is None:
            raise Unreadable(f"it is none of {', '.join(words.words)}")
        return word

    def write(self, of: Field, value: Value, style: Style) -> Cell:
        """The cell that means ``value``, as a column of that style keeps it.

        A person is written by name alone here; ``model.people`` knows the text that reads back.
        """
        if of.type is Type.TRUTH:
            return bool(value)
        if value is None:
            return ""
        if isinstance(value, Person):
            return value.name or value.email
        if isinstance(value, date):  # a datetime is one, too
            serial = to_serial(value, self.sheet_zone) if style.serial else None
            return iso(value) if serial is None else serial
        if of.type is Type.WORD:
            word = self.vocabulary.of(of.name).write(str(value), style.words)
            used = style.words.get(fold(word), word)
            # A register of numbers or ticks keeps them; a text is spelled as configured.
            return word if isinstance(used, str) else used
        return text_of(value)


def _truth(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    text = text_of(cell).strip().casefold()
    if text and text not in _TRUTHS:
        raise Unreadable("it is neither ticked nor empty: write TRUE or FALSE")
    return bool(text) and _TRUTHS[text]

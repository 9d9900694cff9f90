"""How a person's words are read: a tab, a column's letter or header, a cell, an entry."""

from __future__ import annotations

from incident_sandbox.google.a1 import Area, column_of, parse
from incident_sandbox.google.book import Book
from incident_sandbox.google.entry import typed
from incident_sandbox.google.grid import Tab
from incident_sandbox.google.messages import ENUMS
from incident_sandbox.google.values import (
    LONGEST_TEXT,
    Cell,
    Entered,
    Formula,
    Json,
    JsonObject,
    number,
    with_number_format,
    with_value,
)
from incident_sandbox.service import Refused


def text_of(args: JsonObject, name: str, default: str | None = None) -> str:
    """A text the verb needs."""
    value = args.get(name, default)
    if not isinstance(value, str) or not value:
        raise Refused(f"{name!r} is missing")
    return value


def whole_of(args: JsonObject, name: str, default: int | None = None) -> int:
    """A whole number from 1 on."""
    value = args.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Refused(f"{name!r} must be a whole number from 1 on, not {value!r}")
    return value


def tab_named(book: Book, args: JsonObject) -> Tab:
    """The tab the verb names; without a name the first."""
    title = args.get("tab", book.tabs[0].title)
    tab = book.tab(title)
    if tab is None:
        raise Refused(f"there is no tab {title!r}; there are {[t.title for t in book.tabs]}")
    return tab


def cell_named(tab: Tab, text: str) -> tuple[int, int]:
    """The row and column, from 0, of "B3"."""
    area = area_named(tab, text)
    if (area.bottom, area.right) != (area.top + 1, area.left + 1):
        raise Refused(f"{text!r} is not one cell")
    return area.top, area.left


def area_named(tab: Tab, text: str) -> Area:
    """The rectangle of "A2:C" in this tab."""
    wanted = parse(text)
    if wanted.title not in {None, tab.title}:
        raise Refused(f"{text!r} is not in {tab.title!r}")
    return wanted.within(tab.title, tab.row_count, tab.column_count, clip=True)


def column_named(tab: Tab, name: Json) -> int:
    """A column by its header, its letters, or its number from 1."""
    if isinstance(name, int) and not isinstance(name, bool) and name > 0:
        return name - 1
    if not isinstance(name, str) or not name:
        raise Refused(f"{name!r} names no column")
    header = tab.rows[0] if tab.rows else []
    for place, cell in enumerate(header):
        if cell is not None and cell.value == name:
            return place
    column = column_of(name) if name.isascii() and name.isalpha() else tab.column_count
    if column >= tab.column_count:
        raise Refused(f"there is no column {name!r} in {tab.title!r}")
    return column


def entered(book: Book, old: Cell | None, value: Json, *, raw: bool) -> Cell | None:
    """A cell after a person entered something; ``raw`` keeps a text byte for byte."""
    if value is None:
        return old
    if not isinstance(value, str | int | float):
        raise Refused(f"{value!r} cannot stand in a cell")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise Refused(f"a cell holds at most {LONGEST_TEXT} characters")
    plain: Entered = value
    if isinstance(value, int | float) and not isinstance(value, bool):
        plain = number(value)
    new = with_value(old, plain) if raw else typed(old, plain, book.locale)
    if breaks_rule(new) and ((new and new.rule) or {}).get("strict"):
        raise Refused(f"{value!r} is not in the cell's drop-down list, which rejects other input")
    return new


def breaks_rule(cell: Cell | None) -> bool:
    """Whether the cell holds something its drop-down does not list."""
    if cell is None or cell.rule is None or cell.value is None:
        return False
    condition = cell.rule["condition"]
    if condition["type"] != "ONE_OF_LIST" or isinstance(cell.value, Formula):
        return False
    return str(cell.value) not in {item["userEnteredValue"] for item in condition["values"]}


def formatted(cell: Cell | None, kind: Json) -> Cell:
    """The cell with a number format: a type's name, or GD NumberFormat as an object."""
    looks = {"type": kind} if isinstance(kind, str) else kind
    if not isinstance(looks, dict) or looks.get("type") not in ENUMS["NumberFormatType"]:
        raise Refused(f"{kind!r} is no number format")
    return with_number_format(cell, looks)

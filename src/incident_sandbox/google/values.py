"""What a cell holds. Pure: no grid, no API.

Cells are immutable, so that a spreadsheet is copied by copying its rows' lists.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

Json: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]
LONGEST_TEXT = 50_000  # characters in a cell: Sheets API, usage limits
_EXACT_INTEGERS = 1e15


class Formula(NamedTuple):
    """A formula as entered, with its equals sign."""

    text: str


class Fault(NamedTuple):
    """What a formula comes to when it cannot be computed (GD ErrorValue)."""

    kind: str
    text: str
    message: str


Entered: TypeAlias = str | int | float | bool | Formula | None
Value: TypeAlias = str | int | float | bool | Fault | None

REF = Fault("REF", "#REF!", "Reference does not exist")
NAME = Fault("NAME", "#NAME?", "Unknown function or range name")
VALUE = Fault("VALUE", "#VALUE!", "A value of the wrong type was given")
DIVIDE = Fault("DIVIDE_BY_ZERO", "#DIV/0!", "Division by zero")
PARSE = Fault("ERROR", "#ERROR!", "Formula parse error.")


class Cell(NamedTuple):
    """One cell: what was entered, how it looks, its note and its validation rule."""

    value: Entered = None
    format: JsonObject | None = None
    note: str | None = None
    rule: JsonObject | None = None

    @property
    def number_format(self) -> JsonObject | None:
        """The number format entered, if any (GD NumberFormat)."""
        found: JsonObject | None = (self.format or {}).get("numberFormat")
        return found


BLANK = Cell()


def number(value: float) -> int | float:
    """A double as JSON shows it: whole ones without a fraction."""
    double = float(value)
    whole = double.is_integer() and abs(double) < _EXACT_INTEGERS
    return int(double) if whole else double


def with_value(cell: Cell | None, value: Entered) -> Cell | None:
    """The same cell holding something else: format, note and rule stay."""
    changed = (cell or BLANK)._replace(value=None if value == "" else value)
    return None if changed == BLANK else changed


def with_number_format(cell: Cell | None, number_format: JsonObject) -> Cell:
    """The same cell with another number format."""
    old = cell or BLANK
    return old._replace(format={**(old.format or {}), "numberFormat": dict(number_format)})

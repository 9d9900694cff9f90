"""Floor 6. A1 notation: columns as letters, tabs quoted. Pure.

Columns count from 0, rows from 1, as people and Google's answers do.
"""

from __future__ import annotations


def letters(column: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def tab_range(tab: str, cells: str = "") -> str:
    """A range of a tab, or all of it: quoted, so that no tab's name reads as a cell."""
    quoted = "'" + tab.replace("'", "''") + "'"
    return f"{quoted}!{cells}" if cells else quoted


def band_range(tab: str, row: int, first: int, last: int) -> str:
    """The cells of one row from column ``first`` to ``last``."""
    return tab_range(tab, f"{letters(first)}{row}:{letters(last)}{row}")


def spoken(tab: str, row: int, column: int) -> str:
    """A cell as a person finds it: ``Incidents!C7``."""
    return f"{tab}!{letters(column)}{row}"

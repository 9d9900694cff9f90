"""What the page shows of Google Sheets: the spreadsheets, one opened at one of its tabs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from incident_sandbox.service import Service

Json = dict[str, Any]
MOST_ROWS = 200
_Rows = list[list[Any]]


def shown(service: Service, asked: Mapping[str, str], now: datetime) -> Json:
    """The spreadsheets; the one asked for, else the newest, at the tab asked for, else its first.

    Rows come as they are displayed, each with its number; ``formulas`` has those of their cells
    that hold one.
    """
    books = [book for book in service.dump()["books"] if not book["trashed"]]
    named = [book for book in books if book["key"] == asked.get("book")]
    opened = next(iter([*named, *reversed(books)]), None)
    return {
        "books": [{"key": book["key"], "title": book["title"]} for book in books],
        "open": None if opened is None else _book(service, opened, asked.get("tab", ""), now),
    }


def _book(service: Service, book: Json, title: str, now: datetime) -> Json:
    titles = [tab["title"] for tab in book["tabs"]]
    place = titles.index(title) if title in titles else 0
    return {
        "key": book["key"],
        "title": book["title"],
        "tabs": titles,
        "tab": _tab(service, book["key"], book["tabs"][place], now),
    }


def _tab(service: Service, key: str, tab: Json, now: datetime) -> Json:
    where = {"key": key, "tab": tab["title"]}
    rows: Any = service.act("read", where, now)
    entered: Any = service.act("read", {**where, "render": "FORMULA"}, now)
    told = list(_told(rows, entered))
    return {
        "title": tab["title"],
        "header": rows[0] if rows else [],
        "rows": told[-MOST_ROWS:],
        "left_out": max(0, len(told) - MOST_ROWS),
        "last": len(rows),
        "hidden": [row + 1 for row in tab["hidden_rows"]],
        "words": _words(tab),
    }


def _told(rows: _Rows, entered: _Rows) -> Iterator[Json]:
    """All rows below the header."""
    for place, cells in enumerate(rows[1:], 2):
        typed = entered[place - 1]
        formulas = {
            str(column): text
            for column, text in enumerate(typed)
            if str(text).startswith("=") and text != cells[column]
        }
        yield {"row": place, "cells": cells, "formulas": formulas}


def _words(tab: Json) -> dict[str, list[str]]:
    """The words of each column's drop-down, by the column's place from 0."""
    found: dict[str, list[str]] = {}
    for _, cells in tab["rows"][1:]:
        for column, cell in enumerate(cells):
            rule = cell.get("rule") if isinstance(cell, dict) else None
            if rule and rule["condition"]["type"] == "ONE_OF_LIST":
                values = rule["condition"]["values"]
                found.setdefault(str(column), [each["userEnteredValue"] for each in values])
    return found

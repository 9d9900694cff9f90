"""What people do in the browser, behind the program's back.

A verb takes a copy of the spreadsheet, changes it, and puts it back with the person as
its last modifier; ``Refused`` leaves it untouched. ``by`` names the person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from incident_sandbox.google import people_files, people_grid
from incident_sandbox.google.book import Book, Modifier
from incident_sandbox.google.errors import ApiError
from incident_sandbox.google.people_words import text_of
from incident_sandbox.google.values import Json, JsonObject
from incident_sandbox.google.world import World
from incident_sandbox.service import Refused

SEEDED_KEY = "sandbox-register"
_READING = {"read": people_grid.read, "invalid_cells": people_grid.invalid_cells}
_ON_GATE: dict[str, Callable[[World, JsonObject], Json]] = {
    "require_token": people_files.require_token,
    "issue_token": people_files.issue_token,
    "revoke_token": people_files.revoke_token,
}
_ON_BOOK: dict[str, Callable[[Book, JsonObject], Json]] = {
    "set_cell": people_grid.set_cell,
    "set_row": people_grid.set_row,
    "append_row": people_grid.append_row,
    "insert_rows": people_grid.insert_rows,
    "insert_columns": people_grid.insert_columns,
    "delete_rows": people_grid.delete_rows,
    "delete_columns": people_grid.delete_columns,
    "move_column": people_grid.move_column,
    "sort": people_grid.sort,
    "hide_rows": people_grid.hide_rows,
    "set_filter": people_grid.set_filter,
    "format": people_grid.format_range,
    "set_note": people_grid.set_note,
    "add_tab": people_files.add_tab,
    "rename_tab": people_files.rename_tab,
    "delete_tab": people_files.delete_tab,
    "set_dropdown": people_files.set_dropdown,
    "share": people_files.share,
    "unshare": people_files.unshare,
    "trash": people_files.trash,
    "set_properties": people_files.set_properties,
}
VERBS = frozenset({"create_spreadsheet", *_READING, *_ON_GATE, *_ON_BOOK})


def act(world: World, verb: str, args: JsonObject, now: datetime) -> Json:
    """Do what a person does; ``Refused`` where a person could not."""
    if verb not in VERBS:
        raise Refused(f"unknown verb {verb!r}; known: {', '.join(sorted(VERBS))}")
    try:
        if verb == "create_spreadsheet":
            return people_files.create_spreadsheet(world, args, now)
        if verb in _ON_GATE:
            return _ON_GATE[verb](world, args)
        return _on_book(world, verb, args, now)
    except ApiError as error:
        raise Refused(error.message) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"{verb}: cannot use {sorted(args)}: {error!r}") from error


def _on_book(world: World, verb: str, args: JsonObject, now: datetime) -> Json:
    key = text_of(args, "key", SEEDED_KEY)
    book = world.books.get(key)
    if book is None:
        raise Refused(f"there is no spreadsheet {key!r}")
    if verb in _READING:
        return _READING[verb](book, args)
    draft = book.copy()
    told = _ON_BOOK[verb](draft, args)
    name = text_of(args, "by", "Robin Reader")
    draft.touch(now, Modifier(name, f"{name.split()[0].lower()}@people.example"))
    world.books[key] = draft
    return told

"""People's verbs on files: creating, sharing, trashing; tabs; the sandbox's credentials."""

from __future__ import annotations

from datetime import datetime

from incident_sandbox.google import tabs
from incident_sandbox.google.access import ANONYMOUS, ROBOT
from incident_sandbox.google.book import Book, Modifier
from incident_sandbox.google.grid import DEFAULT_COLUMNS, DEFAULT_ROWS, Tab
from incident_sandbox.google.people_words import (
    column_named,
    entered,
    formatted,
    tab_named,
    text_of,
)
from incident_sandbox.google.values import BLANK, Json, JsonObject
from incident_sandbox.google.world import World
from incident_sandbox.service import Refused

OWNER = Modifier("Olu Owner", "olu@people.example")
EVERYONE = (ANONYMOUS, ROBOT)


def create_spreadsheet(world: World, args: JsonObject, now: datetime) -> JsonObject:
    """Make a spreadsheet: {title, key?, time_zone?, locale?, tabs: [...]} -> {key}."""
    key = args["key"] if "key" in args else world.mint_key()
    if key in world.books:
        raise Refused(f"there is a spreadsheet {key!r} already")
    book = Book(
        key=text_of({"key": key}, "key"),
        title=text_of(args, "title"),
        locale=text_of(args, "locale", "en_US"),
        time_zone=text_of(args, "time_zone", "Etc/UTC"),
        created=now,
        modified=now,
        modifier=OWNER,
        access={OWNER.email: "writer", **dict.fromkeys(EVERYONE, "writer")},
    )
    for place, wanted in enumerate(args.get("tabs") or [{"title": "Sheet1"}]):
        _fill(book, wanted, 0 if place == 0 else None)
    book.check_size()
    world.books[book.key] = book
    return {"key": book.key}


def _fill(book: Book, wanted: JsonObject, sheet_id: int | None) -> Tab:
    rows = wanted.get("rows", [])
    wide = max(map(len, rows), default=0)
    size = {"rowCount": max(DEFAULT_ROWS, len(rows)), "columnCount": max(DEFAULT_COLUMNS, wide)}
    grid = {**size, "frozenRowCount": wanted.get("frozen", 0)}
    own_id = {} if sheet_id is None else {"sheetId": sheet_id}
    made = {"title": text_of(wanted, "title"), "gridProperties": grid, **own_id}
    tabs.add_sheet(book, {"properties": made})
    tab = book.tabs[-1]
    _enter_rows(book, tab, rows, wanted)
    return tab


def _enter_rows(book: Book, tab: Tab, rows: list[list[Json]], wanted: JsonObject) -> None:
    """The header first, then the columns' formats, then the rows below it."""
    raw = bool(wanted.get("raw"))
    for row, line in enumerate(rows):
        if row == 1:
            _format_columns(tab, wanted.get("formats", {}))
        for column, value in enumerate(line):
            tab.put(row, column, entered(book, tab.cell(row, column), value, raw=raw))
    if len(rows) <= 1:
        _format_columns(tab, wanted.get("formats", {}))


def _format_columns(tab: Tab, formats: JsonObject) -> None:
    for name, kind in formats.items():
        column = column_named(tab, name)
        for row in range(1, tab.row_count):
            tab.put(row, column, formatted(tab.cell(row, column), kind))


def require_token(world: World, args: JsonObject) -> JsonObject:
    """{required?: bool}: whether callers without a token are let in no more."""
    world.gate.token_required = bool(args.get("required", True))
    return {"required": world.gate.token_required}


def issue_token(world: World, args: JsonObject) -> JsonObject:
    """{token, who?}: make a bearer token good."""
    world.gate.tokens[text_of(args, "token")] = text_of(args, "who", ROBOT)
    return {}


def revoke_token(world: World, args: JsonObject) -> JsonObject:
    """{token?}: make one bearer token, or all, good for nothing."""
    if "token" not in args:
        world.gate.tokens.clear()
    elif world.gate.tokens.pop(text_of(args, "token"), None) is None:
        raise Refused("there is no such token")
    return {}


def share(book: Book, args: JsonObject) -> JsonObject:
    """{key, who?, role?}: share with somebody, or with every caller the sandbox knows."""
    role = text_of(args, "role", "writer")
    if role not in {"writer", "reader"}:
        raise Refused(f"a role is writer or reader, not {role!r}")
    book.access |= dict.fromkeys(_whom(args), role)
    return {"access": dict(book.access)}


def unshare(book: Book, args: JsonObject) -> JsonObject:
    """{key, who?}: stop sharing."""
    for who in _whom(args):
        book.access.pop(who, None)
    return {"access": dict(book.access)}


def _whom(args: JsonObject) -> tuple[str, ...]:
    return (text_of(args, "who"),) if "who" in args else EVERYONE


def trash(book: Book, args: JsonObject) -> JsonObject:
    """{key, restore?}: put the file into the bin, from which it still answers, or back."""
    book.trashed = not args.get("restore", False)
    return {"trashed": book.trashed}


def set_properties(book: Book, args: JsonObject) -> JsonObject:
    """{key, title?, locale?, time_zone?}: the settings of the spreadsheet."""
    book.title = text_of(args, "title", book.title)
    book.locale = text_of(args, "locale", book.locale)
    book.time_zone = text_of(args, "time_zone", book.time_zone)
    return {}


def add_tab(book: Book, args: JsonObject) -> JsonObject:
    """{key, title, rows?, formats?, raw?, frozen?}: a new tab at the end."""
    return {"sheet_id": _fill(book, args, None).sheet_id}


def rename_tab(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, title}."""
    tab = tab_named(book, args)
    wanted = {"sheetId": tab.sheet_id, "title": text_of(args, "title")}
    tabs.update_sheet_properties(book, {"properties": wanted, "fields": "title"})
    return {}


def delete_tab(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab}."""
    return tabs.delete_sheet(book, {"sheetId": tab_named(book, args).sheet_id})


def set_dropdown(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, column, words}: a drop-down for a column below its header; no words: none."""
    tab = tab_named(book, args)
    column, words = column_named(tab, args["column"]), args["words"]
    if words:
        dropdown(tab, column, [text_of({"word": word}, "word") for word in words])
    else:
        for row in range(1, tab.row_count):
            tab.put(row, column, (tab.cell(row, column) or BLANK)._replace(rule=None))
    return {}


def dropdown(tab: Tab, column: int, words: list[str]) -> None:
    """Give a column below its header a drop-down that warns of other words."""
    values = [{"userEnteredValue": word} for word in words]
    condition = {"type": "ONE_OF_LIST", "values": values}
    rule = {"condition": condition, "strict": False, "showCustomUi": True}
    for row in range(1, tab.row_count):
        tab.put(row, column, (tab.cell(row, column) or BLANK)._replace(rule=rule))

"""Floor 9. How things look: tables where a person looks, plain lines where a pipe does."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from incident_sync.core import undo
from incident_sync.engine.report import Report
from incident_sync.model.action import Action
from incident_sync.model.edit import RULE
from incident_sync.model.finding import Finding
from incident_sync.model.values import Value, plain


@contextmanager
def busy(doing: str) -> Iterator[None]:
    """Show that work is under way where a person looks on; nothing in a pipe or a cron job."""
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True).status(f"{doing} …"):
        yield


def document(data: Any) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows under heads: a table on a terminal, tab-separated lines in a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(_flat(cell) for cell in row))
        return
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        shown.add_column(head, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(_flat(cell)) for cell in row))
    Console().print(shown)


def _flat(text: str) -> str:
    """Text of people as one line without control characters."""
    return "".join(char if char.isprintable() else " " for char in text)


def text(value: Value) -> str:
    """A value for a table's cell."""
    data = plain(value)
    return "" if data is None else str(data)


def report(done: Report, *, tense: str) -> None:
    """One cycle, as sentences; ``tense`` is "did" or "would"."""
    for edit in done.edits:
        by = f", by {edit.by.name}" if edit.by else ""
        old, new = text(edit.old) or "–", text(edit.new) or "–"
        _line(f"{done.label(edit.item)}: {edit.field} {old} → {new}{by} in {edit.side}")
    for change in done.changes:
        if change.side == RULE:
            new = text(change.new) or "cleared"
            _line(f"{done.label(change.item)}: {change.field} {new}, by rule")
    for conflict in done.conflicts:
        values = ", ".join(f"{side}: {text(value)}" for side, value in conflict.values.items())
        label = done.label(conflict.item)
        _line(f"{label}: conflict on {conflict.field} ({values}); {conflict.winner} wins")
    if done.conflicts and tense == "did":
        _line("to take another value: incident-sync conflicts tells how")
    for action in done.actions:
        _line(_act(done, action, tense))
    for one in done.invalid:
        _line(f"left alone: {one.where} {one.field} {one.value!r}: {one.reason}")
    for error in done.errors:
        click.echo(f"incident-sync: {_flat(str(error))}", err=True)
    _guard(done)
    _sum(done, tense)


def _act(done: Report, action: Action, tense: str) -> str:
    fields = ", ".join(sorted(action.facets))
    named = f" ({fields})" if fields and action.kind.endswith(("row", "page")) else ""
    what = action.kind.replace("_", " ")
    would = "would " if tense == "would" else ""
    return f"{done.label(action.item) or 'workspace'}: {would}{what} in {action.side}{named}"


def _guard(done: Report) -> None:
    if done.guard is None:
        return
    _line(f"held: {done.guard.reason}")
    for key in done.guard.held:
        _line(f"  {done.guard_lines.get(key, key)}")
    _line(f"to let exactly these pass: incident-sync approve {done.guard.id}")


def conflicts(found: Sequence[Mapping[str, Any]]) -> None:
    """A line each, and below it what to type to take another value, where that is still asked."""
    for one in found:
        _line(f"{one['entry']}  {one['at']}  {one['incident']}: {one['field']} {_differing(one)}")
        if one["state"] == "open":
            others = undo.choices(one["values"], one["winner"])
            for side, typed in undo.commands(one["entry"], others).items():
                _line(f"      to take that of {side}: {typed}")
            typed = f"incident-sync undo {one['entry']} --take {one['winner']}"
            _line(f"      to keep that of {one['winner']}: {typed}")


def _differing(one: Mapping[str, Any]) -> str:
    if not one["values"]:
        return "(redacted)"
    kept, lost = one["winner"], undo.choices(one["values"], one["winner"])
    others = ", ".join(f"{undo.text(value)} of {side}" for side, value in lost.items())
    was, counts = undo.text(one["base"]), undo.text(one["values"][kept])
    settled = "" if one["state"] == "open" else "; settled"
    return f"was {was}; {counts} of {kept} counts, not {others}{settled}"


_MARKS = {True: "ok", False: "!!", None: "--"}


def findings(found: Sequence[Finding]) -> None:
    """A line each, the remedy below; then how many need a person."""
    for one in found:
        where = f" ({one.where})" if one.where else ""
        _line(f"{_MARKS[one.ok]}  {one.what}: {one.said}{where}")
        if one.remedy:
            click.echo(f"      {_flat(one.remedy)}")
    wrong = sum(one.ok is False for one in found)
    unseen = sum(one.ok is None for one in found)
    blind = f"; {unseen} (--) could not be told" if unseen else ""
    verdict = f"{wrong} (!!) to be mended" if wrong else "nothing to be mended"
    _line(f"{len(found)} looked at, {verdict}{blind}")


def _sum(done: Report, tense: str) -> None:
    calls = {side: sum(some.values()) for side, some in done.api_calls.items()}
    counted = ", ".join(f"{side} {count}" for side, count in calls.items()) or "none"
    verb = "to do" if tense == "would" else "done"
    _line(
        f"{done.incidents} incidents, {len(done.edits)} edits, {len(done.actions)} actions {verb},"
        f" {done.duration_s:.1f} s; API calls: {counted}"
    )


def _line(text: str) -> None:
    click.echo(_flat(text))

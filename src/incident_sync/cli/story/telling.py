"""Floor 9. Telling the story: each step's two lines, then what all sides read in the end."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from incident_sync.cli.story.failed import Failed
from incident_sync.cli.story.now import Now
from incident_sync.cli.story.sheet import Line
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import Step
from incident_sync.errors import IncidentSyncError

_MOST_ROWS = 8
_FIELDS = ("severity", "status", "lead")


class Story:
    """Steps told one after the other; ``before_check`` sees each between acting and checking."""

    def __init__(
        self,
        steps: Sequence[Step],
        *,
        before_check: Callable[[Step], None] = lambda _step: None,
    ) -> None:
        self._steps = steps
        self._before_check = before_check

    def tell(self, stage: Stage) -> int:
        """Tell it; 0 if every step held, else 1 after the line naming the first that did not."""
        began = time.monotonic()
        _line(
            "A local Slack, Notion and Google Sheet, real SDKs between; no account is used.", "dim"
        )
        for number, step in enumerate(self._steps, 1):
            try:
                self._perform(number, step, stage)
            except (Failed, IncidentSyncError) as error:
                _line(f"FAILED: {step.name}: {error}", "bold red")
                return 1
        _end(stage, time.monotonic() - began, len(self._steps))
        return 0

    def _perform(self, number: int, step: Step, stage: Stage) -> None:
        _line(f"{number:2} {step.do(stage)}", "bold")
        self._before_check(step)
        _line(f"   → {step.check(stage)}", "green")


def _end(stage: Stage, seconds: float, steps: int) -> None:
    now = stage.now()
    rows = [
        (label, *_read(stage, now, line))
        for line in now.sheet.lines()
        if line.text(stage.header("channel")) and (label := line.text(stage.header("id")))
    ]
    _table("ID", ("Slack", "Notion", "Sheet"), rows)
    calls = Counter((call["service"], call["method"]) for call in stage.calls())
    for service in sorted({service for service, _ in calls}):
        some = {name: count for (where, name), count in calls.items() if where == service}
        listed = ", ".join(f"{name} {count}" for name, count in sorted(some.items()))
        _line(f"Calls to {service}: {sum(some.values())} ({listed})", "dim")
    _line(f"All {steps} steps held, in {seconds:.0f} s.", "bold green")


def _read(stage: Stage, now: Now, line: Line) -> Iterator[str]:
    """The topic, and what page and row say of the same."""
    channel = now.slack.channel(line.text(stage.header("channel")).rpartition("/")[2])
    page = now.notion.one(stage.property("id"), line.text(stage.header("id")))
    yield f"#{channel.name}: {channel.topic}"
    for text_of, name_of in ((page.text, stage.property), (line.text, stage.header)):
        yield " | ".join(text_of(name_of(field)) or "?" for field in _FIELDS if name_of(field))


def _table(first: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    more = len(rows) - _MOST_ROWS
    shown = [*rows[:_MOST_ROWS], *([(f"… and {more} more",)] if more > 0 else [])]
    if not sys.stdout.isatty():
        for row in [(first, *heads), *shown]:
            click.echo("\t".join(map(_flat, row)))
        return
    table = Table(box=None, pad_edge=False, header_style="bold cyan")
    for head in (first, *heads):
        table.add_column(head, no_wrap=True)
    for row in shown:
        table.add_row(*(Text(_flat(cell)) for cell in row))
    Console().print(table)


def _line(text: str, style: str) -> None:
    if sys.stdout.isatty():
        Console().print(Text("\n".join(map(_flat, text.splitlines())), style=style))
    else:
        click.echo("\n".join(map(_flat, text.splitlines())))


def _flat(text: str) -> str:
    """People's text on one line and without control characters."""
    return "".join(char if char.isprintable() else " " for char in text)

"""Floor 9. The first step: a register with history is connected, and only what goes on opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from incident_sync.cli.story.failed import expect, expect_same
from incident_sync.cli.story.sheet import Tab, text_of
from incident_sync.cli.story.slack import Channel, Workspace, squeezed
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import counted, expect_card
from incident_sync.cli.story.times import means
from incident_sync.cli.story.words import TIMES

_NAMED = 4


class Adopted:
    """Rows that go on get a channel, an ID and a link; history opens nothing and stays as it is."""

    name = "the register is adopted"

    def __init__(self) -> None:
        self._invalid: list[Mapping[str, Any]] = []
        self._listed: Sequence[Mapping[str, Any]] = ()

    def do(self, stage: Stage) -> str:
        rows = counted(len(list(stage.register.records())), "row")
        going = sum(1 for _ in _active(stage))
        report = stage.sync()
        self._invalid = list(report["invalid"])
        held = ""
        if report["guard"]:
            held = "\n" + _approve(stage, report["guard"])
            self._invalid += stage.sync()["invalid"]
        self._listed = stage.product.json("list")
        return f"The team connects a register of {rows}, {going} of them still going on.{held}"

    def check(self, stage: Stage) -> str:
        tab, slack = stage.tab(), stage.slack()
        active = dict(_active(stage))
        cells = _cells(stage, tab, set(active))
        opened = [_opened(stage, tab, slack, row) for row in active]
        names = sorted(channel.name for channel in slack.incidents())
        expect(
            f"{len(active)} channels, none for history",
            names,
            holds=names == sorted(channel.name for channel in opened),
        )
        unread = self._times(stage) + self._words(stage)
        channels, named = counted(len(opened), "channel"), counted(unread, "unreadable cell")
        return (
            f"Slack has {channels}, announced; their rows have ID and link. None of the other "
            f"{cells} cells changed; {named} named."
        )

    def _times(self, stage: Stage) -> int:
        """Every time was read as it was meant, or named; the number of those named."""
        wanted: Counter[Any] = Counter()
        unread: Counter[Any] = Counter()
        for _, record in stage.register.records():
            if not (title := squeezed(stage.register.text(record, "title"))):
                continue
            texts = {field: stage.register.text(record, field) for field in TIMES}
            meant = {field: means(text, stage.register.zone) for field, text in texts.items()}
            wanted[title, *meant.values()] += 1
            unread.update(
                (field, squeezed(text))
                for field, text in texts.items()
                if text.strip() and meant[field] is None
            )
        listed = Counter(
            (squeezed(one["title"]), *(_moment(one[field]) for field in TIMES))
            for one in self._listed
        )
        _expect_none("every date read as it is meant", listed - wanted, wanted - listed)
        self._expect_named(TIMES, unread)
        return unread.total()

    def _words(self, stage: Stage) -> int:
        """Every word outside the vocabulary was named; how many there are."""
        fields = [name for name in ("status", "severity") if stage.header(name)]
        unread: Counter[Any] = Counter()
        for _, record in stage.register.records():
            for field in fields:
                text = stage.register.text(record, field)
                if text.strip() and stage.register.means(field, text) is None:
                    unread[field, squeezed(text)] += 1
        self._expect_named(fields, unread)
        return unread.total()

    def _expect_named(self, fields: Sequence[str], unread: Counter[Any]) -> None:
        named = Counter(
            (one["field"], squeezed(one["value"]))
            for one in self._invalid
            if one["field"] in fields
        )
        _expect_none("exactly the unreadable cells named", named - unread, unread - named)


def _active(stage: Stage) -> Iterator[tuple[int, Mapping[str, str]]]:
    for row, record in stage.register.records():
        if stage.register.goes_on(record):
            yield row, record


def _approve(stage: Stage, guard: Mapping[str, Any]) -> str:
    """More channels than the guard allows: none may be there yet; somebody approves the list."""
    names = [channel.name for channel in stage.slack().incidents()]
    expect("no channel before the approval", names, holds=not names)
    stage.product.run("approve", guard["id"])
    held = guard["held"]
    more = f" and {len(held) - _NAMED} more" if len(held) > _NAMED else ""
    return f"The guard holds {guard['reason']}: {'; '.join(held[:_NAMED])}{more}. They approve it."


def _cells(stage: Stage, tab: Tab, active: set[int]) -> int:
    """Every cell is as the register has it, but for what active rows got; the number compared."""
    given = {stage.header("id"), stage.header("channel")}
    ours = [place for place, name in enumerate(tab.header) if name in given]
    compared = 0
    for row, cells in enumerate(stage.register.rows, 1):
        for place in range(max(len(cells), len(tab.header))):
            if row in active and place in ours:
                continue
            wanted = cells[place] if place < len(cells) else ""
            compared += 1
            read = tab.cell(row, place)
            where = f"row {row}, column {place + 1}"
            expect(f"{wanted!r} in {where}", read, holds=("" if read is None else read) == wanted)
    filled = [sum(any(row) for row in rows) for rows in (stage.register.rows, tab.rows)]
    expect_same("the number of rows", *filled)
    return compared


def _opened(stage: Stage, tab: Tab, slack: Workspace, row: int) -> Channel:
    line = tab.line(row)
    label, title = line.text(stage.header("id")), line.text(stage.header("title"))
    expect(f"an ID in row {row}", label, holds=bool(label))
    link = line.text(stage.header("channel"))
    channel = slack.channel(link.rpartition("/")[2])
    expect_card(slack, channel, title)
    said = slack.announcement(channel)
    expect(f"{title!r} announced", said, holds=squeezed(title) in squeezed(said))
    return channel


def _moment(text: str | None) -> datetime | date | None:
    if not text:
        return None
    if len(text) == len("2026-01-01"):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(UTC)


def _expect_none(what: str, more: Counter[Any], missing: Counter[Any]) -> None:
    wrong = [f"{one} though not in the register" for one in list(more)[:2]]
    wrong += [f"not {one}" for one in list(missing)[:2]]
    expect(what, "; ".join(map(text_of, wrong)), holds=not more and not missing)

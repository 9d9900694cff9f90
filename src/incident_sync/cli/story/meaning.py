"""Floor 9. What the rows of a register mean, wherever they stand: in the file, a Sheet, Notion.

Two rows mean the same if all their fields do: a copy is whole if it holds just what is meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from incident_sync.cli.story.failed import expect
from incident_sync.cli.story.now import Now
from incident_sync.cli.story.page import Page
from incident_sync.cli.story.page import moment_of as moment_in_page
from incident_sync.cli.story.sheet import Line, text_of
from incident_sync.cli.story.sheet import moment_of as moment_in_cell
from incident_sync.cli.story.slack import squeezed
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.times import means
from incident_sync.cli.story.words import TIMES, fold, names_of

Meant: TypeAlias = tuple[str, ...]
"""One row: ``field: meaning`` of each field that says something readable, in their order."""

_FIELDS = (
    "title", "status", "severity", "lead", "summary", "customer_update", "reporter", *TIMES,
)  # fmt: skip
_WORDS = ("status", "severity")
_PEOPLE = ("lead", "reporter")
_UNREADABLE = "?"
_HALF = timedelta(microseconds=500)


class Meaning:
    """Reads the rows of one register; ``seconds`` False where a record keeps minutes alone."""

    def __init__(self, stage: Stage, now: Now, *, seconds: bool = True) -> None:
        self._stage = stage
        self._register = stage.register
        self._seconds = seconds
        self._fields = [name for name in _FIELDS if name in stage.register.headers]
        self._people = names_of(now.notion.people)

    def of_register(self) -> Counter[Meant]:
        """What the file means; a row without a title is none, what nobody can read is not there."""
        rows = (self._record(record) for _, record in self._register.records())
        return Counter(row for row in rows if row)

    def of_sheet(self, lines: Iterable[Line]) -> Counter[Meant]:
        """What rows of the Sheet mean."""

        def read(line: Line) -> Meant:
            cells = {field: line.cells.get(self._stage.header(field)) for field in self._fields}
            return self._meant(lambda field: text_of(cells[field]),
                               lambda field: moment_in_cell(cells[field]))  # fmt: skip

        return Counter(map(read, lines))

    def of_notion(self, pages: Iterable[Page]) -> Counter[Meant]:
        """What pages mean."""

        def read(page: Page) -> Meant:
            names = {field: self._stage.property(field) for field in self._fields}
            return self._meant(lambda field: page.text(names[field]),
                               lambda field: moment_in_page(page, names[field]))  # fmt: skip

        return Counter(map(read, pages))

    def unreadable(self, fields: Sequence[str]) -> Counter[tuple[str, str]]:
        """The cells of the file that nobody can read, as (field, text)."""
        return Counter(
            (field, squeezed(text))
            for _, record in self._register.records()
            for field in fields
            if (text := self._register.text(record, field)).strip()
            and (means(text, self._register.zone) if field in TIMES
                 else self._register.means(field, text)) is None
        )  # fmt: skip

    def _record(self, record: Any) -> Meant:
        def text(field: str) -> str:
            cell = self._register.text(record, field)
            readable = field not in _WORDS or self._register.means(field, cell)
            return cell if readable else ""

        def moment(field: str) -> datetime | date | None:
            return means(self._register.text(record, field), self._register.zone)

        return self._meant(text, moment) if squeezed(text("title")) else ()

    def _meant(
        self,
        text: Callable[[str], str],
        moment: Callable[[str], datetime | date | None],
    ) -> Meant:
        def meaning(field: str) -> str:
            if field in TIMES:
                return self._time(moment(field))
            return self._said(field, text(field))

        found = ((field, meaning(field)) for field in self._fields)
        return tuple(f"{field}: {told}" for field, told in found if told)

    def _said(self, field: str, text: str) -> str:
        if not text.strip():
            return ""
        if field in _WORDS:
            return self._register.means(field, text) or f"{_UNREADABLE}{text}"
        if field in _PEOPLE:
            return self._people.get(fold(text), squeezed(text))
        return squeezed(text)

    def _time(self, moment: datetime | date | None) -> str:
        if not isinstance(moment, datetime):
            return moment.isoformat() if moment else ""
        # A serial day and a midnight are one number.
        exact = moment.astimezone(UTC) + _HALF  # a serial is rounded
        kept = exact if self._seconds else exact.replace(second=0, microsecond=0)
        told = kept.isoformat(timespec="milliseconds")
        return told.removesuffix("T00:00:00.000+00:00")


def expect_copied(where: str, wanted: Counter[Meant], read: Counter[Meant]) -> None:
    """Every row once, every readable value in it, and nothing else."""
    expect_none(f"every row of the register once in {where}", read - wanted, wanted - read)


def expect_named(wanted: Counter[tuple[str, str]], invalid: Iterable[Any]) -> None:
    """Exactly the unreadable cells were named."""
    fields = (*TIMES, *_WORDS)
    named = Counter(
        (one["field"], squeezed(one["value"])) for one in invalid if one["field"] in fields
    )
    expect_none("exactly the unreadable cells named", named - wanted, wanted - named)


def expect_none(what: str, more: Counter[Any], missing: Counter[Any]) -> None:
    """Neither one too many nor one too few."""
    wrong = [f"{one} though not in the register" for one in list(more)[:2]]
    wrong += [f"not {one}" for one in list(missing)[:2]]
    expect(what, "; ".join(wrong), holds=not more and not missing)

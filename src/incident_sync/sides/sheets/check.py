"""Floor 6. What has to be right about the spreadsheet, looked at in five calls; for ``doctor``.

Nothing is written. The sentences are those of a cycle's own errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError, SideUnusable, Temporary
from incident_sync.model.fields import Kind
from incident_sync.model.finding import Finding, amiss, fine, unseen, wrong
from incident_sync.model.skew import clock_finding, read_date
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.sheets import contents
from incident_sync.sides.sheets.a1 import tab_range
from incident_sync.sides.sheets.book import Book, read_book
from incident_sync.sides.sheets.client import SheetsClient, Values
from incident_sync.sides.sheets.failures import shared_with
from incident_sync.sides.sheets.layout import DEPTH, Layout, find_layout
from incident_sync.sides.sheets.look import SEEN, absent, load_seen, no_tab, tabs_of, wanted_in
from incident_sync.sides.sheets.options import SheetsOptions

API, CREDENTIALS, BOOK = "Sheets: API", "Sheets: credentials", "Sheets: spreadsheet"
SHARING, TRASH, ZONE = "Sheets: sharing", "Sheets: trash", "Sheets: time zone"
AFTER = "it is looked at once what stands above is mended"
_BLIND = "it cannot be told by reading, unless the Drive API is enabled too"
_KEYS = {Kind.INCIDENT: "worksheet", Kind.FOLLOW_UP: "follow_ups", Kind.TIMELINE: "timeline"}
_USUAL = {Kind.FOLLOW_UP: "Follow-ups", Kind.TIMELINE: "Timeline"}
_PLURALS = {Kind.FOLLOW_UP: "follow-ups", Kind.TIMELINE: "timelines"}
_ENABLE = (
    "Enable the Google Sheets API for the project of the account, under APIs & Services, and wait a"
    " minute."
)


class Checkup:
    """One look at everything that the Sheet needs."""

    def __init__(
        self, options: SheetsOptions, client: SheetsClient, clock: Clock, vocabulary: Vocabulary
    ) -> None:
        self._options = options
        self._client = client
        self._clock = clock
        self._vocabulary = vocabulary
        self._tabs = tabs_of(options)

    def findings(self, cursors: Mapping[str, str]) -> Iterator[Finding]:
        """See ``ports.Side.check``."""
        book, found = self._book()
        yield from found
        yield clock_finding("Sheets", read_date(self._client.date), self._clock.now())
        yield from self._file(book)
        yield _zone(book)
        yield from (self._tab(kind, book) for kind in self._tabs)
        tables, found = self._columns(book, load_seen(cursors.get(SEEN, "")))
        yield from found
        yield from self._formulas(tables)
        yield from self._words(tables.get(Kind.INCIDENT))

    def _book(self) -> tuple[Book | None, list[Finding]]:
        now = self._clock.now()
        try:
            book = read_book(self._client.book([]), now)
        except IncidentSyncError as error:
            return None, _refused(error)
        who = self._client.who
        taken = "none are sent" if self._options.credentials.kind == "anonymous" else who
        answered = [fine(API, "it answers"), fine(CREDENTIALS, f"Google takes them: {taken}")]
        return book, [*answered, fine(BOOK, "it can be read", self._options.spreadsheet)]

    def _file(self, book: Book | None) -> list[Finding]:
        """What only Drive knows; nobody has to let us ask it."""
        if book is None:
            return [unseen(SHARING, AFTER), unseen(TRASH, AFTER)]
        try:
            may_edit, in_trash = self._client.standing()
        except IncidentSyncError:
            return [unseen(SHARING, f"{_BLIND}; the first cycle that writes will tell"),
                    unseen(TRASH, _BLIND)]  # fmt: skip
        who = self._client.who
        sharing = fine(SHARING, f"shared with {who} as an editor")
        if not may_edit:
            said, remedy = f"{who} may read it and not edit it", shared_with(who)
            sharing = replace(amiss(SHARING, said, remedy, "Google Sheets"), vital=True)
        trash = fine(TRASH, "it is not in the trash")
        if in_trash:
            said = "the spreadsheet is in the trash, and is deleted within thirty days"
            trash = amiss(TRASH, said, "Restore it in Google Drive, or set spreadsheet to another.")
        return [sharing, trash]

    def _tab(self, kind: Kind, book: Book | None) -> Finding:
        tab = self._tabs[kind]
        what = f'Sheets: tab "{tab}"'
        if book is None:
            return unseen(what, AFTER)
        if tab in book.tabs:
            return fine(what, "it is there")
        if kind is Kind.INCIDENT:
            return wrong(what, no_tab(tab, _KEYS[kind]))
        if tab != _USUAL[kind]:
            return replace(wrong(what, no_tab(tab, _KEYS[kind])), vital=False)
        return fine(what, f"it is not there, so {_PLURALS[kind]} are not kept in the Sheet")

    def _columns(
        self, book: Book | None, seen: Mapping[str, Mapping[str, str]]
    ) -> tuple[dict[Kind, contents.Table], list[Finding]]:
        kinds = [kind for kind in self._tabs if book is not None and self._tabs[kind] in book.tabs]
        what = {kind: f'Sheets: columns of "{tab}"' for kind, tab in self._tabs.items()}
        if Kind.INCIDENT not in kinds:
            return {}, [unseen(what[Kind.INCIDENT], AFTER)]
        ranges = [tab_range(self._tabs[kind]) for kind in kinds]
        try:
            shown = self._client.read(ranges, "UNFORMATTED_VALUE")
            formulas = self._client.read(ranges, "FORMULA")
        except IncidentSyncError as error:
            return {}, [wrong(what[Kind.INCIDENT], error)]
        tables: dict[Kind, contents.Table] = {}
        found: list[Finding] = []
        for kind, values, raw in zip(kinds, shown, formulas, strict=True):
            layout, told = self._layout(kind, values, seen.get(kind, {}), what[kind])
            found += told
            if layout is not None:
                tables[kind] = contents.Table(layout, values, raw)
        return tables, found

    def _layout(
        self, kind: Kind, values: Values, seen: Mapping[str, str], what: str
    ) -> tuple[Layout | None, list[Finding]]:
        wanted = wanted_in(self._options, kind, seen)
        try:
            layout = find_layout(wanted, values)
        except SideUnusable as error:
            return None, [replace(wrong(what, error), vital=kind is Kind.INCIDENT)]
        lacking = [f'"{h}"' for facet, h in wanted.headers.items() if facet not in layout.columns]
        without = f"; not there, and not needed: {', '.join(lacking)}" if lacking else ""
        extras = absent(self._options, layout) if kind is Kind.INCIDENT else []
        told = [fine(what, f"{len(layout.columns)} found in row {layout.header}{without}")]
        if kind is Kind.INCIDENT and self._options.extra_fields:
            own = "Sheets: columns shown on the card"
            told += [wrong(own, error) for error in extras] or [fine(own, "they are there")]
        return layout, told

    def _formulas(self, tables: Mapping[Kind, contents.Table]) -> Iterator[Finding]:
        for kind, tab in self._tabs.items():
            if kind in tables:
                yield contents.formulas(tables[kind])
            elif kind is Kind.INCIDENT:
                yield unseen(contents.formulas_in(tab), AFTER)

    def _words(self, table: contents.Table | None) -> Iterator[Finding]:
        names = wanted_in(self._options, Kind.INCIDENT, {}).headers
        for facet in contents.WORDS:
            if facet not in names or (table and facet not in table.layout.columns):
                continue
            if table is None:
                yield unseen(contents.words_in(names[facet]), AFTER)
            else:
                yield contents.words(table, facet, self._vocabulary.of(facet))
        if table is not None:
            yield from self._drop_downs(table)

    def _drop_downs(self, table: contents.Table) -> Iterator[Finding]:
        layout = table.layout
        facets = [facet for facet in contents.WORDS if facet in layout.columns]
        try:
            rows = self._client.rules(tab_range(layout.tab, f"1:{DEPTH + 1}"))
            rules = {facet: contents.rule_of(rows, layout, facet) for facet in facets}
            options = {facet: self._options_of(rule) for facet, rule in rules.items()}
        except IncidentSyncError as error:
            yield from (wrong(contents.drop_down_of(layout.headers[f]), error) for f in facets)
            return
        for facet in facets:
            header, words = layout.headers[facet], self._vocabulary.of(facet)
            yield contents.drop_down(header, words, options[facet])

    def _options_of(self, rule: contents.Rule) -> list[str] | None:
        """The words that a column's drop-down offers; None where it has none."""
        if not rule.source:
            return rule.words
        (values,) = self._client.read([rule.source], "UNFORMATTED_VALUE")
        return contents.listed(values)


def _zone(book: Book | None) -> Finding:
    if book is None:
        return unseen(ZONE, AFTER)
    try:
        book.tzinfo()
    except SideUnusable as error:
        return wrong(ZONE, error)
    return fine(ZONE, f"{book.zone}, in which its dates are read and written")


def _refused(error: IncidentSyncError) -> list[Finding]:
    """Which of the first three is wrong, by what the first call ended in."""
    code = getattr(error, "code", "")
    if isinstance(error, Temporary):
        return [wrong(API, error), unseen(CREDENTIALS, AFTER), unseen(BOOK, AFTER)]
    if code == "403" and "it is disabled" in error.message:
        off = replace(wrong(API, error), remedy=_ENABLE)
        return [off, unseen(CREDENTIALS, AFTER), unseen(BOOK, AFTER)]
    if code == "401":
        return [fine(API, "it answers"), wrong(CREDENTIALS, error), unseen(BOOK, AFTER)]
    if code in {"", "auth"}:  # it did not come to a request, or to an answer of the Sheets API
        return [unseen(API, AFTER), wrong(CREDENTIALS, error), unseen(BOOK, AFTER)]
    known = fine(CREDENTIALS, "Google takes them")
    return [fine(API, "it answers"), known, wrong(BOOK, error)]

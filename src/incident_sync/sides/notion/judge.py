"""Floor 6. Which pages of a look are to be reported, and which are not there any more.

A query may answer from before our last write, and what it leaves out may be in the trash, archived,
moved, or just not shown yet. So a page is read by its id where the query alone cannot tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from incident_sync.errors import Permanent, SideUnusable
from incident_sync.model.view import Row
from incident_sync.sides.notion.client import NotionClient
from incident_sync.sides.notion.failures import NOT_FOUND
from incident_sync.sides.notion.marks import (
    ARCHIVED,
    GONE,
    MISSED,
    UNLISTED,
    Mark,
    Marks,
    mark_of,
    minute,
)
from incident_sync.sides.notion.pages import is_elsewhere, mark
from incident_sync.sides.notion.scan import Scan
from incident_sync.sides.notion.sight import Sight

MOST = 100
"""Pages that one look reads by their id; the rest wait for the next."""

STEADY = timedelta(minutes=10)
"""What was edited longer ago is shown by every query."""

_HIDDEN = frozenset({MISSED, GONE, ARCHIVED})

Json = dict[str, Any]


class Spent(Exception):
    """No more pages are read by their id in this look."""


class Judge:
    """Judges the pages of one look.

    ``seen`` are the pages that are there, as they are; ``rows`` those to be reported; ``away`` why
    a ref is in no answer; ``suspects`` refs whose absence nobody could look into yet; ``behind``
    says that some page of the answer could not be judged, so that it has to be asked for again.
    ``sure`` raises SideUnusable where the database itself is gone. ``resalted`` says that hashes
    differ without any edit.
    """

    def __init__(
        self,
        client: NotionClient,
        sight: Sight,
        digests: Mapping[str, str],
        marks: Marks,
        scan: Scan,
        *,
        sure: Callable[[], None],
        resalted: bool,
    ) -> None:
        self._client = client
        self._sight = sight
        self._digests = digests
        self._scan = scan
        self._sure = sure
        self._resalted = resalted
        self._left = MOST
        self._missed = 0
        self.away = dict(marks.away)
        self.seen: dict[str, Json] = {}
        self.rows: dict[str, Row] = {}
        self.suspects: set[str] = set()
        self.behind = False

    def judge(self) -> None:
        """Report every page of the answer that differs from what was known."""
        for ref, page in self._scan.pages.items():
            try:
                self._judge(ref, page)
            except Spent:
                self.behind = True

    def _judge(self, ref: str, page: Json) -> None:
        if self.away.get(ref) in _HIDDEN:
            self._read(ref)  # an answer from before it left shows it, too
            return
        self._settle(ref, page)
        self.seen[ref] = page
        mark, old = self._mark(page), mark_of(self._digests.get(ref, ""))
        if not old.hash or (mark.hash != old.hash and self._newer(mark, old)):
            self._report(page, mark)
        elif mark.hash != old.hash:
            self._read(ref)

    def again(self, refs: Iterable[str]) -> None:
        """Report these, which are in no answer, once more as they are."""
        for ref in refs:
            try:
                self._read(ref, anyway=True)
            except Spent:
                return

    def trust(self, refs: Iterable[str]) -> None:
        """Read these, which no query may show yet; who is not there after all was missed once."""
        for ref in refs:
            if ref not in self.seen:
                del self.away[ref]
                try:
                    self._read(ref)
                except Spent:
                    self.suspects.add(ref)

    def look_for(self, expected: Iterable[str]) -> None:
        """Find out what became of those that should be in the answer and are not."""
        absent = [ref for ref in dict.fromkeys(expected) if ref not in self.seen]
        # Who was missed once is read again, so that it is missing twice or not at all.
        once = [ref for ref, why in self.away.items() if why == MISSED and ref in self._digests]
        for ref in (*(ref for ref in absent if ref not in once), *once):
            try:
                self._read(ref, listed=False)
            except Spent:
                self.suspects |= {ref} - set(once)

    def going_on(self) -> list[str]:
        """The pages seen whose incident goes on."""
        return [ref for ref, page in self.seen.items() if self._is_active(page)]

    def _mark(self, page: Json) -> Mark:
        return mark(self._sight, page)

    def _settle(self, ref: str, page: Json) -> None:
        """Forget why a page was in no answer, unless it will be in none again."""
        if self.away.get(ref) != UNLISTED or self._is_active(page):
            self.away.pop(ref, None)

    def _newer(self, mark: Mark, old: Mark) -> bool:
        """Whether a difference is surely newer than what is known, and no lag."""
        return mark.stamp > old.stamp or (self._resalted and self._is_steady(mark))

    def _is_steady(self, mark: Mark) -> bool:
        began = minute(mark.stamp)
        return began is not None and self._scan.at - began > STEADY

    def _is_active(self, page: Json) -> bool:
        status = self._sight.reader.row(page, "").values.get("status")
        return self._sight.codec.vocabulary.is_active(status)

    def _report(self, page: Json, mark: Mark) -> None:
        self.rows[page["id"]] = self._sight.reader.row(page, str(mark))

    def _read(self, ref: str, *, anyway: bool = False, listed: bool = True) -> None:
        """Read a page by its id: what it says now counts. Raises Spent."""
        page = self._get(ref)
        if page is None or is_elsewhere(self._sight, page):
            self._lose(ref)
        elif page.get("is_archived"):
            if self.away.get(ref) != ARCHIVED and ref in self._digests:
                self._report(page, self._mark(page))
            self.away[ref] = ARCHIVED
        else:
            mark, old = self._mark(page), mark_of(self._digests.get(ref, ""))
            back = self.away.get(ref) in _HIDDEN
            self._settle(ref, page)
            self.seen[ref] = page
            if anyway or back or mark.hash != old.hash:
                self._report(page, mark)
            if not listed and (self._is_steady(mark) or not self._is_active(page)):
                self.away[ref] = UNLISTED

    def _get(self, ref: str) -> Json | None:
        if self._left <= 0:
            raise Spent
        self._left -= 1
        try:
            return self._client.page(ref)
        except SideUnusable:
            raise
        except Permanent as error:
            if error.code != NOT_FOUND:
                raise
            return None

    def _lose(self, ref: str) -> None:
        self.seen.pop(ref, None)
        if ref not in self._digests:
            return
        self._missed += 1
        if self._missed == 2:  # noqa: PLR2004 - one page is a page, several may be the database
            self._sure()
        before = self.away.get(ref)
        self.away[ref] = GONE if before in {MISSED, GONE} else MISSED


def absent(away: Mapping[str, str], refs: Iterable[str]) -> frozenset[str]:
    """Those of the refs that were looked for and are not there."""
    return frozenset(ref for ref in refs if away.get(ref) in {MISSED, GONE})

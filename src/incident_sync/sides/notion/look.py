"""Floor 6. One look at the database: one query where nothing happened.

Asked for is what was edited since the last look or goes on; once a day everything, since a closed
page that left is in no answer. What is made of the pages stays out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from incident_sync.clock import Clock
from incident_sync.errors import Permanent
from incident_sync.model.fields import Kind
from incident_sync.model.item import AGAIN
from incident_sync.model.view import Known, Row, View
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.notion import scan as scanning
from incident_sync.sides.notion.bodies import Bodies
from incident_sync.sides.notion.client import NotionClient
from incident_sync.sides.notion.failures import NOT_FOUND, REFUSED
from incident_sync.sides.notion.judge import Judge, absent
from incident_sync.sides.notion.marks import (
    ARCHIVED,
    GONE,
    MISSED,
    Marks,
    mark_of,
    page_of,
    stamp_at,
    stamp_of,
)
from incident_sync.sides.notion.options import NotionOptions
from incident_sync.sides.notion.pages import users_in
from incident_sync.sides.notion.queries import active_filter
from incident_sync.sides.notion.scan import Scan
from incident_sync.sides.notion.schema import SIDE
from incident_sync.sides.notion.sight import BOOK, Opener, Sight

DAY = timedelta(days=1)
PATIENCE_S = 3600.0
"""How long what was told and not taken over is told again although it stands still."""

_FEW = 10  # pages to be read by their id rather than all in a scan
# A longer run of digits is a date or another system's key, and nothing to count on from.
_NUMBER = re.compile(r"(?<!\d)(\d{1,6})$")

Told = tuple[str, float]


class Looker:
    """Looks at one database."""

    def __init__(
        self, options: NotionOptions, client: NotionClient, clock: Clock, vocabulary: Vocabulary
    ) -> None:
        self._client = client
        self._clock = clock
        self._vocabulary = vocabulary
        self._opener = Opener(options, client, clock, vocabulary)

    def sight(self, known: Known) -> Sight:
        """The database without a look at its pages."""
        return self._opener.open(known.cursors.get(BOOK, ""), known.directory)[0]

    def renewed(self, sight: Sight) -> Sight:
        """The sight with the schema as it is now."""
        return self._opener.reread(sight)

    def look(self, known: Known) -> tuple[View, Sight]:
        """Look once. Raises SideUnusable or Temporary where nothing can be made of it."""
        marks = Marks.load(known.cursors)
        sight, scan, whole = self._read(known, marks)
        sight = replace(sight, digests=known.digests)
        digests = known.digests.get(Kind.INCIDENT, {})
        judge = Judge(
            self._client, sight, digests, marks, scan,
            sure=self._opener.check, resalted=sight.salt != marks.salt,
        )  # fmt: skip
        judge.judge()
        judge.trust(_back(known, digests, marks))
        judge.again(_again(digests, marks, scan))
        judge.look_for(_expected(known, marks, whole=whole))
        bodies = Bodies(self._client, sight, known, marks, judge.away, scan.at)
        waiting = _waiting(known.digests.get(Kind.FOLLOW_UP, {}), marks, scan)
        # Which pages have follow-ups was forgotten with the store.
        bodies.look(judge.seen, [*waiting, *(judge.going_on() if known.rebuilding else ())])
        after = self._after(marks, sight, scan, judge, bodies, whole=whole)
        rows = [*judge.rows.values(), *bodies.rows.values()]
        return self._view(known, sight, scan, after, rows), sight

    def _read(self, known: Known, marks: Marks) -> tuple[Sight, Scan, bool]:
        """The pages to be judged, the schema that they are read by, and whether those are all."""
        sight, fresh = self._opener.open(known.cursors.get(BOOK, ""), known.directory)
        if sight.layout.problems and not fresh:
            sight, fresh = self._opener.reread(sight), True  # has somebody mended it?
        try:
            scan, whole = self._scan(sight, known, marks)
        except Permanent as error:
            if fresh or error.code not in {NOT_FOUND, REFUSED}:
                raise
            sight, fresh = self._opener.renewed(sight), True
            scan, whole = self._scan(sight, known, marks)
        odd = frozenset() if fresh else self._strangers(sight, known, scan)
        if odd:
            sight = self._opener.reread(sight)
            still = odd & self._strangers(sight, known, scan)
            sight = replace(sight, book=replace(sight.book, odd=sight.book.odd | still))
            if not whole and sight.salt != marks.salt:
                scan, whole = self._scan(sight, known, marks)
        return self._acquainted(sight, scan, fresh=fresh), scan, whole

    def _acquainted(self, sight: Sight, scan: Scan, *, fresh: bool) -> Sight:
        """The sight with the users that the pages name and nobody knew yet."""
        if not sight.book.listed or not _unknown(sight, scan):
            return sight
        sight = sight if fresh else self._opener.recounted(sight)
        odd = sight.book.odd | _unknown(sight, scan)
        return replace(sight, book=replace(sight.book, odd=odd))

    def _scan(self, sight: Sight, known: Known, marks: Marks) -> tuple[Scan, bool]:
        source, now = sight.book.source, self._clock.now()
        due = marks.scan is None or not marks.scan <= now < marks.scan + DAY
        if not (known.first or due or marks.since is None or sight.salt != marks.salt):
            wanted = active_filter(sight.layout, self._vocabulary, marks.since)
            if wanted is not None:
                scan = scanning.part(self._client, self._clock, source, wanted)
                digests = known.digests.get(Kind.INCIDENT, {})
                few = max(_FEW, len(digests) // 100)
                again = len(_again(digests, marks, scan)) + len(known.doubted)
                if scan.whole and again <= few:
                    return scan, False
        return scanning.everything(self._client, self._clock, source), True

    def _strangers(self, sight: Sight, known: Known, scan: Scan) -> frozenset[str]:
        """Properties that the pages show otherwise than the schema has them."""
        digests, reader = known.digests.get(Kind.INCIDENT, {}), sight.reader
        found: set[str] = set()
        for ref, page in scan.pages.items():
            if mark_of(digests.get(ref, "")).hash != reader.page_hash(page):
                found.update(reader.strangers(page))
        return frozenset(found) - sight.book.odd

    def _after(
        self, marks: Marks, sight: Sight, scan: Scan, judge: Judge, bodies: Bodies, *, whole: bool
    ) -> Marks:
        """What is to be remembered of this look."""
        now = scan.at.timestamp()
        # Where nothing was edited since, it stands: an idle look leaves nothing to be written.
        quiet = marks.since and all(
            stamp_of(page) < stamp_at(marks.since) for page in scan.pages.values()
        )
        since = marks.since if marks.since and (quiet or judge.behind) else scan.since
        known = {ref for refs in sight.digests.values() for ref in refs}
        edge = since.timestamp()
        return Marks(
            since=since,
            scan=self._clock.now() if whole else marks.scan,
            salt=sight.salt,
            away={ref: why for ref, why in judge.away.items() if ref in known},
            suspects=frozenset(judge.suspects),
            told=_told(judge.rows, marks.told, now),
            items=_told(bodies.rows, marks.items, now),
            bodies={page: read for page, read in bodies.read.items() if read[1] >= edge},
            unread=frozenset(bodies.unread),
        )

    def _view(
        self, known: Known, sight: Sight, scan: Scan, after: Marks, rows: Iterable[Row]
    ) -> View:
        shown = tuple(rows)
        whole = {Kind.FOLLOW_UP} if not after.unread else set()
        whole |= {Kind.INCIDENT} if scan.whole and not after.suspects else set()
        refs = {kind: frozenset(known.digests.get(kind, {})) for kind in whole}
        found = {kind: {one.ref for one in shown if one.kind is kind} for kind in whole}
        present = {
            kind: (some | found[kind]) - absent(after.away, some) for kind, some in refs.items()
        }
        return View(
            side=SIDE,
            whole=frozenset(whole),
            present=present,
            rows=shown,
            numbers=_highest(row.label for row in shown),
            cursors={BOOK: sight.book.dump(), **after.dump()},
            problems=(*sight.problems, *scan.problems),
            mints=sight.layout.mints,
        )


def _unknown(sight: Sight, scan: Scan) -> frozenset[str]:
    """The ids of users that the pages name and that are not in the list of users."""
    users = sight.codec.users
    named = {key for page in scan.pages.values() for key in users_in(page)}
    unknown = {key for key in named if not users.name_of({"id": key})}
    return frozenset(unknown) - sight.book.odd


def _expected(known: Known, marks: Marks, *, whole: bool) -> list[str]:
    """The pages that the answer should have shown."""
    digests = known.digests.get(Kind.INCIDENT, {})
    if whole:
        wanted = [ref for ref in digests if marks.away.get(ref) not in {GONE, ARCHIVED, MISSED}]
    else:
        wanted = [ref for ref in known.active if ref in digests and ref not in marks.away]
        wanted += sorted(known.doubted)
    return [*(ref for ref in marks.suspects if ref in digests), *wanted]


def _again(digests: Mapping[str, str], marks: Marks, scan: Scan) -> list[str]:
    """Pages that must be reported although no answer shows them.

    Their digest was emptied (what stands there is not accepted yet), or what was told of them was
    not taken over yet: somebody may be typing.
    """
    emptied = [ref for ref, digest in digests.items() if not digest]
    late = _untaken(digests, marks.told, scan)
    wanted = dict.fromkeys((*emptied, *late))
    return [ref for ref in wanted if ref not in scan.pages and ref not in marks.away]


def _back(known: Known, digests: Mapping[str, str], marks: Marks) -> list[str]:
    """Pages that we put back: they were missed, and what is known says that they are there."""
    hidden = [ref for ref, why in marks.away.items() if why in {MISSED, GONE} and digests.get(ref)]
    return [ref for ref in hidden if known.notes.get(ref, {}).get(AGAIN)]


def _waiting(digests: Mapping[str, str], marks: Marks, scan: Scan) -> list[str]:
    """Pages whose blocks must be reported once more."""
    return [page_of(marks.items[ref][0]) for ref in _untaken(digests, marks.items, scan)]


def _untaken(digests: Mapping[str, str], told: Mapping[str, Told], scan: Scan) -> list[str]:
    now = scan.at.timestamp()
    return [
        ref
        for ref, (digest, first) in told.items()
        if digests.get(ref) != digest and now - first < PATIENCE_S
    ]


def _told(rows: Mapping[str, Row], before: Mapping[str, Told], now: float) -> dict[str, Told]:
    told: dict[str, Told] = {}
    for ref, row in rows.items():
        digest, first = before.get(ref, ("", now))
        told[ref] = (row.digest, first if digest == row.digest else now)
    return told


def _highest(labels: Iterable[str]) -> int:
    """The highest number that an ID ends with."""
    found = map(_NUMBER.search, labels)
    return max((int(number[1]) for number in found if number), default=0)

"""Floor 6. The follow-ups in the pages' bodies: read where a page that has some was edited.

A page's stamp is a minute, so a body that was read within the minute of its last edit is read once
more when that minute is over. The timeline's bullets are written and never read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from incident_sync.errors import Permanent, SideUnusable
from incident_sync.model.fields import Kind
from incident_sync.model.values import meaning
from incident_sync.model.view import Known, Row
from incident_sync.sides.notion.blocks import children_of, items_of, text_of, url_of
from incident_sync.sides.notion.body import FOLLOW_UPS, Entry, entry_of
from incident_sync.sides.notion.client import NotionClient
from incident_sync.sides.notion.facets import PAGE
from incident_sync.sides.notion.failures import NOT_FOUND
from incident_sync.sides.notion.marks import (
    GONE,
    MISSED,
    Marks,
    block_digest,
    minute,
    page_of,
    stamp_of,
)
from incident_sync.sides.notion.reading import title_of
from incident_sync.sides.notion.sight import Sight

MOST = 100
"""Pages whose blocks one look reads; the rest wait for the next."""

_MINUTE = timedelta(minutes=1)

Json = dict[str, Any]


class Bodies:
    """Reads the bodies of one look.

    ``rows`` are the follow-ups that differ, ``away`` gets those that are not there; ``read`` says
    when which page was read, ``unread`` the pages that are still to be read.
    """

    def __init__(
        self,
        client: NotionClient,
        sight: Sight,
        known: Known,
        marks: Marks,
        away: dict[str, str],
        at: datetime,
    ) -> None:
        """``away`` as the Judge has it, to be added to; ``at`` is Notion's own time."""
        self._client = client
        self._at = at
        self._sight = sight
        self._digests = known.digests.get(Kind.FOLLOW_UP, {})
        self._marks = marks
        self._pages = {ref: self._page(ref, known) for ref in self._digests}
        self._kin: dict[str, set[str]] = defaultdict(set)
        for ref, page in self._pages.items():
            self._kin[page].add(ref)
        self._away = away
        self._found: set[str] = set()
        self.rows: dict[str, Row] = {}
        self.read = dict(marks.bodies)
        self.unread: set[str] = set()

    def _page(self, ref: str, known: Known) -> str:
        digest = self._digests[ref]
        return page_of(digest) or known.notes.get(ref, {}).get("page", "")

    def look(self, seen: Mapping[str, Json], again: Iterable[str]) -> None:
        """Read the blocks of the pages seen where that is due, and those asked for ``again``."""
        wanted = {*again, *self._marks.unread}
        wanted |= {
            self._pages[ref]
            for ref, digest in self._digests.items()
            if not digest and self._away.get(ref) != GONE
        }
        due = [p for p in self._kin if p in wanted or self._is_due(seen.get(p))]
        due += [page for page in wanted if page and page not in self._kin]
        due.sort(key=lambda page: page not in wanted)  # who waited comes first
        missed = [ref for ref, why in self._away.items() if why == MISSED and ref in self._digests]
        for page in due[:MOST]:
            self._read(page, seen.get(page))
        self.unread = set(due[MOST:])
        for ref in missed:
            if ref not in self._found:
                self._look_for(ref)

    def _is_due(self, page: Json | None) -> bool:
        since = self._marks.since
        if page is None or since is None:
            return page is not None
        stamped = minute(stamp_of(page))
        if stamped is None or stamped < since:
            return False
        stamp, read = self._marks.bodies.get(page["id"], ("", 0.0))
        over = stamped + _MINUTE
        return stamp != stamp_of(page) or (read < over.timestamp() and self._at >= over)

    def _read(self, page: str, shown: Json | None) -> None:
        blocks = children_of(self._client, page)
        if blocks is None:
            return  # the page is gone: the next look finds out
        at = self._client.date or self._at
        items = items_of(blocks, FOLLOW_UPS, self._kin[page])
        for block in blocks:
            if block["id"] in self._kin[page] or block["id"] in items:
                self._judge(page, block, shown)
        for ref in self._kin[page] - self._found:
            if self._away.get(ref) not in {MISSED, GONE}:
                self._look_for(ref)
        if shown is not None:
            self.read[page] = (stamp_of(shown), at.timestamp())

    def _judge(self, page: str, block: Json, shown: Json | None) -> None:
        """Report a to-do that differs from what was known, or that is new and says something."""
        ref, known = block["id"], self._digests.get(block["id"])
        if block.get("type") != "to_do":
            return
        entry = entry_of(block)
        self._found.add(ref)
        back = self._away.pop(ref, "") in {MISSED, GONE}
        digest = block_digest(page, entry.text, entry.checked)
        if (digest != known or back) and (known is not None or entry.text.strip()):
            self.rows[ref] = self._row(page, entry, block, shown, digest)

    def _row(self, page: str, entry: Entry, block: Json, shown: Json | None, digest: str) -> Row:
        users = self._sight.codec.users
        title = f'"{title_of(shown)}" ' if shown else ""
        return Row(
            kind=Kind.FOLLOW_UP,
            ref=entry.id,
            digest=digest,
            values={"text": entry.text or None, "done": entry.checked},
            shown={
                "text": meaning(entry.text),
                "done": meaning(entry.checked),
                PAGE: meaning(page),
            },
            parent=page,
            where=title + url_of(page, entry.id),
            by=users.person_of(block.get("last_edited_by") or {"id": ""}),
            at=minute(stamp_of(block)),
            notes={"page": page},
        )

    def _look_for(self, ref: str) -> None:
        """Find out what became of a block that is not where it was: moved, or in the trash."""
        try:
            block: Json | None = self._client.block(ref)
        except SideUnusable:
            raise
        except Permanent as error:
            if error.code != NOT_FOUND:
                raise
            block = None
        if block is None or block.get("in_trash") or text_of(block) is None:
            before = self._away.get(ref)
            self._away[ref] = GONE if before in {MISSED, GONE} else MISSED
        else:
            self._judge(self._pages[ref], block, None)

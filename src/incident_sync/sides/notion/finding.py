"""Floor 6. The page that an action of unknown outcome may have made. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from incident_sync.clock import Clock
from incident_sync.model.action import Action, Outcome
from incident_sync.model.values import meaning
from incident_sync.sides.notion.client import NotionClient
from incident_sync.sides.notion.marks import digits, stamp_at
from incident_sync.sides.notion.pages import by_itself
from incident_sync.sides.notion.queries import Filter, all_of, created_filter, shown_filter
from incident_sync.sides.notion.sight import Sight

LAG_S = 30.0
"""How long a new page may take to show in queries: absent twice that far apart, it is not there."""

_SKEW = timedelta(hours=1)
"""How far our clock and Notion's may be apart; only a title has to be told from older ones."""

_NAMES = ("channel", "id")

Json = dict[str, Any]


class PageFinder:
    """Finds a page by what stands in it, made by us and nobody's yet."""

    def __init__(
        self,
        client: NotionClient,
        clock: Clock,
        sight: Sight,
        taken: Collection[str],
        me: Callable[[], str],
    ) -> None:
        self._client = client
        self._clock = clock
        self._sight = sight
        self._taken = taken
        self._me = me

    def find(self, action: Action, since: datetime) -> Outcome | None:
        """What the action did, intended at ``since``; None where it did not."""
        page = self._look(action, since)
        if page is None:
            self._clock.sleep(LAG_S)
            page = self._look(action, since)
        if page is None:
            return None
        row = self._sight.reader.row(page, "")
        label = row.label if self._sight.layout.mints else ""
        # Its digest is for the next look to say.
        filled = by_itself(row, action.data.get("blocked", ()))
        return Outcome(action, ref=page["id"], label=label, filled=filled)

    def _look(self, action: Action, since: datetime) -> Json | None:
        wanted, surely = self._filter(action, since)
        earliest = "" if surely else stamp_at(since - _SKEW)
        cursor: str | None = None
        while True:
            answer = self._client.query(self._sight.book.source, wanted=wanted, cursor=cursor)
            for page in answer.pages:
                if self._is_ours(page, earliest) and (surely or self._is_called(page, action)):
                    return page
            cursor = answer.cursor
            if cursor is None:
                return None

    def _filter(self, action: Action, since: datetime) -> tuple[Filter, bool]:
        """By the channel's address, else by the ID, which are surely its own; else by its title."""
        for facet in _NAMES:
            found = shown_filter(self._sight.layout, {facet: _text(action, facet)})
            if found is not None:
                return found, True
        created = created_filter(since - _SKEW)
        titled = shown_filter(self._sight.layout, {"title": _text(action, "title")})
        return (all_of([titled, created]) if titled else created), False

    def _is_called(self, page: Json, action: Action) -> bool:
        wanted = meaning(_text(action, "title"))
        return self._sight.reader.prints(page).get("title", "") == wanted

    def _is_ours(self, page: Json, earliest: str) -> bool:
        author = page.get("created_by")
        return (
            page["id"] not in self._taken
            and digits(page.get("created_time")) >= earliest
            and isinstance(author, dict)
            and author.get("id") == self._me()
        )


def _text(action: Action, facet: str) -> str:
    return str(action.facets.get(facet) or "")

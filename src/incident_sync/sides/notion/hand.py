"""Floor 6. The hand that writes: a last look, then one patch a page; effects one by one.

A patch goes out only within 5 s of the look it rests on. Notion has no conditional update, so what
a person types in that moment into a property that we write is lost. What to write is decided
elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from incident_sync.clock import Clock
from incident_sync.errors import Permanent, SideUnusable, Temporary
from incident_sync.model.action import Action, Outcome
from incident_sync.model.item import Reach
from incident_sync.sides.notion.blocks import is_away
from incident_sync.sides.notion.client import NotionClient
from incident_sync.sides.notion.failures import NOT_FOUND, REFUSED
from incident_sync.sides.notion.marks import mark_of
from incident_sync.sides.notion.pages import by_itself, draft, filled, is_elsewhere, mark, settled
from incident_sync.sides.notion.queries import any_of, shown_filter
from incident_sync.sides.notion.sight import Sight
from incident_sync.sides.notion.writes import LOST

FRESH_S = 5.0
"""How old the look may be when a patch goes out."""

PATIENCE_S = 60.0
"""For how long a batch begins new patches: nobody may hold on to a lease for all of its calls."""

UNREAD = "?"
"""The digest of a page that is there, and was never read."""

_TRIES = 3

Json = dict[str, Any]


class Stale(Exception):
    """The look is too old to write upon."""


class PageHand:
    """Writes pages.

    ``sight`` is replaced where Notion refuses something and the schema has changed meanwhile;
    ``renew`` fetches that.
    """

    def __init__(
        self,
        client: NotionClient,
        clock: Clock,
        sight: Sight,
        renew: Callable[[Sight], Sight],
    ) -> None:
        self._client = client
        self._clock = clock
        self._renew = renew
        self.sight = sight
        self._renewed = False

    def edit(self, actions: Sequence[Action]) -> Iterator[Outcome]:
        """Patch pages; a refused one fails alone. Raises SideUnusable."""
        left = list(actions)
        # A pause for the budget would make the look too old, and cost another one.
        self._client.make_room(len(left) + 1)
        end = self._clock.monotonic() + PATIENCE_S
        for _ in range(_TRIES):
            try:
                pages, at = self._look(left), self._clock.monotonic()
            except SideUnusable:
                raise
            except (Temporary, Permanent) as error:
                yield from (Outcome(action, error=error) for action in left)
                return
            try:
                while left and self._clock.monotonic() < end:
                    outcome = self._edit(left[0], pages[left[0].ref], self._fresh(at))
                    left.pop(0)
                    yield outcome
            except Stale:
                continue
            break
        for action in left:
            yield Outcome(action, error=_slow())

    def create(self, action: Action) -> Outcome:
        """Add a page. Raises SideUnusable."""
        return self._tried(action, lambda: self._create(action))

    def restore(self, action: Action) -> Outcome:
        """Take a page out of the trash; what cannot be had any more is noted. Raises SideUnusable.

        Its digest stays as it was, so that the next look tells what was edited before it went.
        """
        try:
            page = self._client.restore_page(action.ref)
        except SideUnusable:
            raise
        except (Permanent, Temporary) as error:
            if isinstance(error, Permanent) and error.code == NOT_FOUND:
                return _lost(action)
            return Outcome(action, error=error)
        if is_elsewhere(self.sight, page):
            return _lost(action)
        return Outcome(action, digest=action.data["digest"] or UNREAD, reach=Reach.OPEN)

    def _fresh(self, at: float) -> Callable[[], None]:
        def check() -> None:
            if self._clock.monotonic() - at > FRESH_S:
                raise Stale

        return check

    # looking

    def _look(self, actions: Sequence[Action]) -> dict[str, Json | None]:
        """The pages as they are: one by its id, more in one query."""
        found = self._query(actions) if len(actions) > 1 else {}
        return {action.ref: self._current(action, found.get(action.ref)) for action in actions}

    def _query(self, actions: Sequence[Action]) -> dict[str, Json]:
        layout = self.sight.layout
        filters = [one for action in actions if (one := shown_filter(layout, action.data["find"]))]
        if not filters:
            return {}
        try:
            answer = self._client.query(self.sight.book.source, wanted=any_of(filters))
        except SideUnusable:
            raise
        except Permanent:
            return {}  # the schema has changed: each page is read by its id
        return {page["id"]: page for page in answer.pages}

    def _current(self, action: Action, shown: Json | None) -> Json | None:
        """The page as a query showed it, unless that may be from before what we know."""
        if shown is not None:
            now, old = mark(self.sight, shown), mark_of(action.data["digest"])
            if now.hash == old.hash or now.stamp > old.stamp:
                return shown
        try:
            page = self._client.page(action.ref)
        except SideUnusable:
            raise
        except Permanent as error:
            if error.code != NOT_FOUND:
                raise
            return None
        return page

    # writing

    def _edit(self, action: Action, page: Json | None, check: Callable[[], None]) -> Outcome:
        return self._tried(action, lambda: self._patch(action, page, check))

    def _patch(self, action: Action, page: Json | None, check: Callable[[], None]) -> Outcome:
        made = draft(self.sight, action, page)
        if made is None or page is None:
            return Outcome(action, moved=True)
        after = page
        if made.properties:
            after = self._client.update_page(action.ref, made.properties, check=check)
        return Outcome(
            action,
            digest=settled(self.sight, action, made, page, after),
            blocked=made.blocked,
        )

    def _create(self, action: Action) -> Outcome:
        made = filled(self.sight, action)
        page = self._client.create_page(self.sight.book.source, made.properties)
        row = self.sight.reader.row(page, "") if page["properties"] else None
        return Outcome(
            action,
            ref=page["id"],
            label=row.label if row and self.sight.layout.mints else "",
            digest=settled(self.sight, action, made, None, page),
            filled=by_itself(row, made.blocked),
            blocked=made.blocked,
        )

    def _tried(self, action: Action, work: Callable[[], Outcome]) -> Outcome:
        """Do the work; where Notion refuses it, once more by the schema as it is now."""
        try:
            return work()
        except (SideUnusable, Stale):
            raise
        except Permanent as error:
            if error.code != REFUSED or self._renewed:
                return self._failed(action, error)
        except Temporary as error:
            return Outcome(action, error=error)
        self._renewed = True
        try:
            self.sight = self._renew(self.sight)
            return work()
        except (SideUnusable, Stale):
            raise
        except (Permanent, Temporary) as error:
            return self._failed(action, error)

    def _failed(self, action: Action, error: Permanent | Temporary) -> Outcome:
        if isinstance(error, Permanent) and (
            error.code == NOT_FOUND
            or (error.code == REFUSED and action.ref and is_away(self._client, action.ref))
        ):
            return Outcome(action, moved=True)
        return Outcome(action, error=error)


def _lost(action: Action) -> Outcome:
    return Outcome(action, notes={LOST: action.data["lost"]})


def _slow() -> Temporary:
    return Temporary(
        "Notion answers too slowly to write safely",
        where="Notion",
        remedy="It is tried again in the next cycle.",
        outcome_known=True,
    )

"""Floor 4. Questions about what waits: inbox, effects, outbox, conflicts, guards. No writing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from incident_sync.model.action import Action, Message
from incident_sync.model.view import Command
from incident_sync.store import codec
from incident_sync.store.reading.reader import Reader, chunks, given, some
from incident_sync.store.records import Guard, Kept
from incident_sync.store.schema import conflicts, effects, guards, inbox, outbox, pending

_PENDING = select(pending).where(pending.c.side == given("side"))
_NEW = select(inbox.c.data).where(inbox.c.state == "new").order_by(inbox.c.id)
_SEEN = select(inbox.c.key).where(inbox.c.key.in_(some("keys")))
_EFFECTS = (
    select(effects.c.data, effects.c.intended_at)
    .where(effects.c.state == given("state"))
    .order_by(effects.c.id)
)
_EFFECT = select(effects).where(effects.c.key == given("key"))
_DUE = select(outbox).where(outbox.c.state == "due").order_by(outbox.c.id)
_CONFLICTS = select(conflicts).order_by(conflicts.c.id)
_OPEN = _CONFLICTS.where(conflicts.c.state == "open")
_OPEN_OF = _OPEN.where(conflicts.c.item.in_(some("items")))
_HELD = select(guards).where(guards.c.state == "held")
_GUARDS = select(guards).where(guards.c.id.in_(some("ids")))
_ANSWERED = select(guards.c.id).where(guards.c.approved_at >= given("since")).limit(1)
_APPROVED = select(guards.c.held, guards.c.spent).where(guards.c.state == "approved")


class QueueReading(Reader):
    """What was asked for, intended, decided and not yet said."""

    def pending(self, side: str) -> dict[str, tuple[str, datetime]]:
        """What has to settle first: the digest seen and since when, by ref."""
        return {
            row["ref"]: (row["digest"], row["since"]) for row in self._rows(_PENDING, side=side)
        }

    def inbox_new(self) -> list[Command]:
        """The commands that nobody has run yet, in the order they came in."""
        return [codec.command(row[0]) for row in self._tuples(_NEW)]

    def inbox_seen(self, keys: Iterable[str]) -> set[str]:
        """Those keys that came in before, run or not."""
        return {row[0] for part in chunks(keys) for row in self._tuples(_SEEN, keys=part)}

    def effects(self, state: str) -> list[tuple[Action, datetime]]:
        """The effects "intended", "done" or "failed", and when they were intended; oldest first."""
        found = self._tuples(_EFFECTS, state=state)
        return [(codec.action(data), at) for data, at in found]

    def effect(self, key: str) -> tuple[str, Action, datetime] | None:
        """An effect's state, action and time of intent; None where it was never intended."""
        for row in self._rows(_EFFECT, key=key):
            return row["state"], codec.action(row["data"]), row["intended_at"]
        return None

    def outbox(self) -> list[Message]:
        """The messages that are due, in the order they were decided."""
        return [codec.message(row) for row in self._rows(_DUE)]

    def conflicts(self, *, open_only: bool = True) -> list[Kept]:
        """The conflicts, oldest first."""
        return [codec.kept(row) for row in self._rows(_OPEN if open_only else _CONFLICTS)]

    def open_conflicts(self, items: Iterable[int]) -> list[Kept]:
        """The conflicts of those items that nobody has decided yet, oldest first."""
        return [
            codec.kept(row) for part in chunks(items) for row in self._rows(_OPEN_OF, items=part)
        ]

    def guard(self) -> Guard | None:
        """The set of actions that is held now; None where none is."""
        for row in self._rows(_HELD):
            return codec.guard(row)
        return None

    def guards_of(self, ids: Iterable[str]) -> dict[str, Guard]:
        """The sets of those ids, whatever became of them; unknown ids are left out."""
        found = (row for part in chunks(ids) for row in self._rows(_GUARDS, ids=part))
        return {row["id"]: codec.guard(row) for row in found}

    def answered_since(self, moment: datetime) -> bool:
        """Whether a held set was let pass at that moment or later."""
        return bool(list(self._tuples(_ANSWERED, since=moment)))

    def approved(self) -> set[str]:
        """The keys of actions that a person approved and that were not yet spent."""
        return {key for held, spent in self._tuples(_APPROVED) for key in set(held) - set(spent)}

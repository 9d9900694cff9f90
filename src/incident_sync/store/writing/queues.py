"""Floor 4. Changes to what waits: inbox, effects, outbox, conflicts, guards. No judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from incident_sync.errors import Unsafe
from incident_sync.model.action import Action, Message
from incident_sync.model.edit import Conflict
from incident_sync.model.view import Command
from incident_sync.store import codec
from incident_sync.store.reading.reader import chunks
from incident_sync.store.records import Guard
from incident_sync.store.schema import conflicts, effects, guards, inbox, outbox, pending
from incident_sync.store.writing.writer import Writer


class QueueWriting(Writer):
    """What was asked for, intended, decided and not yet said."""

    def set_pending(self, side: str, ref: str, digest: str, since: datetime) -> None:
        """Remember what has to settle first, and since when it stands still."""
        row = {"side": side, "ref": ref, "digest": digest, "since": since}
        self._batch.save(pending, row)

    def clear_pending(self, side: str, refs: Iterable[str]) -> None:
        """Forget what settled, or went away."""
        for part in chunks(refs):
            gone = delete(pending).where(pending.c.side == side, pending.c.ref.in_(part))
            self._batch.run(gone)

    def inbox_add(self, command: Command, state: str = "new") -> bool:
        """Keep a command ("new", or "done" where it must never run); False where it is there."""
        data = codec.command_data(command)
        row = {"key": command.key, "state": state, "at": command.at, "data": data}
        return self._batch.insert_new(inbox, row, "key")

    def inbox_done(self, keys: Iterable[str]) -> None:
        """Mark commands as run: none of them ever runs again."""
        for part in chunks(keys):
            self._batch.run(update(inbox).where(inbox.c.key.in_(part)).values(state="done"))

    def intend(self, action: Action, at: datetime) -> None:
        """Commit to an effect before its call.

        Intended again while its outcome is unknown, it keeps the time of its first intent, so that
        a look-up reaches far enough back. Raises Unsafe where it is done already.
        """
        known = self._one(select(effects).where(effects.c.key == action.key))
        if known and known["state"] == "done":
            raise Unsafe(
                f"{action.kind} was to be done a second time",
                where=action.key,
                remedy="Nothing was written. Please report it.",
            )
        row = {
            "key": action.key,
            "side": action.side,
            "kind": action.kind,
            "item": action.item,
            "state": "intended",
            "intended_at": known["intended_at"] if known and known["state"] == "intended" else at,
            "data": codec.action_data(action),
            "outcome": {},
        }
        mine = effects.c.key == action.key
        self._batch.run(
            update(effects).where(mine).values(row) if known else insert(effects).values(row)
        )

    def finish(self, key: str, outcome: Mapping[str, Any], state: str = "done") -> None:
        """Commit what came of an effect: "done", or "failed" where it surely did not happen.

        Raises Unsafe where it was never intended.
        """
        finished = update(effects).where(effects.c.key == key)
        if not self._batch.run(finished.values(state=state, outcome=dict(outcome))).rowcount:
            raise Unsafe(
                "An effect ended that was never intended", where=key, remedy="Please report it."
            )

    def forget_effect(self, key: str) -> None:
        """Forget an effect, so that it may be intended anew."""
        self._batch.run(delete(effects).where(effects.c.key == key))

    def queue(self, message: Message, at: datetime) -> bool:
        """Decide that something is to be said; False where it was decided before."""
        row = {
            "key": message.key,
            "item": message.item,
            "kind": message.kind,
            "state": "due",
            "at": at,
            "data": dict(message.data),
        }
        return self._batch.insert_new(outbox, row, "key")

    def message_done(self, key: str, state: str = "done") -> None:
        """Mark a message as said ("done"), or as one that cannot be ("parked")."""
        self._batch.run(update(outbox).where(outbox.c.key == key).values(state=state))

    def start_over(self) -> None:
        """Take all that waits for done: it may have been, after this store was backed up."""
        self._batch.run(update(inbox).where(inbox.c.state == "new").values(state="done"))
        self._batch.run(update(outbox).where(outbox.c.state == "due").values(state="parked"))
        self._batch.run(delete(pending))

    def conflict(self, conflict: Conflict, at: datetime, *, entry: int | None = None) -> int:
        """Keep a conflict, open, and its place in the history; its id."""
        row = {**codec.conflict_row(conflict), "at": at, "state": "open", "entry": entry}
        made = self._batch.run(insert(conflicts).values(row)).inserted_primary_key
        return int(made[0]) if made else 0

    def conflicts_resolved(self, ids: Iterable[int]) -> None:
        """Mark conflicts as decided by a person, or overtaken by a later edit."""
        for part in chunks(ids):
            done = update(conflicts).where(conflicts.c.id.in_(part))
            self._batch.run(done.values(state="resolved"))

    def hold(self, guard: Guard) -> None:
        """Hold a set of actions until a person approves it; it takes the place of any other.

        The same set held already is not touched, so that a cycle that changes nothing writes
        nothing.
        """
        known = self._guard(guard.id)
        if known and known["state"] == "held" and tuple(known["held"]) == guard.held:
            return
        self._batch.run(update(guards).where(guards.c.state == "held").values(state="gone"))
        row = {
            "id": guard.id,
            "reason": guard.reason,
            "held": list(guard.held),
            "spent": [],
            "state": "held",
            "at": guard.at or self._clock.now(),
            "approved_at": None,
            "approved_by": "",
        }
        self._batch.save(guards, row)

    def approve(self, guard_id: str, by: str, at: datetime) -> bool:
        """Let exactly that set pass; False where it is not held (any more)."""
        held = update(guards).where(guards.c.id == guard_id, guards.c.state == "held")
        values = {"state": "approved", "approved_at": at, "approved_by": by}
        return self._batch.run(held.values(values)).rowcount > 0

    def drop_guard(self, guard_id: str) -> None:
        """Forget a held set, or what is left of an approved one: it is no longer to be done."""
        self._batch.run(update(guards).where(guards.c.id == guard_id).values(state="gone"))

    def spend(self, keys: Iterable[str]) -> None:
        """Use up approvals: each lets its action pass once."""
        used = set(keys)
        for row in self._batch.ask(select(guards).where(guards.c.state == "approved")):
            spent = sorted(set(row["spent"]) | used.intersection(row["held"]))
            if spent != row["spent"]:
                state = "gone" if len(spent) == len(set(row["held"])) else "approved"
                mine = update(guards).where(guards.c.id == row["id"])
                self._batch.run(mine.values(spent=spent, state=state))

    def _guard(self, guard_id: str) -> dict[str, Any] | None:
        return self._one(select(guards).where(guards.c.id == guard_id))

    def _one(self, question: Select[Any]) -> dict[str, Any] | None:
        return next(iter(self._batch.ask(question)), None)

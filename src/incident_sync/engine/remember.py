"""Floor 6. Commit what was decided, and what came of actions. Nothing is written for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from incident_sync.core import undo
from incident_sync.core.held import named, parsed
from incident_sync.core.labels import given_number, name_children
from incident_sync.engine.load import MINTS
from incident_sync.errors import Temporary
from incident_sync.history import Draft
from incident_sync.model.action import Action, Message, Outcome
from incident_sync.model.edit import Conflict
from incident_sync.model.fields import Kind
from incident_sync.model.item import AGAIN, WANTED, Base, Item, Link, Reach, State
from incident_sync.model.values import encode
from incident_sync.model.view import View
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.model.world import Decision, Guard, World
from incident_sync.ports import Side
from incident_sync.store import Lease, Store, Writing


class Memory:
    """Writes decisions and outcomes into the store under one lease."""

    def __init__(self, store: Store, lease: Lease, vocabulary: Vocabulary) -> None:
        self._store = store
        self._lease = lease
        self._vocabulary = vocabulary

    def decision(self, made: Decision, world: World, views: Iterable[View], now: datetime) -> None:
        """Commit a decision whole: hub, baselines, inbox, history and what is to be said."""
        items = {n: i for n, i in made.items.items() if world.items.get(n) != i}
        links = [one for (side, number), one in made.links.items()
                 if world.links.get(number, {}).get(side) != one]  # fmt: skip
        cursors = {view.side: {**view.cursors, MINTS: "1" if view.mints else ""} for view in views}
        members = next((view.members for view in views if view.members is not None), None)
        after = {**world.items, **made.items}
        settled = self._settled(made, after)
        with self._store.writing(self._lease) as tx:
            if made.rebuilt is not None:
                tx.follow(made.rebuilt)
                tx.start_over()
                tx.set_unsure(made.unsure)
            for side, some in cursors.items():
                tx.set_cursors(side, some)
            if members is not None:
                tx.set_members(members)
            for item in items.values():
                self._save(tx, item, now)
            for link in links:
                tx.save_link(link)
            self._rest(tx, made, world, now)
            for draft in self._drafts(made, world, now):
                tx.append(draft)
            tx.conflicts_resolved(settled)
            entries: dict[tuple[int, str], int] = {}
            for conflict in made.conflicts:
                entry = tx.append(_conflict_draft(conflict, after, now))
                tx.conflict(conflict, now, entry=entry.seq)
                entries[conflict.item, conflict.field] = entry.seq
            for message in made.messages:
                tx.queue(_numbered(message, entries), now)

    def _settled(self, made: Decision, after: Mapping[int, Item]) -> list[int]:
        """The conflicts kept so far that are none any more."""
        spoken_of = {edit.item for edit in made.edits} | {number for number, _ in made.taken}
        kept = {one.id: one.conflict for one in self._store.open_conflicts(spoken_of)}
        return undo.overtaken(kept, made, after) if kept else []

    def _rest(self, tx: Writing, made: Decision, world: World, now: datetime) -> None:
        for (side, ref), (digest, since) in made.pending.items():
            tx.set_pending(side, ref, digest, since)
        for side in {side for side, _ in made.settled}:
            tx.clear_pending(side, [ref for at, ref in made.settled if at == side])
        for side in made.adopted:
            tx.set_adopted(side)
        # Committed with it, or a crash would leave what only a link asks for unwritten for ever.
        tx.set_dirty(touched(made), True)  # noqa: FBT003 - the flag's two states are its API
        if made.counter > world.counter:
            tx.raise_counter(made.counter)
        for command in made.commands:
            tx.inbox_add(command, state="done")
        tx.inbox_done(command.key for command in made.commands)
        for command in made.approve:
            tx.approve(named(command.argument), command.by.name if command.by else "", now)
        tx.spend(_passed(made, world))

    def _save(self, tx: Writing, item: Item, now: datetime) -> None:
        closed_at = None
        if item.kind is Kind.INCIDENT and item.state is State.DETACHED:
            closed_at = now  # so that its channel is listened to for a while
        elif self._is_live(item) and self._vocabulary.is_closed(item.value("status")):
            closed_at = item.agreed("status").at
        tx.save_item(item, active=self._is_active(item), closed_at=closed_at, dirty=True)

    def _is_live(self, item: Item) -> bool:
        return item.state is State.LIVE and item.kind is Kind.INCIDENT

    def _is_active(self, item: Item) -> bool:
        return self._is_live(item) and self._vocabulary.is_active(item.value("status"))

    def _drafts(self, made: Decision, world: World, now: datetime) -> Iterable[Draft]:
        items = {**world.items, **made.items}

        def label(number: int | None) -> str:
            return items[number].label if number in items else ""

        for event in made.events:
            yield Draft(event.kind, now, event.item, label(event.item), event.side, event.field,
                        event.by, event.values)  # fmt: skip
        for change in made.changes:
            values = {"old": encode(change.old), "new": encode(change.new)}
            yield Draft("edit", change.at, change.item, label(change.item), change.side,
                        change.field, change.by.name if change.by else "", values)  # fmt: skip
        for one, number in made.invalid:
            yield Draft("invalid", now, number, label(number), one.side, one.field, "",
                        {"value": one.value, "reason": one.reason})  # fmt: skip

    def intend(self, actions: Iterable[Action], now: datetime) -> None:
        """Commit the intent of effects before their call."""
        effects = [action for action in actions if action.effect]
        if effects:
            with self._store.writing(self._lease) as tx:
                for action in effects:
                    tx.intend(action, now)

    def outcomes(self, side: Side, outcomes: Iterable[Outcome], now: datetime) -> None:
        """Commit what came of actions; baselines advance only to what was acknowledged."""
        done = list(outcomes)
        numbers = {outcome.action.item for outcome in done}
        links, items = self._store.links_of(numbers), self._store.items(numbers)
        with self._store.writing(self._lease) as tx:
            for outcome in done:
                link = links.get(outcome.action.item, {}).get(side.name)
                fresh = shown_after(side, outcome, link, items.get(outcome.action.item))
                if fresh is not None and fresh != link:
                    links.setdefault(outcome.action.item, {})
                    links[outcome.action.item] = {**links[outcome.action.item], side.name: fresh}
                    tx.save_link(fresh)
                    self._park(tx, side, link, fresh, items.get(fresh.item), now)
                if outcome.label:
                    self._label(tx, outcome, items, now)
                if outcome.action.effect:
                    self._effect(tx, outcome, items.get(outcome.action.item), now)

    def _park(
        self, tx: Writing, side: Side, link: Link | None, fresh: Link, item: Item | None,
        now: datetime,
    ) -> None:  # fmt: skip
        """Tell of a channel that turned out to be shut as it was written; of rows a look tells."""
        shut = link is not None and link.reach is Reach.OPEN and fresh.reach is not Reach.OPEN
        if side.is_record or not shut or item is None or not self._is_active(item):
            return
        reach = str(fresh.reach)
        key = f"parked:{item.id}:{reach}:{now.isoformat()}"
        told = {"code": reach, "label": item.label}
        tx.queue(Message(key, item.id, "told", told), now)
        tx.set_dirty([item.id], True)  # noqa: FBT003 - the flag's two states are its API
        values = {"reach": reach}
        tx.append(Draft("parked", now, item.id, item.label, side.name, values=values))

    def _label(self, tx: Writing, outcome: Outcome, items: dict[int, Item], now: datetime) -> None:
        """Keep the ID that a side gave to an incident that had none, and its children theirs."""
        item = items.get(outcome.action.item)
        if item is None or item.label:
            return
        number = given_number(outcome.label)
        named = items[item.id] = replace(item, label=outcome.label, number=number)
        tx.raise_counter(number or 0)
        kin = self._store.items(self._store.children([item.id]).get(item.id, ()))
        for one in (named, *name_children(named, [kin[number] for number in sorted(kin)])):
            self._save(tx, one, now)

    def _effect(self, tx: Writing, outcome: Outcome, item: Item | None, now: datetime) -> None:
        action = outcome.action
        if _in_doubt(outcome):
            return  # the intent stays: the next cycle looks up what became of it
        if not outcome.done:
            tx.forget_effect(action.key)
            return
        tx.finish(action.key, {"ref": outcome.ref, "notes": dict(outcome.notes)})
        tx.spend([action.key])
        tx.message_done(action.key)  # where it was one: said and known to be said in one commit
        label = item.label if item else ""
        tx.append(Draft("effect", now, action.item or None, label, action.side, "", "",
                        {"kind": action.kind, "ref": outcome.ref}))  # fmt: skip

    def forget(self, action: Action) -> None:
        """An intended effect that did not happen: it will be planned anew."""
        with self._store.writing(self._lease) as tx:
            tx.forget_effect(action.key)

    def said(self, message: Message, *, parked: bool) -> None:
        """A message was said, or cannot be for good."""
        with self._store.writing(self._lease) as tx:
            tx.message_done(message.key, "parked" if parked else "done")

    def guard(self, held: Guard | None, now: datetime, message: Message | None) -> None:
        """The held set is now this one, or none."""
        before = self._store.guard()
        with self._store.writing(self._lease) as tx:
            if before is not None:
                tx.drop_guard(before.id)
            if held is not None:
                tx.hold(replace(held, at=now))
                values = {"id": held.id, "held": list(held.held)}
                tx.append(Draft("held", now, None, "", values=values))
            if message is not None:
                tx.queue(message, now)

    def clean(self, numbers: Iterable[int]) -> None:
        """Mark items that every side now shows as finished."""
        wanted = sorted(numbers)
        unsure = self._store.unsure()
        if wanted:
            with self._store.writing(self._lease) as tx:
                tx.set_dirty(wanted, False)  # noqa: FBT003 - the flag's two states are its API
                tx.set_unsure(unsure.difference(wanted))


def touched(made: Decision) -> set[int]:
    """The items whose sides may lack something now, and the incidents of changed children."""
    moved = {number for _, number in made.links} | set(made.items)
    parents = {item.parent for item in made.items.values() if item.parent is not None}
    return moved | parents | made.lacking


def shown_after(side: Side, outcome: Outcome, link: Link | None, item: Item | None) -> Link | None:
    """The link once an outcome is known; None where there is nothing to link."""
    action = outcome.action
    if link is None:
        if not outcome.ref or item is None:
            return None
        link = Link(side.name, outcome.ref, action.item, action.of)
    elif link.wanted and outcome.done:
        link = _put_back(link, outcome)
    link = replace(
        link,
        notes={**link.notes, **outcome.notes},
        # What stands there and cannot be read is named first, whatever else a write would say.
        blocked={**outcome.blocked, **link.blocked},
        reach=outcome.reach or link.reach,
        digest=outcome.digest if outcome.reach and outcome.digest else link.digest,
    )
    if not outcome.done:
        return link
    taken = {n: data for n, data in action.facets.items() if n not in outcome.blocked}
    base = {n: b for n, b in action.acks.items() if n not in outcome.blocked}
    if item is not None:
        base |= {n: Base(v, item.agreed(n).version) for n, v in outcome.filled.items()}
    return replace(
        link,
        ref=outcome.ref or link.ref,
        digest=outcome.digest or link.digest,
        shown={**link.shown, **side.prints(taken)},
        base={**link.base, **base},
    )


def _numbered(message: Message, entries: Mapping[tuple[int, str], int]) -> Message:
    """The message with the entry of each conflict that it tells of: by that it is taken back."""
    told = message.data.get("conflicts") or ()
    if not told:
        return message
    conflicts = [{**one, "entry": entries[message.item, one["field"]]} for one in told]
    return replace(message, data={**message.data, "conflicts": conflicts})


def _put_back(link: Link, outcome: Outcome) -> Link:
    """The link of what was gone: another counterpart knows nothing of the former one."""
    if outcome.ref:
        again = {AGAIN: link.notes[AGAIN]}
        return Link(link.side, outcome.ref, link.item, link.kind, notes=again)
    if outcome.reach is Reach.OPEN:
        return replace(link, missing=0, notes={**link.notes, WANTED: ""})
    return link


def _conflict_draft(conflict: Conflict, items: Mapping[int, Item], now: datetime) -> Draft:
    values = {side: encode(value) for side, value in conflict.values.items()}
    return Draft(
        "conflict",
        now,
        conflict.item,
        items[conflict.item].label,
        conflict.winner,
        conflict.field,
        values=values | {"base": encode(conflict.base)},
    )


def _passed(made: Decision, world: World) -> set[str]:
    """The approvals that this very decision used up: those of the look, not of a side's action.

    What is no longer so was not done, and is not to be done later: it has passed as well.
    """
    asked = {key for key in world.approved if parsed(key).what != "channel"}
    return asked - made.unjudged


def _in_doubt(outcome: Outcome) -> bool:
    error = outcome.error
    return isinstance(error, Temporary) and not error.outcome_known

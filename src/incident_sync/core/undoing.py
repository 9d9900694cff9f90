"""Floor 3. Carry an undo out in the working copy, or say why it is not. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from incident_sync.core import undo
from incident_sync.core.rank import SLACK
from incident_sync.core.undo import Undo
from incident_sync.core.working import Working
from incident_sync.errors import Permanent
from incident_sync.model.edit import Edit
from incident_sync.model.item import NO_BASE, NOTHING, Agreed, Base, Item
from incident_sync.model.values import same
from incident_sync.model.view import Command


def run(
    work: Working, command: Command, here: Item | None, wanted: str
) -> tuple[dict[str, Any], list[Edit]]:
    """The answer, and the edit that takes back what was asked for ``here``, if anywhere."""
    made, item = _judge(work, wanted)
    top = work.item(item.parent) if item is not None and item.parent is not None else item
    if here is not None and top is not None and top.id != here.id:
        made = replace(made, code="elsewhere")
    answer = undo.answer(made, top.called if top else "", told=here is not None)
    if item is None or not made.fine:
        _refuse(work, command, item, made)
        return answer, []
    _decide(work, command, item, made)
    if here is None:
        work.aloud.add((item.id, made.field))
    if made.code == "kept":
        _insist(work, item, made.field)
        return answer, []
    return answer, [_edit(command, item, made)]


def _judge(work: Working, wanted: str) -> tuple[Undo, Item | None]:
    said = undo.read(wanted)
    past = work.world.past.get(said.entry)
    if past is None or past.item is None:
        return undo.judge(said, past, NOTHING), None
    item = work.item(past.item)
    decided = (item.id, past.field) in work.made.taken
    past = replace(past, open=past.open and not decided)
    return undo.judge(said, past, _now(work, item, past.field)), item


def _now(work: Working, item: Item, name: str) -> Agreed:
    """What a field is by now, a command of this very look included."""
    edit = work.asked.get((item.id, name))
    if edit is None or same(edit.new, item.value(name)):
        return item.agreed(name)
    return Agreed(edit.new, origin=edit.side, by=edit.by.name if edit.by else "")


def _edit(command: Command, item: Item, made: Undo) -> Edit:
    now = item.agreed(made.field)
    return Edit(
        item.id, made.field, SLACK, now.value, made.value, now.version, command.at, command.by
    )


def _decide(work: Working, command: Command, item: Item, made: Undo) -> None:
    work.made.taken.add((item.id, made.field))
    work.record(
        "undone", item.id, side=made.side, field=made.field,
        by=command.by.name if command.by else "", values={"entry": made.wanted.entry},
    )  # fmt: skip


def _insist(work: Working, item: Item, name: str) -> None:
    """Let the records show what counts, those too that were left as they were."""
    work.try_again(item.id, name)
    work.made.lacking.add(item.id)
    agreed = item.agreed(name)
    for side in work.rules.records:
        link = work.link(side, item.id)
        base = link.baseline(name) if link is not None else NO_BASE
        spared = base.version == agreed.version and not same(base.value, agreed.value)
        if link is not None and spared:
            unseen = Base(base.value, agreed.version - 1)
            work.bind(replace(link, base={**link.base, name: unseen}))


def _refuse(work: Working, command: Command, item: Item | None, made: Undo) -> None:
    """Say so where there is no channel to answer in: in the history and in the cycle's report."""
    if command.ref:
        return
    work.record(
        "refused", item.id if item else None, field=made.field,
        by=command.by.name if command.by else "",
        values={"undo": made.wanted.said, "why": made.code},
    )  # fmt: skip
    place, called = f"incident-sync undo {command.argument}", item.called if item else ""
    work.made.errors.append(undo.refusal(made, called, Permanent, where=place))

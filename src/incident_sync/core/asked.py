"""Floor 3. Run one command against the working copy. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incident_sync.core import held, restore, undoing
from incident_sync.core.commands import Around, Asked, named, understand
from incident_sync.core.rank import SLACK
from incident_sync.core.working import Working
from incident_sync.model.edit import Edit
from incident_sync.model.fields import Kind
from incident_sync.model.item import Base, Item, Link
from incident_sync.model.values import Value, alike
from incident_sync.model.view import Command


def run(work: Working, command: Command) -> list[Edit]:
    """Do what a command asks for; its edits are merged like everybody's."""
    item = here = incident_of(work, command)
    asked = understand(command, _around(work, item))
    work.made.commands.append(command)
    if asked.declare:
        item = _declare(work, command, asked.declare)
        asked.answer = {"code": "declared", "label": item.label, "title": asked.declare}
        _report(work, command, item)
    if asked.approve:
        asked.answer = _approve(work, command, asked.approve)
    if asked.restore:
        asked.answer = restore.run(work, command, item)
    if item is not None:
        _add(work, command, item, asked)
    edits: list[Edit] = []
    if asked.undo:
        asked.answer, edits = undoing.run(work, command, item, asked.undo)
    # It is a reply in that channel, whose thread is then known to have grown by it.
    _answer(work, command, here, asked.answer)
    edits += _edits(work, command, item, asked) if item is not None else []
    edits += [_tick(command, one, done=done) for one, done in asked.ticked]
    work.asked |= {(edit.item, edit.field): edit for edit in edits}
    return edits


def incident_of(work: Working, command: Command) -> Item | None:
    """The incident whose channel the command was said in."""
    ref = work.world.index.get(SLACK, {}).get(Kind.INCIDENT, {}).get(command.ref)
    if ref is not None:
        return work.item(ref.item)
    fresh = [
        item
        for (side, item), link in work.made.links.items()
        if side == SLACK and link.ref == command.ref and link.kind is Kind.INCIDENT
    ]
    return work.item(fresh[0]) if command.ref and fresh else None


def _around(work: Working, item: Item | None) -> Around:
    follow_ups = work.children(item.id, Kind.FOLLOW_UP) if item else []
    timeline = work.children(item.id, Kind.TIMELINE) if item else []
    return Around(
        work.rules.vocabulary,
        work.world.directory,
        item,
        tuple(follow_ups),
        tuple(timeline),
        work.rules.records,
    )


def _edits(work: Working, command: Command, item: Item, asked: Asked) -> list[Edit]:
    link = work.link(SLACK, item.id)
    edits = []
    for name, value in asked.edits.items():
        base = link.baseline(name) if link else Base(item.value(name), item.agreed(name).version)
        edits.append(
            Edit(item.id, name, SLACK, base.value, value, base.version, command.at, command.by)
        )
    return edits


def _declare(work: Working, command: Command, title: str) -> Item:
    known = _declared_before(work, command, title)
    return known or _declare_now(work, command, title)


def _report(work: Working, command: Command, item: Item) -> None:
    """The message that was reported as an incident is the first entry of its timeline."""
    said, more = command.data.get("entry"), command.data
    if said and not _told_before(work, command, item, said):
        by = named(f"<@{more['entry_by']}>", work.world.directory) if more.get("entry_by") else None
        entry: dict[str, Value] = {
            "at": datetime.fromisoformat(more["entry_at"]), "by": by, "text": said,
            "link": more.get("entry_link"),
        }  # fmt: skip
        _child(work, command, item, Kind.TIMELINE, entry)


def _declared_before(work: Working, command: Command, title: str) -> Item | None:
    """The incident that a command declared already, though the store that ran it was lost."""
    if work.world.behind is None:
        return None
    at = work.rules.stamp(command.at)
    return next(
        (
            item
            for item in work.incidents()
            if alike(item.value("title"), title) and alike(item.value("reported_at") or at, at)
        ),
        None,
    )


def _declare_now(work: Working, command: Command, title: str) -> Item:
    vocabulary = work.rules.vocabulary
    more = command.data
    lead = more.get("lead")
    values: dict[str, Value] = {
        "title": title,
        "status": vocabulary.active[0],
        "severity": vocabulary.severity.read(more.get("severity", ""))
        or vocabulary.severity.words[0],
        "summary": more.get("summary"),
        "lead": named(lead, work.world.directory) if lead else None,
        "reporter": command.by,
        "reported_at": work.rules.stamp(command.at),
    }
    item = work.enliven(work.new_item(Kind.INCIDENT, SLACK, values, command.by))
    by = command.by.name if command.by else ""
    work.record("declared", item.id, side=SLACK, by=by, values={"title": title})
    return item


def _add(work: Working, command: Command, item: Item, asked: Asked) -> None:
    """The children a command adds, each standing in Slack at the command's own message."""
    for text in asked.todos:
        values: dict[str, Value] = {"text": text, "done": False}
        _child(work, command, item, Kind.FOLLOW_UP, values)
    if asked.update and not _told_before(work, command, item, asked.update):
        entry: dict[str, Value] = {"at": command.at, "by": command.by, "text": asked.update}
        _child(work, command, item, Kind.TIMELINE, entry)
        by = command.by.name if command.by else ""
        work.say(item.id, "thread", f"thread:{command.key}", update=asked.update, by=by)


def _told_before(work: Working, command: Command, item: Item, text: str) -> bool:
    """Whether an update stands on the timeline already, though the store that put it is lost."""
    return work.world.behind is not None and any(
        alike(one.value("text"), text) and alike(one.value("at") or command.at, command.at)
        for one in work.children(item.id, Kind.TIMELINE)
    )


def _child(
    work: Working, command: Command, item: Item, kind: Kind, values: dict[str, Value]
) -> None:
    child = work.new_child(item, kind, SLACK, values, command.by)
    base = {name: Base(value, 1) for name, value in values.items() if value is not None}
    ref = f"{command.key.removeprefix('slack:')}:{kind}"
    work.bind(Link(SLACK, ref, child.id, kind, base=base))
    work.record("added", child.id, side=SLACK, by=command.by.name if command.by else "")


def _tick(command: Command, follow_up: Item, *, done: bool) -> Edit:
    known = follow_up.agreed("done")
    return Edit(
        follow_up.id, "done", SLACK, known.value, new=done, base=known.version, at=command.at,
        by=command.by,
    )  # fmt: skip


def _approve(work: Working, command: Command, wanted: str) -> dict[str, Any]:
    guard, id_, by = work.world.guard, held.named(wanted), command.by.name if command.by else ""
    just = [one.by for one in work.made.approve if held.named(one.argument) == id_]
    past = work.world.answered.get(id_)
    if just or (past is not None and past.approved_at is not None):
        first = just[0].name if just and just[0] else past.approved_by if past else ""
        return {"code": "approved_before", "id": id_, "by": first}
    if guard is None or guard.id != id_:
        current = {"current": guard.id, "reason": guard.reason} if guard else {}
        work.record("not_approved", None, by=by, values={"id": id_, **current})
        return {"code": "held_changed" if guard else "nothing_held", "id": id_, **current}
    work.made.approve.append(command)
    work.record("approved", None, by=by, values={"id": id_, "held": list(guard.held)})
    return {"code": "approved", "id": id_, "count": len(guard.held)}


def _answer(
    work: Working, command: Command, item: Item | None, answer: dict[str, Any] | None
) -> None:
    if answer is None or not command.ref:
        return
    where = {"channel": command.ref, "thread": command.thread}
    where |= {"reply": command.data["reply"]} if command.data.get("reply") else {}
    key = f"answer:{command.key}:{answer['code']}"
    work.say(item.id if item else 0, "answer", key, **answer, **where)

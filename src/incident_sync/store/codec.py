"""Floor 4. Rows to frozen data and back. Pure: no query, no database.

A row is a dict by column name; what the ``Json`` type keeps as text is JSON here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from incident_sync.history.entry import Entry, Secret
from incident_sync.model.action import Action, Message
from incident_sync.model.edit import Conflict
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Base, Item, Link, Reach, State
from incident_sync.model.people import Member, Person
from incident_sync.model.values import decode, encode
from incident_sync.model.view import Command
from incident_sync.store.records import Guard, Kept

Row = Mapping[str, Any]


def item_row(
    item: Item, *, active: bool, closed_at: datetime | None, dirty: bool
) -> dict[str, Any]:
    """The row of an item, with what the engine knows of it beside."""
    return {
        "id": item.id,
        "kind": item.kind.value,
        "label": item.label,
        "number": item.number,
        "parent": item.parent,
        "state": item.state.value,
        "origin": item.origin,
        "active": active,
        "dirty": dirty,
        "closed_at": closed_at,
        "fields": {name: _agreed_data(agreed) for name, agreed in item.fields.items()},
    }


def item(row: Row) -> Item:
    """The item of a row."""
    return Item(
        id=row["id"],
        kind=Kind(row["kind"]),
        label=row["label"],
        number=row["number"],
        parent=row["parent"],
        state=State(row["state"]),
        origin=row["origin"],
        fields={name: _agreed(data) for name, data in row["fields"].items()},
    )


def _agreed_data(agreed: Agreed) -> dict[str, Any]:
    data: dict[str, Any] = {"value": encode(agreed.value), "version": agreed.version}
    if agreed.origin:
        data["origin"] = agreed.origin
    if agreed.by:
        data["by"] = agreed.by
    if agreed.at:
        data["at"] = agreed.at.isoformat()
    if agreed.trail:
        data["trail"] = agreed.trail
    return data


def _agreed(data: Row) -> Agreed:
    at = data.get("at")
    return Agreed(
        value=decode(data["value"]),
        version=data["version"],
        origin=data.get("origin", ""),
        by=data.get("by", ""),
        at=datetime.fromisoformat(at) if at else None,
        trail=tuple((version, side) for version, side in data.get("trail", ())),
    )


def link_row(link: Link) -> dict[str, Any]:
    """The row of a link."""
    return {
        "side": link.side,
        "item": link.item,
        "kind": link.kind.value,
        "ref": link.ref,
        "digest": link.digest,
        "missing": link.missing,
        "reach": link.reach.value,
        "base": _bases_data(link.base),
        "shown": dict(link.shown),
        "blocked": dict(link.blocked),
        "notes": dict(link.notes),
        "extra": dict(link.extra),
    }


def link(row: Row) -> Link:
    """The link of a row."""
    return Link(
        side=row["side"],
        ref=row["ref"],
        item=row["item"],
        kind=Kind(row["kind"]),
        digest=row["digest"],
        base=bases(row["base"]),
        shown=row["shown"],
        blocked=row["blocked"],
        missing=row["missing"],
        reach=Reach(row["reach"]),
        notes=row["notes"],
        extra=row["extra"],
    )


def _bases_data(bases: Mapping[str, Base]) -> dict[str, Any]:
    return {name: [encode(base.value), base.version] for name, base in bases.items()}


def bases(data: Row) -> dict[str, Base]:
    """The baselines of a link's column, by field."""
    return {name: Base(decode(value), version) for name, (value, version) in data.items()}


def command_data(command: Command) -> dict[str, Any]:
    """A command as JSON."""
    by = None if command.by is None else encode(command.by)
    return {**_plain(command), "by": by, "at": command.at.isoformat(), "data": dict(command.data)}


def _plain(command: Command) -> dict[str, str]:
    names = ("key", "ref", "verb", "argument", "may", "thread")
    return {name: getattr(command, name) for name in names}


def command(data: Row) -> Command:
    """The command of its JSON."""
    by = decode(data["by"])
    return Command(
        **{
            **data,
            "by": by if isinstance(by, Person) else None,
            "at": datetime.fromisoformat(data["at"]),
        }
    )


def action_data(action: Action) -> dict[str, Any]:
    """The whole action as JSON: after a crash it is looked up, and done, from this alone."""
    return {
        "side": action.side,
        "kind": action.kind,
        "item": action.item,
        "key": action.key,
        "ref": action.ref,
        "facets": dict(action.facets),
        "acks": _bases_data(action.acks),
        "data": dict(action.data),
        "effect": action.effect,
        "of": action.of.value,
    }


def action(data: Row) -> Action:
    """The action of its JSON."""
    return Action(**{**data, "acks": bases(data["acks"]), "of": Kind(data["of"])})


def message(row: Row) -> Message:
    """The message of a row."""
    return Message(key=row["key"], item=row["item"], kind=row["kind"], data=row["data"])


def member_data(member: Member) -> dict[str, Any]:
    """A member as JSON."""
    return asdict(member)


def member(data: Row) -> Member:
    """The member of its JSON."""
    return Member(**{**data, "person": Person(**data["person"])})


def conflict_row(conflict: Conflict) -> dict[str, Any]:
    """The row of a conflict, without its id, time, state and entry."""
    return {
        "item": conflict.item,
        "field": conflict.field,
        "base": encode(conflict.base),
        "values": {side: encode(value) for side, value in conflict.values.items()},
        "winner": conflict.winner,
    }


def kept(row: Row) -> Kept:
    """The kept conflict of a row."""
    values = {side: decode(value) for side, value in row["values"].items()}
    conflict = Conflict(row["item"], row["field"], decode(row["base"]), values, row["winner"])
    return Kept(row["id"], conflict, row["at"], row["state"], row["entry"])


def guard(row: Row) -> Guard:
    """The guard of a row."""
    held = tuple(row["held"])
    return Guard(
        row["id"], row["reason"], held, row["state"], row["at"], row["approved_by"],
        row["approved_at"],
    )  # fmt: skip


def entry_row(entry: Entry) -> dict[str, Any]:
    """The row of a history entry."""
    names = ("seq", "at", "kind", "item", "label", "side", "field", "by", "previous", "digest")
    row = {name: getattr(entry, name) for name in names}
    return {**row, "commitments": dict(entry.commitments)}


def entry(row: Row) -> Entry:
    """The history entry of a row."""
    return Entry(**row)


def secret_row(seq: int, secret: Secret) -> dict[str, Any]:
    """The row of a value that lies beside entry ``seq``."""
    return {"seq": seq, "name": secret.name, "salt": secret.salt, "value": secret.value}


def secret(row: Row) -> Secret:
    """The value of a row."""
    return Secret(row["name"], row["salt"], row["value"])

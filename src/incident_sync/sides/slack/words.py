"""Floor 6. The texts that people read in Slack, but for answers and warnings; pure.

A text is plain: whoever sends it escapes it. Where it goes stays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from incident_sync.model.action import Brief
from incident_sync.model.fields import FIELDS, Kind, field_of
from incident_sync.model.people import Directory, Person
from incident_sync.model.values import Value, decode
from incident_sync.sides.slack.text import escape, escape_within, one_line, shorten, units

LONGEST_TOPIC = 250
LONGEST_VALUE = 200
NOBODY = "nobody yet"
CUT = "… (shortened)"
_SIDES = {"slack": "Slack", "sheets": "the Sheet", "notion": "Notion", "rule": "a rule"}


def side(name: str) -> str:
    """A side as people call it."""
    return _SIDES.get(name, name)


def handle(person: Person, directory: Directory) -> str:
    """A person without pinging them: ``@sam``; as typed where nobody knows them."""
    member = directory.member(directory.resolve(person).slack)
    if member is None:
        return one_line(person.name or person.email)
    return f"@{one_line(member.handle or member.person.name)}"


def shown(value: Value) -> str:
    """A value in a sentence, on one line, cut where it is long; empty for an empty one."""
    if value is None:
        return ""
    if isinstance(value, Person):
        return one_line(value.name or value.email)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.day} {value:%b %Y %H:%M} UTC"
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return shorten(one_line(value), LONGEST_VALUE, CUT)


def name(brief: Brief) -> str:
    """The incident in one line: ``INC-42 Checkout errors``."""
    title = one_line(str(brief.item.value("title") or "")) or "(no title)"
    return f"{brief.item.label} {title}".strip()


def state(brief: Brief) -> tuple[str, str, str]:
    """Severity, status and lead as the topic and the announcement show them."""
    lead = brief.item.value("lead")
    who = handle(lead, brief.directory) if isinstance(lead, Person) else NOBODY
    words = [shown(brief.item.value(field)) or "?" for field in ("severity", "status")]
    return words[0], words[1], f"Lead: {who}"


def topic(brief: Brief) -> str:
    """``Major | Investigating | Lead: @sam``, escaped, not longer than a topic may be."""
    return escape_within(" | ".join(state(brief)), LONGEST_TOPIC)


def purpose(brief: Brief, address: str) -> str:
    """What the channel is for, escaped: title, row, label and whose it is; at most 250 units.

    The end is what is read back (``codec.Channel.owner``), so the title is cut, and a row's address
    left out, before that is.
    """
    row = escape(address) if units(escape(address)) <= LONGEST_TOPIC // 2 else ""
    marker = f"{brief.item.label} incident-sync:{brief.installation}".strip()
    end = "".join(f" | {part}" for part in (row, escape_within(marker, 80)) if part)
    title = one_line(str(brief.item.value("title") or ""))
    return escape_within(title, LONGEST_TOPIC - units(end)) + end


def change(one: Mapping[str, Any]) -> str:
    """One field's change: ``Severity Minor → Major``."""
    title = _title(str(one["field"]))
    old, new = shown(decode(one.get("old"))), shown(decode(one.get("new")))
    if not new:
        return f"{title} cleared (was {old})" if old else f"{title} cleared"
    return f"{title} {old} → {new}" if old else f"{title} set to {new}"


def changes(many: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line for each person and place: ``Severity Minor → Major, by Priya in Notion``."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in many:
        origin = (_by(one.get("by")), str(one.get("side") or ""))
        groups.setdefault(origin, []).append(change(one))
    return [", ".join(said) + _origin(*origin) for origin, said in groups.items()]


def note(data: Mapping[str, Any]) -> str:
    """The change note of a cycle: changes, conflicts, and what could not be read."""
    lines = changes(data.get("changes") or ())
    lines += [_conflict(one) for one in data.get("conflicts") or ()]
    lines += [_invalid(one) for one in data.get("invalid") or ()]
    return "\n".join(lines)


def thread(data: Mapping[str, Any]) -> str:
    """What the announcement's thread hears of."""
    if "customer_update" in data:
        return f"Customer update: {data['customer_update']}"
    if "update" in data:
        by = _by(data.get("by"))
        return f"Update by {by}: {data['update']}" if by else f"Update: {data['update']}"
    return "\n".join(changes(data.get("changes") or ()))


def follow_up(number: int, text: str, *, done: bool) -> str:
    """A follow-up on the card, with its tick."""
    return f"{number}. {'☑' if done else '☐'} {shorten(one_line(text), 2 * LONGEST_VALUE, CUT)}"


def more(count: int) -> str:
    """What stands below a list that was cut."""
    return f"… and {count} more"


def cut_here(*, has_row: bool) -> str:
    """What ends a text that was cut on the card."""
    return "… (shortened; the row has all of it)" if has_row else CUT


def listing(texts: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


def _conflict(one: Mapping[str, Any]) -> str:
    lost = [
        f"“{shown(decode(value)) or 'empty'}” in {side(where)}"
        for where, value in one["lost"].items()
    ]
    kept = shown(decode(one.get("kept"))) or "empty"
    title, winner = _title(str(one["field"])), side(str(one["winner"]))
    return (
        f"{title} was changed in two places at once: “{kept}” from {winner} counts, "
        f"{listing(lost)} does not. Nothing is lost: see incident-sync conflicts."
    )


def _invalid(one: Mapping[str, Any]) -> str:
    value = shorten(one_line(str(one["value"])), LONGEST_VALUE, CUT)
    place = f" in {one['where']}" if one.get("where") else ""
    title = _title(str(one["field"]))
    return f"{title} “{value}”{place} was left alone: {one['reason']}"


def _origin(by: str, where: str) -> str:
    if where == "rule":
        return ", by a rule"
    who = f", by {by}" if by else ""
    place = f" in {side(where)}" if where else ""
    return who + place


def _by(by: object) -> str:
    value = decode(by)
    return shown(value) if isinstance(value, Person | str) else ""


def _title(field: str) -> str:
    known = field in FIELDS[Kind.INCIDENT] or field.startswith("extra.")
    return field_of(Kind.INCIDENT, field).title if known else field.replace("_", " ").capitalize()

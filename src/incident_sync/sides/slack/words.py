"""Floor 6. Every text that people read in Slack, and nothing else; pure.

A text is plain: whoever sends it escapes it. Where it goes and what it is made of stay out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from incident_sync.model.action import Brief
from incident_sync.model.people import Directory, Person
from incident_sync.model.values import decode
from incident_sync.sides.slack import taking_back
from incident_sync.sides.slack.phrases import (
    CUT,
    LONGEST_VALUE,
    Speaker,
    by_whom,
    origin_of,
    shown,
    side,
    title_of,
)
from incident_sync.sides.slack.text import escape, escape_within, one_line, shorten, units

LONGEST_TOPIC = 250
DECLARE, TELL, RESOLVE = "Declare an incident", "Tell customers", "Resolve"
SUBMIT = {"declare": "Declare", "customers": "Tell customers", "resolve": "Resolve"}
CANCEL, TAKE_LEAD = "Cancel", "Take the lead"
TITLE, SEVERITY, SUMMARY = "What is wrong?", "Severity", "Summary"
WHO_LEADS, CUSTOMER_UPDATE = "Who leads?", "What customers are told"
CHOOSE = {"status": "Status", "severity": "Severity"}
TITLE_NEEDED = "Say in a few words what is wrong: the channel is named after it."
TEXT_NEEDED = "Say what customers are to read."
NOBODY = "nobody yet"
LEAD = "Lead: "
FOLLOW_UPS = "Follow-ups"
_PURPOSE_END = re.compile(r"(?: \| https?://\S+)? \| (?:\S+ )?incident-sync:[\w-]*$")


def handle(person: Person, directory: Directory) -> str:
    """A person without pinging them: ``@sam``; as typed where nobody knows them."""
    member = directory.member(directory.resolve(person).slack)
    if member is None:
        return one_line(person.name or person.email)
    return f"@{one_line(member.handle or member.person.name)}"


def name(brief: Brief) -> str:
    """The incident in one line: ``INC-42 Checkout errors``."""
    title = one_line(str(brief.item.value("title") or "")) or "(no title)"
    return f"{brief.item.label} {title}".strip()


def state(brief: Brief) -> tuple[str, str, str]:
    """Severity, status and lead as the topic and the announcement show them."""
    lead = brief.item.value("lead")
    who = handle(lead, brief.directory) if isinstance(lead, Person) else NOBODY
    words = [shown(brief.item.value(field)) or "?" for field in ("severity", "status")]
    return words[0], words[1], f"{LEAD}{who}"


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


def purpose_end(purpose: str) -> str:
    """What of a purpose has to be kept up to date: all but the title."""
    found = _PURPOSE_END.search(purpose)
    return found[0] if found else purpose


def change(one: Mapping[str, Any]) -> str:
    """One field's change: ``Severity Minor → Major``."""
    title = title_of(str(one["field"]))
    old, new = shown(decode(one.get("old"))), shown(decode(one.get("new")))
    if not new:
        return f"{title} cleared (was {old})" if old else f"{title} cleared"
    return f"{title} {old} → {new}" if old else f"{title} set to {new}"


def changes(many: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line for each person and place: ``Severity Minor → Major, by Priya in Notion``."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in many:
        origin = (by_whom(one.get("by")), str(one.get("side") or ""))
        groups.setdefault(origin, []).append(change(one))
    return [", ".join(said) + origin_of(*origin) for origin, said in groups.items()]


def note(data: Mapping[str, Any], speaker: Speaker) -> str:
    """The change note of a cycle: changes, conflicts, and what could not be read."""
    lines = changes(data.get("changes") or ())
    lines += [taking_back.conflict(one, speaker) for one in data.get("conflicts") or ()]
    lines += [_invalid(one) for one in data.get("invalid") or ()]
    return "\n".join(lines)


def thread(data: Mapping[str, Any]) -> str:
    """What the announcement's thread hears of."""
    if "customer_update" in data:
        return f"Customer update: {data['customer_update']}"
    if "update" in data:
        by = by_whom(data.get("by"))
        return f"Update by {by}: {data['update']}" if by else f"Update: {data['update']}"
    return "\n".join(changes(data.get("changes") or ()))


def row_in(where: str) -> str:
    """What the link to a row is called."""
    return f"The row in {side(where)}"


def follow_up(number: int, text: str, *, done: bool) -> str:
    """A follow-up on the card, with its tick."""
    return f"{number}. {'☑' if done else '☐'} {shorten(one_line(text), 2 * LONGEST_VALUE, CUT)}"


def more(count: int) -> str:
    """What stands below a list that was cut."""
    return f"… and {count} more"


def cut_here(*, has_row: bool) -> str:
    """What ends a text that was cut on the card."""
    return "… (shortened; the row has all of it)" if has_row else CUT


def _invalid(one: Mapping[str, Any]) -> str:
    value = shorten(one_line(str(one["value"])), LONGEST_VALUE, CUT)
    place = f" in {one['where']}" if one.get("where") else ""
    title = title_of(str(one["field"]))
    return f"{title} “{value}”{place} was left alone: {one['reason']}"

"""Floor 6. Every text that people read in Slack, and nothing else; pure.

A text is plain: whoever sends it escapes it. Where it goes and what it is made of stay out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from incident_sync.model.action import Brief
from incident_sync.model.people import Directory, Person
from incident_sync.model.values import decode
from incident_sync.sides.slack import grammar, taking_back
from incident_sync.sides.slack.phrases import (
    CUT,
    LONGEST_VALUE,
    Data,
    Speaker,
    by_whom,
    listing,
    origin_of,
    quoted,
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


def answer(data: Data, speaker: Speaker) -> str:
    """The answer to a command, by ``data["code"]``; the code itself where it has no words."""
    word = _ANSWERS.get(str(data["code"]))
    return word(data, speaker) if word else _bare(data)


def told(data: Data, label: str, speaker: Speaker) -> str:
    """What needs a person, by ``data["code"]``; ``label`` is the incident's."""
    named = label or "this incident"
    word = _TOLD.get(str(data["code"]))
    return word(data, named, speaker) if word else f"Please look at {named}: {_bare(data)}"


def _bare(data: Data) -> str:
    reason = one_line(str(data.get("reason") or ""))
    return ": ".join(filter(None, (str(data["code"]).replace("_", " "), reason)))


def _unknown(data: Data, speaker: Speaker) -> str:
    verb = str(data.get("verb") or "")
    near = str(data.get("near") or grammar.near(verb))
    guess = f" Did you mean {near}?" if near else ""
    return f"I do not know {quoted(data, 'verb')}.{guess} Try {speaker.bot} help."


def _bad_word(data: Data, speaker: Speaker) -> str:
    field = str(data.get("field") or "value").replace("_", " ")
    allowed = listing([one_line(str(word)) for word in data.get("allowed") or ()])
    known = f" I know {allowed}." if allowed else ""
    return f"{quoted(data, 'value')} is no {field} here.{known} Example: {speaker.bot} help."


def _empty(data: Data, speaker: Speaker) -> str:
    example = data.get("example") or f"{data.get('verb')} …"
    return f"{str(data.get('verb')).capitalize()} needs a text. Example: {speaker.bot} {example}"


def _not_allowed(data: Data, speaker: Speaker) -> str:
    if data.get("may") == "little":
        return f"Guests can use {speaker.bot} help, timeline and todo. Please ask a full member."
    return "Only members of this workspace can do that."


def appears_in(where: Iterable[object]) -> str:
    """Where a customer update will be read."""
    places = listing([side(str(one)) for one in where])
    return f"It will appear in {places}." if places else ""


def _customers(data: Data, _speaker: Speaker) -> str:
    place = appears_in(data.get("where") or ())
    return f"Customer update: “{str(data.get('text') or '').strip()}”. {place}".strip()


def _state(data: Data, speaker: Speaker) -> str:
    facts = [shown(decode(data.get(name))) or "?" for name in ("severity", "status")]
    lead = shown(decode(data.get("lead"))) or NOBODY
    named = " ".join(filter(None, (str(data.get("label") or ""), quoted(data, "title"))))
    ask = speaker.ask
    return (
        f"{named}: {', '.join(facts)}, {LEAD}{lead}.\n"
        f"You can say {ask} lead me, {ask} status …, {ask} resolve …; all else: {ask} help."
    )


def _todo_added(data: Data, speaker: Speaker) -> str:
    number = data.get("number")
    return (
        f"Follow-up {number}: {quoted(data, 'text')}. When it is done: {speaker.bot} done {number}"
    )


def _no_such_todo(data: Data, _speaker: Speaker) -> str:
    still = [shorten(one_line(str(one)), LONGEST_VALUE, CUT) for one in data.get("open") or ()]
    lines = "\n".join(["Open are:", *still]) if still else "None is open."
    return f"There is no open follow-up {quoted(data, 'argument')}. {lines}"


def _timeline(data: Data, speaker: Speaker) -> str:
    lines = [_entry(one) for one in data.get("entries") or ()]
    if lines:
        return "\n".join(lines)
    return (
        f"Nothing yet. Pin a message, react with :{speaker.pin_emoji}:, "
        f"or say {speaker.bot} update …"
    )


def _entry(one: Data) -> str:
    at, by, text = (shown(decode(one.get(part))) for part in ("at", "by", "text"))
    return ": ".join(filter(None, (" ".join(filter(None, (at, by))), text)))


def _help(_data: Data, speaker: Speaker) -> str:
    known = speaker.vocabulary
    severities = " or ".join(known.severity.words)
    lines = (
        ("lead @sam", "who leads; lead me makes it you"),
        (f"severity {severities}", "how bad it is; sev does too"),
        (f"status {' or '.join(known.active)}", "where it stands"),
        ("resolve what fixed it", "it is over, and the text becomes the summary; close does too"),
        ("reopen", "it goes on after all"),
        ("decline", "it is no incident"),
        ("title …", "what it is called"),
        ("summary …", "what is known about it"),
        ("update …", "a word to everybody who follows it"),
        ("customers …", "what customers are told"),
        ("todo …", "a follow-up for later"),
        ("done 1", "that follow-up is done; undone 1: it is not"),
        ("timeline", "what happened so far"),
        ("declare …", "open a new incident"),
        ("undo 57", "take back what that entry of the history tells of"),
        ("restore", "put its row, page or channel back where that is gone"),
    )
    said = "\n".join(f"{speaker.bot} {words}: {meaning}" for words, meaning in lines)
    return (
        f"{said}\nPin a message, or react with :{speaker.pin_emoji}:, to put it on the timeline; "
        f"react with :{speaker.todo_emoji}: to make it a follow-up."
    )


def _declared(data: Data, _speaker: Speaker) -> str:
    named = " ".join(filter(None, (str(data.get("label") or ""), quoted(data, "title"))))
    return f"Declared {named}. Its channel opens in a moment."


def _approved(data: Data, _speaker: Speaker) -> str:
    count = data.get("count", 0)
    return f"Approved {data.get('id')}: {count} held change{'' if count == 1 else 's'} may pass."


def _approved_before(data: Data, _speaker: Speaker) -> str:
    by = f" by {data['by']}" if data.get("by") else ""
    return f"{data.get('id')} was approved already{by}; there is nothing more to do."


def _restoring(data: Data, _speaker: Speaker) -> str:
    back = [_kept(str(where)) for where in data.get("gone") or ()]
    return f"On it: what is gone of {data.get('label')} is put back ({listing(back)})."


def _kept(where: str) -> str:
    """What a side has of an incident."""
    return "a new channel" if where == "slack" else f"its row in {side(where)}"


def _nothing_gone(data: Data, _speaker: Speaker) -> str:
    there = ["its channel" if one == "slack" else side(one) for one in data.get("there") or ()]
    stands = f": it stands in {listing(there)}" if there else ""
    said = [f"Nothing of {data.get('label')} is gone{stands}."]
    if data.get("shut") == "over":
        said.append(
            "Its channel is put away since it is over. If it goes on, give it an active status in "
            "the register first, then ask again."
        )
    if data.get("shut") == "private":
        said.append("Its channel is private, and its successor would not be: please mend that one.")
    said += [
        f"Its row is in the archive of {side(str(where))}: please take it out there."
        for where in data.get("archived") or ()
    ]
    return " ".join(said)


def _no_such_incident(data: Data, _speaker: Speaker) -> str:
    return f"No incident is called {quoted(data, 'id')}. Its ID stands on its card and in its row."


_ANSWERS: Mapping[str, Callable[[Data, Speaker], str]] = {
    **taking_back.ANSWERS,
    "unknown": _unknown,
    "bad_word": _bad_word,
    "empty": _empty,
    "not_allowed": _not_allowed,
    "customers": _customers,
    "state": _state,
    "todo_added": _todo_added,
    "no_such_todo": _no_such_todo,
    "done": lambda data, _speaker: f"Done: {quoted(data, 'text')}.",
    "timeline": _timeline,
    "help": _help,
    "declared": _declared,
    "nothing_held": lambda _data, _speaker: "Nothing is held, so there is nothing to approve.",
    "approved": _approved,
    "approved_before": _approved_before,
    "held_changed": lambda data, speaker: (
        f"{data.get('id')} is not what is held now, so nothing was approved. That is: "
        f"{data.get('reason')}. Look at it, then say {speaker.bot} approve {data.get('current')}"
    ),
    "restoring": _restoring,
    "nothing_gone": _nothing_gone,
    "no_such_incident": _no_such_incident,
    "not_here": lambda _data, speaker: (
        f"This is no incident's channel. Say it there, or {speaker.bot} declare … to open one."
    ),
}


def _archived(data: Data, label: str, speaker: Speaker) -> str:
    if data.get("side"):
        where = side(str(data["side"]))
        return (
            f"The row of {label} was archived in {where}, so nothing more is mirrored to it. "
            "To go on there, take it out of the archive."
        )
    return (
        f"{_shut(data, label)} is archived, so nothing more is mirrored to it, and bots cannot "
        "unarchive. Please do that in Slack to go on there. " + _successor(label, speaker)
    )


def _gone(data: Data, label: str, speaker: Speaker) -> str:
    return (
        f"{_shut(data, label)} is gone, or {speaker.bot} was removed from it, so nothing more is "
        "mirrored to it. If it is still there, please invite the bot again. "
        + _successor(label, speaker)
    )


def _shut(data: Data, label: str) -> str:
    if data.get("reopened"):
        return f"{label} goes on again, but its channel"
    return f"The channel of {label}"


def _successor(label: str, speaker: Speaker) -> str:
    """How to go on elsewhere; both ways of asking, since one is not always heard at once."""
    return f"To go on in a new channel: {_asking(label, speaker)}."


def _asking(label: str, speaker: Speaker) -> str:
    return (
        f"say {speaker.bot} restore {label} (heard within minutes), or run "
        f"{speaker.command} restore {label}"
    )


def _unreadable(_data: Data, label: str, speaker: Speaker) -> str:
    return f"{speaker.bot} cannot read the channel of {label}. Please invite it."


def _detached(data: Data, label: str, speaker: Speaker) -> str:
    where = side(str(data.get("side") or "the register"))
    rest = [side(name) for name in data.get("rest") or ()]
    stays = f"only {listing(rest)} and this channel are mirrored" if rest else "nothing is mirrored"
    return (
        f"The row of {label} is gone from {where}, so {stays} from now on. Nothing was deleted "
        f"here. To put it back: {_asking(label, speaker)}."
    )


def _duplicate(data: Data, label: str, _speaker: Speaker) -> str:
    where = listing([str(place) for place in data.get("where") or ()])
    place = f" ({where})" if where else ""
    return (
        f"Two rows carry the ID {label}{place}, so neither is written. "
        "Please clear the ID of the row that is the copy."
    )


def _held(data: Data, _label: str, speaker: Speaker) -> str:
    items = [f"• {one_line(str(item))}" for item in data.get("items") or ()]
    lines = "\n".join([*items[:10], *([f"• and {len(items) - 10} more"] if items[10:] else [])])
    said = f"Held for a person to look at: {data.get('reason')}\n{lines}".rstrip()
    return f"{said}\nTo let it pass, say here: {speaker.bot} approve {data.get('id')}"


_TOLD: Mapping[str, Callable[[Data, str, Speaker], str]] = {
    "archived": _archived,
    "gone": _gone,
    "unreadable": _unreadable,
    "detached": _detached,
    "duplicate": _duplicate,
    "held": _held,
}

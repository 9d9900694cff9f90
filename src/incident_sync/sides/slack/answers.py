"""Floor 6. The texts that answer a command or ask a person for help; pure.

A text is plain: whoever sends it escapes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from incident_sync.model.values import decode
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.slack import grammar
from incident_sync.sides.slack.text import one_line, shorten
from incident_sync.sides.slack.words import CUT, LONGEST_VALUE, listing, shown, side

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the name people call us by, and the words and emoji we know."""

    command: str
    vocabulary: Vocabulary
    pin_emoji: str
    todo_emoji: str

    @property
    def bot(self) -> str:
        """How people begin a command."""
        return f"@{self.command}"


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


def _quoted(data: Data, name: str) -> str:
    return f"“{shorten(one_line(str(data.get(name) or '')), LONGEST_VALUE, CUT)}”"


def _unknown(data: Data, speaker: Speaker) -> str:
    verb = str(data.get("verb") or "")
    near = str(data.get("near") or grammar.near(verb))
    guess = f" Did you mean {near}?" if near else ""
    return f"I do not know {_quoted(data, 'verb')}.{guess} Try {speaker.bot} help."


def _bad_word(data: Data, speaker: Speaker) -> str:
    field = str(data.get("field") or "value").replace("_", " ")
    allowed = listing([one_line(str(word)) for word in data.get("allowed") or ()])
    known = f" I know {allowed}." if allowed else ""
    return f"{_quoted(data, 'value')} is no {field} here.{known} Example: {speaker.bot} help."


def _empty(data: Data, speaker: Speaker) -> str:
    example = data.get("example") or f"{data.get('verb')} …"
    return f"{str(data.get('verb')).capitalize()} needs a text. Example: {speaker.bot} {example}"


def _not_allowed(data: Data, speaker: Speaker) -> str:
    if data.get("may") == "little":
        return f"Guests can use {speaker.bot} help, timeline and todo. Please ask a full member."
    return "Only members of this workspace can do that."


def _customers(data: Data, _speaker: Speaker) -> str:
    places = listing([one_line(str(where)) for where in data.get("where") or ()])
    place = f" It will appear in {places}." if places else ""
    return f"Customer update: “{str(data.get('text') or '').strip()}”.{place}"


def _todo_added(data: Data, speaker: Speaker) -> str:
    number = data.get("number")
    return (
        f"Follow-up {number}: {_quoted(data, 'text')}. When it is done: {speaker.bot} done {number}"
    )


def _no_such_todo(data: Data, _speaker: Speaker) -> str:
    still = [shorten(one_line(str(one)), LONGEST_VALUE, CUT) for one in data.get("open") or ()]
    lines = "\n".join(["Open are:", *still]) if still else "None is open."
    return f"There is no open follow-up {_quoted(data, 'argument')}. {lines}"


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
        ("done 1", "that follow-up is done"),
        ("timeline", "what happened so far"),
        ("declare …", "open a new incident"),
    )
    said = "\n".join(f"{speaker.bot} {words}: {meaning}" for words, meaning in lines)
    return (
        f"{said}\nPin a message, or react with :{speaker.pin_emoji}:, to put it on the timeline; "
        f"react with :{speaker.todo_emoji}: to make it a follow-up."
    )


def _declared(data: Data, _speaker: Speaker) -> str:
    named = " ".join(filter(None, (str(data.get("label") or ""), _quoted(data, "title"))))
    return f"Declared {named}. Its channel opens in a moment."


def _approved(data: Data, _speaker: Speaker) -> str:
    count = data.get("count", 0)
    return f"Approved {data.get('id')}: {count} held change{'' if count == 1 else 's'} may pass."


_ANSWERS: Mapping[str, Callable[[Data, Speaker], str]] = {
    "unknown": _unknown,
    "bad_word": _bad_word,
    "empty": _empty,
    "not_allowed": _not_allowed,
    "customers": _customers,
    "todo_added": _todo_added,
    "no_such_todo": _no_such_todo,
    "done": lambda data, _speaker: f"Done: {_quoted(data, 'text')}.",
    "timeline": _timeline,
    "help": _help,
    "declared": _declared,
    "nothing_held": lambda _data, _speaker: "Nothing is held, so there is nothing to approve.",
    "approved": _approved,
    "held_changed": lambda data, speaker: (
        f"What is held has changed since {data.get('id')}, so nothing was approved. "
        f"Look again, then say {speaker.bot} approve {data.get('current')}"
    ),
    "not_here": lambda _data, speaker: (
        f"This is no incident's channel. Say it there, or {speaker.bot} declare … to open one."
    ),
}


def _archived(_data: Data, label: str, _speaker: Speaker) -> str:
    return (
        f"The channel of {label} is archived, so nothing more is mirrored to it. "
        "To go on there, unarchive it in Slack; bots cannot."
    )


def _gone(_data: Data, label: str, speaker: Speaker) -> str:
    return (
        f"The channel of {label} is gone, or {speaker.bot} was removed from it, so nothing more is "
        "mirrored to it. If it is still there, please invite the bot again."
    )


def _unreadable(_data: Data, label: str, speaker: Speaker) -> str:
    return f"{speaker.bot} cannot read the channel of {label}. Please invite it."


def _detached(data: Data, label: str, _speaker: Speaker) -> str:
    where = side(str(data.get("side") or "the register"))
    return (
        f"The row of {label} is gone from {where}, so nothing more is mirrored. Nothing was "
        "deleted here. To go on, put the row back with its ID."
    )


def _duplicate(data: Data, label: str, _speaker: Speaker) -> str:
    where = str(data.get("where") or "")
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

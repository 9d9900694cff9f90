"""Floor 6. What a command is answered, in words; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from incident_sync.model.values import decode
from incident_sync.sides.slack import grammar, taking_back, words
from incident_sync.sides.slack.phrases import (
    CUT,
    LONGEST_VALUE,
    Data,
    Speaker,
    bare,
    listing,
    quoted,
    shown,
    side,
)
from incident_sync.sides.slack.text import one_line, shorten


def answer(data: Data, speaker: Speaker) -> str:
    """The answer to a command, by ``data["code"]``; the code itself where it has no words."""
    word = _ANSWERS.get(str(data["code"]))
    return word(data, speaker) if word else bare(data)


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
    lead = shown(decode(data.get("lead"))) or words.NOBODY
    named = " ".join(filter(None, (str(data.get("label") or ""), quoted(data, "title"))))
    ask = speaker.ask
    return (
        f"{named}: {', '.join(facts)}, {words.LEAD}{lead}.\n"
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

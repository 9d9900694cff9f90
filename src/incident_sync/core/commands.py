"""Floor 3. What a command in words asks for. Pure; the words of the answers are Slack's.

The grammar (verb and argument) is the channel side's; this decides what it means for an incident:
values that count like any other edit, children, and an answer by code.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from incident_sync.core.labels import LONGEST_NUMBER
from incident_sync.model.item import Item
from incident_sync.model.people import Directory, Person
from incident_sync.model.values import Value, encode
from incident_sync.model.view import Command
from incident_sync.model.vocabulary import Vocabulary

VERBS = (
    "lead", "severity", "status", "resolve", "reopen", "decline", "title", "summary", "update",
    "customers", "todo", "done", "undone", "timeline", "declare", "approve", "undo", "restore",
    "state", "help",
)  # fmt: skip
LITTLE = frozenset({"help", "state", "timeline", "todo"})
"""What a guest may do."""
ANYWHERE = frozenset({"help", "declare", "approve", "undo", "restore"})
"""What needs no incident's channel."""
_EXAMPLE = {
    "lead": "lead @sam", "severity": "severity major", "status": "status monitoring",
    "title": "title Checkout fails", "summary": "summary What happened, in two lines",
    "update": "update Rolling back now", "customers": "customers We are looking into it",
    "todo": "todo Write the runbook", "done": "done 1", "undone": "undone 1",
    "declare": "declare Checkout fails", "approve": "approve a1b2c3", "undo": "undo 57",
}  # fmt: skip


@dataclass(slots=True)
class Asked:
    """What a command amounts to: edits by field, children to add, an answer.

    ``ticked`` are follow-ups, by whether they are done from now on.
    """

    edits: dict[str, Value] = field(default_factory=dict)
    todos: list[str] = field(default_factory=list)
    ticked: list[tuple[Item, bool]] = field(default_factory=list)
    update: str = ""
    declare: str = ""
    approve: str = ""
    undo: str = ""
    restore: bool = False
    answer: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What a command is read against: its incident, None outside of one, and its children.

    ``records`` are the registers in which what it sets will appear.
    """

    vocabulary: Vocabulary
    directory: Directory
    item: Item | None = None
    follow_ups: tuple[Item, ...] = ()
    timeline: tuple[Item, ...] = ()
    records: tuple[str, ...] = ()


def understand(command: Command, around: Around) -> Asked:
    """Read one command; what cannot be done becomes an answer that says what to type instead."""
    if command.may == "nothing" or (command.may == "little" and command.verb not in LITTLE):
        return _answer("not_allowed", may=command.may)
    if command.verb not in VERBS:
        near = difflib.get_close_matches(command.argument.casefold(), VERBS, n=1)
        return _answer("unknown", verb=command.argument, near=near[0] if near else "")
    if around.item is None and command.verb not in ANYWHERE:
        return _answer("not_here")
    if command.verb in _EXAMPLE and not command.argument.strip():
        return _answer("empty", verb=command.verb, example=_EXAMPLE[command.verb])
    return _READ[command.verb](command, around)


def _answer(code: str, **data: Any) -> Asked:
    return Asked(answer={"code": code, **data})


def _lead(command: Command, around: Around) -> Asked:
    typed = command.argument.strip()
    if typed.casefold() == "me" and command.by is not None:
        return Asked(edits={"lead": command.by})
    return Asked(edits={"lead": named(typed, around.directory)})


def named(typed: str, directory: Directory) -> Person:
    """Who is meant by a mention (``<@U123>``), a handle, an e-mail or a name."""
    mention = typed.startswith("<@") and typed.endswith(">")
    person = Person("", slack=typed[2:-1].split("|", maxsplit=1)[0]) if mention else Person(typed)
    return directory.resolve(person)


def _word(command: Command, around: Around) -> Asked:
    words = around.vocabulary.of(command.verb)
    word = words.read(command.argument)
    if word is None:
        return _answer(
            "bad_word", field=command.verb, value=command.argument, allowed=list(words.words)
        )
    return Asked(edits={command.verb: word})


def _close(named: str, place: int) -> Callable[[Command, Around], Asked]:
    def read(command: Command, around: Around) -> Asked:
        words = around.vocabulary.closed
        wanted = [word for word in words if word.casefold() == named]
        if not wanted and len(words) <= place:
            return _answer("bad_word", field="status", value=command.verb, allowed=list(words))
        asked = Asked(edits={"status": wanted[0] if wanted else words[place]})
        if command.argument.strip():
            asked.edits["summary"] = command.argument.strip()
        return asked

    return read


def _reopen(_command: Command, around: Around) -> Asked:
    return Asked(edits={"status": around.vocabulary.active[0]})


def _text(name: str) -> Callable[[Command, Around], Asked]:
    def read(command: Command, _around: Around) -> Asked:
        return Asked(edits={name: command.argument.strip()})

    return read


def _customers(command: Command, around: Around) -> Asked:
    text = command.argument.strip()
    answer = {"code": "customers", "text": text, "where": list(around.records)}
    return Asked(edits={"customer_update": text}, answer=answer)


def _update(command: Command, _around: Around) -> Asked:
    return Asked(update=command.argument.strip())


def _todo(command: Command, around: Around) -> Asked:
    text = command.argument.strip()
    number = len(around.follow_ups) + 1
    return Asked(todos=[text], answer={"code": "todo_added", "text": text, "number": number})


def _tick(code: str, *, done: bool) -> Callable[[Command, Around], Asked]:
    def read(command: Command, around: Around) -> Asked:
        typed = command.argument.strip()
        found = _follow_up(typed, around.follow_ups)
        if found is None:
            still = [
                f"{place}. {one.value('text')}"
                for place, one in enumerate(around.follow_ups, 1)
                if not one.value("done")
            ]
            return _answer("no_such_todo", argument=typed, open=still)
        answer = {"code": code, "text": str(found.value("text"))}
        return Asked(ticked=[(found, done)], answer=answer)

    return read


def _follow_up(typed: str, follow_ups: tuple[Item, ...]) -> Item | None:
    """The follow-up of that number, or the only one whose text holds what was typed."""
    if typed.isdecimal():
        place = int(typed) if len(typed) <= LONGEST_NUMBER else 0
        return follow_ups[place - 1] if 0 < place <= len(follow_ups) else None
    found = [one for one in follow_ups if typed.casefold() in str(one.value("text")).casefold()]
    return found[0] if len(found) == 1 else None


def _timeline(_command: Command, around: Around) -> Asked:
    entries = [
        {name: encode(entry.value(name)) for name in ("at", "by", "text")}
        for entry in around.timeline[-10:]
    ]
    return _answer("timeline", entries=entries)


def _state(_command: Command, around: Around) -> Asked:
    item = around.item
    if item is None:
        return _answer("not_here")
    values = {name: encode(item.value(name)) for name in ("severity", "status", "lead")}
    return _answer("state", label=item.label, title=str(item.value("title") or ""), **values)


def _help(_command: Command, _around: Around) -> Asked:
    return _answer("help")


def _declare(command: Command, _around: Around) -> Asked:
    return Asked(declare=command.argument.strip())


def _approve(command: Command, _around: Around) -> Asked:
    return Asked(approve=command.argument.strip())


def _undo(command: Command, _around: Around) -> Asked:
    return Asked(undo=command.argument.strip())


def _restore(command: Command, around: Around) -> Asked:
    if around.item is None and not command.argument.strip():
        return _answer("empty", verb="restore", example="restore INC-42")
    return Asked(restore=True)


_READ: Mapping[str, Callable[[Command, Around], Asked]] = {
    "lead": _lead, "severity": _word, "status": _word, "resolve": _close("resolved", 0),
    "decline": _close("declined", 1), "reopen": _reopen, "title": _text("title"),
    "summary": _text("summary"), "update": _update, "customers": _customers, "todo": _todo,
    "done": _tick("done", done=True), "undone": _tick("undone", done=False),
    "timeline": _timeline, "state": _state, "help": _help, "declare": _declare,
    "approve": _approve,
    "undo": _undo, "restore": _restore,
}  # fmt: skip
assert set(_READ) == set(VERBS)  # noqa: S101 - a table of the module's own, checked at import

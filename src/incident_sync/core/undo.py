"""Floor 3. Taking back an entry of history: what that comes to, or why it cannot be. Pure.

The words in Slack are Slack's; those of the command line and of a cycle's report stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as having
from typing import Any, TypeVar

from incident_sync.core.labels import LONGEST_NUMBER
from incident_sync.errors import IncidentSyncError
from incident_sync.model.edit import RULE, Conflict, Past
from incident_sync.model.item import NOTHING, Agreed, Item
from incident_sync.model.values import Value, encode, meaning, plain, same
from incident_sync.model.world import Decision

KINDS = frozenset({"edit", "conflict"})
"""The kinds of entry that can be taken back."""
LONGEST_VALUE = 80
Sides = Mapping[str, Value]
Error = TypeVar("Error", bound=IncidentSyncError)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to take back: ``said`` as it was typed, ``entry`` 0 where it is none.

    ``take`` is the side whose value they want, empty where they named none.
    """

    said: str
    entry: int = 0
    take: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """What taking back comes to.

    ``code`` is "undone" where ``value``, which ``side`` had, is to count from now on, and "kept"
    where it does and a conflict is settled by that; any other says why nothing is to be changed.
    ``now`` is the field as it is, ``choices`` the values there are, by side.
    """

    code: str
    wanted: Wanted
    field: str = ""
    kind: str = ""
    value: Value = None
    side: str = ""
    now: Agreed = NOTHING
    choices: Sides = having(default_factory=dict)

    @property
    def fine(self) -> bool:
        """Whether there is something to take back."""
        return self.code in {"undone", "kept"}


def read(argument: str) -> Wanted:
    """The number first, a side last: ``57``, ``#57 notion``, ``57 the Sheet``."""
    said, *more = [word for word in argument.split() if word != "--take"] or [""]
    number = said.strip("#.,:;!?")
    ours = number.isdecimal() and len(number) <= LONGEST_NUMBER
    return Wanted(said, int(number) if ours else 0, more[-1].casefold() if more else "")


def choices(values: Sides, winner: str) -> Sides:
    """The values that did not count, by the first side that has each."""
    known = {meaning(values.get(winner))}
    found: dict[str, Value] = {}
    for side, value in values.items():
        if meaning(value) not in known:
            known.add(meaning(value))
            found[side] = value
    return found


def judge(wanted: Wanted, past: Past | None, now: Agreed) -> Undo:
    """What it comes to, the field being as it is ``now``."""
    if past is None:
        return Undo("no_entry", wanted)
    made = Undo("", wanted, past.field, past.kind, now=now)
    if past.kind not in KINDS:
        return replace(made, code="no_undo")
    if past.values is None:
        return replace(made, code="redacted")
    return (_of_edit if past.kind == "edit" else _of_conflict)(made, past, past.values)


def _of_edit(made: Undo, past: Past, values: Sides) -> Undo:
    if made.wanted.take:
        return replace(made, code="no_side")
    return _weigh(replace(made, value=values.get("old"), side=past.side), past, values.get("new"))


def _of_conflict(made: Undo, past: Past, values: Sides) -> Undo:
    sides = {side: value for side, value in values.items() if side != "base"}
    others = choices(sides, past.side)
    take = made.wanted.take
    named = [side for side in (sides if take else others) if side.startswith(take)]
    if len(named) != 1:
        return replace(made, code="no_side" if take else "which", choices=sides if take else others)
    (side,) = named
    return _weigh(replace(made, value=sides[side], side=side), past, sides.get(past.side))


def _weigh(made: Undo, past: Past, left: Value) -> Undo:
    """``left`` is what the entry left behind: where it moved on since, nothing is taken back."""
    if same(made.now.value, made.value):
        return replace(made, code="kept" if past.open else "idle")
    return replace(made, code="undone" if same(made.now.value, left) else "moved")


def overtaken(kept: Mapping[int, Conflict], made: Decision, items: Mapping[int, Item]) -> list[int]:
    """Which open conflicts are settled by a decision; ``items`` are those after it.

    Somebody said what the field is: took a value, changed it later (a rule is nobody), or typed
    what counts where it did not stand.
    """
    moved = {(one.item, one.field) for one in made.changes if one.side != RULE} | made.taken
    agreed = {
        (edit.item, edit.field, edit.side)
        for edit in made.edits
        if same(edit.new, items[edit.item].value(edit.field))
    }
    return [
        number
        for number, one in kept.items()
        if (one.item, one.field) in moved
        or any((one.item, one.field, side) in agreed for side in _losers(one))
    ]


def _losers(one: Conflict) -> Iterable[str]:
    kept = one.values.get(one.winner)
    return [side for side, value in one.values.items() if not same(value, kept)]


def answer(made: Undo, label: str, *, told: bool) -> dict[str, Any]:
    """What the answer is to say; ``told`` whether whoever reads it there may know the values."""
    wanted = made.wanted
    data = {
        "code": made.code, "entry": wanted.entry or wanted.said, "of": made.kind, "label": label,
        "field": made.field, "side": made.side, "take": wanted.take, "sides": list(made.choices),
    }  # fmt: skip
    if not told:
        return data
    now = {"value": encode(made.now.value), "by": made.now.by, "side": made.now.origin}
    values = {side: encode(value) for side, value in made.choices.items()}
    return {**data, "value": encode(made.value), "now": now, "values": values}


def refusal(made: Undo, label: str, kind: type[Error], *, where: str = "") -> Error:
    """Why nothing was changed, and what to do next."""
    said, remedy = _WHY[made.code](made, label)
    return kind(one_line(said), where=where, remedy=remedy)


def text(value: Value) -> str:
    """A value in a sentence, on one line and not too long."""
    said = one_line(str(plain(value))) if meaning(value) else ""
    cut = said if len(said) <= LONGEST_VALUE else f"{said[:LONGEST_VALUE]}…"
    return f"“{cut}”" if cut else "empty"


def one_line(said: str) -> str:
    """A text of people as one line without control characters."""
    return " ".join("".join(one if one.isprintable() else " " for one in said).split())


def commands(entry: int | None, sides: Iterable[str]) -> dict[str, str]:
    """What to type to take a side's value, by side; the only one need not be named."""
    named = list(sides)
    return {
        side: f"incident-sync undo {entry}{f' --take {side}' if len(named) > 1 else ''}"
        for side in named
    }


def _which(made: Undo, _label: str) -> tuple[str, str]:
    kept = ", ".join(f"{text(value)} ({side})" for side, value in made.choices.items())
    typed = " or ".join(commands(made.wanted.entry, made.choices).values())
    return f"entry {made.wanted.entry} kept several values: {kept}", f"Say which: {typed}."


def _no_side(made: Undo, _label: str) -> tuple[str, str]:
    entry, sides = made.wanted.entry, ", ".join(made.choices)
    if not sides:
        return f"entry {entry} is an edit, with no sides to choose from", "Leave out the side."
    return f"entry {entry} has no value of {made.wanted.take}", f"It has those of {sides}."


def _moved(made: Undo, label: str) -> tuple[str, str]:
    said = (
        f"{label}: {made.field} has moved on since entry {made.wanted.entry}: it is "
        f"{text(made.now.value)} now{_by_whom(made.now)}; nothing was changed"
    )
    return said, "incident-sync history tells what happened since."


def _by_whom(now: Agreed) -> str:
    if not now.origin:
        return ""
    if now.origin == RULE:
        return ", set by a rule"
    return f", set{f' by {now.by}' if now.by else ''} in {now.origin}"


_WHY: Mapping[str, Callable[[Undo, str], tuple[str, str]]] = {
    "no_entry": lambda made, _: (
        f"history has no entry {made.wanted.said}",
        "incident-sync history lists them.",
    ),
    "no_undo": lambda made, _: (
        f"entry {made.wanted.entry} is no edit and no conflict: {made.kind} cannot be taken back",
        "incident-sync history tells what each entry is.",
    ),
    "redacted": lambda made, _: (
        f"the values of entry {made.wanted.entry} were redacted, so there is nothing to put back",
        "Type the value where you keep it.",
    ),
    "which": _which,
    "no_side": _no_side,
    "moved": _moved,
    "idle": lambda made, label: (
        f"{label}: {made.field} is {text(made.now.value)} already; nothing was changed",
        "",
    ),
}

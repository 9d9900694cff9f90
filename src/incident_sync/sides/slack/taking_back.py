"""Floor 6. The words of a conflict, and of taking a value back; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from incident_sync.model.values import decode
from incident_sync.sides.slack.phrases import (
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


def conflict(one: Data, speaker: Speaker) -> str:
    """A conflict in one line, with what to say to take the other value."""
    lost = [f"{_value(value)} in {side(where)}" for where, value in one["lost"].items()]
    kept, winner = _value(one["kept"]), side(str(one["winner"]))
    title = _field(one)
    if one.get("undecided"):
        return (
            f"{title} differs: {kept} in {winner}, {listing(lost)}. The store was lost, so that "
            "nobody can tell which came last, and nothing was written. "
            f"To say which counts: {_undos(one, [one['winner'], *one['choices']], speaker)}"
        )
    other = "To take that instead" if len(one["choices"]) == 1 else "To take another instead"
    return (
        f"{title} was changed in two places at once: {kept} from {winner} counts, "
        f"{listing(lost)} {'does' if len(lost) == 1 else 'do'} not. "
        f"{other}: {_undos(one, one['choices'], speaker)}"
    )


def _undos(data: Data, sides: Sequence[str], speaker: Speaker) -> str:
    """What to say to take a side's value; it need not be named where it is the only one."""
    said = f"{speaker.bot} undo {data['entry']}"
    return " or ".join(f"{said} {one}" for one in sides) if len(sides) > 1 else said


def _undone(data: Data, _speaker: Speaker) -> str:
    place = f"as it was in {side(data['side'])}" if data["of"] == "conflict" else ""
    if "value" not in data:
        return f"{_field_of(data)} is {place or 'as it was before'}."
    return f"{_field(data)} is {_value(data['value'])}{f', {place}' if place else ' again'}."


def _kept(data: Data, _speaker: Speaker) -> str:
    if "value" not in data:
        return f"{_field_of(data)} stays as it is; the conflict is settled."
    return f"{_field(data)} stays {_value(data['value'])}; the conflict is settled."


def _which(data: Data, speaker: Speaker) -> str:
    values = data.get("values") or dict.fromkeys(data["sides"])
    kept = [f"{_value(values[one])} in {side(one)}" if "values" in data else side(one)
            for one in values]  # fmt: skip
    return (
        f"Entry {data['entry']} kept several values: {listing(kept)}. "
        f"Say which: {_undos(data, data['sides'], speaker)}"
    )


def _no_side(data: Data, speaker: Speaker) -> str:
    if not data["sides"]:
        return (
            f"Entry {data['entry']} is an edit, with no sides to choose from. "
            f"Just say {speaker.bot} undo {data['entry']}"
        )
    return (
        f"Entry {data['entry']} has no value of {quoted(data, 'take')}. "
        f"Say which: {_undos(data, data['sides'], speaker)}"
    )


def _moved(data: Data, _speaker: Speaker) -> str:
    if "now" not in data:
        return (
            f"{_field_of(data)} has moved on since entry {data['entry']}, so nothing was changed. "
            "Its channel shows what it is now."
        )
    now = data["now"]
    return (
        f"{_field(data)} has moved on since entry {data['entry']}, so nothing was changed: it is "
        f"{_value(now['value'])} now{origin_of(by_whom(now['by']), str(now['side'] or ''))}."
    )


def _idle(data: Data, _speaker: Speaker) -> str:
    if "now" not in data:
        return f"{_field_of(data)} is so already, so nothing was changed."
    return f"{_field(data)} is {_value(data['now']['value'])} already, so nothing was changed."


def _field(data: Data) -> str:
    return title_of(str(data["field"]))


def _field_of(data: Data) -> str:
    return f"{_field(data)} of {data['label']}"


def _value(value: Any) -> str:
    said = shown(decode(value))
    return f"“{said}”" if said else "empty"


ANSWERS: Mapping[str, Callable[[Data, Speaker], str]] = {
    "undone": _undone,
    "kept": _kept,
    "which": _which,
    "no_side": _no_side,
    "moved": _moved,
    "idle": _idle,
    "no_entry": lambda data, _speaker: (
        f"The history has no entry {quoted(data, 'entry')}, so nothing was changed. "
        "The number stands in the message that told of the conflict, or in incident-sync history."
    ),
    "no_undo": lambda data, _speaker: (
        f"Entry {data['entry']} is no edit and no conflict, so it cannot be taken back."
    ),
    "redacted": lambda data, _speaker: (
        f"The values of entry {data['entry']} were redacted, so there is nothing to put back."
    ),
    "elsewhere": lambda data, _speaker: (
        f"Entry {data['entry']} is about {data['label']}. Please say it in that incident's channel."
    ),
}

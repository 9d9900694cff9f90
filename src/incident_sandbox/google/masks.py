"""Field masks: which fields an answer shows, and which a write changes. Pure.

The syntax is that of the ``fields`` parameter: ``a,b``, ``a.b`` or ``a/b``, ``a(b,c/d)``
and ``*``. A mask is a tree; an empty branch means everything below.
"""

from __future__ import annotations

import re

from incident_sandbox.google.errors import ApiError, bad_field
from incident_sandbox.google.messages import MESSAGES
from incident_sandbox.google.values import Json, JsonObject

Mask = dict[str, "Mask"]
_TOKEN = re.compile(r"\s*([A-Za-z0-9_]+|[*(),./])\s*")


def parse(text: str, message: str, refusal: ApiError | None = None) -> Mask:
    """Read a mask and see that ``message`` has its fields."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text):
        raise refusal or _unknown(text)
    mask = _list(tokens, refusal or _unknown(text))
    if tokens:
        raise refusal or _unknown(text)
    _check(mask, message, refusal)
    return mask


def _list(tokens: list[str], refusal: ApiError) -> Mask:
    mask: Mask = {}
    while True:
        _merge(mask, _path(tokens, refusal))
        if tokens[:1] != [","]:
            return mask
        tokens.pop(0)


def _path(tokens: list[str], refusal: ApiError) -> Mask:
    if not tokens or tokens[0] in "(),./":
        raise refusal
    name = tokens.pop(0)
    below: Mask = {}
    if tokens[:1] in (["."], ["/"]):
        tokens.pop(0)
        below = _path(tokens, refusal)
    elif tokens[:1] == ["("]:
        tokens.pop(0)
        below = _list(tokens, refusal)
        if tokens[:1] != [")"]:
            raise refusal
        tokens.pop(0)
    return {name: below}


def _merge(into: Mask, other: Mask) -> None:
    for name, below in other.items():
        if name not in into:
            into[name] = below
        elif not into[name] or not below:
            into[name] = {}  # everything below is wider than any part of it
        else:
            _merge(into[name], below)


def _unknown(path: str) -> ApiError:
    return bad_field(
        path, f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    )


def _check(mask: Mask, message: str, refusal: ApiError | None) -> None:
    fields = MESSAGES.get(message.strip("[]{}"))
    for name, below in mask.items():
        if name == "*":
            continue
        if fields is None or name not in fields:
            raise refusal or _unknown(name)
        if fields[name] != "-":
            _check(below, fields[name], refusal)


def applied(mask: Mask, value: Json) -> Json:
    """The part of an answer that the mask shows."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [applied(mask, item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: applied(mask[name], item) for name, item in value.items() if name in mask}


def shows(mask: Mask, *path: str) -> bool:
    """Whether an answer under the mask has that field."""
    for name in path:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def written(mask: Mask, old: JsonObject, new: JsonObject) -> JsonObject:
    """``old`` with the masked fields as in ``new``; what ``new`` lacks is cleared."""
    if not mask or "*" in mask:
        return dict(new)
    made = dict(old)
    for name, below in mask.items():
        if name not in new and not below:
            made.pop(name, None)
        elif below and (isinstance(old.get(name), dict) or isinstance(new.get(name), dict)):
            inner = written(below, old.get(name) or {}, new.get(name) or {})
            made[name] = inner
            if not inner:
                del made[name]
        elif name in new:
            made[name] = new[name]
    return made

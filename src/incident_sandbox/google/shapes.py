"""Whether a request's JSON fits its message, as Google's JSON parser sees it. Pure.

Stricter than the real parser in two things: snake_case names and numbers written as
texts are refused, so that a client never comes to rely on either.
"""

from __future__ import annotations

import json
import re

from incident_sandbox.google.errors import ApiError, bad_field, not_offered, unknown_name
from incident_sandbox.google.messages import ENUMS, MESSAGES
from incident_sandbox.google.values import Json, JsonObject

_TYPES = {"string": "TYPE_STRING", "int32": "TYPE_INT32", "double": "TYPE_DOUBLE"}
_TYPES["bool"] = "TYPE_BOOL"
_ROOT = "type.googleapis.com/google"
_INT32 = 2**31
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


def body_of(raw: bytes, message: str, path: str = "") -> JsonObject:
    """The request's body, checked; ``path`` is what errors call the body itself."""
    try:
        text = raw.decode("utf-8") or "{}"
        payload = json.loads(text, parse_constant=_no_constant)
        json.dumps(payload, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise bad_field("", "Invalid JSON payload received. Unexpected token.") from None
    if not isinstance(payload, dict):
        raise bad_field("", 'Invalid JSON payload received. Unknown name "": Root element must be')
    return _message(payload, message, path)


def _no_constant(name: str) -> Json:
    raise ValueError(name)


def checked(value: Json, kind: str, path: str) -> Json:
    """The value without its nulls, which stand for absent fields; refused if it misfits."""
    if kind.startswith("["):
        if not isinstance(value, list):
            raise _misfit(path, kind[1:-1], value)
        return [checked(item, kind[1:-1], f"{path}[{n}]") for n, item in enumerate(value)]
    if kind.startswith("{"):
        return {name: checked(v, kind[1:-1], path) for name, v in _object(value, kind, path)}
    if kind in MESSAGES:
        return _message(value, kind, path)
    if kind == "-":
        raise not_offered(path)
    if not _fits(value, kind):
        raise _misfit(path, kind, value)
    return value


def _message(value: Json, kind: str, path: str) -> JsonObject:
    fields = MESSAGES[kind]
    made: JsonObject = {}
    for name, item in _object(value, kind, path):
        if name not in fields:
            raise unknown_name(name, path)
        if item is not None:
            place = f"{path}.{snake(name)}" if path else snake(name)
            made[name] = checked(item, fields[name], place)
    return made


def _object(value: Json, kind: str, path: str) -> list[tuple[str, Json]]:
    if not isinstance(value, dict):
        raise _misfit(path, kind, value)
    return list(value.items())


def _fits(value: Json, kind: str) -> bool:
    if kind == "ListValue":
        return isinstance(value, list)
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int32":
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return whole and not isinstance(value, bool) and -_INT32 <= value < _INT32
    if kind == "double":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and (kind == "string" or value in ENUMS[kind])


def _misfit(path: str, kind: str, value: Json) -> ApiError:
    if kind == "ListValue":
        shown = f"{_ROOT}.protobuf.ListValue"
    else:
        shown = _TYPES.get(kind, f"{_ROOT}.apps.sheets.v4.{kind.strip('[]{}')}")
    return bad_field(path, f"Invalid value at '{path}' ({shown}), {json.dumps(value)}")


def snake(name: str) -> str:
    """A field's name as Google's error paths write it."""
    return _HUMP.sub(lambda found: "_" + found[1].lower(), name)

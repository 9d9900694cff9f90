"""The vendor's OpenAPI description as a judge over what the double of Notion answers.

A judge of its own, since the description closes objects (``additionalProperties: false``) inside
``allOf``, where JSON Schema means each part alone: here the parts are one object. What the
description of 2026-03-11 leaves out and the service's other pages have: ``is_archived`` of a page,
``request_id`` of an error, additional data that is neither text nor list of texts.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.notion_openapi import VARIABLE

Found = tuple[str, set[str], bool]
"""What is wrong ("" if nothing), the keys that were described, whether no others may be."""
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "number": (int, float),
    "integer": (int,),
}


@cache
def description() -> dict[str, Any] | None:
    """The description, where ``$NOTION_OPENAPI`` names it."""
    named = os.environ.get(VARIABLE)
    loaded: dict[str, Any] | None = json.loads(Path(named).read_text("utf-8")) if named else None
    return loaded


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    paths = (description() or {"paths": {}})["paths"]
    ordered = sorted(paths, key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in ordered]


def check(method: str, path: str, status: int, body: Any) -> None:
    """Assert that an answer is one the description has for that call; without one, nothing."""
    told = description()
    if told is None:
        return
    template = next(name for pattern, name in _templates() if pattern.fullmatch(path))
    answers = told["paths"][template][method.lower()]["responses"]
    assert str(status) in answers, f"{method} {path} is never answered {status}"
    schema = answers[str(status)]["content"]["application/json"]["schema"]
    fault, _, _ = _judged(schema, _as_described(body), "answer", opened=status != 200)
    assert not fault, fault


def _as_described(body: Any) -> Any:
    if isinstance(body, list):
        return [_as_described(each) for each in body]
    if not isinstance(body, dict):
        return body
    kept = dict(body)
    if kept.get("object") == "page":
        kept.pop("is_archived", None)
    return {key: _as_described(value) for key, value in kept.items()}


def _judged(schema: Mapping[str, Any], value: Any, place: str, *, opened: bool = False) -> Found:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        told = description()
        assert told is not None
        return _judged(told["components"]["schemas"][name], value, place, opened=opened)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return _any(schema[word], value, place, opened=opened)
    if "allOf" in schema:
        return _all(schema["allOf"], value, place, opened=opened)
    return _plain(schema, value, place, opened=opened)


def _any(kinds: list[Any], value: Any, place: str, *, opened: bool) -> Found:
    faults = []
    for kind in kinds:
        found = _judged(kind, value, place, opened=opened)
        if not found[0]:
            return found
        faults.append(found[0])
    return min(faults, key=lambda fault: -fault.count(".")), set(), False


def _all(parts: list[Any], value: Any, place: str, *, opened: bool) -> Found:
    keys: set[str] = set()
    closed = False
    for part in parts:
        fault, described, shut = _judged(part, value, place, opened=True)
        if fault:
            return fault, keys, closed
        keys |= described
        closed = closed or shut
    return _strays(value, keys, place) if closed and not opened else "", keys, closed


def _strays(value: Any, keys: set[str], place: str) -> str:
    strays = sorted(set(value) - keys) if isinstance(value, dict) else []
    return f"{place}: {strays} not described" if strays else ""


def _plain(schema: Mapping[str, Any], value: Any, place: str, *, opened: bool) -> Found:
    fault = _type(schema, value, place) or _limits(schema, value, place)
    if fault:
        return fault, set(), False
    if isinstance(value, list):
        for number, item in enumerate(value):
            fault = _judged(schema.get("items", {}), item, f"{place}[{number}]")[0]
            if fault:
                return fault, set(), False
    if isinstance(value, dict):
        return _object(schema, value, place, opened=opened)
    return "", set(), False


def _type(schema: Mapping[str, Any], value: Any, place: str) -> str:
    if "const" in schema and value != schema["const"]:
        return f"{place}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{place}: {value!r} is not of {schema['enum'][:5]}"
    wanted = schema.get("type", [])
    names = [wanted] if isinstance(wanted, str) else wanted
    fits = any(
        isinstance(value, _TYPES[name]) and isinstance(value, bool) <= (name == "boolean")
        for name in names
    )
    return "" if fits or not names else f"{place}: {value!r} is no {names}"


def _limits(schema: Mapping[str, Any], value: Any, place: str) -> str:
    if isinstance(value, str | list):
        length = len(value) if isinstance(value, list) else len(value.encode("utf-16-le")) // 2
        most = schema.get("maxLength", schema.get("maxItems", length))
        if not schema.get("minLength", 0) <= length <= most:
            return f"{place}: of length {length}"
    if isinstance(value, str) and not _formatted(schema.get("format", ""), value):
        return f"{place}: {value!r} is no {schema['format']}"
    return ""


def _formatted(wanted: str, value: str) -> bool:
    try:
        if wanted == "uuid":
            return str(UUID(value)) == value
        if wanted == "date-time":
            return bool(datetime.fromisoformat(value).tzinfo)
        if wanted == "date":
            return bool(datetime.fromisoformat(value))
    except ValueError:
        return False
    return True


def _object(schema: Mapping[str, Any], value: dict[str, Any], place: str, *, opened: bool) -> Found:
    described = schema.get("properties", {})
    missing = [key for key in schema.get("required", []) if key not in value]
    if missing:
        return f"{place}: {missing} missing", set(), False
    more = schema.get("additionalProperties")
    for key, item in value.items():
        wanted = described.get(key, more if isinstance(more, dict) else {})
        fault = _judged(wanted, item, f"{place}.{key}")[0]
        if fault:
            return fault, set(), False
    keys = set(value) if isinstance(more, dict) else set(described)
    closed = more is False
    return _strays(value, keys, place) if closed and not opened else "", keys, closed

"""Whether a request's JSON has the shape the vendor's OpenAPI gives it. Pure.

A check takes a value and the path errors call it by, and raises ``NotionError``. Unknown
keys are refused everywhere (changelog of 2021-08-16), also where the OpenAPI leaves an
object open: a client must not come to rely on being ignored. Lengths count UTF-16 units,
as JavaScript does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from math import isfinite
from typing import Any, Final

from incident_sandbox.notion.errors import MISSING, NotionError, misfit, shown, unwanted

Check = Callable[[Any, str], None]
MOST_ITEMS: Final = 100
_UUID = re.compile(
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE
)


def length_of(text: str) -> int:
    """The length Notion counts: UTF-16 units."""
    return len(text) + sum(1 for sign in text if ord(sign) > 0xFFFF)  # noqa: PLR2004


def too_long(path: str, most: int, length: int) -> NotionError:
    """The message of the limits (developers.notion.com/reference/request-limits)."""
    root = path.replace("[", ".").partition(".")[0]
    said = f"{path}.length should be ≤ `{most}`, instead was `{length}`."
    return NotionError(400, "validation_error", f"{root} failed validation: {said}")


def text(most: int | None = None, least: int = 0) -> Check:
    """A text of so many UTF-16 units."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str):
            raise misfit(path, "a string", value)
        length = length_of(value)
        if most is not None and length > most:
            raise too_long(path, most, length)
        if length < least:
            raise misfit(f"{path}.length", f"≥ `{least}`", length)

    return check


def number(value: Any, path: str) -> None:
    """A finite number, not a boolean."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise misfit(path, "a number", value)


def flag(value: Any, path: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise misfit(path, "a boolean", value)


def uuid(value: Any, path: str) -> None:
    """An id, with dashes or without."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise misfit(path, "a valid uuid", value)


def is_uuid(value: str) -> bool:
    """Tell whether a text is an id."""
    return _UUID.fullmatch(value) is not None


def words(*allowed: str | bool) -> Check:
    """One of these words."""

    def check(value: Any, path: str) -> None:
        if value not in allowed or (isinstance(value, int) and not isinstance(value, bool)):
            listed = " or ".join(f"`{shown(each)}`" for each in allowed)
            raise misfit(path, listed, value)

    return check


def maybe(check: Check) -> Check:
    """That, or null."""

    def checked(value: Any, path: str) -> None:
        if value is not None:
            check(value, path)

    return checked


def array(check: Check, most: int = MOST_ITEMS) -> Check:
    """A list of at most so many."""

    def checked(value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise misfit(path, "an array", value)
        if len(value) > most:
            raise too_long(path, most, len(value))
        for place, item in enumerate(value):
            check(item, f"{path}[{place}]")

    return checked


def mapping(value: Any, path: str) -> dict[str, Any]:
    """An object, whatever its keys."""
    if not isinstance(value, dict):
        raise misfit(path, "an object", value)
    return value


def fields(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these keys and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, path: str) -> None:
        given = mapping(value, path)
        for key in required:
            if key not in given:
                raise misfit(f"{path}.{key}", "defined", MISSING)
        for key, item in given.items():
            if key not in known:
                raise unwanted(f"{path}.{key}", item)
            known[key](item, f"{path}.{key}")

    return check


def one_of(kinds: Mapping[str, Check], common: Mapping[str, Check] | None = None) -> Check:
    """An object with exactly one of these keys; a ``type``, if there, names that key."""
    shared = common or {}

    def check(value: Any, path: str) -> None:
        given = mapping(value, path)
        kind = kind_of(given, path, kinds, shared)
        for key, item in given.items():
            if key == kind:
                kinds[key](item, f"{path}.{key}")
            elif key in shared:
                shared[key](item, f"{path}.{key}")
            elif key == "type":
                words(kind)(item, f"{path}.type")
            else:
                raise unwanted(f"{path}.{key}", item)

    return check


def kind_of(
    given: Mapping[str, Any], path: str, kinds: Mapping[str, Any], shared: Collection[str] = ()
) -> str:
    """The one key of ``kinds`` an object has; its ``type`` decides where it has several."""
    named = given.get("type")
    if isinstance(named, str) and named in kinds and named in given:
        return named
    found = [key for key in given if key in kinds]
    if not found:
        stray = next((key for key in given if key not in {"type", *shared}), None)
        if stray is not None:
            raise unwanted(f"{path}.{stray}", given[stray])
        raise misfit(f"{path}.{next(iter(kinds))}", "defined", MISSING)
    return found[0]


def anything(_value: Any, _path: str) -> None:
    """Whatever: it is checked elsewhere."""


nothing = fields({})
"""An empty object."""

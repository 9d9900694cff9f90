"""Checks of JSON values, to build the rules of blocks and views from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]
Check = Callable[[Any, str], None]


class Wrong(Exception):
    """A value is not what it has to be; the message says what and where."""

    def __init__(self, message: str, where: str) -> None:
        """Take the place as a JSON pointer, as Slack gives it."""
        super().__init__(f"{message} [json-pointer:{where}]")


@dataclass(frozen=True, slots=True)
class Fields:
    """An object: the fields it must have, those it may have, and no others."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)

    def check(self, value: Any, where: str) -> None:
        """Raise ``Wrong`` unless the value is such an object."""
        if not isinstance(value, dict):
            raise Wrong("must be an object", where)
        for name in self.required:
            if name not in value:
                raise Wrong(f"missing required field: {name}", where)
        known = {**self.required, **self.optional}
        for name, each in value.items():
            if name not in known:
                raise Wrong(f"additional property: {name}", where)
            known[name](each, f"{where}/{name}")


def string(cap: int, *, least: int = 0) -> Check:
    """A text of so many characters."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, str):
            raise Wrong("must be a string", where)
        if len(value) < least:
            raise Wrong(f"must be more than {least - 1} characters", where)
        if len(value) > cap:
            raise Wrong(f"must be less than {cap + 1} characters", where)

    return check


def number(low: int, high: int) -> Check:
    """A whole number in a range."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Wrong("must be an integer", where)
        if not low <= value <= high:
            raise Wrong(f"must be from {low} to {high}", where)

    return check


def one_of(*allowed: str) -> Check:
    """One of some words."""

    def check(value: Any, where: str) -> None:
        if value not in allowed:
            raise Wrong(f"must be one of {', '.join(allowed)}", where)

    return check


def items(each: Check, cap: int, *, least: int = 1) -> Check:
    """A list of so many values."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, list) or not least <= len(value) <= cap:
            raise Wrong(f"must have {least} to {cap} items", where)
        for index, item in enumerate(value):
            each(item, f"{where}/{index}")

    return check


def anything(value: Any, where: str) -> None:
    """Whatever it is."""


def flag(value: Any, where: str) -> None:
    """A boolean."""
    if not isinstance(value, bool):
        raise Wrong("must be a boolean", where)


def text(cap: int) -> Check:
    """A text object, plain or mrkdwn; Slack's defaults are added to it."""

    def check(value: Any, where: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in TEXT_FLAGS:
            raise Wrong("must be a text object of plain_text or mrkdwn", where)
        name, default = TEXT_FLAGS[kind]
        rule = {"type": anything, "text": string(cap, least=1)}
        Fields(rule, {name: flag}).check(value, where)
        value.setdefault(name, default)

    return check


def plain(cap: int) -> Check:
    """A plain text object."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict) or value.get("type") != "plain_text":
            raise Wrong("must be a text object of plain_text", where)
        text(cap)(value, where)

    return check


TEXT_FLAGS: Final = {"plain_text": ("emoji", True), "mrkdwn": ("verbatim", False)}
IDENT: Final = string(255, least=1)
URL: Final = string(3_000, least=1)

"""Floor 3. The IDs that people see: INC-42, and INC-42-F1 for its first follow-up. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from incident_sync.model.fields import Kind
from incident_sync.model.item import Item
from incident_sync.model.world import Rules

LONGEST_NUMBER = 9
"""Digits; a text of more is no number of ours (and thousands of them are an error to int)."""
_LETTERS = {Kind.FOLLOW_UP: "F", Kind.TIMELINE: "T"}
_DIGITS = re.compile(r"(\d+)$")


def own_number(label: str, rules: Rules) -> int | None:
    """The number in an ID of our own form; other people's IDs are names, not numbers."""
    number = given_number(label)
    return number if number is not None and rules.label(number) == label.upper() else None


def given_number(label: str) -> int | None:
    """The number that an ID ends in, whatever its prefix: what a record that mints counted."""
    found = _DIGITS.search(label)
    return int(found[1]) if found and len(found[1]) <= LONGEST_NUMBER else None


def meant(typed: str, rules: Rules) -> tuple[str, ...]:
    """The labels that somebody may mean: the case and a missing prefix are forgiven."""
    text = typed.strip()
    digits = text.lstrip("#")
    short = digits.isdecimal() and len(digits) <= LONGEST_NUMBER
    return (text, text.upper(), *([rules.label(int(digits))] if short else []))


def of_child(parent: Item, kind: Kind, place: int) -> str:
    """The ID of an incident's child, its ``place`` counted from 1; none under one without."""
    return f"{parent.label}-{_LETTERS[kind]}{place}" if parent.label else ""


def name_children(parent: Item, children: Iterable[Item]) -> Iterator[Item]:
    """The children that had no ID, with theirs; ``children`` are all of them, oldest first."""
    places = dict.fromkeys(_LETTERS, 0)
    for child in children:
        places[child.kind] += 1
        if not child.label and parent.label:
            yield replace(child, label=of_child(parent, child.kind, places[child.kind]))

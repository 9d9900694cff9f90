"""Floor 6. What a row should show of an item, and what an action has to know to show it. Pure."""

from __future__ import annotations

from typing import Any

from incident_sync.model.action import Brief, Gap
from incident_sync.model.fields import FIELDS, Kind, Type
from incident_sync.model.item import Base
from incident_sync.model.people import Person, held, named
from incident_sync.model.values import decode, encode


def facets_of(brief: Brief) -> dict[str, Any]:
    """Everything a row could show of an item, encoded; people as their cell will read back."""
    item = brief.item
    facets: dict[str, Any] = {"id": item.label} if item.label else {}
    for name, of in FIELDS[item.kind].items():
        value = item.value(name)
        if isinstance(value, Person):
            value = held(value, brief.directory)
        facets[name] = bool(value) if of.type is Type.TRUTH else encode(value)
    if item.kind is Kind.INCIDENT:
        facets["sync_note"] = brief.notes.get("sheets", "")
        if brief.urls.get("slack"):
            facets["channel"] = brief.urls["slack"]
    elif brief.parent is not None:
        facets["incident"] = brief.parent.label
    return facets


def written_people(gap: Gap) -> dict[str, str]:
    """The texts for the people among the facets."""
    found = {name: gap.brief.item.value(name) for name in gap.facets}
    return {
        name: named(value, gap.brief.directory)
        for name, value in found.items()
        if isinstance(value, Person)
    }


def acks_of(gap: Gap) -> dict[str, Base]:
    """The baselines that hold once the facets are shown: what the cells then say."""
    item = gap.brief.item
    return {
        name: Base(decode(value), item.agreed(name).version)
        for name, value in gap.facets.items()
        if name in FIELDS[item.kind]
    }

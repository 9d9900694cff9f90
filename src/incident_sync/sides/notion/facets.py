"""Floor 6. What Notion should show of an item, and what an action has to know to show it. Pure."""

from __future__ import annotations

from typing import Any

from incident_sync.model.action import Brief, Gap
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import Base, Item, Reach
from incident_sync.model.people import Directory, Person, named
from incident_sync.model.values import Value, decode, encode
from incident_sync.sides.notion.body import Moment, bullet, to_do
from incident_sync.sides.notion.kinds import facet_field
from incident_sync.sides.notion.properties import Codec
from incident_sync.sides.notion.richtext import Unfit
from incident_sync.sides.notion.schema import SIDE, Layout

PAGE = "page"
"""The facet of a child that says in which page it stands: that of its incident."""


def facets_of(brief: Brief, layout: Layout, codec: Codec) -> dict[str, Any]:
    """Everything that Notion can hold of an item, encoded, as it will read back.

    A child's facets are its fields and its page. What a property or a block cannot hold is left
    out: :func:`blocked_of` names it.
    """
    return _fitted(brief, layout, codec)[0]


def blocked_of(brief: Brief, layout: Layout, codec: Codec) -> dict[str, str]:
    """Why a facet of the item cannot be shown in the property it has, by facet."""
    return _fitted(brief, layout, codec)[1]


def acks_of(gap: Gap) -> dict[str, Base]:
    """The baselines that hold once the facets are shown: what Notion then says."""
    item = gap.brief.item
    return {
        name: Base(decode(value), item.agreed(name).version)
        for name, value in gap.facets.items()
        if name in FIELDS[item.kind]
    }


def moment_of(item: Item, directory: Directory) -> Moment:
    """What the bullet of a timeline entry tells."""
    at, by = item.value("at"), item.value("by")
    return Moment(
        text=_text(item, "text"),
        at=at if not isinstance(at, str | bool | Person) else None,
        by=named(by, directory) if isinstance(by, Person) else "",
        link=_text(item, "link"),
        note=_text(item, "note"),
    )


def _fitted(brief: Brief, layout: Layout, codec: Codec) -> tuple[dict[str, Any], dict[str, str]]:
    item = brief.item
    if item.kind is Kind.INCIDENT:
        return _page(brief, layout, codec)
    facets = {name: encode(item.value(name)) for name in FIELDS[item.kind]}
    page = brief.parent_links.get(SIDE)
    if page is not None and page.reach is Reach.OPEN:
        facets[PAGE] = page.ref
    if item.kind is Kind.FOLLOW_UP:
        facets["done"] = bool(item.value("done"))
    try:
        _block(item, brief.directory)
    except Unfit as error:
        return {name: value for name, value in facets.items() if name != "text"}, {
            "text": str(error)
        }
    return facets, {}


def _block(item: Item, directory: Directory) -> dict[str, Any]:
    if item.kind is Kind.TIMELINE:
        return bullet(moment_of(item, directory))
    return to_do(_text(item, "text"), checked=False)


def _page(brief: Brief, layout: Layout, codec: Codec) -> tuple[dict[str, Any], dict[str, str]]:
    facets: dict[str, Any] = {}
    blocked: dict[str, str] = {}
    refused: dict[str, Any] = {}
    for facet, value in _wanted(brief).items():
        bound = layout.bound.get(facet)
        if bound is None or not bound.writable:
            continue
        try:
            of = facet_field(facet)
            facets[facet] = encode(codec.held(of, bound.prop, value, brief.directory))
        except ValueError as error:  # Unfit, or what would not read back
            blocked[facet] = str(error)
            if isinstance(error, Unfit):
                refused[facet] = encode(value)
    if blocked and "sync_note" in facets:
        facets["sync_note"] = _noted(str(facets["sync_note"] or ""), blocked)
    else:  # no room for a note: trying it is what tells of it
        facets |= refused
    return facets, blocked


def _noted(note: str, blocked: dict[str, str]) -> str:
    """The sync note with what cannot be shown, whether or not a write has said so before."""
    said = [f"{facet}: {why}" for facet, why in blocked.items() if f"{facet}: " not in note]
    return "; ".join(filter(None, (note, *said)))


def _wanted(brief: Brief) -> dict[str, Value]:
    """All that a page could show of an incident."""
    item = brief.item
    wanted: dict[str, Value] = {name: item.value(name) for name in FIELDS[item.kind]}
    if item.label:
        wanted["id"] = item.label
    if brief.urls.get("slack"):
        wanted["channel"] = brief.urls["slack"]
    wanted["sync_note"] = brief.notes.get(SIDE, "")
    return wanted


def _text(item: Item, name: str) -> str:
    value = item.value(name)
    return value if isinstance(value, str) else ""

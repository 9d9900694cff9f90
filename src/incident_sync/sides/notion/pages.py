"""Floor 6. What an action writes into a page, and what may be remembered of the answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from incident_sync.model.action import Action
from incident_sync.model.values import Value, decode, meaning
from incident_sync.model.view import Row
from incident_sync.sides.notion.kinds import facet_field
from incident_sync.sides.notion.marks import Mark, mark_of, stamp_of
from incident_sync.sides.notion.reading import AWAY, values_by_id
from incident_sync.sides.notion.richtext import Unfit
from incident_sync.sides.notion.sight import Sight

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written, by property id, and what cannot be, by facet with the reason."""

    properties: Mapping[str, Any]
    blocked: Mapping[str, str]


def mark(sight: Sight, page: Json) -> Mark:
    """What a page says and when it was edited, in short."""
    return Mark(sight.reader.page_hash(page), stamp_of(page))


def is_elsewhere(sight: Sight, page: Json) -> bool:
    """Whether a page is in the trash, or was moved to another place."""
    parent = page.get("parent")
    here = parent.get("data_source_id") if isinstance(parent, dict) else ""
    return bool(page.get("in_trash")) or _bare(here) != _bare(sight.book.source)


def users_in(page: Json) -> list[str]:
    """The ids of the users that a page names: in its properties, and who edited it last."""
    people = [
        one
        for value in page["properties"].values()
        if value.get("type") == "people"
        for one in value["people"]
    ]
    named = [page.get("last_edited_by"), *people]
    return [str(one["id"]) for one in named if one and one.get("object") == "user"]


def draft(sight: Sight, action: Action, page: Json | None) -> Draft | None:
    """What an action changes on a page; None where somebody changed it since it was observed."""
    if page is None or is_elsewhere(sight, page) or page.get("is_archived"):
        return None
    shown, expect = sight.reader.prints(page), action.data["expect"]
    facets = {}
    for facet, wanted in action.facets.items():
        now = shown.get(facet, "")
        if now == meaning(decode(wanted)):
            continue
        if facet in sight.layout.bound and now != expect.get(facet, ""):
            return None
        facets[facet] = wanted
    return _draft(sight, action, facets, values_by_id(page))


def filled(sight: Sight, action: Action) -> Draft:
    """What an action puts into a new page; empty values are left out."""
    facets = {name: data for name, data in action.facets.items() if meaning(decode(data))}
    return _draft(sight, action, facets, None)


def by_itself(row: Row | None, blocked: Collection[str]) -> dict[str, Value]:
    """What Notion put into a new page that was not to be written.

    A status that is not written has its default (Notion API, Page property values).
    """
    if row is None:
        return {}
    return {name: v for name, v in row.values.items() if name in blocked and v is not None}


def _draft(
    sight: Sight, action: Action, facets: Mapping[str, Any], there: Mapping[str, Any] | None
) -> Draft:
    properties: dict[str, Any] = {}
    blocked: dict[str, str] = dict(action.data.get("blocked", {}))
    for facet, wanted in facets.items():
        bound = sight.layout.bound.get(facet)
        current = there.get(bound.prop.id) if bound and there is not None else None
        if bound is None or (there is not None and current is None):
            blocked[facet] = AWAY
        elif not bound.writable:
            blocked[facet] = bound.reason
        else:
            try:
                properties[bound.prop.id] = sight.codec.write(
                    facet_field(facet), bound.prop, decode(wanted), current, sight.reader.directory
                )
            except Unfit as error:
                blocked[facet] = str(error)
    return Draft(properties, blocked)


def settled(sight: Sight, action: Action, made: Draft, before: Json | None, after: Json) -> str:
    """The digest that a page then has; empty where it says more than we know.

    ``before`` is None for a new page. What somebody else changed, or Notion keeps otherwise than it
    was sent, is for the next look to report: the old digest stays.
    """
    if made.blocked or not after["properties"]:
        return ""
    shown = sight.reader.prints(after)
    wanted = {facet: meaning(decode(data)) for facet, data in action.facets.items()}
    if any(shown.get(facet, "") != wanted[facet] for facet in wanted):
        return ""
    if before is None:
        minted = {"id"} if sight.layout.mints else set()
        silent = shown.keys() - wanted.keys() - minted
        return "" if any(shown[facet] for facet in silent) else str(mark(sight, after))
    same = mark(sight, before).hash == mark_of(action.data["digest"]).hash
    beside = mark(sight, _with(before, after, made)).hash == mark(sight, after).hash
    return str(mark(sight, after)) if same and beside else ""


def _with(before: Json, after: Json, made: Draft) -> Json:
    """The page as it was, with what we wrote as it is now."""
    values = values_by_id(after)
    properties = {
        name: values.get(value["id"], value) if value["id"] in made.properties else value
        for name, value in before["properties"].items()
    }
    return {**after, "properties": properties}


def _bare(key: object) -> str:
    return str(key or "").replace("-", "")

"""What Slack, the Sheet and Notion say of an incident, and where that is not the same."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.engine.crowd import HEADERS, channel, topic_of
from tests.engine.place import Json, Place

_EMPTY = ("?", "nobody yet")
"""What the card says of a field that has no value."""


def differences(place: Place, rows: list[Json]) -> list[str]:
    """Where a row, its page, and its channel's card and topic do not say the same.

    ``rows`` are the pages where there is no Sheet.
    """
    raw = place.slack()
    plans = place.rows("Follow-ups") if place.key else []
    pages = {page["ID"]: page for page in place.paged()}
    found = []
    for row in rows:
        label, in_slack = row["ID"], _shown(raw, row)
        if place.key:
            in_sheet = {**_typed(raw, row), "follow-ups": _planned(plans, label)}
            found += _between(label, in_slack, in_sheet, "in Slack, not so in the Sheet")
        if label in pages:
            in_notion = _paged(place, raw, pages[label])
            found += _between(label, in_slack, in_notion, "in Slack, not so in Notion")
    return found


def _between(label: str, one: dict[str, str], other: dict[str, str], said: str) -> list[str]:
    return [
        f"{label} {name}: {one[name]!r} {said}: {other[name]!r}"
        for name in other
        if one[name] != other[name]
    ]


def _paged(place: Place, raw: Json, page: Json) -> dict[str, str]:
    values = {name: page[header] or "" for name, header in HEADERS.items()}
    folded = {name: values[name].casefold() for name in ("status", "severity")}
    lead = next(iter(values["lead"] or ()), "")
    todos = [one for one in place.pages.blocks_of(page["page"]) if one["type"] == "to_do"]
    plans = sorted(f"{'☑' if one['checked'] else '☐'} {one['text']}" for one in todos)
    return {**values, **folded, "lead": _person(raw, lead), "follow-ups": "\n".join(plans)}


def _typed(raw: Json, row: Json) -> dict[str, str]:
    values = {name: str(row[header]).strip() for name, header in HEADERS.items()}
    folded = {name: values[name].casefold() for name in ("status", "severity")}
    return {**values, **folded, "lead": _person(raw, values["lead"])}


def _planned(plans: list[Json], label: str) -> str:
    """The follow-ups of an incident, in any order."""
    mine = [plan for plan in plans if plan["Incident"] == label]
    ticked = {True: "☑", False: "☐", "": "☐"}
    return "\n".join(sorted(f"{ticked[plan['Done']]} {plan['Follow-up']}" for plan in mine))


def _person(raw: Json, name: str) -> str:
    """The id of whom a name means; the name itself where it means nobody."""
    for key, user in raw["users"].items():
        profile = user["profile"]
        names = (user["real_name"], profile["display_name"], f"@{user['name']}")
        known = (profile.get("email"), *names)
        if name.casefold() in [one.casefold() for one in known if one]:
            return str(key)
    return name


def _shown(raw: Json, row: Json) -> dict[str, str]:
    """What the card says, field by field, and the topic where it says the same."""
    one = raw["channels"][channel(row)]
    (pin,) = one["pins"]
    head, facts, *prose = one["messages"][pin["ts"]]["blocks"]
    elements = facts["elements"][0]["elements"]
    stated = {
        name["text"].rstrip(": ").casefold(): _said(value)
        for name, value in pairwise(elements)
        if name.get("style", {}).get("bold")
    }
    texts = dict.fromkeys(("summary", "customer_update", "follow-ups"), "")
    for block in prose:
        title, *said = block["elements"][0]["elements"]
        texts[_said(title).casefold().replace(" ", "_")] = "".join(map(_said, said))
    severity, status, _ = topic_of(raw["channels"], row)
    same = (severity, status) == (stated["severity"], stated["status"])
    lines = [line.partition(". ")[2] for line in texts["follow-ups"].splitlines()]
    texts["follow-ups"] = "\n".join(sorted(lines))
    stated = {name: "" if text in _EMPTY else text for name, text in stated.items()}
    folded = {name: stated[name].casefold() for name in ("severity", "status")}
    title = head["text"]["text"].removeprefix(f"{row['ID']} ")
    return {
        **texts,
        **stated,
        **folded,
        "title": title if same else f"not as in the topic: {title}",
    }


def _said(element: dict[str, Any]) -> str:
    return str(element.get("user_id") or element.get("text", "")).strip()

"""What the page shows of Notion: its databases, one of them opened, a page of it with its blocks.

Values come in the plain form that people's verb ``read`` gives; looks of texts, bold say, beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incident_sandbox.service import Refused, Service

Json = dict[str, Any]
MOST_ROWS = 200
_TEXTS = ("title", "rich_text")
_LOOKS = ("bold", "italic", "strikethrough", "underline", "code")


def shown(service: Service, asked: Mapping[str, str], now: datetime) -> Json:
    """The databases; the one asked for, else the newest; the page asked for, if it is there."""
    state = service.dump()
    known = {key: raw for key, raw in state["databases"].items() if not raw["in_trash"]}
    key = asked.get("database", "")
    opened = known.get(key) or next(reversed(known.values()), None)
    return {
        "people": [_person(raw) for raw in state["users"].values() if raw["email"]],
        "databases": [{"id": key, "title": _text(raw["title"])} for key, raw in known.items()],
        "open": None if opened is None else _database(service, state, opened, now),
        "page": _page(service, asked.get("page", ""), now),
    }


def _person(raw: Json) -> Json:
    return {"name": raw["name"], "email": raw["email"]}


def _database(service: Service, state: Json, raw: Json, now: datetime) -> Json:
    properties = state["sources"][raw["sources"][0]]["properties"].values()
    rows: Any = service.act("read", {"database": raw["id"]}, now)
    kept = [row for row in rows if not row["archived"]]
    return {
        "id": raw["id"],
        "title": _text(raw["title"]),
        # Notion shows the title first, wherever it stands in the schema.
        "properties": sorted(map(_property, properties), key=lambda one: one["type"] != "title"),
        "rows": [_row(state, properties, row) for row in kept[-MOST_ROWS:]],
        "left_out": max(0, len(kept) - MOST_ROWS),
    }


def _property(raw: Json) -> Json:
    options = raw["config"].get("options", [])
    told = [{"name": each["name"], "color": each["color"]} for each in options]
    return {"name": raw["name"], "type": raw["type"], "options": told}


def _row(state: Json, properties: Any, row: Json) -> Json:
    values = state["pages"][row["id"]]["look"]["values"]
    runs = {one["name"]: values.get(one["id"]) for one in properties if one["type"] in _TEXTS}
    looks = {name: _runs(each) for name, each in runs.items() if each and _has_looks(each)}
    return {**row, "looks": looks}


def _has_looks(runs: list[Json]) -> bool:
    texts = all(run["type"] == "text" for run in runs)
    return texts and any(run["text"]["link"] or _styles(run) for run in runs)


def _styles(run: Json) -> list[str]:
    return [name for name in _LOOKS if run["annotations"][name]]


def _runs(runs: list[Json]) -> list[Json]:
    return [
        {
            "text": run["text"]["content"],
            "styles": _styles(run),
            "url": (run["text"]["link"] or {}).get("url", ""),
        }
        for run in runs
    ]


def _page(service: Service, key: str, now: datetime) -> Any:
    try:
        return service.act("read_page", {"page": key}, now) if key else None
    except Refused:
        return None


def _text(runs: list[Json]) -> str:
    return "".join(run["text"]["content"] for run in runs if run["type"] == "text")

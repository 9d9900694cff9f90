"""A query's filter: checked against the schema, then a test of a page's look.

Two levels of ``and`` and ``or`` (N-q, "compound filters"); at most 100 conditions each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from incident_sandbox.notion import conditions, schema, shapes, shown, times
from incident_sandbox.notion.conditions import Test
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json, invalid, misfit, not_offered
from incident_sandbox.notion.world import Look, Page, Property, Source

Matches = Callable[[Page, Look], bool]
Getter = Callable[[Page, Look], Any]
LEVELS: Final = 2
TEXTS: Final = ("title", "rich_text", "url", "email", "phone_number")
STAMPS: Final = ("created_time", "last_edited_time")
FILTERED: Final = (
    *TEXTS,
    *("number", "checkbox", "select", "multi_select", "status", "date", "people", "files"),
    *("relation", "created_by", "last_edited_by", *STAMPS, "formula", "unique_id", "rollup"),
)


def compiled(ctx: Context, source: Source, wanted: Any) -> Matches | None:
    """The test of a query's filter; ``None`` where everything passes."""
    if wanted is None:
        return None
    return _group(ctx, source, wanted, "body.filter", LEVELS)


def _group(ctx: Context, source: Source, wanted: Any, path: str, levels: int) -> Matches:
    given = shapes.mapping(wanted, path)
    joint = next((key for key in ("and", "or") if key in given), None)
    if joint is None:
        return _single(ctx, source, given, path)
    if levels == 0:
        raise misfit(f"{path}.{joint}", "not present", given[joint])
    shapes.fields({joint: shapes.array(shapes.anything)})(given, path)
    tests = [
        _group(ctx, source, each, f"{path}.{joint}[{n}]", levels - 1)
        for n, each in enumerate(given[joint])
    ]
    return _all(tests) if joint == "and" else _any(tests)


def _all(tests: list[Matches]) -> Matches:
    def holds(page: Page, look: Look) -> bool:
        for test in tests:  # noqa: SIM110 - all() would build a generator per row
            if not test(page, look):
                return False
        return True

    return holds


def _any(tests: list[Matches]) -> Matches:
    def holds(page: Page, look: Look) -> bool:
        for test in tests:
            if test(page, look):
                return True
        return not tests

    return holds


def _single(ctx: Context, source: Source, given: Json, path: str) -> Matches:
    if "timestamp" in given:
        shapes.words(*STAMPS)(given["timestamp"], f"{path}.timestamp")
        kind = given["timestamp"]
        known = {"timestamp": shapes.anything, kind: shapes.anything}
        shapes.fields(known, {"type": shapes.words(kind)})(given, path)
        return _joined(_stamp(kind), conditions.date(ctx.now, given[kind], f"{path}.{kind}"))
    kinds = dict.fromkeys(FILTERED, shapes.anything)
    if not isinstance(given.get("property"), str):
        raise misfit(f"{path}.property", "a string", given.get("property"))
    shapes.one_of(kinds, {"property": shapes.anything})(given, path)
    kind = shapes.kind_of(given, path, kinds)
    prop = schema.find(source, given["property"])
    if prop is None:
        raise invalid(f"Could not find property with name or id: {given['property']}")
    if prop.type != kind:
        raise invalid(f"database property {prop.type} does not match filter {kind}")
    return _joined(_getter(ctx, prop), _condition(ctx, prop, given[kind], f"{path}.{kind}"))


def _joined(get: Getter, test: Test) -> Matches:
    return lambda page, look: test(get(page, look))


def _condition(ctx: Context, prop: Property, condition: Any, path: str) -> Test:
    kind = prop.type
    if kind == "rollup":
        raise not_offered("filters on rollups")
    if kind in {"select", "status"}:
        return conditions.choice(prop, condition, path)
    if kind == "multi_select":
        return conditions.choices(prop, condition, path)
    if kind in {"date", *STAMPS}:
        return conditions.date(ctx.now, condition, path)
    if kind == "formula":
        return conditions.formula(ctx.now, condition, path)
    return _PLAIN[kind](ctx, condition, path)


def _people(ctx: Context, condition: Any, path: str) -> Test:
    return conditions.people(ctx.by, condition, path)


_PLAIN: Final[dict[str, Callable[[Context, Any, str], Test]]] = {
    **dict.fromkeys(TEXTS, lambda _ctx, condition, path: conditions.text(condition, path)),
    **dict.fromkeys(("people", "created_by", "last_edited_by"), _people),
    "number": lambda _ctx, condition, path: conditions.number(condition, path),
    "unique_id": lambda _ctx, condition, path: conditions.number(condition, path),
    "checkbox": lambda _ctx, condition, path: conditions.checkbox(condition, path),
    "relation": lambda _ctx, condition, path: conditions.relation(condition, path),
    "files": lambda _ctx, condition, path: conditions.existence(condition, path),
}


def _stamp(kind: str) -> Getter:
    if kind == "created_time":
        return lambda page, _look: page.created
    return lambda _page, look: look.edited


def _getter(ctx: Context, prop: Property) -> Getter:
    """What a condition is tested on: the kept value, texts plain, dates in seconds."""
    key = prop.id
    if prop.type in {"title", "rich_text"}:
        return lambda _page, look: shown.plain(ctx, look.values.get(key) or []) or None
    if prop.type == "date":
        return lambda _page, look: _start(look.values.get(key))
    if prop.type in STAMPS:
        return _stamp(prop.type)
    if prop.type == "created_by":
        return lambda page, _look: [page.created_by]
    if prop.type == "last_edited_by":
        return lambda _page, look: [look.edited_by]
    return lambda _page, look: look.values.get(key)


def _start(kept: Json | None) -> float | None:
    return None if kept is None else times.seconds_of(kept["start"])


def value_for_sorting(ctx: Context, prop: Property, page: Page, look: Look) -> Any:
    """What a sort compares: ``None`` where the value is empty."""
    kept = _getter(ctx, prop)(page, look)
    if conditions.empty(kept):
        return None
    if prop.type in {"select", "status"}:
        order = [each["id"] for each in prop.config["options"]]
        return order.index(kept) if kept in order else None
    if prop.type == "multi_select":
        names = {each["id"]: each["name"] for each in prop.config["options"]}
        return ",".join(names.get(each, "") for each in kept)
    if isinstance(kept, list):
        return ",".join(_sortable_name(ctx, each) for each in kept)
    return kept.lower() if isinstance(kept, str) else kept


def _sortable_name(ctx: Context, key: Any) -> str:
    known = ctx.world.users.get(key) if isinstance(key, str) else None
    return str(known["name"]).lower() if known else ""

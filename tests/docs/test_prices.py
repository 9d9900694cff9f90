"""The page's tables of what a cycle costs say what the table of prices in the code says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.engine import prices
from tests.engine.prices import BOTH, Price, Scene, count

PAGE = Path(__file__).parents[2] / "docs" / "guarantees.md"
SECTION = (
    PAGE.read_text(encoding="utf-8").partition("## What a cycle costs")[2].partition("\n## ")[0]
)
CELLS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in SECTION.splitlines()
    if line.startswith("|")
]
SIZES = (1, 10, 100)
SIDES = ("slack", "notion", "sheets")
WHERE = {"the Sheet": "sheets", "Notion": "notion", "Slack": "slack"}
FIELDS = {
    "severity, status or lead": ("severity", "status", "lead"), "title": ("title",),
    "summary or customer update": ("summary", "customer_update"), "summary": ("summary",),
    "customer update": ("customer_update",),
}  # fmt: skip
ROWS: Mapping[str, Callable[[int], Price]] = {
    "new in the Sheet": lambda k: prices.declared("sheets", k, BOTH),
    "new in Notion": lambda k: prices.declared("notion", k, BOTH),
    "declared in Slack": lambda k: prices.declared("slack", k, BOTH),
    "channel made by hand": lambda k: prices.joined(k, BOTH),
    "timeline entry in Slack": lambda k: prices.noted(k, BOTH, "thread"),
    "follow-up in Slack": lambda k: prices.noted(k, BOTH, "card", "answer"),
    "history that only the Sheet has": lambda k: prices.first_creation("notion", k, 640),
    "history that only Notion has": lambda k: prices.first_creation("sheets", k, 640),
}
SAFETY: Mapping[str, Callable[[int], Price]] = {
    "guard read": lambda _: prices.guard_read(),
    "look": prices.looks,
    "look at a page's body, before a timeline entry or follow-up is put into it": prices.body_looks,
}
EDITED = re.compile(r"(.+) edited in (.+)")
PRICED = [cells for cells in CELLS if len(cells) == 4 and re.search(r"\d, \d", " ".join(cells))]


def _prices_of(name: str) -> list[Callable[[int], Price]]:
    """What a row of the page is about; of several fields, each."""
    match = EDITED.fullmatch(name)
    if match is None:
        return [ROWS[name]]
    return [partial(_edited, WHERE[match[2]], field) for field in FIELDS[match[1]]]


def _edited(where: str, field: str, count: int) -> Price:
    return prices.edited({where: [[field]] * count}, BOTH)


def _numbers(cell: str) -> list[int]:
    return [0, 0, 0] if cell == "0" else [int(number) for number in cell.split(", ")]


@pytest.mark.parametrize("cells", PRICED, ids=lambda cells: cells[0])
def test_a_row_of_the_page_is_that_of_the_code(cells: list[str]) -> None:
    """For one, ten and a hundred, side by side."""
    name, *told = cells
    for price in _prices_of(name):
        charged = [price(size) for size in SIZES]
        for side, cell in zip(SIDES, told, strict=True):
            assert _numbers(cell) == [sum(one.get(side, {}).values()) for one in charged], side


def test_the_page_names_every_row() -> None:
    """Each kind of edit on each side, and all else that has a price."""
    edits = [match for cells in PRICED if (match := EDITED.fullmatch(cells[0]))]
    named = {(WHERE[match[2]], field) for match in edits for field in FIELDS[match[1]]}
    assert named == {(where, field) for where in WHERE.values() for field in prices.TOUCHED}
    assert {cells[0] for cells in PRICED} >= ROWS.keys()


def test_the_page_s_safety_calls_are_those_of_the_code() -> None:
    """What is part of the prices, by size."""
    told = {cells[0].partition(":")[0]: cells[1] for cells in CELLS if len(cells) == 2}
    for name, price in SAFETY.items():
        assert _numbers(told[name]) == [count(price(size)) for size in SIZES], name


def test_the_page_s_other_safety_calls_are_those_of_the_code() -> None:
    """What comes on top, in its own case."""
    scene, told = Scene(BOTH, channels=999), [cells[1] for cells in CELLS if len(cells) == 2]
    day = prices.daily(scene, rows=200, members=200)
    asked = [count({side: day[side]}) for side in SIDES]
    ups = [count(prices.look_up(what, scene)) for what in ("message", "bookmark", "row")]
    assert told[-10:] == [
        str(*set(ups)), f"{count(prices.look_up('channel', scene))} per {prices.LISTED} channels",
        str(count(prices.look_up("page", scene))), str(count(prices.second_thought(1))),
        str(count(prices.bodies(1))),
        f"{count(prices.settling(scene)) // 2} per record, of Notion 1 per {prices.QUERIED} pages",
        str(asked[0]), str(asked[1] - 1),
        f"1 per {prices.QUERIED} pages", str(asked[2]),
    ]  # fmt: skip
    assert f"per {prices.MEMBERS}" in SECTION


def test_an_idle_cycle_costs_what_the_page_says() -> None:
    """One per so many channels and pages, and one per incident."""
    told = next(cells for cells in CELLS if cells[0] == "idle")
    assert f"per {prices.LISTED} channels" in told[1]
    assert f"per {prices.QUERIED} pages" in told[2]
    scene = Scene(BOTH, channels=prices.LISTED + 1, active=3, pages=prices.QUERIED, closed=True)
    calls = prices.idle(scene)
    assert calls["slack"] == {prices.LIST: 2, prices.HISTORY: 4}
    assert [count({side: calls[side]}) for side in SIDES[1:]] == [2, int(told[3])]

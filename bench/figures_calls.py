"""Calls: what cycles of three sides cost over the table of prices, for every row of it."""

import math
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bench.figure import Figure, figures
from incident_sync.cli.spawn import Sandbox
from tests.engine import prices
from tests.engine.place import Json, Place, cleared, fresh_sandbox, place_in
from tests.engine.prices import BOTH, Scene, count, total
from tests.engine.stock import adopting, past, settled, stocked
from tests.engine.till import Bill, Till, channels_of

SIZES = {10: 4, 100: 10, 1000: 20, 10_000: 20}
"""Rows, and how many of them are active."""
FEW = (1, 10, 100)
MANY = 1000
FIELDS = ("severity", "title", "summary")
"""What is edited in turn: a field of each price."""
ROW_BYTES = 640
"""Of a row of history, as ``prices.first_creation`` counts them."""
MEMBERS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table at one size, billed."""

    name: str
    size: int
    bill: Bill


@figures
def idle() -> list[Figure]:
    """The second of two cycles of a warm store, with a Sheet and Notion, counted by the sandbox."""
    found = []
    for sandbox in fresh_sandbox():
        blank = sandbox.control("GET", "/state")
        for rows, active in SIZES.items():
            with _adopting(cleared(sandbox, blank), rows, active) as place:
                first = _first_match(place, rows, active)
                settled(place, closed=True)
                scene = Scene(BOTH, channels_of(place), active - 1, closed=True)
                over = ratio(Bill(place.spent(), prices.idle(scene)))
            found.append(Figure(f"idle_calls_over_floor_{rows}", over, "ratio", "== 1.0"))
            found += _figures(Row("first_match", rows, first))
    return found


@figures
def rows() -> list[Figure]:
    """Every row of the table, at k = 1, 10, 100 and 1,000; two sandboxes at work at a time."""
    stories = (thousand_edits, thousand_new, few_new, few_edits, creations)
    with ProcessPoolExecutor(2) as pool:
        told = [pool.submit(_rows, story) for story in stories]
        found = sorted((row for one in told for row in one.result()), key=_order)
    return [figure for row in found for figure in _figures(row)]


def thousand_edits(sandbox: Sandbox) -> Iterator[Row]:
    """A thousand new pages, and edits of all of them on two sides."""
    with _till(sandbox, 0) as till:
        yield Row("new_in_notion", MANY, till.declares("notion", MANY))
        till.learn()
        for where in ("sheets", "slack"):
            yield _edits(till, where, MANY)


def thousand_new(sandbox: Sandbox) -> Iterator[Row]:
    """A thousand incidents declared in Slack."""
    with _till(sandbox, 1) as till:
        yield Row("new_in_slack", MANY, till.declares("slack", MANY))


def few_new(sandbox: Sandbox) -> Iterator[Row]:
    """New incidents on each side."""
    with _till(sandbox, 1) as till:
        for new in FEW:
            for where in ("slack", *BOTH):
                yield Row(f"new_in_{where}", new, till.declares(where, new))


def few_edits(sandbox: Sandbox) -> Iterator[Row]:
    """Edits on each side."""
    with _till(sandbox, max(FEW)) as till:
        for edits in FEW:
            for where in ("slack", *BOTH):
                yield _edits(till, where, edits)


def creations(sandbox: Sandbox) -> Iterator[Row]:
    """One record's history, given to the other."""
    blank = sandbox.control("GET", "/state")
    for number in (*FEW, MANY):
        for side in BOTH:
            with tempfile.TemporaryDirectory() as folder:
                bill = _created(cleared(sandbox, blank), Path(folder), side, number)
            yield Row(f"first_creation_in_{side}", number, bill)


def _edits(till: Till, where: str, edits: int) -> Row:
    fields = list(islice(cycle(FIELDS), edits))
    return Row(f"edits_in_{where}", edits, till.edits(where, fields))


def _first_match(place: Place, rows: int, active: int) -> Bill:
    scene = Scene(BOTH, channels_of(place))
    price = prices.first_match(scene, rows=rows, members=MEMBERS)
    return Bill(place.spent(), total(price, prices.adopted(active, BOTH)))


def _created(sandbox: Sandbox, folder: Path, side: str, number: int) -> Bill:
    """What it takes until the record is full, however many cycles that are."""
    table: list[Json] = [past(one) for one in range(number)]
    kept = {"sheets": table, "notion": table, side: []}
    place = place_in(sandbox, folder, kept["sheets"], kept["notion"])
    scene = Scene(BOTH, channels_of(place))
    price = prices.first_match(scene, rows=number, members=MEMBERS)
    price = total(price, prices.first_creation(side, number, ROW_BYTES))
    made, there = place.spent(), len(place.pages.all())
    while there < number:
        # The pages just made are those that were edited since.
        price = total(price, prices.idle(Scene(BOTH, scene.channels, pages=there)))
        made = total(made, place.spent())
        there = len(place.pages.all())
    return Bill(made, price)


def _rows(story: Callable[[Sandbox], Iterable[Row]]) -> list[Row]:
    found: list[Row] = []
    for sandbox in fresh_sandbox():
        cleared(sandbox, sandbox.control("GET", "/state"))
        found += story(sandbox)
    return found


@contextmanager
def _adopting(sandbox: Sandbox, rows: int, active: int) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        yield adopting(sandbox, Path(folder), rows=rows, active=active, records=BOTH)


@contextmanager
def _till(sandbox: Sandbox, active: int) -> Iterator[Till]:
    with tempfile.TemporaryDirectory() as folder:
        place = stocked(sandbox, Path(folder), rows=active + 10, active=active, records=BOTH)
        place.turn(3600)
        yield Till(place)


def ratio(bill: Bill) -> float:
    """Of the method farthest from its price: 1 where every method costs just that."""
    pairs = [
        (bill.made.get(service, {}).get(method, 0), bill.price.get(service, {}).get(method, 0))
        for service, methods in total(bill.made, bill.price).items()
        for method in methods
    ]
    over = [made / price if price else math.inf for made, price in pairs]
    return max(over, key=lambda one: abs(one - 1))


def _order(row: Row) -> tuple[str, int]:
    return row.name, row.size


def _figures(row: Row) -> list[Figure]:
    name = f"{row.name}_{row.size}"
    return [
        Figure(f"calls_over_price_{name}", ratio(row.bill), "ratio", "== 1.0"),
        Figure(f"calls_{name}", count(row.bill.made), "calls"),
    ]

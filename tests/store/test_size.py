"""10,000 incidents are adopted, found and read without anybody waiting for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import pytest

from incident_sync.clock import ManualClock
from incident_sync.history import Draft
from incident_sync.model.fields import Kind
from incident_sync.store import Store
from tests.store.samples import AT, incident, link, url

MANY = 10_000


@pytest.fixture
def times(capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, float]]:
    """Seconds by what took them, printed at the end."""
    times: dict[str, float] = {}
    yield times
    with capsys.disabled():
        print("", *(f"  {name}: {seconds:.3f} s" for name, seconds in times.items()), sep="\n")  # noqa: T201


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    """Measure what is done inside."""
    began = perf_counter()
    yield
    times[name] = perf_counter() - began


@pytest.mark.long
def test_ten_thousand_incidents(path: Path, clock: ManualClock, times: dict[str, float]) -> None:
    """A first adoption, then a look: with a margin for slow machines; the figures are printed."""
    with Store.open(url(path), clock) as store:
        with timed(times, "adopt"), store.writing() as tx:
            for number in store.reserve_ids(MANY):
                tx.save_item(incident(number), active=False, closed_at=None, dirty=False)
                for side in ("slack", "sheets"):
                    tx.save_link(link(number, side))
                tx.append(Draft("adopted", AT, number, f"INC-{number}", values={"title": "x"}))
        with timed(times, "index"):
            index = store.index("sheets")
        with timed(times, "active"):
            assert store.active_refs("slack") == ()
        with timed(times, "verify"):
            assert store.verify() == []
    assert len(index[Kind.INCIDENT]) == MANY
    assert times["adopt"] < 20
    assert times["index"] < 0.5

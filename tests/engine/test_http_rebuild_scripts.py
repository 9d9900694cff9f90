"""Random days of people at work, and in their midst the store is lost or an older one put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from incident_sync.app import opened
from incident_sync.cli.spawn import Sandbox
from tests.engine.crowd import HEADERS, Crowd
from tests.engine.picture import doubled
from tests.engine.place import Json, Place
from tests.engine.test_http_scripts import Start, Step, burst

EXAMPLES = {"sheets": 4, "notion": 4, "both": 8}
_FIELDS = tuple(HEADERS.values())

which, pick = st.integers(0, 3), st.integers(0, 4)
typed = st.tuples(
    st.sampled_from(("edits_sheet", "edits_notion")), which, st.sampled_from(tuple(HEADERS)), pick
)


@dataclass(frozen=True, slots=True)
class Day:
    """Bursts with a cycle after each, what records were told last, unheard, and what happens then.

    ``back`` is how many bursts old the store is that is put back; None where it is deleted.
    """

    bursts: Sequence[Sequence[Step]]
    unheard: Sequence[Step]
    back: int | None


days = st.builds(
    Day,
    st.lists(burst, min_size=1, max_size=4),
    st.lists(typed, max_size=4),
    st.sampled_from((None, None, 0, 1, 2)),
)


def _lived(crowd: Crowd, day: Day) -> bytes | None:
    """The day; the store that is put back at its end."""
    stores = []
    for some in day.bursts:
        stores.append(crowd.place.state.read_bytes())
        for verb, *args in some:
            getattr(crowd, verb)(*args)
        for _ in range(2):
            crowd.place.cycle(later=300)
    for verb, *args in day.unheard:
        getattr(crowd, verb)(*args)
    return None if day.back is None else stores[max(0, len(stores) - 1 - day.back)]


def _lose(place: Place, older: bytes | None) -> None:
    for file in place.folder.glob("incident-sync.db*"):
        file.unlink()
    if older is not None:
        place.state.write_bytes(older)
        place.state.chmod(0o600)


def _written(place: Place) -> dict[tuple[str, str, str], object]:
    """Every filled cell of a mirrored field, by record, ID and header."""
    rows: list[tuple[str, Json]] = [("notion", page) for page in place.paged()]
    rows += [("sheets", row) for row in place.rows()] if place.key else []
    return {
        (side, row["ID"], header): row[header]
        for side, row in rows
        for header in _FIELDS
        if row["ID"] and row[header] not in ("", None, [])
    }


def _was_rebuilt(place: Place) -> bool:
    with opened(place.config, clock=place.clock) as app:
        return any(entry.kind == "rebuilt" for entry, _ in app.store.history())


def _channels(place: Place) -> list[str]:
    raw = place.slack()["channels"].values()
    return sorted(one["name"] for one in raw if one["name"].startswith("inc-"))


@pytest.mark.long
@pytest.mark.parametrize("records", list(EXAMPLES))
def test_whatever_was_going_on_a_lost_store_doubles_and_overwrites_nothing(
    sandbox: Sandbox, tmp_path: Path, records: str
) -> None:
    """Every filled cell stays as it is, every channel has one row, and then all is quiet."""
    start = Start(sandbox, tmp_path, records)
    stats: Counter[str] = Counter()

    @seed(7)
    @settings(
        max_examples=EXAMPLES[records],
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(days)
    def law(day: Day) -> None:
        crowd = start.again()
        older = _lived(crowd, day)
        place = crowd.place
        before, channels = _written(place), _channels(place)
        _lose(place, older)
        for _ in range(3):
            place.cycle(later=300)
        if _was_rebuilt(place):  # else the store lacked nothing, and what was typed is mirrored
            stats["rebuilt"] += 1
            after = _written(place)
            assert {key: after.get(key) for key in before} == before
        assert _channels(place) == channels
        assert doubled(place) == []
        assert place.cycle(later=300).actions == []

    law()
    assert stats["rebuilt"] >= EXAMPLES[records] // 4

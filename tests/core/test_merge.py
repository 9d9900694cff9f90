"""The merge of one field: its table by hand, and its laws for any edits in any order."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.core.merge import merge
from incident_sync.core.rank import Ranks
from incident_sync.model.edit import Edit
from incident_sync.model.fields import Kind, field_of
from incident_sync.model.item import NOTHING, Agreed

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ORDER = ("slack", "notion", "sheets", "rule")


def edit(side: str, new: str, base: int = 0, old: str | None = None) -> Edit:
    return Edit(1, "severity", side, old, new, base, NOW)


def agreed(value: str, version: int, *trail: tuple[int, str]) -> Agreed:
    return Agreed(value, version, trail[-1][1] if trail else "rule", trail=trail)


def test_nobody_edited_keeps_the_value() -> None:
    """No edit, no change."""
    assert merge(NOTHING, [], ORDER).agreed == NOTHING


def test_one_side_edited_is_taken() -> None:
    """A single edit moves the hub by one version and makes no conflict."""
    done = merge(agreed("Minor", 1, (1, "sheets")), [edit("notion", "Major", 1)], ORDER)
    assert (done.agreed.value, done.agreed.version, done.agreed.origin) == ("Major", 2, "notion")
    assert done.conflict is None
    assert done.change is not None


def test_equal_edits_are_no_conflict() -> None:
    """Two people who mean the same agree."""
    done = merge(NOTHING, [edit("slack", "Major"), edit("sheets", "Major")], ORDER)
    assert done.agreed.value == "Major"
    assert done.conflict is None


def test_concurrent_and_different_the_highest_rank_wins_and_the_other_is_kept() -> None:
    """The loser's value stays readable beside the winner's."""
    done = merge(NOTHING, [edit("sheets", "Minor"), edit("slack", "Major")], ORDER)
    assert done.agreed.value == "Major"
    assert done.conflict is not None
    assert dict(done.conflict.values) == {"slack": "Major", "sheets": "Minor"}
    assert done.conflict.winner == "slack"


def test_a_late_edit_loses_to_a_newer_version_of_a_higher_side() -> None:
    """A side that was away is concurrent with all that happened meanwhile."""
    now = agreed("Major", 2, (2, "slack"))
    done = merge(now, [edit("sheets", "Minor", 1)], ORDER)
    assert done.agreed.value == "Major"
    assert done.change is None
    assert done.conflict is not None
    assert done.conflict.values["sheets"] == "Minor"


def test_a_late_edit_of_a_higher_side_wins_and_keeps_what_it_displaced() -> None:
    """Coming late does not lower a side's rank."""
    done = merge(agreed("Minor", 2, (2, "sheets")), [edit("slack", "Major", 1)], ORDER)
    assert done.agreed.value == "Major"
    assert done.conflict is not None
    assert dict(done.conflict.values) == {"sheets": "Minor", "slack": "Major"}


def test_an_edit_that_saw_the_newest_value_replaces_it_without_conflict() -> None:
    """The lowest side may change what the highest one said, once it has seen it."""
    done = merge(agreed("Major", 3, (3, "slack")), [edit("sheets", "Minor", 3)], ORDER)
    assert done.agreed.value == "Minor"
    assert done.conflict is None


def test_a_late_edit_is_ranked_against_every_newer_version_not_the_last_alone() -> None:
    """Slack's v2 was unseen by Notion, so the Sheet's v3 on top of it does not let Notion pass."""
    first = merge(agreed("A", 1, (1, "rule")), [edit("slack", "B", 1)], ORDER).agreed
    second = merge(first, [edit("sheets", "C", 2)], ORDER).agreed
    late = merge(second, [edit("notion", "D", 1)], ORDER)
    assert late.agreed.value == "C"
    assert late.conflict is not None
    assert late.conflict.values["notion"] == "D"


@pytest.mark.parametrize(
    ("mode", "field", "active", "first"),
    [
        ("ranked", "severity", True, "slack"),
        ("ranked", "severity", False, "notion"),
        ("ranked", "summary", True, "notion"),
        ("record", "severity", True, "notion"),
        ("slack", "summary", False, "slack"),
    ],
)
def test_ranks_are_as_designed(mode: str, field: str, active: bool, first: str) -> None:
    """Slack leads the live fields of an active incident, the system of record all else."""
    order = Ranks(("notion", "sheets"), mode).order(field_of(Kind.INCIDENT, field), active=active)
    assert order[0] == first
    assert order.index("notion") < order.index("sheets")
    assert order[-1] == "rule"


values = st.sampled_from("ABC")
rivals = st.dictionaries(st.sampled_from(ORDER[:3]), values, min_size=1)


@given(rivals, st.permutations(ORDER[:3]), st.lists(st.integers(0, 3), max_size=2))
def test_the_winner_is_the_same_in_any_order_of_arrival(
    typed: dict[str, str], order: list[str], cuts: list[int]
) -> None:
    """Together, one by one or in any grouping: one set of concurrent edits has one winner."""
    start = agreed("X", 1, (1, "rule"))
    together = merge(start, [edit(side, new, 1) for side, new in typed.items()], ORDER).agreed
    arriving = [side for side in order if side in typed]
    bounds = [0, *sorted(cuts), len(arriving)]
    now = start
    for low, high in pairwise(bounds):
        now = merge(now, [edit(side, typed[side], 1) for side in arriving[low:high]], ORDER).agreed
    assert now.value == together.value


@given(st.lists(st.tuples(st.sampled_from(ORDER[:3]), values, st.integers(0, 4)), max_size=8))
def test_no_value_is_displaced_unseen_without_a_conflict(
    script: list[tuple[str, str, int]],
) -> None:
    """Whatever loses to somebody who had not seen it is kept, and nothing is made up."""
    now = agreed("X", 1, (1, "rule"))
    own: dict[str, int] = {}  # a side has always seen what it set itself
    for side, new, behind in script:
        base = max(own.get(side, 0), now.version - behind)
        done = merge(now, [edit(side, new, base)], ORDER)
        assert done.agreed.value in {now.value, new}
        lost = {new, now.value} - {done.agreed.value}
        unseen = base < now.version
        if lost and unseen:
            assert done.conflict is not None
            assert lost <= set(done.conflict.values.values())
        now = done.agreed
        own[side] = now.version if now.value == new else base


@given(rivals)
def test_merging_again_changes_nothing(typed: dict[str, str]) -> None:
    """The same edits seen twice (a baseline not advanced yet) end in the same value."""
    edits = [edit(side, new, 1) for side, new in typed.items()]
    once = merge(agreed("X", 1, (1, "rule")), edits, ORDER).agreed
    assert merge(once, edits, ORDER).agreed.value == once.value

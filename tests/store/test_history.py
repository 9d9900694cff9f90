"""The history in the store is a chain that shows every tampering and survives forgetting."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident_sync.clock import ManualClock
from incident_sync.errors import Permanent, Unsafe
from incident_sync.history import Draft, Entry
from incident_sync.model.edit import Conflict
from incident_sync.store import Store
from tests.store.samples import AT, AWKWARD, raw, url

SECRET = "xoxb-planted-canary"


def draft(item: int, new: object = "Major") -> Draft:
    """An edit of an incident."""
    return Draft("edit", AT, item, f"INC-{item}", "slack", "severity", "Priya", {"new": new})


def write(store: Store, *drafts: Draft) -> list[Entry]:
    """Append drafts in one transaction."""
    with store.writing() as tx:
        return [tx.append(one) for one in drafts]


def test_entries_come_back_with_their_values(store: Store) -> None:
    """Newest first, or oldest first, of all incidents or of one, as many as asked for."""
    first, second = write(store, draft(1, AWKWARD), draft(2))
    (third,) = write(store, draft(1, None))
    everything = [(third, {"new": None}), (second, {"new": "Major"}), (first, {"new": AWKWARD})]
    assert store.history() == everything
    assert store.history(newest_first=False) == everything[::-1]
    assert store.history(item=1, limit=1) == everything[:1]
    assert (store.entry(2), store.entry(9)) == (everything[1], None)


def test_the_chain_goes_on_across_transactions(store: Store) -> None:
    """Numbers have no gaps and each entry names the one before; a failed append leaves no hole."""
    write(store, draft(1), draft(2))
    with pytest.raises(Unsafe), store.writing() as tx:
        tx.finish(tx.append(draft(3)).digest, {})
    write(store, draft(4))
    entries = [entry for entry, _ in store.history(newest_first=False)]
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:2]]
    assert store.verify() == []


def test_a_long_chain_is_verified_in_pieces(store: Store) -> None:
    """Nothing is wrong at the borders between reads, and a break there is seen."""
    write(store, *(draft(number) for number in range(1, 2101)))
    assert store.verify() == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE history SET by = 'Sam' WHERE seq = 2", [(2, "altered entry")]),
        ("UPDATE history SET at = 'yesterday' WHERE seq = 2", [(2, "altered entry")]),
        ("UPDATE history SET commitments = '[' WHERE seq = 2",
         [(2, "altered entry"), (2, "altered value")]),
        ("UPDATE history SET commitments = '{}' WHERE seq = 2",
         [(2, "altered entry"), (2, "altered value")]),
        ("UPDATE history_values SET value = '\"Minor\"' WHERE seq = 2", [(2, "altered value")]),
        ("UPDATE history_values SET value = '\"Maj' WHERE seq = 2", [(2, "altered value")]),
        ("UPDATE history_values SET salt = '' WHERE seq = 2", [(2, "altered value")]),
        ("DELETE FROM history WHERE seq = 2", [(3, "gap")]),
        ("UPDATE history SET digest = previous WHERE seq = 2",
         [(2, "altered entry"), (3, "broken link")]),
    ],
)  # fmt: skip
def test_tampering_is_found(
    path: Path, clock: ManualClock, tampering: str, found: list[tuple[int, str]]
) -> None:
    """Whatever somebody changes in the file is named, also where it can no longer be read."""
    with Store.open(url(path), clock) as store:
        write(store, draft(1), draft(2), draft(3))
        with raw(path) as database:
            database.execute(tampering)
        assert [(problem.seq, problem.kind) for problem in store.verify()] == found


def test_a_redacted_value_is_gone_from_the_disk(path: Path, clock: ManualClock) -> None:
    """Neither rows, free pages, journal nor the conflict keep it, and the chain still verifies."""
    with Store.open(url(path), clock) as store:
        with store.writing() as tx:
            entry = tx.append(draft(1, SECRET))
            values = {"slack": SECRET, "sheets": "x"}
            tx.conflict(Conflict(1, "summary", SECRET, values, "slack"), AT, entry=entry.seq)
            tx.append(draft(2))
        with store.writing() as tx:
            tx.redact(entry.seq)
        assert [kept.conflict.values for kept in store.conflicts(open_only=False)] == [{}]
        assert store.entry(entry.seq) == (entry, {})
        assert store.verify() == []
        for file in path.parent.iterdir():
            assert SECRET.encode() not in file.read_bytes(), file.name


def test_only_an_entry_can_be_redacted(store: Store) -> None:
    """A number that nothing has is named, with where to find the others."""
    with pytest.raises(Permanent, match="no history entry 7"), store.writing() as tx:
        tx.redact(7)

"""What is saved of the hub comes back as it was, and the questions find it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from incident_sync.errors import Unsafe
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach, State
from incident_sync.model.world import Ref
from incident_sync.store import Store
from tests.store.samples import AT, incident, link, member, save, save_links


def test_an_item_comes_back_as_it_was(store: Store) -> None:
    """Every kind of value, version, origin and trail survives."""
    save(store, incident(1), incident(2, parent=1))
    assert store.items([1, 2, 3]) == {1: incident(1), 2: incident(2, parent=1)}


def test_saving_again_replaces(store: Store) -> None:
    """An item has one row; the last save of a transaction counts."""
    changed = replace(incident(1), label="INC-9")
    with store.writing() as tx:
        for item in (incident(1), changed):
            tx.save_item(item, active=True, closed_at=None, dirty=False)
    save(store, replace(changed, number=9))
    assert store.items([1]) == {1: replace(changed, number=9)}
    assert store.count(Kind.INCIDENT) == 1


def test_a_link_comes_back_as_it_was(store: Store) -> None:
    """Baselines, prints and notes survive, by item and side."""
    save(store, incident(1), incident(2))
    sheet = link(1, "sheets", ref="INC-1", reach=Reach.GONE)
    save_links(store, link(1), sheet)
    assert store.links_of([1, 2]) == {1: {"slack": link(1), "sheets": sheet}}


def test_the_index_is_by_side_kind_and_ref(store: Store) -> None:
    """A look gets digests and misses of its own side, with every kind present."""
    save(store, incident(1), incident(2, parent=1))
    follow_up = link(2, kind=Kind.FOLLOW_UP, ref="C1:17.1")
    save_links(store, link(1, missing=2), follow_up, link(1, "sheets"))
    assert store.index("slack") == {
        Kind.INCIDENT: {"C1": Ref(1, "digest 1", 2)},
        Kind.FOLLOW_UP: {"C1:17.1": Ref(2, "digest 2", 1)},
        Kind.TIMELINE: {},
    }


def test_a_dropped_link_is_gone_and_its_ref_free(store: Store) -> None:
    """A ref may move to another item once the old link is dropped, in the same transaction."""
    save(store, incident(1), incident(2))
    save_links(store, link(1))
    with store.writing() as tx:
        tx.drop_link("slack", 1)
        tx.save_link(link(2, ref="C1"))
    assert store.find_refs("slack", ["C1", "C9"]) == {"C1": 2}
    assert store.find_refs("sheets", ["C1"]) == {}


def test_one_ref_belongs_to_one_item(store: Store) -> None:
    """Two incidents never share a channel: the store refuses, and says so without the data."""
    save(store, incident(1), incident(2))
    with pytest.raises(Unsafe, match="contradicts") as refused:
        save_links(store, link(1), link(2, ref="C1"))
    assert "Priya" not in str(refused.value)
    assert store.links_of([1, 2]) == {}


def test_a_link_needs_its_item(store: Store) -> None:
    """A link to nothing is refused, even where both would be saved in one transaction."""
    with pytest.raises(Unsafe):
        save_links(store, link(7))


def test_children_are_found_by_parent(store: Store) -> None:
    """Oldest first, whatever the order of saving, in one transaction with their parent."""
    save(store, incident(3, parent=1), incident(2, parent=1), incident(1))
    assert store.children([1, 2]) == {1: [2, 3]}


def test_dirty_items_are_those_marked(store: Store) -> None:
    """An item is dirty from its save until it is marked as shown everywhere."""
    save(store, incident(1), incident(2), dirty=True)
    with store.writing() as tx:
        tx.set_dirty([1], False)  # noqa: FBT003 - the mark
    assert store.dirty() == {2}


def test_labels_are_found_exactly(store: Store) -> None:
    """Case and parts do not count, empty labels are nobody's, and the oldest of two wins."""
    twin = replace(incident(3), label="INC-1")
    save(store, twin, incident(1), replace(incident(2), label=""))
    assert store.find_labels(["INC-1", "inc-1", "INC", "", "x"]) == {"INC-1": 1}


def test_active_refs_are_of_mirrored_incidents_that_go_on(store: Store) -> None:
    """History, detached and closed incidents, children and archived channels are left out."""
    save(store, incident(9), incident(1), incident(2, state=State.DETACHED), incident(3, parent=1))
    save(store, incident(4), active=False)
    save(store, incident(5))
    save_links(store, *map(link, (9, 1, 2, 4)))
    save_links(store, link(3, kind=Kind.FOLLOW_UP), link(5, reach=Reach.ARCHIVED))
    assert store.active_refs("slack") == ("C1", "C9")
    assert store.active_refs("sheets") == ()


def test_recent_refs_are_of_incidents_closed_since(store: Store) -> None:
    """The moment itself counts; older ones, and those reopened, do not."""
    with store.writing() as tx:
        for item, seconds, active in ((1, 0, False), (2, -1, False), (3, 5, True), (4, 9, False)):
            closed_at = AT + timedelta(seconds=seconds)
            tx.save_item(incident(item), active=active, closed_at=closed_at, dirty=False)
            tx.save_link(link(item))
    assert store.recent_refs("slack", AT) == ("C1", "C4")


def test_recent_refs_come_oldest_first(store: Store) -> None:
    """By item and not by when they were closed, also where they fill more than one question."""
    numbers = range(1, 1102)
    with store.writing() as tx:
        for number in numbers:
            closed_at = AT - timedelta(seconds=number)
            tx.save_item(incident(number), active=False, closed_at=closed_at, dirty=False)
            tx.save_link(link(number))
    wanted = tuple(f"C{number}" for number in numbers)
    assert store.recent_refs("slack", AT - timedelta(days=1)) == wanted


def test_notes_are_read_alone(store: Store) -> None:
    """A side gets its own memory by ref."""
    save(store, incident(1))
    save_links(store, link(1))
    assert store.notes("slack", ["C1", "C2"]) == {"C1": {"card": "1700000000.000100"}}


def test_all_items_of_a_kind_come_in_order(store: Store) -> None:
    """More items than fit into one read come complete and oldest first."""
    save(store, *(incident(number) for number in range(2500, 0, -1)), incident(2501, parent=1))
    assert [item.id for item in store.all(Kind.INCIDENT)] == list(range(1, 2501))
    assert len(store.items(range(3000))) == 2501


def test_cursors_stay_unless_emptied(store: Store) -> None:
    """A cursor left out stays, an empty one is forgotten, and sides do not see each other's."""
    with store.writing() as tx:
        tx.set_cursors("slack", {"C1": "17.1", "C2": "17.2"})
        tx.set_cursors("sheets", {"C1": "other"})
    with store.writing() as tx:
        tx.set_cursors("slack", {"C1": "17.3", "C2": ""})
    assert store.cursors("slack") == {"C1": "17.3"}
    assert store.cursors("sheets") == {"C1": "other"}


def test_members_come_back_as_they_were(store: Store) -> None:
    """Every mark of a member survives."""
    assert store.members() == ()
    with store.writing() as tx:
        tx.set_members((member(),))
    assert store.members() == (member(),)


def test_numbers_only_rise(store: Store) -> None:
    """What is minted lies above all that was seen, and is never minted again."""
    with store.writing() as tx:
        tx.raise_counter(41)
        tx.raise_counter(7)
        assert tx.mint(2) == [42, 43]
        assert tx.mint(1) == [44]
    assert store.counter() == 44


def test_ids_are_reserved_without_writing(store: Store) -> None:
    """Two reservations never overlap, and both lie above what is stored."""
    save(store, incident(5))
    assert list(store.reserve_ids(2)) == [6, 7]
    assert list(store.reserve_ids(1)) == [8]


def test_a_side_is_adopted_once_read(store: Store) -> None:
    """Adoption is remembered by side."""
    assert not store.adopted("sheets")
    with store.writing() as tx:
        tx.set_adopted("sheets")
    assert store.adopted("sheets")
    assert not store.adopted("slack")


def test_the_heartbeat_tells_of_the_last_cycle(store: Store) -> None:
    """Turn, begin, seconds and health are kept; before the first cycle there are none."""
    assert (store.turn(), store.heartbeat()["started_at"]) == (0, None)
    with store.writing() as tx:
        tx.beat(8, AT, 0.25, {"slack": "ok"})
    beat = store.heartbeat()
    assert store.turn() == 8
    assert (beat["started_at"], beat["duration"], beat["health"]) == (AT, 0.25, {"slack": "ok"})

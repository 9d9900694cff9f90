"""What every record keeps: rows that people sort, copy, type into and delete."""

from __future__ import annotations

import pytest

from incident_sync.model.action import Message
from incident_sync.model.fields import Kind
from incident_sync.model.values import Value, meaning
from incident_sync.model.view import Known
from tests.sides.contract import SideContract
from tests.sides.keeper import follow_up, incident, with_values
from tests.sides.places import RecordPlace, odd_incidents


class RecordContract(SideContract):
    """The laws of a side whose rows people read and write."""

    def test_a_record_does_not_speak(self, place: RecordPlace) -> None:
        """What is to be said is not written into a register."""
        keeper = place.keeper()
        item = incident()
        keeper.open(item)
        assert keeper.say(item, Message("note:1", 1, "note", {"changes": []})) == ()

    def test_a_field_that_a_person_just_changed_is_not_written(self, place: RecordPlace) -> None:
        """Between look and write somebody typed there: they keep their word, and are heard."""
        keeper = place.keeper()
        item = incident()
        ref = keeper.open(item)
        keeper.look()
        actions = keeper.plan(with_values(item, status="Fixing"))
        place.edit(ref, "status", "Monitoring")
        (outcome,) = keeper.carry_out(actions)
        assert outcome.moved
        assert not outcome.done
        assert place.read(ref, "status") == "Monitoring"
        assert keeper.look().edits == ((item.id, "status", meaning("Monitoring")),)

    def test_a_field_beside_the_one_that_is_written_keeps_a_persons_word(
        self, place: RecordPlace
    ) -> None:
        """Another field typed in that moment is neither overwritten nor missed."""
        keeper = place.keeper()
        item = incident()
        ref = keeper.open(item)
        keeper.look()
        actions = keeper.plan(with_values(item, status="Fixing"))
        place.edit(ref, "summary", "Typed just now.")
        keeper.carry_out(actions)
        assert place.read(ref, "summary") == "Typed just now."
        assert (item.id, "summary", meaning("Typed just now.")) in keeper.look().edits

    def test_rows_that_moved_are_written_where_they_are_now(self, place: RecordPlace) -> None:
        """Sorting and inserting change no identity and are no edit."""
        keeper = place.keeper()
        items = [incident(n, title=f"Title {9 - n}") for n in (1, 2, 3)]
        refs = [keeper.open(item) for item in items]
        keeper.look()
        place.shuffle()
        assert keeper.look().edits == ()
        place.shuffle()
        outcomes = keeper.show(*[with_values(item, severity="Major") for item in items[:2]])
        assert all(one.done for one in outcomes)
        assert [place.read(ref, "severity") for ref in refs] == ["Major", "Major", "Minor"]

    def test_a_removed_row_is_missing_from_a_whole_look_and_is_not_written(
        self, place: RecordPlace
    ) -> None:
        """Absence is reported by a complete read; a write to the row comes to nothing."""
        keeper = place.keeper()
        gone, stays = incident(1), incident(2, title="Payments")
        refs = [keeper.open(gone), keeper.open(stays)]
        keeper.look()
        before = place.count()
        place.remove(refs[0])
        view = keeper.look().view
        assert Kind.INCIDENT in view.whole
        assert refs[0] not in view.present[Kind.INCIDENT]
        assert refs[1] in view.present[Kind.INCIDENT]
        done = {one.action.item: one.done for one in keeper.show(
            with_values(gone, severity="Major"), with_values(stays, severity="Major")
        )}  # fmt: skip
        assert done == {1: False, 2: True}
        assert (place.count(), place.read(refs[1], "severity")) == (before - 1, "Major")

    def test_what_a_person_wrote_fits(self, place: RecordPlace) -> None:
        """A row taken over as it stands shows all that the hub would write into it."""
        keeper = place.keeper()
        place.add("Payments time out")
        (row,) = keeper.look().fresh
        values: dict[str, Value] = dict(row.values)
        item = with_values(incident(), **values)
        keeper.adopt(row, item)
        differing = {name for action in keeper.plan(item) for name in action.facets}
        assert differing <= {"id", "channel", "status", "severity"}

    def test_odd_titles_and_texts_read_back_as_themselves(self, place: RecordPlace) -> None:
        """A first look reads from the cells just what was written into them."""
        keeper = place.keeper()
        items = odd_incidents(titled=True)
        keeper.show(*items.values())
        view = place.restarted().observe(Known(first=True, directory=place.directory))
        rows = {row.label: row.values for row in view.rows}
        for field in ("title", "summary"):
            wanted = {name: meaning(item.value(field)) for name, item in items.items()}
            assert {n: meaning(rows[i.label][field]) for n, i in items.items()} == wanted

    def test_children_stand_beside_their_incident(self, place: RecordPlace) -> None:
        """A follow-up names its incident, is read by people, and their tick is heard once."""
        keeper = place.keeper()
        above = keeper.open(incident())
        todo = follow_up(7, 1, text="Write the runbook", done=False)
        ref = keeper.open(todo)
        assert place.read(ref, "text", Kind.FOLLOW_UP) == "Write the runbook"
        assert keeper.look().view.rows == ()
        place.edit(ref, "text", "Write two runbooks", Kind.FOLLOW_UP)
        heard = keeper.look()
        assert heard.edits == ((7, "text", meaning("Write two runbooks")),)
        assert [row.parent for row in heard.view.rows] in (["INC-1"], [above])
        assert keeper.look().view.rows == ()

    @pytest.mark.parametrize("how", ["remove", "erase"])
    def test_what_was_taken_away_is_put_back_on_demand(self, place: RecordPlace, how: str) -> None:
        """One row of that ID, with what happened since and what belongs to it; then it is quiet."""
        keeper = place.keeper()
        item, todo = incident(summary="Two in five fail."), follow_up(7, 1, text="Call", done=False)
        ref = keeper.open(item)
        keeper.open(todo)
        keeper.look()
        before, theirs = place.count(), place.foreign()
        getattr(place, how)(ref)
        keeper.look()
        keeper.want(item)
        changed = with_values(item, severity="Major")
        refs = [keeper.open(one) for one in (changed, todo)]
        assert (place.count(), place.foreign()) == (before, theirs)
        assert place.read(refs[0], "severity") == "Major"
        assert place.read(refs[0], "summary") == "Two in five fail."
        assert place.read(refs[1], "text", Kind.FOLLOW_UP) == "Call"
        for _ in range(2):
            heard = keeper.look()
            assert (heard.edits, heard.fresh) == ((), ())
        assert refs[0] in heard.view.present.get(Kind.INCIDENT, {refs[0]})
        assert [keeper.plan(one) for one in (changed, todo)] == [(), ()]

    def test_what_was_put_back_in_doubt_is_not_doubled(self, place: RecordPlace) -> None:
        """It is an effect under a key that was never used, found again by that."""
        keeper = place.keeper()
        item = incident()
        keys, before = {action.key for action in keeper.plan(item)}, place.count()
        for _ in range(2):
            place.erase(keeper.open(item))
            keeper.look()
            keeper.want(item)
            (action,) = keeper.plan(item)
            while not action.effect:
                keeper.carry_out([action])
                (action,) = keeper.plan(item)
            assert action.key not in keys
            keys.add(action.key)
            since = place.clock.now()
            assert keeper.side.look_up(action, since) is None
            list(keeper.side.apply([action]))
            keeper.side = place.restarted()
            keeper.look()
            found = keeper.side.look_up(action, since)
            assert found is not None
            keeper.remember(found)
            keeper.open(item)
            assert place.count() == before + 1

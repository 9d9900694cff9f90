"""What every side keeps, whatever service is behind it. A side inherits it with a driver.

A side's test class says how a fresh place is made (the ``place`` fixture, see ``places``). A
channel side inherits ``ChannelContract``, a record ``contract_record.RecordContract``, and one that
talks to a service ``contract_service.ServiceContract`` as well.
"""

from __future__ import annotations

import json

import pytest

from incident_sync.model.action import Message
from incident_sync.model.values import meaning
from tests.sides.keeper import incident, with_values
from tests.sides.places import ODD, OTHER, TWO_WAY, ChannelPlace, Place, odd_incidents


class SideContract:
    """The laws of all sides."""

    def test_a_look_after_our_own_writes_reports_nothing(self, place: Place) -> None:
        """What we wrote ourselves comes back as no row, no edit and no command."""
        keeper = place.keeper()
        item = incident(summary="Two in five fail.")
        keeper.open(item)
        heard = keeper.look()
        assert (heard.view.rows, heard.view.commands) == ((), ())
        keeper.open(with_values(item, severity="Major", title="Checkout is down"))
        heard = keeper.look()
        assert (heard.view.rows, heard.view.commands) == ((), ())

    def test_what_is_shown_is_not_planned_again(self, place: Place) -> None:
        """Once a side shows an incident, nothing is left to do, in a new process too."""
        keeper = place.keeper()
        item = incident(summary="Two in five fail.")
        keeper.open(item)
        keeper.look()
        assert keeper.plan(item) == ()
        keeper.side = place.restarted()
        keeper.look()
        assert keeper.plan(item) == ()

    def test_what_was_written_a_person_can_read(self, place: Place) -> None:
        """Every two-way field stands where people look, first and after a change."""
        keeper = place.keeper()
        lead = place.directory.members[0].person if place.directory.members else None
        item = incident(summary="Two in five fail.", customer_update="Sorry.", lead=lead)
        ref = keeper.open(item)
        for field in TWO_WAY:
            assert place.read(ref, field) == item.value(field)
        changed = with_values(item, **OTHER)
        keeper.open(changed)
        for field in TWO_WAY:
            assert place.read(ref, field) == OTHER[field]

    def test_a_cleared_text_is_no_longer_read(self, place: Place) -> None:
        """An emptied summary leaves nothing behind."""
        keeper = place.keeper()
        item = incident(summary="Two in five fail.")
        ref = keeper.open(item)
        keeper.open(with_values(item, summary=None))
        assert place.read(ref, "summary") == ""

    @pytest.mark.parametrize("field", TWO_WAY)
    def test_an_edit_by_a_person_is_heard_once(self, place: Place, field: str) -> None:
        """The look after an edit tells its field and value; the one after that nothing."""
        keeper = place.keeper()
        item = incident(summary="Two in five fail.")
        ref = keeper.open(item)
        keeper.look()
        place.edit(ref, field, OTHER[field])
        assert keeper.look().edits == ((item.id, field, meaning(OTHER[field])),)
        heard = keeper.look()
        assert (heard.edits, heard.view.rows, heard.view.commands) == ((), (), ())

    def test_an_edit_is_heard_by_a_new_process(self, place: Place) -> None:
        """What a person did while nobody ran is not missed."""
        keeper = place.keeper()
        item = incident()
        ref = keeper.open(item)
        keeper.look()
        place.edit(ref, "severity", "Major")
        keeper.side = place.restarted()
        assert keeper.look().edits == ((item.id, "severity", meaning("Major")),)

    def test_what_a_person_adds_is_seen_and_then_known(self, place: Place) -> None:
        """A new row or channel is reported with its title until it is linked, then no more."""
        keeper = place.keeper()
        place.add("payments time out")
        (row,) = keeper.look().fresh
        assert row.values["title"] == "payments time out"
        keeper.adopt(row, incident(title="payments time out"))
        heard = keeper.look()
        assert (heard.fresh, heard.edits) == ((), ())

    def test_odd_contents_are_read_as_they_were_meant(self, place: Place) -> None:
        """No text is turned into a formula, a mention, a number or another text."""
        keeper = place.keeper()
        items = odd_incidents()
        keeper.show(*items.values())
        refs = {name: keeper.links[item.id].ref for name, item in items.items()}
        read = {name: place.read(ref, "summary") for name, ref in refs.items()}
        assert read == {name: place.kept(text) for name, text in ODD.items()}
        heard = keeper.look()
        assert (heard.edits, heard.view.rows) == ((), ())

    def test_odd_contents_are_heard_as_they_were_typed(self, place: Place) -> None:
        """What a person types arrives as that and nothing else."""
        keeper = place.keeper()
        items = [incident(number) for number, _ in enumerate(ODD, 1)]
        keeper.show(*items)
        keeper.look()
        for item, text in zip(items, ODD.values(), strict=True):
            place.edit(keeper.links[item.id].ref, "summary", text)
        heard = {number: mark for number, _, mark in keeper.look().edits}
        wanted = [meaning(place.kept(text)) for text in ODD.values()]
        assert heard == dict(enumerate(wanted, 1))

    def test_nothing_foreign_changes(self, place: Place) -> None:
        """Whatever else stands there is byte for byte what it was."""
        keeper = place.keeper()
        before = place.foreign()
        item = incident(summary="Two in five fail.")
        ref = keeper.open(item)
        place.edit(ref, "severity", "Major")
        keeper.look()
        keeper.open(with_values(item, **OTHER))
        assert place.foreign() == before

    def test_an_effect_is_found_and_what_was_not_done_is_not(self, place: Place) -> None:
        """Before the call there is nothing to be found; after it the same ref."""
        keeper = place.keeper()
        (action,) = keeper.plan(incident())
        assert action.effect
        since = place.clock.now()
        assert place.side.look_up(action, since) is None
        (outcome,) = keeper.carry_out([action])
        found = place.restarted().look_up(action, since)
        assert found is not None
        assert (found.done, found.ref) == (True, outcome.ref)

    def test_an_effect_whose_outcome_was_lost_is_not_doubled(self, place: Place) -> None:
        """A process that died after the call finds what it made, and shows one counterpart."""
        keeper = place.keeper()
        item = incident(summary="Two in five fail.")
        before = place.count()
        (action,) = keeper.plan(item)
        since = place.clock.now()
        list(keeper.side.apply([action]))
        keeper.side = place.restarted()
        keeper.look()
        found = keeper.side.look_up(action, since)
        assert found is not None
        keeper.remember(found)
        keeper.look()
        ref = keeper.open(item)
        assert place.count() == before + 1
        assert place.read(ref, "summary") == "Two in five fail."
        assert keeper.look().edits == ()

    @pytest.mark.parametrize("field", TWO_WAY)
    def test_prints_differ_where_meaning_does(self, place: Place, field: str) -> None:
        """Every two-way field is part of what a side shows."""
        keeper = place.keeper()
        item = incident(summary="Two in five fail.", customer_update="Sorry.")
        keeper.open(item)
        one, other = (
            keeper.side.prints(keeper.side.fit(keeper.brief(each)))
            for each in (item, with_values(item, **{field: OTHER[field]}))
        )
        assert one.keys() == other.keys()
        assert one != other

    def test_prints_outlive_being_stored(self, place: Place) -> None:
        """Facets and actions are JSON: an intent read back from the store is the same intent."""
        keeper = place.keeper()
        item = incident(summary="ä < b", reported_at=place.clock.now())
        plans = [keeper.plan(item)]
        keeper.open(item)
        plans.append(keeper.plan(with_values(item, **OTHER)))
        for actions in plans:
            for action in actions:
                facets = json.loads(json.dumps(dict(action.facets)))
                assert keeper.side.prints(facets) == keeper.side.prints(action.facets)
                assert json.loads(json.dumps(dict(action.data))) == dict(action.data)

    def test_prints_are_the_same_for_the_same_meaning(self, place: Place) -> None:
        """Line ends differ between services; they are no difference to a reader."""
        keeper = place.keeper()
        keeper.open(incident(summary="one\ntwo"))
        marks = [
            keeper.side.prints(keeper.side.fit(keeper.brief(incident(summary=text))))
            for text in ("one\ntwo", "one\r\ntwo")
        ]
        assert marks[0] == marks[1]


class ChannelContract(SideContract):
    """The laws of a side that speaks."""

    def _note(self, key: str) -> Message:
        change = {
            "field": "severity",
            "old": "Minor",
            "new": "Major",
            "by": "Priya",
            "side": "sheets",
        }
        return Message(key, 1, "note", {"changes": [change]})

    def test_a_message_is_said_and_does_not_come_back(self, place: ChannelPlace) -> None:
        """A note stands in the channel once, and is no news to the next look."""
        keeper = place.keeper()
        item = incident()
        ref = keeper.open(item)
        before = place.said(ref)
        (outcome,) = keeper.carry_out(keeper.say(item, self._note("note:1:a")))
        assert outcome.done
        (said,) = place.said(ref)[len(before) :]
        assert "Major" in said
        heard = keeper.look()
        assert (heard.view.rows, heard.view.commands) == ((), ())

    def test_a_message_whose_outcome_was_lost_is_found_by_its_key(
        self, place: ChannelPlace
    ) -> None:
        """A new process finds the message under its own key and no other."""
        keeper = place.keeper()
        item = incident()
        keeper.open(item)
        since = place.clock.now()
        (first,) = keeper.say(item, self._note("note:1:a"))
        (second,) = keeper.say(item, self._note("note:1:b"))
        assert keeper.side.look_up(first, since) is None
        keeper.carry_out([first])
        side = place.restarted()
        assert side.look_up(first, since) is not None
        assert side.look_up(second, since) is None

    def test_a_shut_channel_gets_a_successor_on_demand(self, place: ChannelPlace) -> None:
        """One, which knows of the announcement; the old one is left as it was."""
        keeper = place.keeper()
        item = incident(summary="Two in five fail.")
        old, before = keeper.open(item), place.count()
        place.shut(old)
        keeper.look()
        keeper.show(with_values(item, severity="Minor"))
        said = place.said(old)
        keeper.want(item)
        (action,) = keeper.plan(item)
        since = place.clock.now()
        assert keeper.side.look_up(action, since) is None
        list(keeper.side.apply([action]))
        keeper.side = place.restarted()
        keeper.look()
        found = keeper.side.look_up(action, since)
        assert found is not None
        keeper.remember(found)
        new = keeper.open(with_values(item, severity="Major"))
        assert (new != old, place.count(), place.said(old)) == (True, before + 1, said)
        assert place.read(new, "severity") == "Major"
        heard = keeper.look()
        assert (heard.edits, heard.fresh) == ((), ())
        assert {row.ref for row in heard.view.rows} <= {new}

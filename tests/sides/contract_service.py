"""What every side behind a network keeps: doubts, refusals, nonsense, lost credentials."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from incident_sync.errors import IncidentSyncError, SideUnusable, Temporary, Unsafe
from tests.sides.keeper import Keeper, incident, with_values
from tests.sides.places import ServicePlace

GARBLED = {
    "a proxy's page": (200, "<html>Sign in</html>"), "an empty answer": (200, ""),
    "half an answer": (200, '{"ok": tr'), "a list": (200, "[]"), "null": (200, "null"),
    "another object": (200, "{}"), "a number": (200, "7"), "an outage": (503, "<html>no</html>"),
    "a gateway": (502, ""), "a teapot": (418, "short and stout"),
}  # fmt: skip


class ServiceContract:
    """The laws of a side behind a network; inherited beside the others."""

    def test_an_effect_whose_reply_was_lost_is_found_and_not_doubled(
        self, place: ServicePlace
    ) -> None:
        """A dropped connection after the effect leaves a doubt, which a look-up settles."""
        keeper = place.keeper()
        item = incident()
        before = place.count()
        (action,) = keeper.plan(item)
        since = place.clock.now()
        place.drop("after")
        (outcome,) = keeper.carry_out([action])
        assert isinstance(outcome.error, Temporary)
        assert not outcome.error.outcome_known
        found = place.restarted().look_up(action, since)
        assert found is not None
        keeper.remember(found)
        keeper.open(item)
        assert place.count() == before + 1

    def test_an_effect_that_was_dropped_before_it_happened_is_not_found(
        self, place: ServicePlace
    ) -> None:
        """The same doubt, the other truth: nothing is there, and doing it again makes one."""
        keeper = place.keeper()
        item = incident()
        before = place.count()
        (action,) = keeper.plan(item)
        since = place.clock.now()
        place.drop("before")
        (outcome,) = keeper.carry_out([action])
        assert isinstance(outcome.error, Temporary)
        assert not outcome.error.outcome_known
        assert place.side.look_up(action, since) is None
        keeper.open(item)
        assert place.count() == before + 1

    def test_one_counterpart_in_trouble_leaves_the_others(self, place: ServicePlace) -> None:
        """What happened to one incident is that one's alone."""
        keeper = place.keeper()
        items = [incident(1), incident(2, title="Payments"), incident(3, title="Search")]
        refs = [keeper.open(item) for item in items]
        keeper.look()
        place.spoil(refs[1])
        changed = [with_values(item, severity="Major") for item in items]
        outcomes = keeper.carry_out([a for item in changed for a in keeper.plan(item)])
        done = {n: all(o.done for o in outcomes if o.action.item == n) for n in (1, 2, 3)}
        assert done == {1: True, 2: False, 3: True}
        keeper.show(changed[0])
        keeper.show(changed[2])
        assert [place.read(refs[n], "severity") for n in (0, 2)] == ["Major", "Major"]

    def test_a_lost_lease_ends_a_look_at_once(self, place: ServicePlace) -> None:
        """Whichever call of it is refused, the look ends in that and asks for nothing more."""
        keeper = place.keeper()
        keeper.open(incident(summary="Two in five fail."))

        def look() -> None:
            keeper.side = place.restarted()
            keeper.look()

        assert _refused_in_turn(place, look) > 0

    def test_a_lost_lease_ends_the_writing_at_once(self, place: ServicePlace) -> None:
        """Whichever call is refused, among new counterparts and edits: nothing more is sent."""
        keeper = place.keeper()
        keeper.open(incident())
        numbers = itertools.count(2)

        def write() -> None:
            number = next(numbers)
            changed = with_values(incident(), summary=f"{number} fail", severity="Major")
            keeper.show(changed, incident(number))

        def catch_up() -> None:
            keeper.look()

        assert _refused_in_turn(place, write, catch_up) > 1

    def test_a_lost_lease_ends_a_look_up_at_once(self, place: ServicePlace) -> None:
        """Not to know is no answer: neither "it is there" nor "it is not"."""
        keeper = place.keeper()
        (action,) = keeper.plan(incident())
        since = place.clock.now()
        keeper.open(incident())
        assert _refused_in_turn(place, lambda: place.restarted().look_up(action, since)) > 0

    def test_lost_credentials_make_the_side_unusable(self, place: ServicePlace) -> None:
        """Looking and writing both end with a named state, and the secret is not in it."""
        keeper = place.keeper()
        item = incident()
        keeper.open(item)
        actions = keeper.plan(with_values(item, severity="Major"))
        place.lock_out()
        for attempt in (keeper.look, lambda: keeper.carry_out(actions)):
            with pytest.raises(SideUnusable) as caught:
                attempt()
            told = f"{caught.value}{caught.value!r}{caught.value.__cause__!r}"
            assert caught.value.remedy
            assert place.secret not in told

    @pytest.mark.parametrize(("status", "body"), GARBLED.values(), ids=GARBLED.keys())
    def test_no_answer_of_any_kind_lets_a_vendors_exception_out(
        self, place: ServicePlace, status: int, body: str
    ) -> None:
        """Looking, doing and looking up end in our own errors, whatever was answered."""
        keeper = place.keeper()
        item = incident()
        keeper.open(item)
        plans = [keeper.plan(with_values(item, severity="Major")), keeper.plan(incident(2))]
        place.garble(status, body)
        with pytest.raises(IncidentSyncError):
            keeper.look()
        for actions in plans:
            _ends_in_our_errors(keeper, actions)
        with pytest.raises(IncidentSyncError):
            place.restarted().look_up(plans[1][0], place.clock.now())


def _refused_in_turn(
    place: ServicePlace, work: Callable[[], object], between: Callable[[], None] = lambda: None
) -> int:
    """Do the work, refused its first call, its second and so on; how many calls it makes."""
    for allowed in itertools.count():
        before, place.granted, place.refused = place.arrived(), allowed, 0
        try:
            work()
        except Unsafe:
            assert (place.arrived() - before, place.refused) == (allowed, 1)
        else:
            assert place.refused == 0, f"the refusal of call {allowed + 1} was kept quiet"
            return place.arrived() - before
        finally:
            place.granted = None
        between()
    raise AssertionError("it never ends")


def _ends_in_our_errors(keeper: Keeper, actions: Any) -> None:
    try:
        outcomes = keeper.carry_out(actions)
    except IncidentSyncError:
        return
    assert outcomes
    assert not any(outcome.done for outcome in outcomes)

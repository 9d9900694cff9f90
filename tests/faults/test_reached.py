"""Nothing is sent from a place, and no action is of a kind, that no scenario comes to."""

from __future__ import annotations

import json
import urllib.request

import pytest

from incident_sync.app import examined
from tests.engine.alive import alive
from tests.engine.listening import APP_TOKEN
from tests.engine.place import Place
from tests.faults.catalogue import CATALOGUE
from tests.faults.guarantees import KINDS, documented
from tests.faults.scenario import ACTIVE, BOTH, Scenario
from tests.faults.sites import sites, strangers, unreached
from tests.faults.stage import Stage
from tests.faults.traces import Sent, traced

pytestmark = pytest.mark.faults


def _chosen_from_a_list(place: Place) -> None:
    """A drop-down offers the words of another tab, so that ``doctor`` reads those as well."""
    place.act("sheets", "add_tab", title="Lists", rows=[["Investigating"]])
    values = [{"userEnteredValue": "=Lists!A1:A9"}]
    rule = {"condition": {"type": "ONE_OF_RANGE", "values": values}}
    area = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    body = {"requests": [{"setDataValidation": {"range": area, "rule": rule}}]}
    url = f"{place.sandbox.urls['sheets_url']}/v4/spreadsheets/{place.key}:batchUpdate"
    request = urllib.request.Request(  # noqa: S310 - loopback
        url, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request):  # noqa: S310 - loopback
        pass


def _listened(stage: Stage) -> list[Sent]:
    """What is sent while somebody new pins, asks, and opens a form."""
    place = stage.scene(Scenario("listening", BOTH, lambda _: None)).place
    place.unfreeze()
    place.configure(slack=f'app_token = "{APP_TOKEN}"')
    channel = place.channel_of(ACTIVE)
    with traced() as trace, alive(place) as daemon:
        daemon.rests()
        new = place.act("slack", "add_user", handle="new", name="New", email="new@example.com")
        place.act("slack", "invite", user="sam", channel=channel, invited=new["user"])
        place.act("slack", "pin", user="sam", channel=channel, ts=place.says("sam", channel, "!"))
        place.asks("new", channel, "help")
        place.act("slack", "slash", user="sam", channel="general", command="/incident", text="")
        daemon.until(lambda: place.slack()["views"])
        daemon.rests()
    return trace.sent


def test_everything_that_sends_is_killed_somewhere(stage: Stage) -> None:
    """A place in the code that calls a service, and the kinds of action, are all in the campaign.

    What ``doctor`` alone asks is reached by ``doctor``: it changes and remembers nothing, so that
    there is nothing to be killed in it. What only a listening daemon asks is reached by one: a look
    at one channel, a form, somebody's name; what it is told, it keeps before it says so.
    """
    scenes = [stage.scene(scenario) for scenario in CATALOGUE]
    sent = [one for scene in scenes for one in scene.trace.sent]
    place = stage.scene(Scenario("doctor", BOTH, _chosen_from_a_list)).place
    with traced() as trace:
        examined(place.config)
    sent += [*trace.sent, *_listened(stage)]
    left = unreached(sites(), sent)
    assert not left, (
        "No scenario sends anything from here, so nobody knows what a kill does there:\n  "
        + "\n  ".join(left)
        + "\nAdd one that does to tests/faults/scenarios, or delete the code."
    )
    assert strangers(sites(), sent) == set()
    kinds = set[str]().union(*(scene.kinds for scene in scenes))
    assert kinds == documented(), f"{KINDS} tells of other kinds than there are"

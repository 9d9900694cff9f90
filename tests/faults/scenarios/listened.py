"""What was kept before it was acknowledged, and is carried out by whoever comes to it."""

from __future__ import annotations

from incident_sync.app import opened
from incident_sync.model.people import Person
from incident_sync.model.view import Command
from tests.engine.listening import typed
from tests.engine.place import Place
from tests.faults.scenario import ACTIVE, BOTH, scenario

TWICE = "whoever asked may read the answer twice: nobody else can see whether it came"


@scenario(BOTH)
def a_slash_command(place: Place) -> None:
    """Typed while the daemon listened, which died with the command in its inbox."""
    channel = place.channel_of(ACTIVE)
    told = typed(place, "sam", channel, "todo Buy a disk")
    by, at = Person("Sam Rivera", slack=told["user_id"]), place.clock.now()
    data = {"reply": told["response_url"]}
    command = Command("slash:1", channel, "todo", "Buy a disk", by, at, data=data)
    with opened(place.config, clock=place.clock) as app:
        app.keep([command])

"""Where scenarios are set, one after the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from incident_sync.app import opened
from incident_sync.cli.spawn import Sandbox
from tests.engine.moment import Moment
from tests.engine.pages import USUAL
from tests.engine.place import Json, Place, cleared, place_in
from tests.faults.mother import Life, Mother
from tests.faults.scenario import BOTH, COUNTED, COUNTING, REGISTER, SHEET, Scenario
from tests.faults.scene import Scene


class Stage:
    """A sandbox, a folder and a mother. A place is made once and put back for the next scenario."""

    def __init__(self, sandbox: Sandbox, blank: Json, folder: Path, mother: Mother) -> None:
        self._sandbox = sandbox
        self._blank = blank
        self._folder = folder
        self._mother = mother
        self._bases: dict[tuple[str, bool], tuple[Place, Moment]] = {}

    def scene(self, scenario: Scenario) -> Scene:
        """The scenario, ready to be played."""
        key = scenario.records, scenario.fresh
        if key not in self._bases:
            self._bases[key] = self._base(*key)
        place, moment = self._bases[key]
        place = replace(place)
        moment.again(place)
        return Scene(scenario, place, self._mother)

    def _base(self, records: str, fresh: bool) -> tuple[Place, Moment]:
        """A place that was never looked at (``fresh``), or one in step and at rest."""
        folder = self._folder / f"{records}-{fresh}"
        folder.mkdir()
        cleared(self._sandbox, self._blank)
        rows = REGISTER if records in {SHEET, BOTH} else None
        pages = REGISTER if records != SHEET else None
        properties = COUNTING if records == COUNTED else USUAL
        place = place_in(self._sandbox, folder, rows, pages, properties)
        with opened(place.config, clock=place.clock):
            pass  # the store is made
        for _ in range(0 if fresh else 2):
            assert place.cycle().errors == []
        moment = Moment.of(place)
        self._mother.warm_up(Life(place.config, moment.at))
        return place, moment

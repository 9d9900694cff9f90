"""One whole cycle: patience, what is remembered with what, and the document that scripts read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from incident_sync.errors import Temporary
from incident_sync.model.fields import Kind
from incident_sync.model.item import State
from incident_sync.model.view import Known, View
from incident_sync.sides.memory import MemorySide
from tests.engine.stage import Stage, Wilful, unavailable

SETTLE = timedelta(seconds=20)


def patient(stage: Stage) -> None:
    """A one-shot ``sync``."""
    stage.clock.advance(5)
    stage.mirror.sync(stage.store.acquire("test", 180), patient=True)


class Typist(Wilful):
    """A register in which somebody types on between two looks."""

    def observe(self, known: Known) -> View:
        view = MemorySide.observe(self, known)
        happenings, self.meanwhile = self.meanwhile, []
        for happening in happenings:
            happening()
        return view


def test_a_one_shot_cycle_waits_once_for_a_row_that_was_just_typed() -> None:
    """Cron would otherwise need two runs; the wait is as long as settling takes."""
    stage = Stage(settle=SETTLE)
    stage.cycle()
    stage.sheet.add(title="Checkout fails")
    before = stage.clock.now()
    patient(stage)
    assert stage.channels() == 1
    assert stage.clock.now() - before == SETTLE + timedelta(seconds=5)


def test_a_row_that_is_still_being_typed_after_the_wait_waits_for_the_next_cycle() -> None:
    """It moved while we waited, so half of it is not taken for all."""
    stage = Stage(settle=SETTLE)
    stage.sheet = Typist("sheets", known_by_label=True)
    stage.cycle()
    ref = stage.sheet.add(title="Chec")
    stage.sheet.meanwhile.append(lambda: stage.sheet.type(ref, "title", "Checkout fails"))
    patient(stage)
    assert stage.channels() == 0
    stage.clock.advance(20)
    stage.cycle()
    assert stage.slack.entries["row1"].values["title"] == "Checkout fails"


def test_a_daemon_never_waits_inside_a_cycle() -> None:
    """It looks again anyway."""
    stage = Stage(settle=SETTLE)
    stage.cycle()
    stage.sheet.add(title="Checkout fails")
    before = stage.clock.now()
    stage.cycle()
    assert stage.clock.now() - before == timedelta(seconds=5)
    assert stage.channels() == 0


def test_a_deleted_row_deletes_nothing_and_the_channel_is_told() -> None:
    """After two looks it is detached; no new row is added, and Slack goes on."""
    stage = Stage()
    refs = [stage.declared(f"Title {number}") for number in range(3)]
    del stage.sheet.entries[refs[0]]
    stage.slack.said.clear()
    stage.cycle()
    assert (stage.said(), len(stage.sheet.entries)) == ([], 2)
    stage.cycle()
    assert stage.said() == ["told"]
    assert stage.channels() == 3
    stage.slack.type("row1", "status", "Fixing")
    stage.cycle()
    assert len(stage.sheet.entries) == 2
    states = [item.state for item in stage.store.all(Kind.INCIDENT)]
    assert states.count(State.DETACHED) == 1


def test_a_look_that_fails_half_way_leaves_every_cursor_where_it_was() -> None:
    """A cursor moves only with the rows it covers."""
    stage = Stage()
    stage.declared()
    digests = stage.store.index("sheets")
    stage.sheet.type("row1", "severity", "Major")
    stage.sheet.blind = unavailable()
    stage.cycle()
    assert stage.store.index("sheets") == digests
    stage.sheet.blind = None
    assert [edit.field for edit in stage.cycle().edits] == ["severity"]


def test_a_quiet_cycle_leaves_the_store_as_it_was() -> None:
    """No entry, no link, no message; only the heartbeat moves."""
    stage = Stage()
    stage.declared()

    def remembered() -> object:
        return (
            len(stage.store.history(limit=1000)), stage.store.index("sheets"),
            stage.store.index("slack"), stage.store.outbox(), stage.store.dirty(),
        )  # fmt: skip

    before = remembered()
    for _ in range(3):
        stage.cycle()
    assert remembered() == before
    assert stage.store.dirty() == set()


def told(make: Callable[[Stage], None]) -> dict[str, object]:
    """The document of the cycle after something happened, as scripts get it."""
    stage = Stage(max_new_channels=1)
    stage.declared()
    make(stage)
    document: dict[str, object] = json.loads(json.dumps(stage.cycle().document()))
    return document


def test_the_document_tells_edits_conflicts_and_actions() -> None:
    """By the names and shapes that scripts rely on."""

    def both(stage: Stage) -> None:
        stage.sheet.type("row1", "status", "Resolved")
        stage.slack.type("row1", "status", "Fixing")

    document = told(both)
    assert document["incidents"] == 1
    assert {(e["side"], e["field"], e["new"]) for e in document["edits"]} == {  # type: ignore[attr-defined]
        ("sheets", "status", "Resolved"), ("slack", "status", "Fixing"),
    }  # fmt: skip
    assert document["conflicts"] == [
        {"incident": "INC-1", "field": "status", "base": "Investigating", "winner": "slack",
         "values": {"sheets": "Resolved", "slack": "Fixing"}},
    ]  # fmt: skip
    (write,) = [one for one in document["actions"] if one["side"] == "sheets"]  # type: ignore[attr-defined]
    assert (write["incident"], write["kind"], write["fields"]) == ("INC-1", "write", ["status"])


def test_the_document_tells_what_needs_a_person() -> None:
    """Errors with their remedy, what is invalid and where, what is held and why."""

    def trouble(stage: Stage) -> None:
        for number in range(2):
            stage.sheet.add(title=f"Title {number}")
        stage.sheet.add(summary="no title")
        stage.slack.fails["say"] = Temporary("busy", where="slack", remedy="Wait.")

    document = told(trouble)
    assert document["errors"] == [{"message": "busy", "where": "slack", "remedy": "Wait."}]
    assert document["invalid"] == [
        {"side": "sheets", "where": "sheets:row4", "field": "title", "value": "",
         "reason": "it has no title yet"},
    ]  # fmt: skip
    guard = document["guard"]
    assert isinstance(guard, dict)
    assert (guard["reason"], sorted(guard["held"])) == (
        "2 channels to open, more than max_new_channels = 1", ["INC-2: Title 0", "INC-3: Title 1"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "slack", "code"), [(False, False, 0), (True, False, 3), (True, True, 1)]
)
def test_the_exit_code_tells_how_much_is_wrong(sheet: bool, slack: bool, code: int) -> None:
    """In step; one side lost; all lost."""
    stage = Stage()
    stage.declared()
    stage.sheet.blind = unavailable() if sheet else None
    stage.slack.blind = unavailable() if slack else None
    assert stage.cycle().exit_code == code

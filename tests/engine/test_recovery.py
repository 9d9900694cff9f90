"""After a doubt: look first, and send again only what did not happen."""

from __future__ import annotations

import pytest

from incident_sync.errors import Permanent
from tests.engine.stage import Stage, lost_reply, unavailable


def doubtful() -> Stage:
    """A stage on which a channel was opened whose reply was lost."""
    stage = Stage()
    stage.cycle()
    stage.sheet.add(title="Checkout fails")
    stage.slack.losses["open_channel"] = lost_reply()
    stage.cycle()
    stage.slack.losses.clear()
    assert stage.channels() == 1
    assert [action.kind for action, _ in stage.store.effects("intended")] == ["open_channel"]
    return stage


def test_what_happened_is_found_and_linked() -> None:
    """One channel, its address in the row, and the intent is settled."""
    stage = doubtful()
    report = stage.cycle()
    assert stage.channels() == 1
    assert "open_channel" not in [action.kind for action in report.actions]
    assert stage.sheet.entries["row1"].channel == "memory://slack/row1"
    assert stage.store.effects("intended") == []
    assert stage.cycle().actions == []


def test_what_did_not_happen_is_done_now() -> None:
    """The look-up finds nothing, so the same cycle does it."""
    stage = doubtful()
    stage.slack.entries.clear()
    stage.slack.made.clear()
    stage.cycle()
    assert stage.channels() == 1
    assert stage.store.effects("intended") == []


@pytest.mark.parametrize("error", [unavailable(), lost_reply(), Permanent("not now")])
def test_while_nobody_can_say_it_is_not_done_again(error: Permanent) -> None:
    """A look-up that fails leaves the doubt; the effect waits until it can be told."""
    stage = doubtful()
    stage.slack.forgetful = error
    for _ in range(2):
        report = stage.cycle()
        assert report.errors == [error]
        assert stage.channels() == 1
        assert [action.kind for action, _ in stage.store.effects("intended")] == ["open_channel"]
    stage.slack.forgetful = None
    stage.cycle()
    assert stage.channels() == 1
    assert stage.store.effects("intended") == []


def test_a_side_that_is_away_keeps_its_doubts() -> None:
    """They are settled once it can be read again."""
    stage = doubtful()
    stage.slack.blind = unavailable()
    stage.cycle()
    assert len(stage.store.effects("intended")) == 1
    stage.slack.blind = None
    stage.cycle()
    assert (stage.channels(), stage.store.effects("intended")) == (1, [])


def test_a_known_failure_leaves_no_doubt() -> None:
    """The service said that it did not act, so the effect is planned anew without looking."""
    stage = Stage()
    stage.cycle()
    stage.sheet.add(title="Checkout fails")
    stage.slack.fails["open_channel"] = unavailable()
    stage.cycle()
    assert stage.store.effects("intended") == []
    stage.slack.fails.clear()
    stage.slack.forgetful = Permanent("nobody asks")
    report = stage.cycle()
    assert (stage.channels(), report.errors) == (1, [])


def test_a_row_added_in_doubt_is_not_added_twice() -> None:
    """A declaration in Slack whose row's reply was lost has one row."""
    stage = Stage()
    stage.cycle()
    stage.ask("declare", "Checkout fails", ref="")
    stage.sheet.losses["add"] = lost_reply()
    stage.cycle()
    stage.sheet.losses.clear()
    stage.cycle()
    assert len(stage.sheet.entries) == 1
    assert stage.cycle().actions == []


def test_what_was_found_is_in_history_once() -> None:
    """One entry per effect, however its outcome became known."""
    stage = doubtful()
    stage.cycle()
    stage.cycle()
    kinds = [
        values.get("kind")
        for entry, values in stage.store.history(limit=1000)
        if entry.kind == "effect"
    ]
    assert kinds.count("open_channel") == 1
    assert stage.store.verify() == []

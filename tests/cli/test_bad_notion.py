"""What people break in Notion is named with its remedy and left alone; the rest goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from incident_sync.cli.spawn import Sandbox
from incident_sync.clock import ManualClock
from incident_sync.engine.report import Report
from tests.cli.conftest import REGISTER, Caller
from tests.cli.test_bad_input import said
from tests.engine.kept import Kept
from tests.engine.place import Done, Place, cleared, place_in


@pytest.fixture(scope="module")
def in_step(
    running: tuple[Sandbox, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Kept:
    """The register in a Sheet and in Notion, mirrored and at rest."""
    place = place_in(cleared(*running), tmp_path_factory.mktemp("both"), REGISTER, REGISTER)
    for _ in range(2):
        assert place.cycle().errors == []
    return Kept.of(place)


@pytest.fixture
def both(in_step: Kept, sandbox: Sandbox) -> Place:
    """As above, for one test."""
    del sandbox
    place = in_step.again()
    place.unfreeze()
    return place


def _edited(place: Place, call: Caller) -> Done:
    """A sync after somebody in Slack edited two fields of an incident; the Sheet shows both."""
    channel = place.channel_of("Disk full")
    place.asks("sam", channel, "severity minor")
    place.asks("sam", channel, "summary No space left")
    done = call(place, "sync")
    row = place.row("Disk full")
    assert (row["Severity"], row["Summary"]) == ("Minor", "No space left")
    return done


def _at_rest(place: Place) -> None:
    """Nothing is tried again and again."""
    place.forget_calls()
    _again(place)
    assert place.written() == []


def _again(place: Place) -> Report:
    """One more cycle, in this process, as if it were the daemon's next."""
    place.clock = ManualClock(datetime.now(UTC))
    report = place.cycle(later=1)
    place.unfreeze()
    return report


def _mended(place: Place) -> None:
    """The very next cycle finds that all is well, and what was left out is there."""
    assert _again(place).errors == []
    assert place.pages.one("Disk full")["Summary"] == "No space left"


def test_a_renamed_property_breaks_nothing(both: Place, call: Caller) -> None:
    """A property is known by its id."""
    both.pages.act("rename_property", property="Severity", name="How bad")
    done = _edited(both, call)
    assert (done.code, done.err) == (0, "")
    page = both.pages.one("Disk full")
    assert (page["How bad"], page["Summary"]) == ("Minor", "No space left")


def test_a_retyped_property_is_left_alone(both: Place, call: Caller) -> None:
    """A number cannot say how bad it is; what retyping emptied is no decision of anybody."""
    both.pages.act("retype_property", property="Severity", type="number")
    done = _edited(both, call)
    assert done.code == 3
    said(done, '"Severity" is a number property', "Change its type, or map another property")
    page = both.pages.one("Disk full")
    assert (page["Severity"], page["Summary"]) == (None, "No space left")
    _at_rest(both)
    both.pages.act("retype_property", property="Severity", type=["Minor", "Major"])
    guard = _again(both).guard
    assert guard is not None
    assert "values cleared" in guard.reason
    assert both.row("Disk full")["Severity"] == "Minor"


def test_a_deleted_property_is_left_alone_until_it_is_back(both: Place, call: Caller) -> None:
    """The field is not mirrored, and is again as soon as there is a property of that name."""
    both.pages.act("delete_property", property="Summary")
    done = _edited(both, call)
    assert done.code == 3
    said(done, 'the property "Summary" is gone', "Rename the property back")
    assert both.pages.one("Disk full")["Severity"] == "Minor"
    _at_rest(both)
    both.pages.act("add_property", name="Summary", type="rich_text")
    _mended(both)


def test_without_a_status_notion_stops_alone(both: Place, call: Caller) -> None:
    """Nothing can be judged without it, so nothing is written there."""
    both.pages.act("delete_property", property="Status")
    done = _edited(both, call)
    assert done.code == 3
    said(done, 'no property "Status"', "name it in [notion.fields]")
    assert both.written("notion") == []


def test_an_unshared_database_stops_notion_alone(both: Place, call: Caller) -> None:
    """The sentence says where to share it; then it is caught up with, and nothing is gone."""
    both.pages.act("unshare")
    done = _edited(both, call)
    assert done.code == 3
    said(done, "not shared", "Connections")
    assert both.written("notion") == []
    _at_rest(both)
    both.pages.act("share")
    _mended(both)
    states = {one["state"] for one in call(both, "list", "--json").json}
    assert states == {"live", "history"}


def test_a_token_of_another_workspace_stops_notion_alone(both: Place, call: Caller) -> None:
    """It is answered as a database that is not shared: the sentence names both."""
    both.configure(notion='token = "ntn_other_workspace"')
    done = _edited(both, call)
    assert done.code == 3
    said(done, "another workspace", "[notion]")
    assert "ntn_other_workspace" not in done.out + done.err
    assert both.written("notion") == []
    both.configure()
    _mended(both)


@pytest.mark.parametrize(
    ("left", "missing"), [(["read"], "Update content"), (["update", "insert"], "Read content")]
)
def test_a_missing_capability_is_named(
    both: Place, left: list[str], missing: str, call: Caller
) -> None:
    """By the name that the integration's settings have for it."""
    both.pages.act("set_capabilities", content=left)
    done = _edited(both, call)
    assert done.code == 3
    said(done, f'Give the integration the capability "{missing}"')
    assert both.written("notion") == []
    _at_rest(both)
    both.pages.act("set_capabilities", content=["read", "update", "insert"])
    _mended(both)


def test_people_that_may_not_be_listed_are_left_as_they_are(
    sandbox: Sandbox, tmp_path: Path, call: Caller
) -> None:
    """Without the users' capability a lead that has no name is named once and never written."""
    sandbox.act("notion", "set_capabilities", users="none")
    place = place_in(sandbox, tmp_path, REGISTER, REGISTER)
    done = call(place, "sync", "--json")
    assert done.code == 3
    assert "Read user information" in str(done.json["errors"])
    assert [one["field"] for one in done.json["invalid"]] == ["lead"]
    assert place.pages.one("Disk full")["Lead"] == ["sam@example.com"]
    again = _again(place)
    assert (again.invalid, again.actions) == ([], [])


def test_a_removed_option_leaves_the_field_alone(both: Place, call: Caller) -> None:
    """A status that Notion cannot show is said in the page's sync note; the rest is written."""
    words = ["Investigating", "Fixing", "Resolved", "Declined"]
    both.pages.act("set_options", property="Status", options=words)
    both.asks("sam", both.channel_of("Disk full"), "status monitoring")
    done = _edited(both, call)
    assert done.code == 3
    said(done, 'status cannot be shown in notion: the status property "Status" has no option')
    page = both.pages.one("Disk full")
    assert (page["Status"], page["Severity"]) == ("Fixing", "Minor")
    assert 'no option "Monitoring": add it in Notion' in page["Sync note"]
    assert both.row("Disk full")["Status"] == "Monitoring"
    _again(both)
    _at_rest(both)
    both.asks("sam", both.channel_of("Disk full"), "resolve")
    _again(both)
    page = both.pages.one("Disk full")
    assert (page["Status"], page["Sync note"]) == ("Resolved", "")
    _again(both)
    _at_rest(both)


def test_a_formula_mapped_by_mistake_is_read_and_never_written(both: Place, call: Caller) -> None:
    """The field is left alone in Notion; mapped right again it is caught up with."""
    both.pages.act("add_property", name="Age", type={"formula": {"expression": "1"}})
    both.configure(notion='[notion.fields]\nsummary = "Age"')
    done = _edited(both, call)
    assert done.code == 3
    said(done, '"Age" is a formula')
    assert both.pages.one("Disk full")["Severity"] == "Minor"
    _at_rest(both)
    both.configure()
    _mended(both)


def test_a_copied_page_waits_for_a_title_of_its_own(both: Place, call: Caller) -> None:
    """It has our ID and our channel's link: it is named once, and a new incident once retitled."""
    copy = both.pages.does("copy_page", "Disk full")["page"]
    done = call(both, "sync", "--json")
    assert done.code == 3
    assert ["copy" in one["reason"] for one in done.json["invalid"]] == [True]
    assert both.written() == []
    again = _again(both)
    assert (again.invalid, again.actions) == ([], [])
    both.pages.types_at(copy, Title="Another disk")
    assert _again(both).errors == []
    pages = {page["Title"]: page for page in both.pages.all()}
    assert pages["Disk full"]["ID"] != pages["Another disk"]["ID"]
    assert pages["Disk full"]["Channel"] != pages["Another disk"]["Channel"]
    assert both.row("Another disk")["Channel"] == pages["Another disk"]["Channel"]


def test_two_copies_of_one_page_are_two_incidents(both: Place) -> None:
    """Copies of one look do not keep each other from being new."""
    for name in ("Another disk", "A third disk"):
        copy = both.pages.does("copy_page", "Disk full")["page"]
        both.pages.types_at(copy, Title=name)
    assert _again(both).errors == []
    labels = {page["ID"] for page in both.pages.all()}
    assert len(labels) == len(both.pages.all()) == 5

"""What ``doctor`` says of Notion: every planted fault is named, and its remedy mends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.sides.checked import by_name, wrong
from tests.sides.notion.desk import DATABASE, OTHER_TOKEN, SOURCE, TOKEN, Mirror, Sandbox

WRITING = 'Notion: capabilities "Update content" and "Insert content"'
PEOPLE = 'Notion: capability "Read user information including email addresses"'
PROPERTIES, DATABASE_LINE = "Notion: properties", "Notion: database"
STATUSES = ["Investigating", "Fixing", "Monitoring", "Resolved", "Declined"]


def test_all_is_well_and_nothing_is_touched(mirror: Mirror) -> None:
    """Three calls, none of which writes; one line says what no reading can tell."""
    mirror.sandbox.calls()
    found = list(mirror.side.check())
    assert wrong(found) == []
    assert [one.what for one in found if one.ok is None] == [WRITING]
    log = mirror.sandbox.control.ok("GET", "calls")["log"]
    assert len(log) == 3
    assert not any(call["effect"] for call in log)


@dataclass
class Plant:
    """A fault: what people or the operator do, the line it shows in, and what mends it.

    ``id`` does nothing.
    """

    what: str
    remedy: str
    spoil: Callable[[Mirror], Any] = id
    mend: Callable[[Mirror], Any] = id
    wrong: dict[str, Any] = field(default_factory=dict)
    right: dict[str, Any] = field(default_factory=dict)
    vital: bool = True


def _does(verb: str, **args: Any) -> Callable[[Mirror], Any]:
    return lambda mirror: mirror.sandbox.person(verb, **args)


def _may(**capabilities: Any) -> Callable[[Mirror], Any]:
    return _does("set_capabilities", **capabilities)


ALL = ["read", "update", "insert"]
PLANTS = {
    "a wrong token": Plant("Notion: token", "the integration's secret",
                           wrong={"token": lambda: "ntn_canary"}, right={"token": lambda: TOKEN}),
    "no token at all": Plant("Notion: token", "the integration's secret",
                             wrong={"token": str}, right={"token": lambda: TOKEN}),
    "another workspace's token": Plant(DATABASE_LINE, "token to the secret of an integration of",
                                       wrong={"token": lambda: OTHER_TOKEN},
                                       right={"token": lambda: TOKEN}),
    "not connected": Plant(DATABASE_LINE, "add the integration",
                           _does("unshare", database=DATABASE), _does("share", database=DATABASE)),
    "in the trash": Plant(DATABASE_LINE, "Restore it", _does("trash", database=DATABASE),
                          _does("restore", database=DATABASE)),
    "another database": Plant(
        DATABASE_LINE, "set database to the address",
        wrong={"database": DATABASE.replace("2", "9")}, right={"database": SOURCE}),
    "may not read": Plant('Notion: capability "Read content"', '"Read content"',
                          _may(content=["update", "insert"]), _may(content=ALL)),
    "may not see people": Plant(PEOPLE, "including email addresses", _may(users="none"),
                                _may(users="with_email"), vital=False),
    "may not see addresses": Plant(PEOPLE, "including email addresses", _may(users="without_email"),
                                   _may(users="with_email"), vital=False),
    "a needed property gone": Plant(PROPERTIES, "Rename the property back",
                                    _does("rename_property", property="Severity", name="Impact"),
                                    _does("rename_property", property="Impact", name="Severity")),
    "a mapped property not there": Plant(PROPERTIES, "name it in [notion.fields]",
                                         wrong={"fields": {"lead": "Owner"}},
                                         right={"fields": {"lead": "Lead"}}),
    "two fields in one property": Plant(PROPERTIES, "[notion.fields]",
                                        wrong={"fields": {"reporter": "Lead"}},
                                        right={"fields": {"reporter": "Reporter"}}),
    "a property of a useless type": Plant(
        PROPERTIES, "Change its type", _does("retype_property", property="Summary", type="files"),
        _does("retype_property", property="Summary", type="rich_text"), vital=False),
    "a property that is only read": Plant(
        PROPERTIES, "map a property of type date or text in [notion.fields]", _does(
            "retype_property", property="Resolved at", type="created_time"),
        _does("add_property", name="Over at", type="date"),
        right={"fields": {"resolved_at": "Over at"}}, vital=False),
    "a status option lacking": Plant(
        'Notion: options of "Status"', "Add Monitoring to the property's options",
        _does("set_options", property="Status", options=[s for s in STATUSES if s != "Monitoring"]),
        _does("set_options", property="Status", options=STATUSES), vital=False),
    "a select option lacking": Plant(
        'Notion: options of "Severity"', "Add Minor to the property's options",
        _does("set_options", property="Severity", options=["Outage", "Tiny"]),
        _does("set_options", property="Severity", options=["Outage", "Tiny", "Minor"]),
        vital=False),
    "an extra property not there": Plant(
        "Notion: properties shown on the card", "Name a property of the database",
        wrong={"extra_fields": ("Region",)}, right={"extra_fields": ("Summary",)}, vital=False),
}  # fmt: skip


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_what_is_wrong_is_named_and_its_remedy_mends_it(sandbox: Sandbox, plant: Plant) -> None:
    """The line is red with its remedy, says whether all stands still, and is green once mended."""
    plant.spoil(Mirror(sandbox))
    found = by_name(Mirror(sandbox, options=plant.wrong).side.check())
    line = found[plant.what]
    assert line.ok is False, line
    assert plant.remedy in line.remedy
    assert line.vital is plant.vital
    assert wrong(found.values()) == [plant.what]
    assert "canary" not in repr(found)
    plant.mend(Mirror(sandbox))
    mended = by_name(Mirror(sandbox, options=plant.right).side.check())
    assert mended[plant.what].ok, mended[plant.what]
    assert wrong(mended.values()) == []


def test_a_status_option_that_lacks_is_graver_than_a_selects(mirror: Mirror) -> None:
    """Notion adds no option to a status; the line says which of the two it is."""
    for prop in ("Status", "Severity"):
        mirror.sandbox.person("set_options", property=prop, options=["Other"])
    found = by_name(mirror.side.check())
    assert "cannot be written" in found['Notion: options of "Status"'].said
    assert "would be added" in found['Notion: options of "Severity"'].said


def test_a_property_renamed_since_is_no_fault(mirror: Mirror) -> None:
    """Known by its id it is found again, as in a cycle; a stranger would look for the name."""
    mirror.look()
    mirror.sandbox.person("rename_property", property="Severity", name="Impact")
    assert wrong(mirror.side.check(mirror.cursors)) == []
    assert wrong(mirror.side.check()) == [PROPERTIES]


@pytest.mark.parametrize("body", ["<html>Sign in</html>", "[]", "{}"])
def test_a_proxys_page_is_no_notion(mirror: Mirror, body: str) -> None:
    """An answer that is none of Notion's ends in a finding, not in a traceback."""
    mirror.sandbox.fault(kind="status", status=200, body=body, times=None)
    found = by_name(mirror.side.check())
    assert wrong(found.values()) == ["Notion: API"]
    assert found["Notion: API"].vital


def test_a_clock_that_is_wrong_is_named(mirror: Mirror) -> None:
    """More than a minute apart, and by how much."""
    sandbox = mirror.sandbox
    sandbox.control.ok("PUT", "clock", {"now": "2026-11-23T10:12:00+00:00"})
    line = by_name(mirror.side.check())["Notion: clock"]
    assert line.ok is False
    assert "180 s ahead of" in line.said
    sandbox.set_clock(mirror.clock.now())
    assert by_name(mirror.side.check())["Notion: clock"].ok

"""Adopting registers that people kept by hand: what they hold stays as it is, to the letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from incident_sync.cli.spawn import Sandbox
from tests.engine.place import Json, Place, place_in

OWN: Json = {
    "Incident": "title",
    "State": {"status": {"options": [
        {"name": "Open", "group": "To-do"}, {"name": "Being fixed", "group": "In progress"},
        {"name": "Closed", "group": "Complete"}, {"name": "Lost", "group": "Complete"},
    ]}},
    "Impact": ["Low", "High"], "Owner": "people", "What happened": "rich_text",
    "Told customers": "rich_text", "Opened": "date", "Closed on": "rich_text",
    "Ref": "rich_text", "Room": "url", "Cost": {"number": {"format": "euro"}},
    "Days": {"formula": {"expression": "1"}}, "Seen by": "people", "Certain": "checkbox",
}  # fmt: skip
MAPPED = """
[notion.fields]
id = "Ref"
title = "Incident"
status = "State"
severity = "Impact"
lead = "Owner"
summary = "What happened"
customer_update = "Told customers"
reporter = ""
reported_at = "Opened"
resolved_at = "Closed on"
channel = "Room"
sync_note = ""
"""
WORDS = """
[incident.values]
status = { Investigating = ["Open"], Fixing = ["Being fixed"], Resolved = ["Closed"] }
severity = { Minor = ["Low"], Major = ["High"] }
"""
TWO = ["sam@example.com", "priya@example.com"]
PAGES: list[Json] = [
    {"Incident": "Disk full", "State": "Being fixed", "Impact": "High", "Owner": TWO[:1],
     "What happened": "No space left", "Opened": "2026-11-20", "Cost": 12.5, "Certain": True},
    {"Incident": "Slow search", "State": "Open", "Owner": TWO, "Seen by": TWO},
    {"Incident": "Mail is late", "State": "Open", "Impact": "Low", "Closed on": "soon"},
    {"Incident": "Old one", "State": "Closed", "Impact": "High", "Closed on": "2026-01-05",
     "Ref": "2025-7", "Opened": "2026-01-04"},
    {"Incident": "Nobody knows", "State": "Lost", "Closed on": "last summer"},
    {"Incident": "", "What happened": "A line somebody began"},
]  # fmt: skip
OURS = ("Ref", "Room")


def _own_register(sandbox: Sandbox, folder: Path) -> Place:
    place = place_in(sandbox, folder, None, PAGES, properties=OWN)
    place.configure(WORDS, notion=MAPPED)
    pages = {page["Incident"]: page["page"] for page in place.pages.all()}
    for title, days in (("Disk full", 3), ("Old one", 300)):
        place.act("notion", "compute", page=pages[title], property="Days",
                  value={"type": "number", "number": days})  # fmt: skip
    bold = [{"text": {"content": "No "}},
            {"text": {"content": "space"}, "annotations": {"bold": True}},
            {"text": {"content": " left"}}]  # fmt: skip
    place.act("notion", "set_rich", page=pages["Disk full"], property="What happened", runs=bold)
    return place


def _raw(place: Place) -> dict[str, Any]:
    """Every page by title as Notion keeps it: values with their formatting, blocks, stamps."""
    world = place.sandbox.control("GET", "/state")["notion"]
    kept = world["pages"]
    by_id = {page["id"]: page for page in (kept.values() if isinstance(kept, dict) else kept)}
    return {page["Incident"]: by_id[page["page"]] for page in place.pages.all()}


def _but_ours(place: Place, raw: Json) -> Json:
    """A page without the two values that are ours, and without who edited it when."""
    sources = place.sandbox.control("GET", "/state")["notion"]["sources"]
    known = sources.values() if isinstance(sources, dict) else sources
    ours = {
        key for source in known for key, prop in source["properties"].items()
        if prop["name"] in OURS
    }  # fmt: skip
    look = {name: value for name, value in raw["look"].items() if not name.startswith("edited")}
    values = {key: value for key, value in look["values"].items() if key not in ours}
    return {**look, "values": values, "children": raw["children"]}


def test_own_names_and_words_are_adopted_and_nothing_else_is_written(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """A plan names all that will be left alone and writes nothing.

    Then of what goes on the ID and the channel are new, and nothing else is touched.
    """
    place = _own_register(sandbox, tmp_path)
    before = _raw(place)
    place.forget_calls()
    planned = place.run("plan", "--json")
    assert place.written() == []
    assert not place.state.exists()
    opened = {one["incident"] for one in planned.json["actions"] if one["kind"] == "open_channel"}
    shown = {one["incident"]: one["fields"] for one in planned.json["actions"]
             if one["side"] == "notion"}  # fmt: skip
    assert shown == {label: ["channel", "id"] for label in opened}
    unread = {(one["field"], one["value"]) for one in planned.json["invalid"]}
    assert unread == {
        ("lead", "Sam Rivera, Priya Sharma"), ("resolved_at", "soon"), ("status", "Lost"),
        ("resolved_at", "last summer"), ("title", ""),
    }  # fmt: skip
    done = place.run("sync", "--json")
    assert done.code == 3
    assert done.json["errors"] == []
    assert {(one["field"], one["value"]) for one in done.json["invalid"]} == unread
    edited = {one["incident"]: one["fields"] for one in done.json["actions"]
              if one["side"] == "notion"}  # fmt: skip
    assert edited == {label: ["channel", "id"] for label in opened}
    after = _raw(place)
    on = {"Disk full", "Slow search"}
    for title, raw in before.items():
        assert after[title] == raw or title in on
        assert _but_ours(place, after[title]) == _but_ours(place, raw)
    pages = {page["Incident"]: page for page in place.pages.all()}
    assert {title for title, page in pages.items() if page["Room"]} == on
    assert {pages[title]["Ref"] for title in on} == opened
    again = place.run("sync", "--json")
    assert (again.code, again.json["actions"], again.json["invalid"]) == (0, [], [])


def test_what_people_then_do_is_mirrored_in_their_words(sandbox: Sandbox, tmp_path: Path) -> None:
    """Slack's words become the options that the database has; bold text stays bold."""
    place = _own_register(sandbox, tmp_path)
    for _ in range(2):
        assert place.cycle().errors == []
    channel = place.pages.one("Disk full")["Room"].rpartition("/")[2]
    place.asks("sam", channel, "severity minor")
    place.asks("sam", channel, "summary No space left at all")
    place.asks("sam", channel, "resolve")
    assert place.cycle().errors == []
    page = place.pages.one("Disk full")
    assert (page["State"], page["Impact"]) == ("Closed", "Low")
    assert page["What happened"] == "No space left at all"
    runs = str(_raw(place)["Disk full"])
    assert "'bold': True" in runs
    assert page["Closed on"]
    assert place.cycle().actions == []


BOTH: list[Json] = [
    {"Title": "Disk full", "Status": "Fixing", "Severity": "Major", "Summary": "No space left"},
    {"ID": "OLD-1", "Title": "Old one", "Status": "Resolved", "Severity": "Major",
     "Reported_at": "2026-01-04", "Resolved_at": "2026-01-05", "Summary": "A cable"},
    {"Title": "Mail is late", "Status": "Declined", "Resolved_at": "2026-02-01"},
]  # fmt: skip


def test_two_registers_of_the_same_incidents_are_matched(sandbox: Sandbox, tmp_path: Path) -> None:
    """Nothing is doubled; history that differs stays as it is on both sides, as a conflict."""
    told = [dict(one) for one in BOTH]
    told[1] |= {"Severity": "Minor", "Summary": "A cable, it seems", "ID": ""}
    told[0] |= {"Summary": "No space left on /"}
    place = place_in(
        sandbox,
        tmp_path,
        [*BOTH, {"Title": "In the Sheet alone", "Status": "Resolved", "Resolved_at": "2026-03-01"}],
        [*told, {"Title": "In Notion alone", "Status": "Resolved", "Resolved_at": "2026-03-02"}],
    )
    rows, pages = place.rows(), place.pages.all()
    first = place.cycle()
    assert first.errors == []
    assert place.cycle().actions == []
    titles = sorted(row["Title"] for row in place.rows())
    assert titles == sorted(page["Title"] for page in place.pages.all())
    assert len(titles) == len(set(titles)) == 5
    past = ("Old one", "Mail is late", "In the Sheet alone", "In Notion alone")
    for title in past:
        for before, after in ((rows, place.rows()), (pages, place.pages.all())):
            kept = [_values(one) for one in before if one["Title"] == title]
            assert kept in ([], [_values(one) for one in after if one["Title"] == title])
    opened = [c["name"] for c in place.slack()["channels"].values() if c["name"][:4] == "inc-"]
    assert [name.partition("-disk-")[2] for name in opened] == ["full"]
    winner = place.pages.one("Disk full")
    assert winner["Summary"] == place.row("Disk full")["Summary"] == "No space left on /"
    lost = {(one.field, one.values["sheets"], one.winner) for one in first.conflicts}
    assert lost == {
        ("summary", "No space left", "notion"), ("summary", "A cable", "notion"),
        ("severity", "Major", "notion"),
    }  # fmt: skip


def _values(row: Json) -> Json:
    return {name: value for name, value in row.items() if name != "row"}


def test_archived_channels_are_listed_in_the_first_look_alone(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """They keep their names and numbers, and cost no page of the listing ever after."""
    place = place_in(sandbox, tmp_path, [{"Title": "Disk full", "Status": "Fixing"}])
    place.act("slack", "create_channel", user="priya", name="inc-41-long-ago")
    place.act("slack", "archive", user="priya", channel="inc-41-long-ago")
    place.cycle()
    assert place.row("Disk full")["ID"] == "INC-42"
    place.cycle()
    listed = [one["args"] for one in place.log() if one["method"] == "conversations.list"]
    assert [one["exclude_archived"] for one in listed] == ["0", "1"]

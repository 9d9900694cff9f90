"""Which property is which facet: by name at first, by id ever after."""

from __future__ import annotations

import json

import pytest

from incident_sync.errors import Permanent, SideUnusable
from incident_sync.sides.notion.schema import PROPERTIES, Layout, Schema, layout
from tests.sides.notion.samples import REGISTER, register, usual

Told = tuple[str, str, tuple[str, ...]]


def sentences(found: Layout) -> list[str]:
    """What the layout tells a person."""
    return [str(problem) for problem in found.problems]


def test_a_usual_register_is_bound() -> None:
    """Every facet finds the property of its usual name, all are written, nothing is told."""
    found = usual()
    assert {facet: one.prop.name for facet, one in found.bound.items()} == PROPERTIES
    assert all(one.writable for one in found.bound.values())
    assert found.problems == ()
    assert found.bound["status"].prop.options == REGISTER["Status"][2]
    assert found.title == "Incidents"
    assert found.known == {at for at, _, _ in REGISTER.values()}


def test_a_schema_survives_the_cursor() -> None:
    """What is dumped is loaded again; what is none is refused."""
    schema = register()
    assert Schema.load(schema.dump()) == schema
    for text in ("[]", "{}", '{"title": "x", "props": [1]}', '{"title": "x", "props": [[1]]}'):
        with pytest.raises(ValueError, match="no schema"):
            Schema.load(text)


def test_names_are_compared_as_people_do() -> None:
    """Case and spaces do not count, but the exact name wins."""
    schema = register(Severity=None, severity_=("x", "select", ()), Lead=("y", "people", ()))
    assert layout(schema, {}).bound["severity"].prop.id == "x"
    both = register(SEVERITY=("x", "select", ()))
    assert layout(both, {}).bound["severity"].prop.id == "se"
    assert layout(both, {"severity": "SEVERITY"}).bound["severity"].prop.id == "x"


def test_the_title_is_found_by_its_type() -> None:
    """The page's title is the incident's, whatever it is called."""
    schema = register(Title=None, Name=("title", "title", ()))
    assert layout(schema, {}).bound["title"].prop.name == "Name"


def test_the_title_may_be_mapped_to_a_text() -> None:
    """A register whose page titles are IDs keeps the incident's title in a text property."""
    schema = register(Title=None, ID=("title", "title", ()), What=("w", "rich_text", ()))
    found = layout(schema, {"title": "What"})
    assert found.bound["title"].prop.name == "What"
    assert found.bound["id"].prop.type == "title"


def test_a_title_called_id_is_still_the_title() -> None:
    """A page title that happens to be called ID is not taken for the label."""
    schema = register(Title=None, ID=("title", "title", ()))
    found = layout(schema, {})
    assert found.bound["title"].prop.name == "ID"
    assert "id" not in found.bound


def test_a_name_that_another_field_is_mapped_to_is_not_taken() -> None:
    """A property mapped to one field is not also the one that it happens to be called after."""
    found = layout(register(), {"summary": "Customer update"})
    assert found.bound["summary"].prop.name == "Customer update"
    assert "customer_update" not in found.bound


def test_a_field_can_be_left_out() -> None:
    """An empty name leaves a field out, also one that is usually needed."""
    found = layout(register(Severity=None), {"severity": ""})
    assert "severity" not in found.bound
    assert found.problems == ()


def test_all_missing_properties_are_named_at_once() -> None:
    """Needed and mapped ones in one sentence, with what to do; optional ones are not missed."""
    schema = register(Severity=None, Lead=None, Reporter=None, Sync_note=None)
    with pytest.raises(SideUnusable) as caught:
        layout(schema, {"resolved_at": "Ended", "channel": "Slack"})
    told = str(caught.value)
    assert 'no property "Severity", "Lead", "Ended", "Slack"' in told
    assert 'the Notion database "Incidents"' in told
    assert "[notion.fields]" in told
    assert "Reporter" not in told


@pytest.mark.parametrize("facet", ["title", "status"])
def test_title_and_status_cannot_be_left_out(facet: str) -> None:
    """Without a title or a status nothing can be judged."""
    with pytest.raises(SideUnusable, match=f"{facet} cannot be left out"):
        layout(register(), {facet: ""})


def test_two_fields_on_one_property_are_refused() -> None:
    """A property mapped twice would be written against itself."""
    with pytest.raises(SideUnusable, match='"Summary" stands for more than one field: summary, cu'):
        layout(register(), {"customer_update": "Summary"})


def test_a_rename_breaks_nothing() -> None:
    """A property seen before is known by its id, and a new one of its old name is another."""
    seen = json.loads(json.dumps(usual().seen))
    renamed = register(
        Severity=None, Impact=("se", "select", ()), Summary=("other", "rich_text", ()),
        Abstract=("su", "rich_text", ()),
    )  # fmt: skip
    found = layout(renamed, {}, seen=seen)
    assert found.bound["severity"].prop.name == "Impact"
    assert found.bound["summary"].prop.id == "su"
    assert found.problems == ()
    assert layout(renamed, {}, seen=found.seen).bound == found.bound


def test_a_new_mapping_wins_over_what_was_seen() -> None:
    """Once the configuration names another property, that one counts."""
    schema = register(Impact=("im", "select", ()))
    seen = usual().seen
    assert layout(schema, {"severity": "Impact"}, seen=seen).bound["severity"].prop.id == "im"
    with pytest.raises(SideUnusable, match='"Effect"'):
        layout(schema, {"severity": "Effect"}, seen=seen)


def test_a_deleted_property_leaves_its_field_alone() -> None:
    """One that was seen and is gone is told of, look after look; the rest goes on."""
    seen = usual().seen
    for _ in range(2):
        found = layout(register(Lead=None, Resolved_at=None), {}, seen=seen)
        assert found.bound.keys() == PROPERTIES.keys() - {"lead", "resolved_at"}
        lead, resolved = found.problems
        assert isinstance(lead, Permanent)
        assert not isinstance(lead, SideUnusable)
        assert 'the property "Lead" is gone' in lead.message
        assert "[notion.fields]" in lead.remedy
        assert "Resolved at" in resolved.message
        seen = found.seen
    assert layout(register(), {}, seen=seen).problems == ()


def test_a_deleted_property_made_anew_is_taken() -> None:
    """A new property of the old name takes the place of one that is gone."""
    found = layout(register(Lead=("le2", "people", ())), {}, seen=usual().seen)
    assert found.bound["lead"].prop.id == "le2"
    assert found.seen["lead"] == ("le2", "Lead")


@pytest.mark.parametrize("gone", [None, ("st", "checkbox", ()), ("st", "relation", ())])
def test_without_a_status_nothing_can_be_judged(gone: Told | None) -> None:
    """A status that is gone or of a type without words stops this side, also when seen before."""
    for seen in (None, usual().seen):
        with pytest.raises(SideUnusable, match=r"[Ss]tatus"):
            layout(register(Status=gone), {}, seen=seen)


@pytest.mark.parametrize(
    ("facet", "name", "kind"),
    [
        ("lead", "Lead", "relation"),
        ("summary", "Summary", "files"),
        ("resolved_at", "Resolved at", "number"),
        ("severity", "Severity", "checkbox"),
        ("channel", "Channel", "email"),
        ("id", "ID", "formula"),
        ("sync_note", "Sync note", "select"),
    ],
)
def test_a_type_that_cannot_hold_the_field_is_told(facet: str, name: str, kind: str) -> None:
    """The property, its type and what is expected are named; the field is left alone."""
    schema = register(**{name: ("x", kind, ())})
    for seen in (None, {**usual().seen, facet: ("x", name)}):
        found = layout(schema, {}, seen=seen)
        assert facet not in found.bound
        (told,) = sentences(found)
        assert f'"{name}" is a' in told
        assert f"{facet} needs" in told
        assert "map another property" in told


@pytest.mark.parametrize(
    ("facet", "name", "kind"),
    [
        ("title", "Title", "rich_text"),
        ("status", "Status", "select"),
        ("status", "Status", "rich_text"),
        ("severity", "Severity", "status"),
        ("lead", "Lead", "rich_text"),
        ("lead", "Lead", "email"),
        ("lead", "Lead", "select"),
        ("resolved_at", "Resolved at", "rich_text"),
        ("channel", "Channel", "rich_text"),
    ],
)
def test_other_types_that_are_written(facet: str, name: str, kind: str) -> None:
    """An adopted register may keep a field in a property of another fitting type."""
    found = layout(register(**{name: ("x", kind, ())}), {facet: name})
    assert found.bound[facet].writable
    assert found.problems == ()


@pytest.mark.parametrize(
    ("facet", "name", "kind"),
    [
        ("status", "Status", "formula"),
        ("severity", "Severity", "multi_select"),
        ("lead", "Lead", "created_by"),
        ("lead", "Lead", "rollup"),
        ("summary", "Summary", "select"),
        ("resolved_at", "Resolved at", "last_edited_time"),
    ],
)
def test_a_property_that_is_only_read_is_told(facet: str, name: str, kind: str) -> None:
    """A two-way field in a computed property is read, never written, and a person is told."""
    found = layout(register(**{name: ("x", kind, ())}), {})
    assert not found.bound[facet].writable
    assert "read, never written" in found.bound[facet].reason
    (told,) = sentences(found)
    assert f'"{name}" is a' in told
    assert "read there, never written" in told
    assert "[notion.fields]" in told


@pytest.mark.parametrize(
    ("facet", "name", "kind"),
    [
        ("reporter", "Reporter", "created_by"),
        ("reported_at", "Reported at", "created_time"),
        ("id", "ID", "unique_id"),
        ("id", "ID", "number"),
    ],
)
def test_what_only_notion_says_needs_no_mending(facet: str, name: str, kind: str) -> None:
    """A computed property of a field that people do not edit in Slack is fine as it is."""
    found = layout(register(**{name: ("x", kind, ())}), {})
    assert not found.bound[facet].writable
    assert found.problems == ()
    assert found.mints is (kind == "unique_id")


def test_extras_are_known_by_id_too() -> None:
    """A user's own property is found by name, then by id; one that is not there is left out."""
    found = layout(register(Region=("rg", "select", ())), {}, ("Region", "Cost"))
    assert {name: prop.id for name, prop in found.extras.items()} == {"Region": "rg"}
    assert len(found.mapped()) == len(PROPERTIES) + 1
    later = layout(register(Area=("rg", "select", ())), {}, ("Region",), found.seen)
    assert later.extras["Region"].name == "Area"
    assert "extra.Region" not in layout(register(), {}, (), found.seen).seen

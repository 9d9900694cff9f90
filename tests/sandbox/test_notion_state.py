"""The laws of the double: dumps, seeds, speed; and that its judge can say no."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from incident_sandbox.notion import NotionService
from incident_sandbox.notion.paging import cursor_at
from incident_sandbox.notion.world import uuid_from
from incident_sandbox.service import Request
from incident_sandbox.slack import SlackService
from tests.sandbox import notion_answers
from tests.sandbox.notion_desk import DATA_SOURCE, TOKEN, Desk, paragraph, text, title


def busy(seed: int = 7) -> Desk:
    """A workspace in which much has happened."""
    desk = Desk(seed)
    page = desk.create(title("a"), children=[paragraph("p", children=[paragraph("q")])])["id"]
    desk.wait(100)
    desk.patch(page, properties={"Severity": {"select": {"name": "New"}}})
    desk.patch(desk.create(title("b"))["id"], in_trash=True)
    desk.act("create_database", title="Other", properties={"T": "title", "U": "unique_id"})
    desk.act("create_page", database="Other", properties={"T": "x"})
    desk.act("set_behaviour", query_lag_s=60)
    desk.act("set_capabilities", users="without_email")
    desk.act("unshare", page=page)
    desk.act("share", page=page)
    desk.service.quotas_enabled = True
    desk.call("GET", "/v1/users/me")
    desk.service.quotas_enabled = False
    return desk


def test_load_of_a_dump_is_the_same_world() -> None:
    """Through JSON, into a workspace that was different; it goes on alike and apart."""
    desk, other = busy(), Desk(99)
    dumped = json.loads(json.dumps(desk.service.dump()))
    other.service.load(dumped)
    other.now = desk.now
    assert json.loads(json.dumps(other.service.dump())) == dumped
    for each in (desk, other):
        assert each.titles() == ["a"]
        each.wait(60)
    made = [each.create(title("c"))["id"] for each in (desk, other)]
    assert made[0] == made[1]
    assert desk.titles() == other.titles()
    assert desk.service.dump() == other.service.dump()
    desk.append(made[0], paragraph("only here"))
    assert other.children(made[0]) == []


def test_the_same_seed_gives_the_same_ids() -> None:
    """Another seed others, but the register's stay."""
    assert busy(1).service.dump() == busy(1).service.dump()
    first, second = busy(1).service.dump(), busy(2).service.dump()
    assert set(first["users"]).isdisjoint(second["users"])
    assert DATA_SOURCE in first["sources"]
    assert DATA_SOURCE in second["sources"]


def test_the_people_are_those_of_slack() -> None:
    """By name and e-mail, so that they can be matched; Robin is in Notion only."""
    users = NotionService(1).dump()["users"].values()
    here = {(user["name"], user["email"]) for user in users if user["type"] == "person"}
    profiles = [user["profile"] for user in SlackService(1).dump()["users"].values()]
    there = {(each["real_name"], each.get("email")) for each in profiles}
    assert here - there == {("Robin Reader", "robin@people.example")}
    assert len(here & there) == 5


def test_ten_thousand_rows_are_no_trouble() -> None:
    """An idle query over 10,500 in under 60 ms, a row in under 2 ms."""
    desk = Desk()
    summary = {"Summary": {"rich_text": [text("lorem ipsum " * 20)]}}
    done = {"Status": {"status": {"name": "Resolved"}}}
    start = time.process_time()
    for number in range(500):
        desk.service.handle(_create(number, {**summary, **done}), desk.now)
    assert (time.process_time() - start) / 500 < 0.002
    dumped = desk.service.dump()
    rows = [page for page in dumped["pages"].values() if "data_source_id" in page["look"]["parent"]]
    for copy in range(20):
        twins = ({**row, "id": uuid_from(f"{copy}{row['id']}")} for row in rows)
        dumped["pages"].update({twin["id"]: twin for twin in twins})
    desk.service.load(dumped)
    desk.wait(3600)
    active = [
        {"property": "Status", "status": {"equals": name}}
        for name in ("Investigating", "Fixing", "Monitoring")
    ]
    edited = {"on_or_after": "2026-11-23T10:50:00Z"}
    since = {"timestamp": "last_edited_time", "last_edited_time": edited}
    spent = []
    for _ in range(5):
        start = time.process_time()
        assert desk.query({"or": [*active, since]})["results"] == []
        spent.append(time.process_time() - start)
    assert min(spent) < 0.060
    found = desk.query()
    assert len(found["results"]) == 100
    last = desk.query(start_cursor=cursor_at(9_900, found["next_cursor"].replace("-", "")[:24]))
    assert last["request_status"]["type"] == "incomplete"


def _create(number: int, properties: dict[str, Any]) -> Any:
    body = {
        "parent": {"data_source_id": DATA_SOURCE},
        "properties": {**title(f"row {number}"), **properties},
    }
    headers = {"authorization": f"Bearer {TOKEN}", "notion-version": "2026-03-11"}
    return Request("POST", "/v1/pages", (), headers, json.dumps(body).encode())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda page: page.pop("url"),
        lambda page: page.update(archived=False),
        lambda page: page.update(in_trash="no"),
        lambda page: page.update(id="x"),
        lambda page: page["properties"]["Title"].pop("id"),
        lambda page: page["properties"]["Title"].update(extra=1),
        lambda page: page["properties"]["Status"]["status"].update(color="mauve"),
        lambda page: page["properties"]["Title"]["title"][0].pop("plain_text"),
        lambda page: page["properties"]["Title"]["title"][0].update(extra=1),
        lambda page: page["parent"].pop("database_id"),
        lambda page: page.update(created_time="yesterday"),
    ],
)
def test_the_judge_of_answers_can_say_no(spoil: Any) -> None:
    """Where the vendor's description is there; without it nothing is judged."""
    page = Desk().create(title("x"))
    path = f"/v1/pages/{page['id']}"
    notion_answers.check("GET", path, 200, page)
    spoil(page)
    if notion_answers.description() is None:
        notion_answers.check("GET", path, 200, page)
        return
    with pytest.raises(AssertionError, match="answer"):
        notion_answers.check("GET", path, 200, page)

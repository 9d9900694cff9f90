"""The Notion database keeps the contract, over HTTP and the real SDK."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from incident_sync.clock import ManualClock
from incident_sync.model.fields import Kind
from incident_sync.model.people import Directory, Member, Person
from incident_sync.sides.notion import NotionOptions, NotionSide, notion_wire
from incident_sync.wire import CallCounter
from tests.sandbox.shell_client import Control
from tests.sides.contract_record import RecordContract
from tests.sides.contract_service import ServiceContract
from tests.sides.notion.desk import running_sandbox
from tests.sides.places import START, WORDS, RecordPlace, ServicePlace

DATABASE, SOURCE = "4e15de75-0000-4000-a000-000000000002", "4e15de75-0000-4000-a000-000000000003"
TOKEN = "ntn_sandbox"
NAMES = {
    "title": "Title", "status": "Status", "severity": "Severity", "summary": "Summary",
    "customer_update": "Customer update",
}  # fmt: skip
OWN = "Region"


class _Notion(RecordPlace, ServicePlace):
    """People work in the app; a property, a database and blocks of theirs are beside ours."""

    directory = Directory((Member(Person("Sam Rivera", "sam@example.com", "U1"), "sam"),))
    secret = TOKEN

    def __init__(self, control: Control) -> None:
        self.control = control
        self.clock = ManualClock(START)
        self.control.ok("PUT", "clock", {"now": START.isoformat()})
        self._act("add_property", name=OWN, type="select")
        made = self._act(
            "create_database", title="Figures", properties={"Name": "title", "Rows": "number"}
        )
        self._other = made["database"]
        self._act("create_page", database=self._other, properties={"Name": "Open", "Rows": 3})
        self.side: NotionSide = self.restarted()

    def restarted(self) -> NotionSide:
        options = NotionOptions(lambda: TOKEN, DATABASE, self.control.urls["notion_api_url"])
        wire = notion_wire(self.clock, CallCounter(), self.permit)
        return NotionSide(options, wire, self.clock, WORDS)

    def edit(self, ref: str, field: str, value: str, kind: Kind = Kind.INCIDENT) -> None:
        if kind is Kind.FOLLOW_UP:
            # Within one minute a page's stamp does not tell that a block changed again.
            self.control.ok("PUT", "clock", {"advance_s": 60})
            self._act("set_todo", block=ref, text=value)
        else:
            self._act("set", page=ref, property=NAMES[field], value=value)

    def add(self, title: str) -> None:
        self._act("create_page", properties={"Title": title, OWN: "EU"})

    def read(self, ref: str, field: str, kind: Kind = Kind.INCIDENT) -> str:
        if kind is Kind.FOLLOW_UP:
            pages = [self._act("read_page", page=row["id"]) for row in self._rows()]
            found = {block["id"]: block for page in pages for block in page["blocks"]}
            return str(found[ref][field])
        values = {row["id"]: row["values"] for row in self._rows()}
        return str(values[ref][NAMES[field]])

    def count(self) -> int:
        return len(self._rows())

    def foreign(self) -> Any:
        sources = self.control.ok("GET", "state")["notion"]["sources"]
        figures = self._act("read", database=self._other)
        theirs = [row["values"][OWN] for row in self._rows() if row["values"][OWN]]
        return figures, sources[SOURCE]["properties"], theirs

    def shuffle(self) -> None:
        self._act("create_page", properties={"Title": "Above all others"})

    def remove(self, ref: str) -> None:
        self._act("trash", page=ref)

    def arrived(self) -> int:
        return len(self.control.log())

    def erase(self, ref: str) -> None:
        self._act("trash", page=ref)
        self._act("delete_forever", page=ref)

    def drop(self, phase: str) -> None:
        self._fault(kind="drop", phase=phase, method="POST /v1/pages")

    def garble(self, status: int, body: str) -> None:
        self._fault(kind="status", status=status, body=body, times=None)

    def spoil(self, ref: str) -> None:
        self._act("trash", page=ref)

    def lock_out(self) -> None:
        self._act("revoke_token")

    def _fault(self, **fault: Any) -> None:
        self.control.ok("POST", "faults", {"service": "notion", **fault})

    def _act(self, verb: str, **args: Any) -> Any:
        body = {"service": "notion", "verb": verb, "args": args}
        return self.control.ok("POST", "act", body)["result"]

    def _rows(self) -> list[dict[str, Any]]:
        return [row for row in self._act("read") if not row["in_trash"]]


@pytest.fixture(scope="module")
def process() -> Iterator[tuple[Control, Any]]:
    """A running sandbox, and the workspace it started with."""
    with running_sandbox("--seed", "3") as control:
        yield control, control.ok("GET", "state")["notion"]


class TestNotion(RecordContract, ServiceContract):
    """The register in a Notion database."""

    @pytest.fixture
    def place(self, process: tuple[Control, Any]) -> _Notion:
        """The seeded register, with what people added to it."""
        control, fresh = process
        control.ok("DELETE", "faults")
        control.ok("PUT", "state", {"notion": fresh})
        control.ok("PUT", "quotas", {"enabled": False})
        return _Notion(control)

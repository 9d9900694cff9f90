"""The Google Sheet keeps the contract, over HTTP and the real SDK."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from incident_sync.clock import ManualClock
from incident_sync.model.fields import Kind
from incident_sync.model.people import Directory, Member, Person
from incident_sync.sides.sheets import Credentials, SheetsOptions, SheetsSide, sheets_wire
from incident_sync.wire import CallCounter
from tests.sandbox.shell_client import Control, running
from tests.sides.contract_record import RecordContract
from tests.sides.contract_service import ServiceContract
from tests.sides.places import START, WORDS, RecordPlace, ServicePlace

KEY, TOKEN = "sandbox-register", "ya29.contract-token"
TABS = {Kind.INCIDENT: "Incidents", Kind.FOLLOW_UP: "Follow-ups"}
HEADERS = {
    "title": "Title", "status": "Status", "severity": "Severity", "summary": "Summary",
    "customer_update": "Customer update", "text": "Follow-up",
}  # fmt: skip
MINE, LENGTH = "Region", "Length"


class _Sheet(RecordPlace, ServicePlace):
    """People work in the browser; a column, some formulas and a tab of theirs are beside ours."""

    directory = Directory((Member(Person("sam", "sam@example.com", "U1"), "sam"),))
    secret = TOKEN

    def __init__(self, control: Control) -> None:
        self.control = control
        self.clock = ManualClock(START)
        self._act("issue_token", token=TOKEN)
        self._act("require_token")
        self._act("insert_columns", tab="Incidents", at="Status", header=MINE)
        self._act("insert_columns", tab="Incidents", at="Lead", header=LENGTH)
        theirs = {MINE: "EU", LENGTH: "=LEN(A2)"}  # nothing in a column of ours: no row to us
        self._act("append_row", tab="Incidents", values=theirs)
        self._act("add_tab", title="Figures")
        self._act("set_cell", tab="Figures", cell="A1", value="=COUNTA(Incidents!A:A)-1")
        self.side: SheetsSide = self.restarted()

    def restarted(self) -> SheetsSide:
        options = SheetsOptions(
            spreadsheet=KEY,
            credentials=Credentials("token", TOKEN),
            sheets_url=self.control.urls["sheets_url"],
            drive_url=self.control.urls["drive_url"],
        )
        wire = sheets_wire(self.clock, CallCounter(), self.permit)
        return SheetsSide(options, wire, self.clock, WORDS)

    def edit(self, ref: str, field: str, value: str, kind: Kind = Kind.INCIDENT) -> None:
        values = {HEADERS[field]: value}
        self._act("set_row", tab=TABS[kind], row=self._row(ref, kind), values=values, raw=True)

    def add(self, title: str) -> None:
        self._act("append_row", tab="Incidents", values={"Title": title, MINE: "EU"}, raw=True)

    def read(self, ref: str, field: str, kind: Kind = Kind.INCIDENT) -> str:
        rows = self._rows(kind)
        line = rows[self._row(ref, kind) - 1]
        column = rows[0].index(HEADERS[field])
        return str(line[column]) if column < len(line) else ""

    def count(self) -> int:
        return sum(any(row[:2]) for row in self._rows(Kind.INCIDENT)[1:])

    def foreign(self) -> Any:
        figures = self._act("read", tab="Figures", render="FORMULA")
        header, *rows = self._act("read", tab="Incidents", render="FORMULA")
        theirs = [
            (row, name, cell)
            for row, cells in enumerate(rows, 2)
            for name, cell in zip(header, cells, strict=False)
            if name in {MINE, LENGTH} and cell != ""
        ]
        return figures, header, theirs, self._act("read", tab="Timeline", render="FORMULA")

    def shuffle(self) -> None:
        self._act("sort", tab="Incidents", column="Title")
        self._act("insert_rows", tab="Incidents", at=2)

    def remove(self, ref: str) -> None:
        self._act("delete_rows", tab="Incidents", at=self._row(ref, Kind.INCIDENT))

    def arrived(self) -> int:
        return len(self.control.log())

    def drop(self, phase: str) -> None:
        method = "POST /v4/spreadsheets/{id}:batchUpdate"
        self.control.ok("POST", "faults", {
            "service": "sheets", "kind": "drop", "phase": phase, "method": method,
        })  # fmt: skip

    def garble(self, status: int, body: str) -> None:
        self.control.ok("POST", "faults", {
            "service": "sheets", "kind": "status", "status": status, "body": body, "times": None,
        })  # fmt: skip

    def spoil(self, ref: str) -> None:
        self.edit(ref, "severity", "Major")
        self.edit(ref, "severity", "who knows")

    def lock_out(self) -> None:
        self._act("revoke_token", token=TOKEN)

    def _act(self, verb: str, **args: Any) -> Any:
        body = {"service": "sheets", "verb": verb, "args": {"key": KEY, **args}}
        return self.control.ok("POST", "act", body)["result"]

    def _rows(self, kind: Kind) -> list[list[Any]]:
        rows: list[list[Any]] = self._act("read", tab=TABS[kind])
        return rows

    def _row(self, ref: str, kind: Kind) -> int:
        return [row[:1] for row in self._rows(kind)].index([ref]) + 1


@pytest.fixture(scope="module")
def process() -> Iterator[tuple[Control, Any]]:
    """A running sandbox, and the spreadsheets it started with."""
    with running("--seed", "3") as (control, _):
        yield control, control.ok("GET", "state")["sheets"]


class TestSheets(RecordContract, ServiceContract):
    """The register in a Google Sheet."""

    @pytest.fixture
    def place(self, process: tuple[Control, Any]) -> _Sheet:
        """The seeded register, with what people added to it."""
        control, fresh = process
        control.ok("DELETE", "faults")
        control.ok("PUT", "state", {"sheets": fresh})
        control.ok("PUT", "quotas", {"enabled": False})
        return _Sheet(control)

"""A place over HTTP: a sandbox's workspace and registers, people at work, the product beside.

The register is a spreadsheet, a Notion database or both.

What people do and what a service holds goes through the sandbox's control API alone; what the
product does goes over HTTP, in this process under a clock that is turned, or as a child process.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from incident_sync.app import opened
from incident_sync.cli.spawn import Sandbox
from incident_sync.clock import ManualClock
from incident_sync.engine.report import Report
from tests.engine import pages
from tests.engine.pages import Pages, pages_in

TOKEN = "xoxb-sandbox-bot"
TAB = "Incidents"
HEADER = [
    "ID", "Title", "Status", "Severity", "Lead", "Summary", "Customer update", "Reporter",
    "Reported at", "Resolved at", "Channel", "Sync note",
]  # fmt: skip
CHILDREN = {
    "Follow-ups": ["ID", "Incident", "Follow-up", "Owner", "Done"],
    "Timeline": ["ID", "Incident", "At", "By", "Entry", "Link", "Note"],
}
LONGEST_S = 60.0
AGO = timedelta(hours=6)
"""Long enough that pacing, which turns a place's clock, never overtakes the real one."""
Json = dict[str, Any]
Calls = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Done:
    """How a child process ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(slots=True)
class Place:
    """The registers in one sandbox, and the product's folder.

    ``key`` is the spreadsheet's, empty where there is none; without a database ``notion`` is None.
    """

    sandbox: Sandbox
    folder: Path
    key: str
    notion: Pages | None = None
    clock: ManualClock = field(default_factory=lambda: ManualClock(datetime.now(UTC) - AGO))
    code: int = 0

    # The product.

    @property
    def config(self) -> Path:
        return self.folder / "incident-sync.toml"

    @property
    def state(self) -> Path:
        return self.folder / "incident-sync.db"

    def configure(
        self,
        more: str = "",
        *,
        token: str = TOKEN,
        sheets: str = "",
        notion: str = "",
        slack: str = "",
    ) -> None:
        """Write the configuration.

        ``more`` stands at its end, all else in the tables of that name.
        """
        urls = self.sandbox.urls
        slack = f'[slack]\nbot_token = "{token}"\napi_url = "{urls["slack_api_url"]}"\n{slack}'
        sync = f'[sync]\nsettle = "0s"\nmax_new_channels = 1000\n{more}'
        tables = [slack, self._sheets(sheets), self._notion(notion), sync]
        self.config.write_text("\n".join(tables) + "\n", encoding="utf-8")
        self.config.chmod(0o600)

    def _sheets(self, more: str) -> str:
        urls = self.sandbox.urls
        return f"""\
[sheets]
credentials = "anonymous"
spreadsheet = "{self.key}"
sheets_url = "{urls["sheets_url"]}"
drive_url = "{urls["drive_url"]}"
{more}""" if self.key else ""  # fmt: skip

    def _notion(self, more: str) -> str:
        token = "" if "token = " in more else f'token = "{pages.TOKEN}"\n'
        return f"""\
[notion]
{token}database = "{self.notion.database}"
api_url = "{self.sandbox.urls["notion_api_url"]}"
{more}""" if self.notion else ""  # fmt: skip

    @property
    def pages(self) -> Pages:
        """The Notion database, which this place is known to have."""
        assert self.notion is not None
        return self.notion

    def cycle(self, *, later: float = 60.0) -> Report:
        """One cycle in this process, so many seconds after the last."""
        self.turn(later)
        with opened(self.config, clock=self.clock) as app, app.leased() as lease:
            report = app.sync(lease, patient=True)
        self.set_clock()
        return report

    def spent(self, *, later: float = 60.0, errors: int = 0) -> Calls:
        """The calls of a cycle with so many errors, as counted there and, alike, in its report."""
        self.forget_calls()
        report = self.cycle(later=later)
        assert len(report.errors) == errors, [str(error) for error in report.errors]
        made = self.calls()
        assert report.api_calls == made
        return made

    def turn(self, seconds: float) -> None:
        """Let time pass, for the product and the services alike."""
        self.clock.advance(seconds)
        self.set_clock()

    def set_clock(self) -> None:
        self.sandbox.control("PUT", "/clock", {"now": self.clock.now().isoformat()})

    def unfreeze(self) -> None:
        """Let the services live in real time, where child processes live."""
        self.sandbox.control("PUT", "/clock", {"offset_s": 0})

    def run(self, *words: str, **environment: str) -> Done:
        """Run a command as anybody does, to its end."""
        with self.started(*words, **environment) as process:
            try:
                out, err = process.communicate(timeout=LONGEST_S)
            except BaseException:
                process.kill()
                raise
        return Done(process.returncode, out, err)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "incident_sync", "--config", str(self.config), *words]

    def started(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """The process of a command that was just started."""
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self.command(*words), env={**os.environ, **environment}, cwd=self.folder,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    # The services, as they are.

    def slack(self) -> Json:
        """The raw workspace."""
        state: Json = self.sandbox.control("GET", "/state")["slack"]
        return state

    def rows(self, tab: str = TAB) -> list[Json]:
        """The rows of a tab by header, ``row`` being the number; blank rows left out."""
        values = self.act("sheets", "read", tab=tab, render="UNFORMATTED_VALUE")
        header = values[0] if values else []
        return [
            {**dict.fromkeys(header, ""), **dict(zip(header, cells, strict=False)), "row": number}
            for number, cells in enumerate(values[1:], 2)
            if any(cell != "" for cell in cells)
        ]

    def paged(self) -> list[Json]:
        """The pages of the database; none where there is no database."""
        return self.notion.all() if self.notion else []

    def row(self, title: str) -> Json:
        """The one row of that title."""
        (found,) = [row for row in self.rows() if row["Title"] == title]
        return found

    def calls(self) -> Calls:
        """The calls per service and method since they were last forgotten."""
        counts: Calls = self.sandbox.control("GET", "/calls")["counts"]
        return counts

    def log(self) -> list[Json]:
        """Every call since they were last forgotten, in order."""
        log: list[Json] = self.sandbox.control("GET", "/calls")["log"]
        return log

    def written(self, service: str = "") -> list[str]:
        """The methods of the calls that changed something at a service, or at any."""
        return [
            call["method"]
            for call in self.log()
            if call["effect"] and service in ("", call["service"])
        ]

    def forget_calls(self) -> None:
        self.sandbox.control("DELETE", "/calls")

    def dump(self) -> list[str]:
        """The store as SQL, a line a row."""
        with closing(sqlite3.connect(f"file:{self.state}?mode=ro", uri=True)) as connection:
            return list(connection.iterdump())

    # People.

    def act(self, service: str, verb: str, **args: Any) -> Any:
        """Do what a person does; in Sheets, in our register."""
        place = {"key": self.key} if service == "sheets" else {}
        return self.sandbox.act(service, verb, **place, **args)

    def slack_topic(self, title: str) -> str:
        """The topic of the channel that the row of that title links to."""
        topic: str = self.slack()["channels"][self.channel_of(title)]["topic"]["value"]
        return topic

    def says(self, user: str, channel: str, text: str) -> str:
        """Somebody posts in a channel; the message's ts."""
        ts: str = self.act("slack", "post", user=user, channel=channel, text=text)["ts"]
        return ts

    def asks(self, user: str, channel: str, words: str) -> str:
        """Somebody mentions us in a channel."""
        return self.says(user, channel, f"@incident-sync {words}")

    def types(self, title: str, **values: Any) -> None:
        """Somebody types into the row of that title, by header; ``_`` stands for a blank."""
        self.types_at(self.row(title)["row"], **values)

    def types_at(self, row: int, **values: Any) -> None:
        by_header = {name.replace("_", " "): value for name, value in values.items()}
        self.act("sheets", "set_row", tab=TAB, row=row, values=by_header, raw=True)

    def adds(self, **values: Any) -> None:
        """Somebody adds a row at the end."""
        by_header = {name.replace("_", " "): value for name, value in values.items()}
        self.act("sheets", "append_row", tab=TAB, values=by_header, raw=True)

    def channel_of(self, title: str) -> str:
        """The id of the channel that a row links to, or a page where there are no rows."""
        link: str = (self.row(title) if self.key else self.pages.one(title))["Channel"]
        return link.rstrip("/").rpartition("/")[2]


def register(rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Rows by header as the lines of a sheet, the header first; ``_`` stands for a blank."""
    named = [{name.replace("_", " "): value for name, value in row.items()} for row in rows]
    return [HEADER, *([row.get(name, "") for name in HEADER] for row in named)]


def place_in(
    sandbox: Sandbox,
    folder: Path,
    rows: Sequence[Mapping[str, Any]] | None = (),
    paged: Sequence[Mapping[str, Any]] | None = None,
    properties: Mapping[str, Any] = pages.USUAL,
) -> Place:
    """A fresh spreadsheet with these rows, a fresh database with these pages, to be mirrored.

    They were made an hour before the place's own time. None stands for no such register at all;
    ``properties`` are those of the database.
    """
    sandbox.control("PUT", "/clock", {"offset_s": -(AGO + timedelta(hours=1)).total_seconds()})
    key = "" if rows is None else _spreadsheet(sandbox, rows)
    notion = None if paged is None else pages_in(sandbox, paged, dict(properties))
    sandbox.control("PUT", "/clock", {"offset_s": 0})
    place = Place(sandbox, folder, key, notion)
    place.configure()
    return place


def _spreadsheet(sandbox: Sandbox, rows: Sequence[Mapping[str, Any]]) -> str:
    tabs = [{"title": TAB, "rows": register(rows), "raw": True, "frozen": 1}]
    tabs += [{"title": t, "rows": [h], "raw": True, "frozen": 1} for t, h in CHILDREN.items()]
    made = sandbox.act("sheets", "create_spreadsheet", title="Our incidents", tabs=tabs)
    return str(made["key"])


def fresh_sandbox() -> Iterator[Sandbox]:
    """A sandbox process for a whole session of tests, and no proxy between it and the product."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    with Sandbox() as sandbox:
        yield sandbox


def cleared(sandbox: Sandbox, blank: Json) -> Sandbox:
    """The sandbox as it was on its first day, without quotas."""
    sandbox.control("DELETE", "/faults")
    sandbox.control("PUT", "/state", blank)
    sandbox.control("PUT", "/quotas", {"enabled": False})
    sandbox.control("PUT", "/clock", {"offset_s": 0})
    sandbox.control("DELETE", "/calls")
    return sandbox

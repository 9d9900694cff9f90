"""Floor 9. The stage: a sandbox with a register in it, the product beside it, and people.

What people do goes through the sandbox's control API, as does every look at a service. What is
expected of it stands in the steps.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from incident_sync.cli.spawn import Sandbox
from incident_sync.cli.story.failed import Failed
from incident_sync.cli.story.product import Product, config_of
from incident_sync.cli.story.register import Register
from incident_sync.cli.story.sheet import Line, Tab
from incident_sync.cli.story.slack import Channel, Workspace

TAB, FOLLOW_UPS, TIMELINE = "Incidents", "Follow-ups", "Timeline"
_HEADERS = {
    FOLLOW_UPS: ["ID", "Incident", "Follow-up", "Owner", "Done"],
    TIMELINE: ["ID", "Incident", "At", "By", "Entry", "Link", "Note"],
}


@dataclass(slots=True)
class Stage:
    """Where the story plays. ``plot`` remembers incidents' IDs by what the story calls them."""

    sandbox: Sandbox
    register: Register
    key: str
    product: Product
    plot: dict[str, str] = field(default_factory=dict)

    def slack(self) -> Workspace:
        """Slack as it is now."""
        return Workspace(self.state()["slack"])

    def tab(self, title: str = TAB) -> Tab:
        """A tab of the register as it is now."""
        books = self.state()["sheets"]["books"]
        book = next(book for book in books if book["key"] == self.key)
        for tab in book["tabs"]:
            if tab["title"] == title:
                return Tab(tab)
        raise Failed(f"a tab {title}", [tab["title"] for tab in book["tabs"]])

    def line(self, who: str, tab: Tab | None = None) -> Line:
        """The row of an incident the story knows."""
        return (tab or self.tab()).one(self.header("id"), self.plot[who])

    def channel(self, who: str, slack: Workspace | None = None) -> Channel:
        """The channel that the row of an incident the story knows links to."""
        link = self.line(who).text(self.header("channel"))
        return (slack or self.slack()).channel(link.rstrip("/").rpartition("/")[2])

    def header(self, name: str) -> str:
        """The header of a field; empty where the register has no such column."""
        return self.register.headers.get(name, "")

    def cell(self, who: str, name: str) -> str:
        """What an incident's row says in a field."""
        return self.line(who).text(self.header(name))

    def word(self, who: str, name: str) -> str:
        """A status or severity as the row spells it, with our word for it where that is another."""
        spelled = self.cell(who, name)
        ours = self.register.means(name, spelled)
        return spelled if ours in (None, spelled) else f"{spelled} ({ours})"

    def says(self, handle: str, who: str, *texts: str) -> list[str]:
        """Somebody posts in an incident's channel; the ts of each post."""
        channel = self.channel(who).id
        return [
            str(self.act("slack", "post", user=handle, channel=channel, text=text)["ts"])
            for text in texts
        ]

    def types(self, who: str, **values: str) -> None:
        """Somebody types into an incident's row; fields without a column are left out."""
        by_header = {self.header(name): text for name, text in values.items() if self.header(name)}
        row = self.line(who).row
        self.act("sheets", "set_row", tab=TAB, row=row, values=by_header)

    def act(self, service: str, verb: str, **args: Any) -> Any:
        """Do what a person would do; in Sheets, in our register."""
        place = {"key": self.key} if service == "sheets" else {}
        return self.sandbox.act(service, verb, **place, **args)

    def state(self) -> Mapping[str, Any]:
        """The raw state of every service."""
        state: Mapping[str, Any] = self.sandbox.control("GET", "/state")
        return state

    def calls(self) -> list[Mapping[str, Any]]:
        """Every API call so far, in order."""
        log: list[Mapping[str, Any]] = self.sandbox.control("GET", "/calls")["log"]
        return log

    def sync(self) -> Mapping[str, Any]:
        """One cycle of the product, and its report."""
        report: Mapping[str, Any] = self.product.json("sync")
        for error in report["errors"]:
            raise Failed("a cycle without errors", f"{error['message']} ({error['where']})")
        return report


@contextmanager
def opened(register: Register) -> Iterator[Stage]:
    """Set the stage in a folder of its own, and strike it afterwards."""
    with tempfile.TemporaryDirectory(prefix="incident-sync-demo-") as folder, Sandbox() as sandbox:
        # A minute of story holds a day of calls; the quotas are those of a minute.
        sandbox.control("PUT", "/quotas", {"enabled": False})
        tabs = [{"title": TAB, "rows": register.rows, "raw": True, "frozen": 1}]
        tabs += [{"title": t, "rows": [h], "raw": True, "frozen": 1} for t, h in _HEADERS.items()]
        made = sandbox.act("sheets", "create_spreadsheet", title="Our incidents", tabs=tabs)
        config = config_of(sandbox.urls, made["key"], register)
        yield Stage(sandbox, register, made["key"], Product(Path(folder), config))

"""Floor 9. The stage: a sandbox with two records in it, the product beside it, and people.

What people do goes through the sandbox's control API, as does every look at a service. What is
expected of it stands in the steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from incident_sync.cli.spawn import Sandbox
from incident_sync.cli.story.failed import Failed
from incident_sync.cli.story.now import Now
from incident_sync.cli.story.page import Page
from incident_sync.cli.story.product import Product
from incident_sync.cli.story.records import TAB, Records
from incident_sync.cli.story.register import Register
from incident_sync.cli.story.sheet import Line
from incident_sync.cli.story.slack import Channel

_PLACES = {"sheets": "key", "notion": "database"}


@dataclass(slots=True)
class Stage:
    """Where the story plays.

    ``plot`` remembers incidents' IDs by what the story calls them; ``other`` is the stage on which
    the same register stands the other way round, once there is one.
    """

    sandbox: Sandbox
    register: Register
    records: Records
    product: Product
    plot: dict[str, str] = field(default_factory=dict)
    other: Stage | None = None

    def now(self) -> Now:
        """All services as they are now."""
        return Now(self.sandbox.control("GET", "/state"), self.records)

    def header(self, name: str) -> str:
        """The header of a field in the Sheet; empty where it has no such column."""
        return self.records.headers.get(name, "")

    def property(self, name: str) -> str:
        """The name of a field's property in Notion; empty where it has none."""
        return self.records.properties.get(name, "")

    def line(self, who: str, now: Now | None = None) -> Line:
        """The row of an incident the story knows."""
        return (now or self.now()).sheet.one(self.header("id"), self.plot[who])

    def page(self, who: str, now: Now | None = None) -> Page:
        """The page of an incident the story knows."""
        return (now or self.now()).notion.one(self.property("id"), self.plot[who])

    def channel(self, who: str, now: Now | None = None) -> Channel:
        """The channel that the row of an incident the story knows links to."""
        now = now or self.now()
        link = self.line(who, now).text(self.header("channel"))
        return now.slack.channel(link.rstrip("/").rpartition("/")[2])

    def word(self, who: str, name: str, now: Now | None = None) -> str:
        """A status or severity as Notion spells it, with our word where that is another."""
        spelled = self.page(who, now).text(self.property(name))
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

    def sets(self, who: str, **values: str) -> None:
        """Somebody edits an incident's page, in its words; fields it lacks are left out."""
        page = self.page(who).id
        for name, text in values.items():
            if self.property(name):
                value = self.register.spelled(name, text) or None
                self.act("notion", "set", page=page, property=self.property(name), value=value)

    def act(self, service: str, verb: str, **args: Any) -> Any:
        """Do what a person would do; in Sheets and Notion, in our records."""
        keys = {"sheets": self.records.spreadsheet, "notion": self.records.database}
        place = {_PLACES[service]: keys[service]} if service in keys and "page" not in args else {}
        return self.sandbox.act(service, verb, **{**place, **args})

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

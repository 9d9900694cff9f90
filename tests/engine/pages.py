"""A Notion database as people have it: its pages by title, and what they do to them.

Only the sandbox's people do anything here; the product goes over HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from incident_sync.cli.spawn import Sandbox

Json = dict[str, Any]

TOKEN = "ntn_sandbox"
QUERY = "POST /v1/data_sources/{id}/query"
GET, PATCH, CREATE = "GET /v1/pages/{id}", "PATCH /v1/pages/{id}", "POST /v1/pages"
APPEND, CHILDREN = "PATCH /v1/blocks/{id}/children", "GET /v1/blocks/{id}/children"
STATUSES = [
    {"name": name, "group": group}
    for name, group in (
        ("Investigating", "To-do"), ("Fixing", "In progress"), ("Monitoring", "In progress"),
        ("Resolved", "Complete"), ("Declined", "Complete"),
    )
]  # fmt: skip
USUAL: Json = {
    "Title": "title", "ID": "rich_text", "Status": {"status": {"options": STATUSES}},
    "Severity": ["Minor", "Major"], "Lead": "people", "Summary": "rich_text",
    "Customer update": "rich_text", "Reporter": "people", "Reported at": "date",
    "Resolved at": "date", "Channel": "url", "Sync note": "rich_text",
}  # fmt: skip
_MANY = 1000


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one database; ``title`` is the name of its title property."""

    sandbox: Sandbox
    database: str
    title: str = "Title"

    def act(self, verb: str, **args: Any) -> Any:
        """Do what a person does, in our database."""
        return self.sandbox.act("notion", verb, database=self.database, **args)

    def everything(self) -> list[Json]:
        """Every page as ``read`` has it, those in the trash too."""
        found: list[Json] = self.act("read")
        return found

    def all(self) -> list[Json]:
        """The pages by property name, ``page`` being the id; those away left out."""
        return [
            {**page["values"], "page": page["id"], "url": page["url"]}
            for page in self.everything()
            if not (page["in_trash"] or page["archived"])
        ]

    def one(self, title: str) -> Json:
        """The one page of that title."""
        (found,) = [page for page in self.all() if page[self.title] == title]
        return found

    def blocks_of(self, page: str) -> list[Json]:
        """The blocks of a page in plain form."""
        told: Json = self.sandbox.act("notion", "read_page", page=page)
        blocks: list[Json] = told["blocks"]
        return blocks

    def types(self, title: str, **values: Any) -> None:
        """Somebody types into the page of that title; ``_`` stands for a blank."""
        self.types_at(self.one(title)["page"], **values)

    def types_at(self, page: str, **values: Any) -> None:
        for name, value in named(values).items():
            self.sandbox.act("notion", "set", page=page, property=name, value=value)

    def adds(self, **values: Any) -> str:
        """Somebody adds a page; its id."""
        return self.adds_all([values])[0]

    def adds_all(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Somebody adds pages; their ids."""
        wanted, found = [named(row) for row in rows], []
        for first in range(0, len(wanted), _MANY):
            some = wanted[first : first + _MANY]
            found += self.act("create_pages", rows=some)["pages"]
        return found

    def does(self, verb: str, title: str, **args: Any) -> Any:
        """Somebody trashes, archives, copies the page of that title."""
        return self.sandbox.act("notion", verb, page=self.one(title)["page"], **args)

    def channel_of(self, title: str) -> str:
        """The id of the channel that a page links to."""
        link: str = self.one(title)["Channel"]
        return link.rstrip("/").rpartition("/")[2]


def named(row: Mapping[str, Any]) -> Json:
    """Values by property name, ``_`` being a blank; none of them empty."""
    return {name.replace("_", " "): value for name, value in row.items() if value != ""}


def pages_in(
    sandbox: Sandbox, rows: Iterable[Mapping[str, Any]] = (), properties: Json = USUAL
) -> Pages:
    """A fresh database with these pages."""
    made = sandbox.act("notion", "create_database", title="Our incidents", properties=properties)
    title = next(name for name, kind in properties.items() if kind == "title")
    pages = Pages(sandbox, made["database"], title)
    pages.adds_all(rows)
    return pages

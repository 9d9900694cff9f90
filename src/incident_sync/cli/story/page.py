"""Floor 9. What a Notion database holds, read from the raw state of the workspace.

Nothing is done here. Values are read as they are kept: no answer of the API comes in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from incident_sync.cli.story.failed import Failed

ASIDE = LAST_EDITED, BODY, TRASH = "last edited", "the body", "the trash"
"""What a page has beside its properties."""


class Run(NamedTuple):
    """A piece of text that looks alike: what it says, whether it is bold, where it links."""

    text: str
    bold: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page's body, ``under`` the heading of that text."""

    id: str
    type: str
    text: str
    checked: bool
    under: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its properties as kept and as text, by name; ``edited`` when, and by whom."""

    id: str
    values: Mapping[str, Any]
    texts: Mapping[str, str]
    in_trash: bool
    edited: tuple[int, str]
    body: tuple[Block, ...]

    def text(self, name: str) -> str:
        """What a property says; empty for an empty one, and for one that is not there."""
        return self.texts.get(name, "")

    def runs(self, name: str) -> list[Run]:
        """The runs of a text, equal neighbours as one."""
        joined: list[Run] = []
        for run in map(_run, self.values.get(name) or ()):
            alike = joined and joined[-1]._replace(text="") == run._replace(text="")
            joined.append(run._replace(text=joined.pop().text + run.text) if alike else run)
        return joined

    def blocks(self, heading: str) -> list[Block]:
        """What stands under a heading."""
        return [block for block in self.body if block.under == heading]


class Database:
    """A database as one look found it; ``pages`` oldest first, those in the trash too.

    ``types`` of the properties by name; ``people`` the names of the workspace's people by e-mail.
    """

    def __init__(self, raw: Mapping[str, Any], key: str) -> None:
        (source,) = raw["databases"][key]["sources"]
        self._raw = raw
        self._properties = list(raw["sources"][source]["properties"].values())
        self._names = {
            option["id"]: option["name"]
            for each in self._properties
            for option in each["config"].get("options", ())
        } | {user["id"]: user["name"] for user in raw["users"].values()}
        self.types: dict[str, str] = {each["name"]: each["type"] for each in self._properties}
        self.people: dict[str, str] = {
            user["email"]: user["name"] for user in raw["users"].values() if user["email"]
        }
        parent = {"type": "data_source_id", "data_source_id": source}
        rows = [page for page in raw["pages"].values() if page["look"]["parent"] == parent]
        self.pages = tuple(map(self._page, rows))

    def live(self) -> list[Page]:
        """The pages that are not in the trash."""
        return [page for page in self.pages if not page.in_trash]

    def one(self, name: str, wanted: str) -> Page:
        """The one page, in the trash or not, that says just that; else raises Failed."""
        found = [page for page in self.pages if page.text(name) == wanted]
        if len(found) != 1:
            raise Failed(f"one page with {name} {wanted!r} in Notion", f"{len(found)} pages")
        return found[0]

    def _page(self, raw: Mapping[str, Any]) -> Page:
        look = raw["look"]
        kept = {each["name"]: look["values"].get(each["id"]) for each in self._properties}
        return Page(
            id=raw["id"], values=kept, in_trash=look["in_trash"],
            texts={name: self._text(self.types[name], value) for name, value in kept.items()},
            edited=(look["edited"], self._names.get(look["edited_by"], "")),
            body=tuple(self._blocks(raw["children"])),
        )  # fmt: skip

    def _text(self, kind: str, value: Any) -> str:
        if not value:
            return ""
        if kind in {"title", "rich_text"}:
            return "".join(_run(run).text for run in value)
        if kind == "people":
            return ", ".join(self._names[key] for key in value)
        if kind in {"select", "status"}:
            return str(self._names[value])
        return str(value["start"]) if kind == "date" else str(value)

    def _blocks(self, keys: Iterable[str], under: str = "") -> Iterator[Block]:
        """The blocks below one another, those inside a block after it."""
        for raw in (self._raw["blocks"][key] for key in keys if key in self._raw["blocks"]):
            if raw["in_trash"]:
                continue
            text = "".join(_run(run).text for run in raw["content"].get("rich_text", ()))
            checked = bool(raw["content"].get("checked"))
            heading = raw["type"].startswith("heading")
            yield Block(raw["id"], raw["type"], text, checked, "" if heading else under)
            under = text if heading else under
            yield from self._blocks(raw["children"], under)


Change = tuple[str, str]
"""A page's id and a property's name, or :data:`LAST_EDITED`, :data:`BODY`, :data:`TRASH`."""


def changed(before: Database, after: Database) -> dict[Change, tuple[Any, Any]]:
    """What is not as it was, format included; a page that only was touched says so, too."""
    was = {page.id: _all(page) for page in before.pages}
    now = {page.id: _all(page) for page in after.pages}
    found = {
        (page, name): (was.get(page, {}).get(name), now.get(page, {}).get(name))
        for page in was | now
        for name in was.get(page, {}) | now.get(page, {})
    }
    found = {place: pair for place, pair in found.items() if pair[0] != pair[1]}
    edited = {page for page, name in found if name != LAST_EDITED}
    return {place: pair for place, pair in found.items()
            if place[1] != LAST_EDITED or place[0] not in edited}  # fmt: skip


def moment_of(page: Page, name: str) -> datetime | date | None:
    """The instant or day that a date property shows; None where it shows none."""
    text = page.text(name)
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _all(page: Page) -> dict[str, Any]:
    filled = {name: value for name, value in page.values.items() if value}
    return {**filled, LAST_EDITED: page.edited, BODY: page.body, TRASH: page.in_trash}


def _run(raw: Mapping[str, Any]) -> Run:
    text = raw.get("text") or {}
    link = text.get("link") or {}
    return Run(text.get("content", ""), raw["annotations"]["bold"], link.get("url", ""))

"""A few people at work in Slack, in the Sheet and in Notion, and what they typed."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.engine.place import Json, Place

COMMANDS = {
    "title": "title", "status": "status", "severity": "severity", "lead": "lead",
    "summary": "summary", "customer_update": "customers",
}  # fmt: skip
HEADERS = {
    "title": "Title", "status": "Status", "severity": "Severity", "lead": "Lead",
    "summary": "Summary", "customer_update": "Customer update",
}  # fmt: skip
WORDS = {
    "status": ("Investigating", "Fixing", "Monitoring", "Resolved", "Declined"),
    "severity": ("Minor", "Major"),
    "lead": ("@sam", "@priya", "@lena"),
}
ACTIVE = WORDS["status"][:3]
_SPELLED = {"@sam": "sam@example.com", "@priya": "Priya Sharma", "@lena": "@Lena"}
_EMAILS = {name: f"{name[1:]}@example.com" for name in WORDS["lead"]}


@dataclass(slots=True)
class Crowd:
    """People, and all that they typed.

    ``waiting`` holds the unique texts that no cycle has read yet, by where they stand; ``replaced``
    those that the same side typed over before that; ``trashed`` are pages put in the trash.
    """

    place: Place
    count: int = 0
    typed: list[tuple[str, str]] = field(default_factory=list)
    waiting: dict[tuple[str, str, str], str] = field(default_factory=dict)
    trashed: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)

    def incidents(self) -> list[Json]:
        """The rows, or pages where there are none, that have a channel, oldest first."""
        return _linked(self.place.rows() if self.place.key else self.place.pages.all())

    def edits_sheet(self, which: int, name: str, pick: int) -> None:
        if not self.place.key:
            return
        rows = self.incidents()
        row = rows[which % len(rows)]
        value = self._value("sheets", row["ID"], name, pick)
        spelled = _SPELLED.get(value, value.lower() if pick == 3 and name in WORDS else value)
        self.place.types_at(row["row"], **{HEADERS[name]: spelled})

    def edits_slack(self, which: int, name: str, pick: int) -> None:
        """In the channel of an incident that goes on: those are the ones listened to at once."""
        rows = self._active()
        if rows:
            row = rows[which % len(rows)]
            value = self._value("slack", row["ID"], name, pick)
            self.place.asks("tomas", channel(row), f"{COMMANDS[name]} {value}")

    def edits_notion(self, which: int, name: str, pick: int) -> None:
        page = self._page(which)
        if page is not None:
            value = self._value("notion", page["ID"], name, pick)
            self.place.pages.types_at(page["page"], **{HEADERS[name]: _EMAILS.get(value, value)})

    def clashes(self, which: int, name: str) -> None:
        self.edits_sheet(which, name, which)
        self.edits_slack(which, name, which + 1)
        self.edits_notion(which, name, which + 2)

    def declares(self) -> None:
        rows = self._active()
        if rows:
            title = self._text("Declared")
            self.place.asks("priya", channel(rows[0]), f"declare {title}")
            self.typed.append(("slack", title))

    def adds_row(self) -> None:
        if self.place.key:
            title = self._text("Added")
            self.place.adds(Title=title)
            self.typed.append(("sheets", title))

    def adds_page(self) -> None:
        if self.place.notion:
            title = self._text("Paged")
            self.place.pages.adds(Title=title)
            self.typed.append(("notion", title))

    def copies_page(self, which: int) -> None:
        """Somebody duplicates a page, and gives the copy a title of its own.

        One that goes on, without follow-ups: a closed copy is history, which is not written; and a
        copy's to-dos are not looked for until it has one of ours.
        """
        page = self._page(which)
        if page is None or page["Status"] not in ACTIVE:
            return
        if not self.place.pages.blocks_of(page["page"]):
            copy = self.place.act("notion", "copy_page", page=page["page"])["page"]
            title = self._text("Copied")
            self.place.pages.types_at(copy, Title=title)
            self.typed.append(("notion", title))

    def trashes(self, which: int) -> None:
        """Somebody throws a page away; no more than one, or a person is asked."""
        page = self._page(which)
        if page is not None and not self.trashed:
            self.place.act("notion", "trash", page=page["page"])
            self.trashed.add(page["ID"])

    def opens_channel(self) -> None:
        """Somebody makes a channel by hand and invites us."""
        self.count += 1
        name = f"inc-by-hand-{self.count}"
        self.place.act("slack", "create_channel", user="priya", name=name)
        self.place.act("slack", "invite", user="priya", channel=name, invited="bot")
        self.typed.append(("slack", f"by hand {self.count}"))

    def plans_in_slack(self, which: int) -> None:
        """Somebody notes a follow-up in an incident's channel."""
        rows = self._active()
        if rows:
            text = self._text("Follow-up")
            self.place.asks("lena", channel(rows[which % len(rows)]), f"todo {text}")
            self.typed.append(("slack", text))

    def plans_in_sheet(self, which: int, done: bool) -> None:
        """Somebody adds a row to the follow-ups."""
        if not self.place.key:
            return
        rows, text = self.incidents(), self._text("Follow-up")
        values = {"Incident": rows[which % len(rows)]["ID"], "Follow-up": text, "Done": done}
        self.place.act("sheets", "append_row", tab="Follow-ups", values=values)
        self.typed.append(("sheets", text))

    def plans_in_notion(self, which: int, done: bool) -> None:
        """Somebody adds a to-do below our heading, where a page has it."""
        page = self._page(which)
        if page is None:
            return
        heads = [one["text"] for one in self.place.pages.blocks_of(page["page"])]
        if "Follow-ups" in heads:
            text = self._text("Follow-up")
            self.place.act(
                "notion", "add_todo", page=page["page"], text=text, checked=done,
                under="Follow-ups",
            )  # fmt: skip
            self.typed.append(("notion", text))

    def sorts(self, descending: bool) -> None:
        if self.place.key:
            self.place.act("sheets", "sort", tab="Incidents", column="Title", descending=descending)

    def inserts_column(self, at: int) -> None:
        if self.place.key:
            header = self._text("Note")
            self.place.act("sheets", "insert_columns", tab="Incidents", at=at, header=header)

    def was_read(self, away: str = "") -> None:
        """A cycle has looked at all sides, but for one that is away."""
        for place in [place for place in self.waiting if place[0] != away]:
            del self.waiting[place]

    def _page(self, which: int) -> Json | None:
        """The page of some incident that has a channel."""
        if self.place.notion is None:
            return None
        linked = _linked(self.place.pages.all())
        return linked[which % len(linked)] if linked else None

    def _active(self) -> list[Json]:
        raw = self.place.slack()["channels"]
        return [row for row in self.incidents() if topic_of(raw, row)[1] in ACTIVE]

    def _text(self, name: str) -> str:
        self.count += 1
        return f"{name} {self.count}"

    def _value(self, side: str, label: str, name: str, pick: int) -> str:
        if name in WORDS:
            return WORDS[name][pick % len(WORDS[name])]
        value = self._text(HEADERS[name])
        place = (side, label, name)
        if place in self.waiting:
            self.replaced.add(self.waiting[place])
        self.waiting[place] = value
        self.typed.append((side, value))
        return value


def _linked(rows: list[Json]) -> list[Json]:
    linked = [row for row in rows if row["ID"] and row["Channel"]]
    return sorted(linked, key=lambda row: int(row["ID"].rpartition("-")[2]))


def channel(row: Json) -> str:
    """The id of the channel that a row links to."""
    link: str = row["Channel"]
    return link.rstrip("/").rpartition("/")[2]


def topic_of(channels: Json, row: Json) -> list[str]:
    """Severity, status and lead, as the topic says them."""
    topic: str = channels[channel(row)]["topic"]["value"]
    return topic.split(" | ")

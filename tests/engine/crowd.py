"""A few people at work in Slack and in the Sheet, what they typed, and what each side shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

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
_EMPTY = ("?", "nobody yet")
"""What the card says of a field that has no value."""
_SPELLED = {"@sam": "sam@example.com", "@priya": "Priya Sharma", "@lena": "@Lena"}


@dataclass(slots=True)
class Crowd:
    """People, and all that they typed.

    ``waiting`` holds the unique texts that no cycle has read yet, by where they stand; ``replaced``
    those that the same side typed over before that.
    """

    place: Place
    count: int = 0
    typed: list[tuple[str, str]] = field(default_factory=list)
    waiting: dict[tuple[str, str, str], str] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    def incidents(self) -> list[Json]:
        """The rows that have a channel, oldest first."""
        linked = [row for row in self.place.rows() if row["Channel"]]
        return sorted(linked, key=lambda row: int(row["ID"].rpartition("-")[2]))

    def edits_sheet(self, which: int, name: str, pick: int) -> None:
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

    def clashes(self, which: int, name: str) -> None:
        self.edits_sheet(which, name, which)
        self.edits_slack(which, name, which + 1)

    def declares(self) -> None:
        rows = self._active()
        if rows:
            title = self._text("Declared")
            self.place.asks("priya", channel(rows[0]), f"declare {title}")
            self.typed.append(("slack", title))

    def adds_row(self) -> None:
        self.count += 1
        title = f"Added {self.count}"
        self.place.adds(Title=title)
        self.typed.append(("sheets", title))

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
        rows, text = self.incidents(), self._text("Follow-up")
        values = {"Incident": rows[which % len(rows)]["ID"], "Follow-up": text, "Done": done}
        self.place.act("sheets", "append_row", tab="Follow-ups", values=values)
        self.typed.append(("sheets", text))

    def sorts(self, descending: bool) -> None:
        self.place.act("sheets", "sort", tab="Incidents", column="Title", descending=descending)

    def inserts_column(self, at: int) -> None:
        self.count += 1
        header = f"Note {self.count}"
        self.place.act("sheets", "insert_columns", tab="Incidents", at=at, header=header)

    def was_read(self) -> None:
        """A cycle has looked at both sides."""
        self.waiting.clear()

    def _active(self) -> list[Json]:
        raw = self.place.slack()["channels"]
        return [row for row in self.incidents() if _topic(raw, row)[1] in ACTIVE]

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


def channel(row: Json) -> str:
    """The id of the channel that a row links to."""
    link: str = row["Channel"]
    return link.rstrip("/").rpartition("/")[2]


def _topic(channels: Json, row: Json) -> list[str]:
    topic: str = channels[channel(row)]["topic"]["value"]
    return topic.split(" | ")


def differences(place: Place, rows: list[Json]) -> list[str]:
    """Where a row and its channel's card and topic do not say the same."""
    raw, plans = place.slack(), place.rows("Follow-ups")
    found = []
    for row in rows:
        in_slack, in_sheet = _shown(raw, row), _typed(raw, row)
        in_sheet["follow-ups"] = _planned(plans, row["ID"])
        found += [
            f"{row['ID']} {name}: {in_slack[name]!r} in Slack, {in_sheet[name]!r} in the Sheet"
            for name in in_sheet
            if in_slack[name] != in_sheet[name]
        ]
    return found


def _typed(raw: Json, row: Json) -> dict[str, str]:
    values = {name: str(row[header]).strip() for name, header in HEADERS.items()}
    folded = {name: values[name].casefold() for name in ("status", "severity")}
    return {**values, **folded, "lead": _person(raw, values["lead"])}


def _planned(plans: list[Json], label: str) -> str:
    """The follow-ups of an incident, in any order."""
    mine = [plan for plan in plans if plan["Incident"] == label]
    ticked = {True: "☑", False: "☐", "": "☐"}
    return "\n".join(sorted(f"{ticked[plan['Done']]} {plan['Follow-up']}" for plan in mine))


def _person(raw: Json, name: str) -> str:
    """The id of whom a name means; the name itself where it means nobody."""
    for key, user in raw["users"].items():
        profile = user["profile"]
        names = (user["real_name"], profile["display_name"], f"@{user['name']}")
        known = (profile.get("email"), *names)
        if name.casefold() in [one.casefold() for one in known if one]:
            return str(key)
    return name


def _shown(raw: Json, row: Json) -> dict[str, str]:
    """What the card says, field by field, and the topic where it says the same."""
    one = raw["channels"][channel(row)]
    (pin,) = one["pins"]
    head, facts, *prose = one["messages"][pin["ts"]]["blocks"]
    elements = facts["elements"][0]["elements"]
    stated = {
        name["text"].rstrip(": ").casefold(): _said(value)
        for name, value in pairwise(elements)
        if name.get("style", {}).get("bold")
    }
    texts = dict.fromkeys(("summary", "customer_update", "follow-ups"), "")
    for block in prose:
        title, *said = block["elements"][0]["elements"]
        texts[_said(title).casefold().replace(" ", "_")] = "".join(map(_said, said))
    severity, status, _ = _topic(raw["channels"], row)
    same = (severity, status) == (stated["severity"], stated["status"])
    lines = [line.partition(". ")[2] for line in texts["follow-ups"].splitlines()]
    texts["follow-ups"] = "\n".join(sorted(lines))
    stated = {name: "" if text in _EMPTY else text for name, text in stated.items()}
    folded = {name: stated[name].casefold() for name in ("severity", "status")}
    title = head["text"]["text"].removeprefix(f"{row['ID']} ")
    return {
        **texts,
        **stated,
        **folded,
        "title": title if same else f"not as in the topic: {title}",
    }


def _said(element: dict[str, Any]) -> str:
    return str(element.get("user_id") or element.get("text", "")).strip()

"""The workspace everybody starts with: people, a bot, a page, an empty register.

The people are those of the sandbox's Slack, by the same e-mails, and Robin Reader, who is in
Notion only. The ids of page, database and data source are always the same.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from incident_sandbox.notion import databases, text, times
from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.people_words import DATABASE, REGISTER_PAGE, ROBIN, TOKEN, deed
from incident_sandbox.notion.world import Connection, Look, Page, World, uuid_from

STRANGER: Final = "ntn_other_workspace"
DATA_SOURCE: Final = "4e15de75-0000-4000-a000-000000000003"
FOUNDED: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BOT_NAME: Final = "incident-sync"
AUTOMATION: Final = "Automation"
PEOPLE: Final = (
    ("Priya Sharma", "priya@example.com"),
    ("Sam Rivera", "sam@example.com"),
    ("Lena Fischer", "lena@example.com"),
    ("Tomás Novák", "tomas@example.com"),
    ("Gus Guest", "gus@example.com"),
    (ROBIN, "robin@people.example"),
)
_GROUPED: Final = (
    ("Investigating", "To-do", "red"),
    ("Fixing", "In progress", "orange"),
    ("Monitoring", "In progress", "yellow"),
    ("Resolved", "Complete", "green"),
    ("Declined", "Complete", "gray"),
)
_STATUSES = [{"name": name, "group": group, "color": color} for name, group, color in _GROUPED]
_SEVERITIES = [{"name": "Minor", "color": "yellow"}, {"name": "Major", "color": "red"}]
PROPERTIES: Final[dict[str, Json]] = {
    "Title": {"title": {}},
    "ID": {"rich_text": {}},
    "Status": {"status": {"options": _STATUSES}},
    "Severity": {"select": {"options": _SEVERITIES}},
    "Lead": {"people": {}},
    "Summary": {"rich_text": {}},
    "Customer update": {"rich_text": {}},
    "Reporter": {"people": {}},
    "Reported at": {"date": {}},
    "Resolved at": {"date": {}},
    "Channel": {"url": {}},
    "Sync note": {"rich_text": {}},
}


def seeded(seed: int) -> World:
    """A fresh world with the register in it."""
    world = World(seed)
    home = {"workspace": uuid_from("workspace A"), "workspace_name": "Sandbox"}
    for name, email in PEOPLE:
        _add_user(world, home, type="person", name=name, email=email)
    bot = _add_user(world, home, type="bot", name=BOT_NAME, email=None)
    _add_user(world, home, type="bot", name=AUTOMATION, email=None)
    away = {"workspace": uuid_from("workspace B"), "workspace_name": "Elsewhere"}
    stranger = _add_user(world, away, type="bot", name=BOT_NAME, email=None)
    _connect(world, TOKEN, bot, home["workspace"], [REGISTER_PAGE])
    _connect(world, STRANGER, stranger, away["workspace"], [])
    _add_register(world)
    world.changes = 0
    return world


def _add_user(world: World, home: Json, **known: Any) -> str:
    key = world.mint()
    world.users[key] = {"id": key, **known, **home}
    return key


def _connect(world: World, token: str, bot: str, workspace: str, shared: list[str]) -> None:
    world.connections[token] = Connection(
        token=token,
        bot=bot,
        workspace=workspace,
        content=["read", "update", "insert"],
        users="with_email",
        shared=shared,
    )


def _add_register(world: World) -> None:
    founder = next(iter(world.users))
    moment = times.stamp(FOUNDED)
    look = Look(
        parent={"type": "workspace", "workspace": True},
        values={"title": text.plain_runs("Register")},
        edited=moment,
        edited_by=founder,
    )
    page = Page(REGISTER_PAGE, moment, founder, look)
    world.add_page(page, FOUNDED)
    acting = deed(world, {"by": founder}, FOUNDED).ctx
    title = {"title": [{"text": {"content": "Incidents"}}]}
    database = databases.make(acting, page, title, PROPERTIES, DATABASE)
    source = world.sources.pop(database.sources[0])
    source.id = DATA_SOURCE
    database.sources = [DATA_SOURCE]
    world.sources[DATA_SOURCE] = source

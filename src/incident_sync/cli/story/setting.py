"""Floor 9. Setting the stage: two records, one with the register in it, and the config for both.

People fill the first; the second is as empty as a fresh one is, but for its headers or properties.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from incident_sync.cli.spawn import Sandbox
from incident_sync.cli.story.product import NOTHING, Product, Tables, config_of
from incident_sync.cli.story.records import FOLLOW_UPS, TAB, TIMELINE, Records
from incident_sync.cli.story.register import Register
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.typed import Typist
from incident_sync.cli.story.words import FIELDS, OURS, TIMES

_HEADERS = {
    FOLLOW_UPS: ["ID", "Incident", "Follow-up", "Owner", "Done"],
    TIMELINE: ["ID", "Incident", "At", "By", "Entry", "Link", "Note"],
}
_HOUR_S = 3600
_DATES = {FIELDS[field]: "DATE_TIME" for field in TIMES}
_OPTIONS = [
    *({"name": word, "group": "In progress" if place else "To-do"}
      for place, word in enumerate(OURS["active"])),
    *({"name": word, "group": "Complete"} for word in OURS["closed"]),
]  # fmt: skip
_STATUSES = {"status": {"options": _OPTIONS}}


@contextmanager
def opened(register: Register) -> Iterator[Stage]:
    """The register in Notion, an empty Sheet beside it; struck afterwards."""
    with tempfile.TemporaryDirectory(prefix="incident-sync-demo-") as folder, Sandbox() as sandbox:
        # A minute of story holds a day of calls; the quotas are those of a minute.
        sandbox.control("PUT", "/quotas", {"enabled": False})
        yield staged(sandbox, register, Path(folder))


def staged(sandbox: Sandbox, register: Register, folder: Path, also: Tables = NOTHING) -> Stage:
    """The register in Notion, an empty Sheet beside it, the product with a config in ``folder``.

    ``also`` adds keys to the config's tables.
    """
    records = Records(
        spreadsheet=_spreadsheet(sandbox, [list(FIELDS.values())], _DATES),
        database=_typed_in(sandbox, register),
        headers=FIELDS,
        properties=register.headers,
    )
    product = Product(folder, config_of(sandbox.urls, register, records, also))
    return Stage(sandbox, register, records, product)


def turned(stage: Stage) -> Stage:
    """The other way round, with a store of its own: the register in a Sheet, Notion empty."""
    sandbox, register = stage.sandbox, stage.register
    records = Records(
        spreadsheet=_spreadsheet(sandbox, register.rows, {}),
        database=_database(sandbox, _usual(sandbox, register)),
        headers=register.headers,
        properties=FIELDS,
        first="sheets",
        prefix="outage-",
    )
    config = config_of(sandbox.urls, register, records)
    return Stage(sandbox, register, records, Product(stage.product.folder / "turned", config))


def _spreadsheet(
    sandbox: Sandbox, rows: Sequence[Sequence[str]], formats: Mapping[str, str]
) -> str:
    tabs = [{"title": TAB, "rows": rows, "formats": formats, "raw": True, "frozen": 1}]
    tabs += [{"title": t, "rows": [h], "raw": True, "frozen": 1} for t, h in _HEADERS.items()]
    return str(sandbox.act("sheets", "create_spreadsheet", title="Our incidents", tabs=tabs)["key"])


def _typed_in(sandbox: Sandbox, register: Register) -> str:
    """The database, typed an hour ago: what was edited just now is looked at once more."""
    typist = Typist(register, _people(sandbox))
    sandbox.control("PUT", "/clock", {"offset_s": -_HOUR_S})
    database = _database(sandbox, typist.properties())
    sandbox.act("notion", "create_pages", database=database, rows=typist.rows())
    sandbox.control("PUT", "/clock", {"offset_s": 0})
    return database


def _usual(sandbox: Sandbox, register: Register) -> dict[str, Any]:
    """A fresh database's properties.

    A status cannot be empty, so where one of the register's is or is unreadable there is a select;
    and people who are nobody in the workspace need a text to stand in.
    """
    known = Typist(register, _people(sandbox)).properties()
    people = {
        field: known.get(register.headers.get(field, ""), "people")
        for field in ("lead", "reporter")
    }
    words = [register.text(record, "status") for _, record in register.records()]
    readable = all(register.means("status", word) for word in words)
    types = {
        "title": "title",
        "status": _STATUSES if readable else [option["name"] for option in _OPTIONS],
        "severity": list(OURS["severity"]),
        "channel": "url",
        **dict.fromkeys(TIMES, "date"),
        **people,
    }
    return {name: types.get(field, "rich_text") for field, name in FIELDS.items()}


def _database(sandbox: Sandbox, properties: Mapping[str, Any]) -> str:
    made = sandbox.act("notion", "create_database", title="Our incidents", properties=properties)
    return str(made["database"])


def _people(sandbox: Sandbox) -> dict[str, str]:
    users = sandbox.control("GET", "/state")["notion"]["users"].values()
    return {user["email"]: user["name"] for user in users if user["email"]}

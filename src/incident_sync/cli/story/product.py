"""Floor 9. The product as anybody runs it: a process with a config file, and its JSON on stdout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from incident_sync.cli.story.failed import Failed
from incident_sync.cli.story.records import Records
from incident_sync.cli.story.register import Register
from incident_sync.cli.story.words import FIELDS

Tables: TypeAlias = Mapping[str, Mapping[str, Any]]
NOTHING: Final[Tables] = {}
_LONGEST_S = 120.0
_MOST_SAID = 300
_GOOD = (0, 3)
_TOKENS = {
    "SLACK_BOT_TOKEN": "xoxb-sandbox-bot",
    "SLACK_APP_TOKEN": "xapp-1-sandbox",
    "NOTION_TOKEN": "ntn_sandbox",
}
"""They open nothing but a sandbox."""


class Product:
    """incident-sync with a config of its own in ``folder``, where its store lies too."""

    def __init__(self, folder: Path, config: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self._config = folder / "incident-sync.toml"
        self._config.write_text(config, encoding="utf-8")
        # A proxy has no business between two processes of one machine.
        inherited = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        self._environment = {**inherited, **_TOKENS}

    def json(self, *words: str) -> Any:
        """Run a command with ``--json`` and read what it prints; raises Failed where it fails."""
        return json.loads(self.run(*words, "--json"))

    def run(self, *words: str) -> str:
        """Run a command to its end and return its stdout; raises Failed where it fails."""
        with self.started(*words) as process:
            try:
                out, err = process.communicate(timeout=_LONGEST_S)
            except subprocess.TimeoutExpired:
                process.kill()
                raise Failed(f"{words[0]} to end within {_LONGEST_S:.0f} s", "no end") from None
            except BaseException:
                process.kill()
                raise
        if process.returncode not in _GOOD:
            said = " ".join((err or out).split())[-_MOST_SAID:]
            raise Failed(f"{words[0]} to exit with 0 or 3", f"{process.returncode}: {said}")
        return out

    def started(self, *words: str, into: IO[str] | None = None) -> subprocess.Popen[str]:
        """The process of a command that was just started.

        What it says stands in pipes. One that runs on says it ``into`` a file, which never fills,
        and does not hear Ctrl-C itself: whoever started it says when it ends.
        """
        out = subprocess.PIPE if into is None else into
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "incident_sync", "--config", str(self._config), *words],
            env=self._environment, stdout=out, stderr=out, text=True,
            start_new_session=into is not None,
        )  # fmt: skip


def config_of(
    urls: Mapping[str, str], register: Register, records: Records, also: Tables = NOTHING
) -> str:
    """The config that mirrors two records in a sandbox, as a person would write it.

    ``also`` adds keys to its tables.
    """
    tables: dict[str, Mapping[str, Any]] = {
        "slack": {
            "bot_token": "${SLACK_BOT_TOKEN}",
            "api_url": urls["slack_api_url"],
            "announce": "#incidents",
            "channel_prefix": records.prefix,
        },
        "notion": {
            "token": "${NOTION_TOKEN}",
            "database": records.database,
            "api_url": urls["notion_api_url"],
        },
        "notion.fields": {field: records.properties.get(field, "") for field in FIELDS},
        "sheets": {
            "credentials": "anonymous",
            "spreadsheet": records.spreadsheet,
            "sheets_url": urls["sheets_url"],
            "drive_url": urls["drive_url"],
        },
        "sheets.fields": {field: records.headers.get(field, "") for field in FIELDS},
        **{f"incident.values.{field}": words for field, words in register.words.items()},
        "sync": {"settle": "1s", "time_zone": register.zone, "system_of_record": records.first},
    }
    whole = {name: {**table, **also.get(name, {})} for name, table in tables.items()}
    return "\n".join(f"[{name}]\n{_table(table)}" for name, table in whole.items())


def _table(table: Mapping[str, Any]) -> str:
    # A JSON text or list of texts is one in TOML as well.
    return "".join(
        f"{key} = {json.dumps(list(value) if isinstance(value, tuple) else value)}\n"
        for key, value in table.items()
    )

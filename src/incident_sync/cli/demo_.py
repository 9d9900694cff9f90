"""Floor 9. ``incident-sync demo``: the main job, told on a local Slack, Notion and Sheet.

It spawns processes and speaks HTTP; no engine, store, side, core or model comes in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from incident_sync.cli.story import register, setting
from incident_sync.cli.story.mapping import Said, said
from incident_sync.cli.story.plot import steps
from incident_sync.cli.story.telling import Story

_OWN = Path(__file__).parent / "story" / "register.csv"
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("demo")
@click.option("--register", "file", type=_FILE, help="Tell it on this register, a CSV file.")
@click.option("--mapping", type=_FILE, help="What its columns and words mean, as TOML.")
@click.option("--field", "fields", multiple=True, metavar="FIELD=HEADER", help="A column's name.")
@click.option(
    "--value", "values", multiple=True, metavar="FIELD.WORD=OTHER",
    help="Another word that means one of ours: status.Resolved=closed.",
)  # fmt: skip
def command(
    file: Path | None, mapping: Path | None, fields: Sequence[str], values: Sequence[str]
) -> int:
    """Tell the whole story in a minute; no account is needed.

    A register's mapping is looked for beside it (rows.csv: rows.toml), in the tables
    [notion.fields] (or [sheets.fields]), [incident.values] and [sync] of a config; --field and
    --value add to it. Without any, columns are known by their usual names, and usual words are
    proposed. Exit code 0: every step held; 1: one did not, and is named.
    """
    path = file or _OWN
    known = register.load(path, _said(path, mapping, fields, values))
    with setting.opened(known) as where:
        return Story(steps()).tell(where)


def _said(path: Path, mapping: Path | None, fields: Sequence[str], values: Sequence[str]) -> Said:
    beside = path.with_suffix(".toml")
    file = mapping or (beside if beside.is_file() else None)
    return said(file, fields, values)

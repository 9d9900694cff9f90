"""Floor 9. ``incident-sync doctor``: what is wrong, each finding with its remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from incident_sync.app import Examined
from incident_sync.cli import output
from incident_sync.engine.report import FAILED, IN_STEP, PERSON, USAGE
from incident_sync.model.finding import Finding


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--sides", is_flag=True, help="Compare what every side shows with the store instead.")
@click.pass_obj
def command(config: Path | None, as_json: bool, sides: bool) -> int:
    """Look at all that has to be right, and say how to mend what is not; write nothing anywhere.

    With --sides everything mirrored is read, and each field that a side shows otherwise is named.

    Exit code 0: all is well; 1: no side can be used; 2: the configuration or the store cannot be
    used; 3: something needs a person.
    """
    from incident_sync.app import compared, examined

    with output.busy("comparing" if sides else "looking"):
        found = compared(config) if sides else examined(config)
    if as_json:
        output.document(_document(found))
    else:
        output.findings([one for some in found.findings.values() for one in some])
    return _code(found)


def _document(found: Examined) -> dict[str, Any]:
    told = [_told(side, one) for side, some in found.findings.items() for one in some]
    return {"ok": _code(found) == IN_STEP, "findings": told, "api_calls": dict(found.api_calls)}


def _told(side: str, one: Finding) -> dict[str, Any]:
    return {
        "side": side or None, "what": one.what, "ok": one.ok, "said": one.said,
        "remedy": one.remedy, "where": one.where,
    }  # fmt: skip


def _code(found: Examined) -> int:
    down = {
        side: any(one.vital and one.ok is False for one in some)
        for side, some in found.findings.items()
    }
    if down.pop(""):
        return USAGE
    if down and all(down.values()):
        return FAILED
    wrong = any(one.ok is False for some in found.findings.values() for one in some)
    return PERSON if wrong else IN_STEP

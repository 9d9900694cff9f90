"""Figures as a table for people and as a file for machines."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich import box
from rich.table import Table

from bench.figure import Figure

ROOT = Path(__file__).parents[1]


def table(figures: Sequence[Figure]) -> Table:
    """Name, value, unit, goal, and whether it is met."""
    shown = Table(box=box.SIMPLE)
    for heading in ("figure", "value", "unit", "goal", ""):
        shown.add_column(heading, justify="right" if heading in {"value", "goal"} else "left")
    for figure in figures:
        mark = "" if not figure.goal else "met" if figure.met else "MISSED"
        shown.add_row(figure.name, f"{figure.value:,.4g}", figure.unit, figure.goal, mark)
    return shown


def write(figures: Sequence[Figure], path: Path) -> None:
    """``{"commit", "machine", "figures": [{"name", "value", "unit", "goal", "command"}]}``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "commit": commit(),
        "machine": machine(),
        "figures": [asdict(figure) for figure in figures],
    }
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def commit() -> str:
    """The commit measured, with ``-dirty`` where files differ from it; "unknown" without git."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(  # noqa: S603 - a constant command
            command, cwd=ROOT, capture_output=True, text=True, check=False
        )
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"


def machine() -> str:
    """Kind of machine and Python; no name, no user."""
    kind = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs"
    return f"{kind}, {platform.python_implementation()} {platform.python_version()}"

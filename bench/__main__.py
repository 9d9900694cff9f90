"""Run every measurement, show and write the figures, fail where one misses its goal."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

import bench
from bench import report
from bench.figure import MEASURES, Figure, Measure

OUTPUT = report.ROOT / "build" / "bench.json"


def discover() -> list[Measure]:
    """Import every ``figures_*`` module of this package and return what they mark."""
    for module in sorted(info.name for info in pkgutil.iter_modules(bench.__path__)):
        if module.startswith("figures_"):
            importlib.import_module(f"bench.{module}")
    return MEASURES


def run(measures: Sequence[Measure], output: Path) -> int:
    """Measure, show, write; 1 where a figure misses its goal, else 0.

    The file is written first, so that a miss leaves its numbers behind.
    """
    figures: list[Figure] = []
    for measure in measures:
        figures += measure()
    Console().print(report.table(figures))
    report.write(figures, output)
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(run(discover(), OUTPUT))

"""All scenarios there are: every function of ``tests/faults/scenarios`` that is marked as one.

To add one, write a function there that makes a place so, under ``@scenario``. Its cycle is then
killed at every point, and what it sends counts as reached.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.faults.scenario import ALL, Scenario

for _file in sorted(Path(__file__).with_name("scenarios").glob("*.py")):
    import_module(f"tests.faults.scenarios.{_file.stem}")

CATALOGUE: tuple[Scenario, ...] = tuple(ALL)

"""A lost lease leaves through every handler on its way up, also one that no other test meets."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import incident_sync

BROAD = {"IncidentSyncError", "Unsafe", "ConfigError", "Exception", "BaseException"}
HOUSE = Path(incident_sync.__file__).parent
LOOKS_ONLY = "check.py"
"""What ``doctor`` asks, which needs no lease."""


def _named(node: ast.expr | None) -> set[str]:
    if node is None:
        return {"BaseException"}
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _swallows(tree: ast.AST) -> Iterator[int]:
    """The lines of handlers that keep an Unsafe or a ConfigError to themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            passed: set[str] = set()
            for handler in node.handlers:
                caught = _named(handler.type)
                if isinstance(handler.body[0], ast.Raise) and handler.body[0].exc is None:
                    passed |= caught
                elif caught & BROAD and not passed & {"Unsafe", "IncidentSyncError"}:
                    yield handler.lineno
        elif isinstance(node, ast.Call) and _named(node.func) == {"suppress"}:
            yield from [node.lineno for one in node.args if _named(one) & BROAD]


def test_no_handler_keeps_a_lost_lease_to_itself() -> None:
    """Sides and engine catch Temporary and Permanent by name; what is broader is raised again."""
    files = [path for room in ("sides", "engine") for path in (HOUSE / room).rglob("*.py")]
    assert len(files) > 50
    found = [
        f"{path.relative_to(HOUSE)}:{line}"
        for path in files
        if path.name != LOOKS_ONLY
        for line in _swallows(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_a_handler_that_keeps_one_is_found() -> None:
    """The rule itself can fail."""
    kept = """
try:
    call()
except SideUnusable:
    raise
except IncidentSyncError as error:
    problems.append(error)
with suppress(Exception):
    call()
try:
    call()
except Unsafe:
    raise
except IncidentSyncError:
    pass
"""
    assert sorted(_swallows(ast.parse(kept))) == [6, 8]

"""The bench's own arithmetic: goals, exit code, file."""

import json
from pathlib import Path

import pytest

from bench.__main__ import discover, run
from bench.figure import Figure


@pytest.mark.parametrize(
    ("value", "goal", "met"),
    [
        (1.0, "<= 1.0", True),
        (1.01, "<= 1.0", False),
        (1.0, "< 1", False),
        (2.0, ">= 2", True),
        (2.0, "> 2", False),
        (0.0, "== 0", True),
        (1.0, "== 0", False),
        (-3.0, ">= -3.5", True),
        (1e9, "", True),
        (float("nan"), "<= 1.0", False),
    ],
)
def test_goal(value: float, goal: str, *, met: bool) -> None:
    """A goal reads as it looks."""
    assert Figure("f", value, "s", goal).met is met


@pytest.mark.parametrize("goal", ["1.0", "<=1.0", "=< 1", "<= one", "about 1"])
def test_a_goal_that_cannot_be_read(goal: str) -> None:
    """A goal nobody can judge is a mistake, not a success."""
    with pytest.raises(ValueError, match="a goal reads like"):
        Figure("f", 1.0, "s", goal)


@pytest.mark.parametrize(("value", "code"), [(1.0, 0), (1.1, 1)])
def test_the_file_is_written_whatever_the_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: float, code: int
) -> None:
    """A missed goal fails after the numbers are safe."""
    output = tmp_path / "build" / "bench.json"
    assert run([lambda: [Figure("calls", value, "ratio", "<= 1.0")]], output) == code
    written = json.loads(output.read_text())
    assert set(written) == {"commit", "machine", "figures"}
    assert written["figures"] == [
        {
            "name": "calls",
            "value": value,
            "unit": "ratio",
            "goal": "<= 1.0",
            "command": "make bench",
        }
    ]
    assert ("MISSED" in capsys.readouterr().out) is bool(code)


def test_every_module_of_figures_is_found() -> None:
    """A new ``figures_*.py`` needs no entry anywhere."""
    assert "drain" in {measure.__name__ for measure in discover()}

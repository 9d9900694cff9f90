"""The demo, told as a person tells it, and told with something wrong on another side."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import timeit
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from incident_sync.cli import demo_
from incident_sync.cli.story import register, setting
from incident_sync.cli.story.adoption import Adopted
from incident_sync.cli.story.editing import EditedInNotion, EditedInSlack
from incident_sync.cli.story.formatted import Formatted
from incident_sync.cli.story.mapping import Said, said
from incident_sync.cli.story.opening import PageAdded
from incident_sync.cli.story.plot import steps
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import Step
from incident_sync.cli.story.telling import Story
from incident_sync.cli.story.turning import Turned
from tests.cli.demo_harm import HARMS

OWN = Path(demo_.__file__).parent / "story" / "register.csv"
REGISTERS = ["", *filter(None, [os.environ.get("REGISTER")])]
LONGEST_S, MOST_LINES = 60, 55


ADDS_S = 0.008
"""What adding up a million numbers takes on the cores that the minute is meant for."""


def slowness() -> float:
    """How many times slower than such a core we are, alone and by what else runs here."""
    alone = min(timeit.repeat(lambda: sum(range(1_000_000)), number=1, repeat=5)) / ADDS_S
    return max(1.0, alone) * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.mark.long
@pytest.mark.parametrize("file", REGISTERS, ids=lambda file: Path(file).name or "own")
def test_the_demo_tells_the_whole_story(file: str) -> None:
    """It holds with exit code 0, in a minute and in 55 lines, plain ones in a pipe."""
    flags = ["--register", file] if file else []
    began = time.monotonic()
    told = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "incident_sync", "demo", *flags],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    lines = told.stdout.splitlines()
    assert told.returncode == 0, told.stdout + told.stderr
    assert time.monotonic() - began <= LONGEST_S * slowness()
    assert len(lines) <= MOST_LINES
    assert "\x1b" not in told.stdout
    assert sum(line.startswith("   → ") for line in lines) == len(steps())
    assert lines[-1].startswith(f"All {len(steps())} steps held")


@dataclass(frozen=True, slots=True)
class Again:
    """A step whose people have acted already: only its check is left."""

    step: Step

    @property
    def name(self) -> str:
        return self.step.name

    def do(self, where: Stage) -> str:
        return ""

    def check(self, where: Stage) -> str:
        return self.step.check(where)


@pytest.mark.long
def test_each_step_sees_what_is_wrong(
    capsys: pytest.CaptureFixture[str], subtests: pytest.Subtests
) -> None:
    """With anything wrong on another side the demo fails and names the step; without, it holds.

    One story is told; before each check the other sides are harmed in several ways, one at a time,
    and put back.
    """
    with setting.opened(register.load(OWN, said(OWN.with_suffix(".toml")))) as where:

        def harm(step: Step) -> None:
            as_it_was = where.sandbox.control("GET", "/state")
            for name, harm in HARMS[step.name].items():
                harm(where)
                capsys.readouterr()
                with subtests.test(step=step.name, harm=name):
                    assert Story([Again(step)]).tell(where) == 1
                    last = capsys.readouterr().out.splitlines()[-1]
                    assert last.startswith(f"FAILED: {step.name}: expected ")
                where.sandbox.control("PUT", "/state", as_it_was)

        assert Story(steps(), before_check=harm).tell(where) == 0


def test_every_step_is_harmed() -> None:
    """No step of the story is without something that its check must see."""
    assert list(HARMS) == [step.name for step in steps()]


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Stage]:
    """A register with more active rows than the guard lets pass."""
    rows = [f"Outage {number},open\n" for number in range(1, 8)]
    file = tmp_path / "crowded.csv"
    file.write_text("Title,Status\nOld one,closed\n" + "".join(rows), encoding="utf-8")
    with setting.opened(register.load(file, Said())) as where:
        yield where


def test_more_active_rows_than_the_guard_allows_are_listed_and_approved(
    crowded: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """The story shows what is held, approves it, and only then do the channels open."""
    assert Story([Adopted()]).tell(crowded) == 0
    out = capsys.readouterr().out
    assert "7 channels to open" in out
    assert out.count("Outage ") == 4
    assert "and 3 more" in out
    made = [call for call in crowded.calls() if call["method"] == "conversations.create"]
    assert len(made) == 7


SHAPES = {
    "the least": "Title,Status\nOld one,closed\nNew one,open\n",
    "much of its own": (
        "ID,Title,Status,Severity,Lead,Reported at,Channel,Notes\n"
        ",Old one,closed,Major,Sam Rivera,2024-01-02,,a\n"
        "OPS-7,Second,resolved,Minor,@lena,2024-01-02 10:00,,b\n"
        ',"Live, one",Fixing,,priya@example.com,2026-11-20T10:00:00Z,,\n'
        ",,,,,,,nobody's\n"
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("rows", SHAPES.values(), ids=SHAPES)
def test_registers_of_other_shapes_are_told_as_well(tmp_path: Path, rows: str) -> None:
    """What a register lacks, or has beside ours, changes what is told, not whether it holds."""
    file = tmp_path / "rows.csv"
    file.write_text(rows, encoding="utf-8")
    some: list[Step] = [
        Adopted(), PageAdded(), EditedInSlack(), Formatted(), EditedInNotion(), Turned(),
    ]  # fmt: skip
    with setting.opened(register.load(file, Said())) as where:
        assert Story(some).tell(where) == 0


def test_the_demo_knows_nothing_of_the_product() -> None:
    """It cannot take the product's word for anything: none of its inner rooms is even loaded."""
    code = "import sys, incident_sync.cli.demo_; print(*sys.modules)"
    run = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    rooms = {name.split(".")[1] for name in run.stdout.split() if name.startswith("incident_sync.")}
    assert rooms == {"cli", "errors"}

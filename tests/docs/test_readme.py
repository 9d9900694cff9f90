"""What the README and CONTRIBUTING tell people to type exists and does what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from incident_sync.engine import report

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README + CONTRIBUTING, re.DOTALL)
TYPED = [line.split("#")[0].strip() for block in BLOCKS for line in block.splitlines()]
NAMED = re.findall(r"`(incident-sync [a-z]+)[^`]*`", README)
COMMANDS = sorted({*NAMED, *(" ".join(t.split()[:2]) for t in TYPED if t.startswith("incident-"))})
TARGETS = sorted({t.split()[1] for t in TYPED if re.match(r"make [a-z]+", t)})


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own commands
        words, cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_the_readme_names_exists(command: str) -> None:
    """Its --help works and says something."""
    _, name = command.split()
    done = _run(sys.executable, "-m", "incident_sync", name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_that_is_named_exists(target: str) -> None:
    """Make knows it without doing it."""
    assert _run("make", "--dry-run", target).returncode == 0


def test_the_readme_names_every_command() -> None:
    """Nothing that a user can type is left out of the README."""
    listed = _run(sys.executable, "-m", "incident_sync", "--help").stdout.split("Commands:")[1]
    names = re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)
    assert names
    assert [name for name in names if not re.search(rf"\b{name}\b", README)] == []


def test_the_exit_codes_are_those_of_the_code() -> None:
    """The README's table and the code agree."""
    table = dict(re.findall(r"^\| (\d) \| (.*?) \|$", README, re.MULTILINE))
    codes = (report.IN_STEP, report.FAILED, report.USAGE, report.PERSON, report.TO_DO)
    assert sorted(int(code) for code in table) == sorted(codes)

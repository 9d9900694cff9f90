"""One sandbox process a session, blank for every test, and a mirrored register in it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from incident_sync.cli import main
from incident_sync.cli.spawn import Sandbox
from tests.engine.kept import Kept
from tests.engine.place import Done, Json, Place, cleared, fresh_sandbox, place_in

REGISTER: list[Json] = [
    {"Title": "Disk full", "Status": "Fixing", "Severity": "Major", "Lead": "Sam Rivera"},
    {"Title": "Slow search", "Status": "Investigating", "Severity": "Minor"},
    {"ID": "OLD-1", "Title": "Old one", "Status": "Resolved", "Resolved_at": "2026-01-05"},
]


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[Sandbox, dict[str, Any]]]:
    """The process, and the state that it began with."""
    for sandbox in fresh_sandbox():
        yield sandbox, sandbox.control("GET", "/state")


@pytest.fixture
def sandbox(running: tuple[Sandbox, dict[str, Any]]) -> Sandbox:
    """A blank sandbox without quotas."""
    return cleared(*running)


@pytest.fixture
def fresh(sandbox: Sandbox, tmp_path: Path) -> Place:
    """A register that was never mirrored."""
    return place_in(sandbox, tmp_path, REGISTER)


@pytest.fixture(scope="session")
def mirrored(
    running: tuple[Sandbox, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Kept:
    """The register once it was mirrored."""
    place = place_in(cleared(*running), tmp_path_factory.mktemp("mirrored"), REGISTER)
    for _ in range(2):
        assert place.cycle().errors == []
    return Kept.of(place)


@pytest.fixture
def place(mirrored: Kept, sandbox: Sandbox) -> Place:
    """The register, mirrored and at rest."""
    del sandbox
    place = mirrored.again()
    place.unfreeze()
    return place


class Caller:
    """Runs commands in this process, as they end in one of their own: quicker, and on our clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.setattr(logging.root, "handlers", [])
        monkeypatch.setattr(logging.root, "level", logging.root.level)

    def __call__(self, place: Place, *words: str) -> Done:
        """Run a command to its end."""
        self._monkeypatch.setattr(sys, "argv", ["incident-sync", *place.command(*words)[3:]])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capsys.readouterr()
        return Done(int(str(ended.value.code)), said.out, said.err)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    """Commands, in this process."""
    return Caller(monkeypatch, capsys)

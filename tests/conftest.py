"""What holds for every test."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import notion_openapi, tally

# How long an example takes says more about the machine than about the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

RECORD = "INCIDENT_SANDBOX_RECORD"
"""Where sandboxes write down what the product sends; theirs is the name."""
_folder = pytest.StashKey[Path]()


def pytest_collection_finish() -> None:
    """Leave what stays for the whole run out of the search for garbage: it takes a tenth of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def pytest_configure(config: pytest.Config) -> None:
    """Have every sandbox of the run write down what it is sent, where something can judge it."""
    if os.environ.get(notion_openapi.VARIABLE) and RECORD not in os.environ:
        config.stash[_folder] = Path(tempfile.mkdtemp(prefix="incident-sync-sent-"))
        os.environ[RECORD] = str(config.stash[_folder])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where a test was skipped, or a request was not as the vendor describes it.

    What is not run proves nothing.
    """
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    folder = session.config.stash.get(_folder, None)
    if folder is not None:
        if _refused(folder, reporter):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    tally.tell(terminalreporter)


def _refused(folder: Path, reporter: pytest.TerminalReporter | None) -> bool:
    judge = notion_openapi.Judge.of(Path(os.environ[notion_openapi.VARIABLE]))
    faults = notion_openapi.verdict(judge, notion_openapi.recorded(folder))
    if reporter is not None:
        for line in _told(judge, faults):
            reporter.write_line(line)
    return bool(faults)


def _told(judge: notion_openapi.Judge, faults: dict[str, int]) -> Iterator[str]:
    total = sum(judge.counts.values())
    yield ""
    yield f"{total} requests to Notion held against its OpenAPI description, {len(faults)} faults"
    yield from (f"  {count} {name}" for name, count in sorted(judge.counts.items()))
    yield from (f"  FAULT, {count} times: {fault}" for fault, count in faults.items())

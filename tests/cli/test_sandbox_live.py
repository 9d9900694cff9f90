"""``incident-sync sandbox --live``: the mirror runs beside the sandbox, and both stop together."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from incident_sync.cli.main import group

PATIENCE_S = 60
_RUN = (sys.executable, "-m", "incident_sync", "sandbox", "--live")


@contextmanager
def live(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a live sandbox, and its process; stopped as by Ctrl-C."""
    with (
        (folder.parent / "stderr").open("a") as stderr,
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*_RUN, "--folder", str(folder)], stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("open http://127.0.0.1:"), said(folder)
            assert line.endswith("/ in a browser; stop it with Ctrl-C\n")
            yield line.split()[1], process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE_S)


def said(folder: Path) -> str:
    """What both had to say, for whoever wonders how they ended."""
    files = (folder.parent / "stderr", folder / "incident-sync.log")
    return "\n".join(file.read_text("utf-8") for file in files if file.exists())


def state(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}page/state", timeout=PATIENCE_S) as answer:  # noqa: S310
        told: dict[str, Any] = json.load(answer)
        return told


def act(url: str, service: str, verb: str, **args: Any) -> None:
    body = json.dumps({"service": service, "verb": verb, "args": args}).encode()
    request = urllib.request.Request(f"{url}_control/act", body)  # noqa: S310 - loopback
    urllib.request.urlopen(request, timeout=PATIENCE_S).close()  # noqa: S310


def until(url: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The state once it is as wanted: the mirror looks every two seconds."""
    end = time.monotonic() + PATIENCE_S
    while not holds(told := state(url)):
        assert time.monotonic() < end, told
    return told


def titles(told: dict[str, Any]) -> list[str]:
    rows = told["sheets"]["open"]["tab"]["rows"]
    return [row["cells"][1] for row in rows]


@pytest.mark.long
def test_it_mirrors_stops_and_goes_on_from_its_folder(tmp_path: Path) -> None:
    """The register is there, an edit arrives, Ctrl-C ends both, the next one takes it all up."""
    folder = tmp_path / "kept"
    with live(folder) as (url, process):
        told = until(url, lambda now: bool(now["history"]))
        assert [one["title"] for one in told["notion"]["databases"]] == ["Our incidents"]
        assert len(titles(told)) == len(told["notion"]["open"]["rows"]) == 11
        names = [one["name"] for one in told["slack"]["channels"] if one["mirrored"]]
        assert len([name for name in names if name.startswith("inc-")]) == 3
        assert told["history"][0]["seq"] == max(one["seq"] for one in told["history"])
        key = told["sheets"]["open"]["key"]
        act(url, "sheets", "append_row", key=key, values={"Title": "Search is slow"})
        until(url, lambda now: any("search-is-slow" in one["name"]
                                   for one in now["slack"]["channels"]))  # fmt: skip
    assert process.returncode == 0, said(folder)
    with pytest.raises(urllib.error.URLError):
        state(url)
    assert {"sandbox.json", "incident-sync.toml", "incident-sync.db"} <= {
        file.name for file in folder.iterdir()
    }
    assert (folder / "incident-sync.log").read_text("utf-8").endswith("stopped\n")

    with live(folder) as (url, process):
        before = state(url)
        assert "Search is slow" in titles(before)
        act(url, "slack", "post", user="sam", channel="incidents", text="still here")
        until(url, lambda now: now["calls"]["total"] > before["calls"]["total"] + 3)
    assert process.returncode == 0, said(folder)
    assert "Traceback" not in (folder / "incident-sync.log").read_text("utf-8")


def test_a_folder_that_holds_a_part_is_left_alone(tmp_path: Path) -> None:
    """A store without its sandbox belongs to another world."""
    (tmp_path / "incident-sync.db").touch()
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [*_RUN, "--folder", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "only a part of a sandbox" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["incident-sync.db"]


@pytest.mark.parametrize("words", [("--live", "--state", "x"), ("--folder", "x")])
def test_options_that_do_not_go_together_are_refused(words: tuple[str, ...]) -> None:
    """Before anything is started."""
    done = CliRunner().invoke(group, ["sandbox", *words])
    assert done.exit_code == 2
    assert "--live goes with --folder" in done.output

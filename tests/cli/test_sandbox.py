"""What ``incident-sync sandbox`` tells people to do works as it is told."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-sandbox-bot", "NOTION_TOKEN": "ntn_sandbox"}
_RUN = (sys.executable, "-m", "incident_sync")


def test_printed_config_works_as_anybody_would_save_it(tmp_path: Path) -> None:
    """Saved with the usual permissions, with the variables set as the lines above it say."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [*_RUN, "sandbox"], stdout=subprocess.PIPE, text=True
    ) as sandbox:
        try:
            assert sandbox.stdout is not None
            lines = [sandbox.stdout.readline()]
            while not lines[-1].startswith("drive_url"):
                lines.append(sandbox.stdout.readline())
                assert lines[-1], lines
            assert {"[notion]\n", "[sheets]\n"} <= set(lines)
            told = " ".join(f"{name}={value}" for name, value in TOKENS.items())
            assert f"#   export {told}\n" in lines
            config = tmp_path / "incident-sync.toml"
            config.write_text("".join(lines), encoding="utf-8")
            config.chmod(0o644)
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                [*_RUN, "sync"], cwd=tmp_path, env={**os.environ, **TOKENS},
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert (done.returncode, done.stderr) == (0, "")
            url = lines[0].split(" listens at ")[1].split(";")[0]
        finally:
            sandbox.terminate()
            sandbox.wait(20)
    with pytest.raises(urllib.error.URLError):  # it took the process it started along
        urllib.request.urlopen(f"{url}/_control/calls", timeout=5)  # noqa: S310 - loopback

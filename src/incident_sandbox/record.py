"""Write down every request that reaches a service, for whoever holds them against a vendor's text.

One line of JSON a request: service, method, path, query, API version, body. Never a token.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from incident_sandbox.service import Request

FOLDER = "INCIDENT_SANDBOX_RECORD"
"""The environment variable that names the folder to write into; unset, nothing is written."""


class Record:
    """A file of this process's own in a folder that several sandboxes may share."""

    def __init__(self, folder: Path | None) -> None:
        """Write into ``folder``, or nowhere."""
        self._file: TextIO | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            # Line-buffered: a sandbox that is killed has written all that it answered.
            self._file = (folder / f"{os.getpid()}.jsonl").open("a", buffering=1, encoding="utf-8")

    def add(self, service: str, request: Request) -> None:
        """Write a request down."""
        if self._file is None:
            return
        line = {
            "service": service,
            "method": request.method,
            "path": request.path,
            "query": list(request.query),
            "version": request.headers.get("notion-version", ""),
            "body": request.body.decode("utf-8", "replace"),
        }
        self._file.write(json.dumps(line) + "\n")


def folder_in(environment: Mapping[str, str]) -> Path | None:
    """The folder that the environment names."""
    named = environment.get(FOLDER, "")
    return Path(named) if named else None

"""Floor 9. Start the sandbox as a process of its own and speak HTTP with it, as a person would."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from types import TracebackType
from typing import Any, Self

from incident_sync.errors import ConfigError

_START_S = 20.0


class Sandbox:
    """A running sandbox; ``urls`` are those it printed when it was ready.

    One that is ``apart`` does not hear Ctrl-C itself: whoever started it says when it ends.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        state: str | None = None,
        now: str | None = None,
        apart: bool = False,
    ) -> None:
        self._apart = apart
        self._arguments = ["--port", str(port)]
        self._arguments += ["--state", state] if state else []
        self._arguments += ["--now", now] if now else []
        self.urls: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "incident_sandbox", *self._arguments],
            stdout=subprocess.PIPE, text=True, start_new_session=self._apart,
        )  # fmt: skip
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise ConfigError(
                "the sandbox did not start",
                remedy="Install it with the extra: pip install 'incident-sync[sandbox]'.",
            )
        self.urls = json.loads(line)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(_START_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    def wait(self) -> None:
        """Wait until it ends, or until somebody presses Ctrl-C."""
        try:
            self._process.wait()
        except KeyboardInterrupt:
            return

    def act(self, service: str, verb: str, **args: Any) -> Any:
        """Do something a person would do; what the sandbox answers."""
        body = {"service": service, "verb": verb, "args": args}
        return self.control("POST", "/act", body)["result"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Speak with the sandbox's control API."""
        data = None if body is None else json.dumps(body).encode()
        url = self.urls["control_url"] + path
        request = urllib.request.Request(url, data, method=method)  # noqa: S310 - loopback
        request.add_header("content-type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=_START_S) as answer:  # noqa: S310
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise ConfigError(f"the sandbox refused {method} {path}: {text}") from error

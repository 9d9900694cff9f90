"""What somebody does while a cycle runs."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from unittest.mock import patch

from incident_sync.wire import Wire
from tests.engine.place import Json, Place


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A deed, as the sandbox's control API takes it, just before the first call of ``method``."""

    method: str
    url: str
    deed: Json

    @classmethod
    def of(cls, place: Place, method: str, service: str, verb: str, **args: Any) -> Self:
        """In that place; in Sheets, in its register."""
        key = {"key": place.key} if service == "sheets" else {}
        deed = {"service": service, "verb": verb, "args": {**key, **args}}
        return cls(method, f"{place.sandbox.urls['control_url']}/act", deed)

    def do(self) -> None:
        request = urllib.request.Request(  # noqa: S310 - loopback
            self.url, json.dumps(self.deed).encode(), {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request):  # noqa: S310 - loopback
            pass


@contextmanager
def happening(deed: Meanwhile | None) -> Iterator[None]:
    """Have it done, once, where this process makes that call; nothing where there is no deed."""
    call, due = Wire.call, [deed] if deed else []

    def watched(self: Wire, method: str, *args: Any, **more: Any) -> Any:
        if due and due[0].method == method:
            due.pop().do()
        return call(self, method, *args, **more)

    with patch.object(Wire, "call", watched):
        yield

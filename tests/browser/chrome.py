"""A headless Chromium, driven over the Chrome DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-port=0",
)  # fmt: skip
PATIENCE_S = 30.0
LOOK_S = 0.1


def program() -> str:
    """Where Chromium is: $CHROMIUM, or on the PATH; fails with what to install."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        raise AssertionError("there is no Chromium: apt-get install chromium, or set $CHROMIUM")
    return found


class Tab:
    """One tab of the browser; ``faults`` collects what went wrong in its scripts."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._sent = 0
        self.faults: list[str] = []

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol, and its result."""
        self._sent += 1
        await self._socket.send_json({"id": self._sent, "method": method, "params": params})
        while True:
            told = json.loads((await self._socket.receive(PATIENCE_S)).data)
            self._hear(told)
            if told.get("id") == self._sent:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result

    def _hear(self, told: dict[str, Any]) -> None:
        params = told.get("params", {})
        if told.get("method") == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            said = details.get("exception", {}).get("description", "")
            self.faults.append(f"{details['text']} {said} {details.get('url', '')}")
        entry = params.get("entry", {})
        if told.get("method") == "Log.entryAdded" and entry["level"] == "error":
            self.faults.append(f"{entry['text']} {entry.get('url', '')}")

    async def run(self, script: str) -> Any:
        """What a script comes to, promises awaited."""
        told = await self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True,
            userGesture=True,
        )  # fmt: skip
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    async def until(self, script: str) -> Any:
        """Wait until a script comes to something true."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_S
        while not (value := await self.run(script)):
            assert loop.time() < end, f"never came true: {script}"
            await asyncio.sleep(LOOK_S)  # a page cannot be waited for in another way
        return value

    async def open(self, url: str) -> None:
        """Load a page; what goes wrong in it is kept in ``faults``."""
        for domain in ("Page", "Runtime", "Log"):
            await self.send(f"{domain}.enable")
        await self.send("Page.navigate", url=url)

    async def look(self, *, width: int, height: int, scheme: str) -> None:
        """Set the window's size and the colour scheme that the visitor prefers."""
        await self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        feature = {"name": "prefers-color-scheme", "value": scheme}
        await self.send("Emulation.setEmulatedMedia", features=[feature])

    async def picture(self) -> bytes:
        """What can be seen, as PNG."""
        told = await self.send("Page.captureScreenshot", format="png")
        return base64.b64decode(told["data"])

    async def type(self, text: str) -> None:
        """Type a text where the focus is."""
        await self.send("Input.insertText", text=text)

    async def press(self, key: str) -> None:
        """Press and let go a key, ``Enter`` say."""
        code = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowRight": 39}[key]
        text = {"text": "\r"} if key == "Enter" else {}
        about = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        await self.send("Input.dispatchKeyEvent", type="keyDown", **about, **text)
        await self.send("Input.dispatchKeyEvent", type="keyUp", **about)


@asynccontextmanager
async def browser() -> AsyncIterator[Tab]:
    """A fresh browser with one tab, for the time of the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            program(), *FLAGS, f"--user-data-dir={folder}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(await _address(session, Path(folder)), max_msg_size=0) as socket,
            ):
                yield Tab(socket)
        finally:
            process.terminate()
            await process.wait()


async def _address(session: aiohttp.ClientSession, folder: Path) -> str:
    """The address of the tab's socket."""
    async with asyncio.timeout(PATIENCE_S):
        port = await _port(folder / "DevToolsActivePort")
        async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
            tabs = [tab for tab in await answer.json() if tab["type"] == "page"]
    return str(tabs[0]["webSocketDebuggerUrl"])


async def _port(file: Path) -> str:
    while not file.exists() or not file.read_text():  # noqa: ASYNC110, ASYNC240 - it is only polled
        await asyncio.sleep(LOOK_S)
    return file.read_text().split()[0]  # noqa: ASYNC240 - a line

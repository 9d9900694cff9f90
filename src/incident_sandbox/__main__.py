"""Run the sandbox: ``python -m incident_sandbox [--port N] [--state FILE] …``."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from aiohttp import web

from incident_sandbox import record, state_file
from incident_sandbox.assembly import services
from incident_sandbox.clock import Clock, parse_instant
from incident_sandbox.hub import Sandbox
from incident_sandbox.shell import application


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 2 if the state or the port cannot be had."""
    options = _options(argv)
    sandbox = Sandbox(services(options.seed), Clock(options.now), options.record)
    try:
        if options.state is not None and options.state.exists():
            sandbox.load(state_file.load(options.state))
    except (state_file.StateError, OSError, KeyError, TypeError) as error:
        sys.stderr.write(f"incident_sandbox: cannot load the state: {error}\n")
        return 2
    return asyncio.run(_run(sandbox, options.host, options.port, options.state))


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="incident_sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to bind")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--state", type=Path, help="loaded at start, saved at exit")
    parser.add_argument("--seed", type=int, default=1, help="seed of all ids")
    parser.add_argument("--now", type=parse_instant, help="freeze the clock (ISO 8601)")
    parser.add_argument(
        "--record",
        type=Path,
        default=record.folder_in(os.environ),
        help=f"write every request into a file in this folder (default: ${record.FOLDER})",
    )
    return parser.parse_args(argv)


async def _run(sandbox: Sandbox, host: str, port: int, state: Path | None) -> int:
    # A hung call must not hold up the exit, hence the short timeout.
    runner = web.AppRunner(application(sandbox), shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError as error:
        sys.stderr.write(f"incident_sandbox: cannot listen: {error}\n")
        return 2
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    sys.stdout.write(json.dumps(_urls(runner, host)) + "\n")
    sys.stdout.flush()
    await stop.wait()
    await runner.cleanup()
    if state is not None:
        state_file.save(state, sandbox.dump())
    return 0


def _urls(runner: web.AppRunner, host: str) -> dict[str, str]:
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{runner.addresses[0][1]}"
    return {
        "url": url,
        "slack_api_url": f"{url}/slack/api/",
        "sheets_url": f"{url}/sheets",
        "drive_url": f"{url}/drive",
        "notion_api_url": f"{url}/notion",
        "control_url": f"{url}/_control",
    }


if __name__ == "__main__":
    raise SystemExit(main())

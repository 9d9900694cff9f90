"""Floor 9. ``incident-sync sandbox``: a local Slack, Notion and Sheet to try things on."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from incident_sync.cli.spawn import Sandbox

CONFIG = """\
[slack]
bot_token = "${{SLACK_BOT_TOKEN}}"
api_url = "{slack_api_url}"

[notion]
token = "${{NOTION_TOKEN}}"
database = "4e15de75-0000-4000-a000-000000000002"
api_url = "{notion_api_url}"

[sheets]
credentials = "anonymous"
spreadsheet = "sandbox-register"
sheets_url = "{sheets_url}"
drive_url = "{drive_url}"
"""


@click.command("sandbox")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes any free port.")
@click.option("--state", type=click.Path(dir_okay=False), help="Keep its state in this file.")
@click.option("--live", is_flag=True, help="Run the mirror beside it, on a register of its own.")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path),
    help="With --live: keep everything here, and go on from it.",
)  # fmt: skip
def command(port: int, state: str | None, live: bool, folder: Path | None) -> int:
    """Run the sandbox until Ctrl-C: Slack, Notion and a Sheet to click through in a browser.

    It prints a config that mirrors it; with --live the mirror is running already.
    """
    if (live and state) or (folder and not live):
        raise click.UsageError("--live goes with --folder, --state goes without it")
    # Asked to stop in any way, it takes the processes it started along.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    if live:
        return _live(port, folder)
    with Sandbox(port=port, state=state) as sandbox:
        click.echo(f"# the sandbox listens at {sandbox.urls['url']}; stop it with Ctrl-C")
        click.echo("# save this as incident-sync.toml, then:")
        click.echo("#   export SLACK_BOT_TOKEN=xoxb-sandbox-bot NOTION_TOKEN=ntn_sandbox")
        click.echo("#   incident-sync sync")
        click.echo(CONFIG.format(**sandbox.urls))
        sandbox.wait()
    return 0


def _live(port: int, folder: Path | None) -> int:
    from incident_sync.cli.live import opened

    click.echo("setting the stage: a register in Notion, a Sheet, the mirror …", err=True)
    with opened(port, folder) as live:
        click.echo(f"open {live.sandbox.urls['url']}/ in a browser; stop it with Ctrl-C")
        try:
            live.watch()
        except KeyboardInterrupt:
            click.echo("stopping", err=True)
    return 0

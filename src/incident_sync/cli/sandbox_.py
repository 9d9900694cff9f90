"""Floor 9. ``incident-sync sandbox``: a local Slack, Notion and Sheet to try things on."""

from __future__ import annotations

import signal

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
def command(port: int, state: str | None) -> int:
    """Run the sandbox until Ctrl-C, and print a config that mirrors it."""
    # Asked to stop in any way, it takes the process it started along.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Sandbox(port=port, state=state) as sandbox:
        click.echo(f"# the sandbox listens at {sandbox.urls['url']}; stop it with Ctrl-C")
        click.echo("# save this as incident-sync.toml, then:")
        click.echo("#   export SLACK_BOT_TOKEN=xoxb-sandbox-bot NOTION_TOKEN=ntn_sandbox")
        click.echo("#   incident-sync sync")
        click.echo(CONFIG.format(**sandbox.urls))
        sandbox.wait()
    return 0

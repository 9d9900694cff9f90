"""Floor 9. The way in: global options, the commands by name, errors as one sentence."""

from __future__ import annotations

import importlib
import os
import sys
from importlib.metadata import version
from pathlib import Path

import click

from incident_sync.errors import ConfigError, IncidentSyncError, StoreBusy

COMMANDS = (
    "doctor", "plan", "sync", "run", "list", "show", "status", "declare", "history", "approve",
    "conflicts", "undo", "restore", "verify", "sandbox", "demo",
)  # fmt: skip
_FAILED, _USAGE = 1, 2


class Lazy(click.Group):
    """Loads a command's module only when that command runs, so that ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"incident_sync.cli.{cmd_name}_")
        command: click.Command = module.command
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The config file. Default: ./incident-sync.toml, ./config.toml, the user's config folder.",
)
@click.option("-v", "--verbose", count=True, help="Log more; twice for all.")
@click.version_option(version("incident-sync"), prog_name="incident-sync")
@click.pass_context
def group(ctx: click.Context, config: Path | None, verbose: int) -> None:
    """Mirror incidents between Slack and the register you keep of them, both ways."""
    from incident_sync.cli.logs import set_up

    ctx.obj = config
    set_up(verbose)


def main() -> None:
    """Run the command line; the exit code is documented in the README."""
    try:
        code = group.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        code = _FAILED
    except IncidentSyncError as error:
        click.echo(f"incident-sync: {error}", err=True)
        unusable = isinstance(error, ConfigError | StoreBusy)
        code = _USAGE if unusable else _FAILED
    except BrokenPipeError:
        # Whoever read our output has had enough: not an error of ours, and nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)

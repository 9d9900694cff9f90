"""Floor 9. ``incident-sync declare``: for alerting tools and people at a terminal."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import click

from incident_sync.cli import output
from incident_sync.errors import ConfigError
from incident_sync.model.people import Directory, Person
from incident_sync.model.view import Command


@click.command("declare")
@click.argument("title")
@click.option("--severity", default="", help="One of the configured words.")
@click.option("--lead", default="", help="An e-mail address, @handle or name.")
@click.option("--summary", default="", help="What is known so far.")
@click.option("--by", "reporter", default="", help="Who or what reports it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def command(
    config: Path | None, title: str, severity: str, lead: str, summary: str, reporter: str,
    as_json: bool,
) -> int:  # fmt: skip
    """Declare an incident.

    It is committed to the inbox and opened by the next cycle, the daemon's if one runs.
    """
    from incident_sync.app import opened

    if not title.strip():
        raise ConfigError("an incident needs a title", remedy='declare "Checkout fails"')
    with opened(config) as app:
        words = app.settings.incident.vocabulary.severity
        if severity and words.read(severity) is None:
            allowed = ", ".join(words.words)
            raise ConfigError(f"no severity is called {severity}", remedy=f"Use one of {allowed}.")
        people = Directory(app.store.members())
        by = people.resolve(Person(reporter)) if reporter else None
        key = f"cli:{uuid4().hex}"
        data = {"severity": severity, "lead": lead, "summary": summary}
        said = Command(key, "", "declare", title.strip(), by, app.clock.now(), data=data)
        with app.store.writing() as tx:
            tx.inbox_add(said)
    if as_json:
        output.document({"accepted": key, "title": title.strip()})
    else:
        click.echo(f"accepted: {title.strip()}; the next cycle opens its channel and its row")
    return 0

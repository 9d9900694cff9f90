"""What a valid configuration becomes."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from incident_sync.config import SheetsFields
from incident_sync.model.fields import FIELDS, Kind
from tests.config.conftest import ENV, SHEETS, SLACK, Load


def test_two_tables_are_enough(loaded: Load, tmp_path: Path) -> None:
    """Everything else has a default, and the state lies beside the file."""
    settings = loaded(SLACK + SHEETS)
    assert settings.slack.bot_token.get_secret_value() == "canary-bot"
    assert settings.slack.app_token.get_secret_value() == ""
    assert settings.slack.announce == "incidents"
    assert settings.state.url.get_secret_value() == f"sqlite:///{tmp_path}/incident-sync.db"
    assert settings.source == tmp_path / "incident-sync.toml"


def test_settings_are_frozen(loaded: Load) -> None:
    """Nobody changes a setting while the program runs."""
    with pytest.raises(ValidationError):
        loaded(SLACK + SHEETS).slack.announce = "elsewhere"


def test_settings_show_no_secret(loaded: Load) -> None:
    """Neither ``repr`` nor ``str`` nor a dump gives a token away; ``secrets`` does."""
    google = SHEETS.replace("anonymous", "token:${GOOGLE_TOKEN}")
    settings = loaded(SLACK + google + '[state]\nurl = "postgresql+psycopg://a:${P}@h/n"\n', PG)
    shown = repr(settings) + str(settings) + repr(settings.model_dump()) + str(settings.sheets)
    assert "canary" not in shown
    assert settings.secrets() == ["canary-bot", "canary-google"]


PG = {**ENV, "P": "canary-password"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("15s", timedelta(seconds=15)),
        ("2m", timedelta(minutes=2)),
        ("1h", timedelta(hours=1)),
        ("0.5s", timedelta(seconds=0.5)),
    ],
)
def test_durations(loaded: Load, written: str, read: timedelta) -> None:
    """A number with s, m or h."""
    assert loaded(f'{SLACK}{SHEETS}[sync]\nevery = "{written}"').sync.every == read


@pytest.mark.parametrize(
    "written",
    [
        "https://www.notion.so/acme/Incidents-0123456789abcdef0123456789abcdef?v=" + "f" * 32,
        "https://www.notion.so/0123456789ABCDEF0123456789abcdef",
        "https://acme.notion.site/Incidents-0123456789abcdef0123456789abcdef/",
        "01234567-89ab-cdef-0123-456789abcdef",
        "0123456789abcdef0123456789abcdef",
    ],
)
def test_notion_database(loaded: Load, written: str) -> None:
    """A database may be given as its address, however copied, or as its id."""
    notion = loaded(
        SLACK + f'[notion]\ntoken = "${{GOOGLE_TOKEN}}"\ndatabase = "{written}"\n'
    ).notion
    assert notion is not None
    assert notion.database == "01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize(
    "written",
    [
        "1aB-c_9",
        "https://docs.google.com/spreadsheets/d/1aB-c_9",
        "https://docs.google.com/spreadsheets/d/1aB-c_9/edit?gid=0#gid=0",
        "https://docs.google.com/spreadsheets/u/1/d/1aB-c_9/edit",
    ],
)
def test_spreadsheet_key(loaded: Load, written: str) -> None:
    """An address or a key; the key is kept."""
    sheets = loaded(SLACK + SHEETS.replace("abc-123", written)).sheets
    assert sheets
    assert sheets.spreadsheet == "1aB-c_9"


def test_credentials(loaded: Load, tmp_path: Path) -> None:
    """A private file beside the configuration, the environment's own, a bearer token."""
    key = tmp_path / "key.json"
    key.write_text("{}")
    key.chmod(0o600)
    for written, kind in [
        ("key.json", "file"),
        ("default", "default"),
        ("token:${GOOGLE_TOKEN}", "token"),
        ("anonymous", "anonymous"),
    ]:
        sheets = loaded(SLACK + SHEETS.replace("anonymous", written)).sheets
        assert sheets
        assert sheets.credentials.kind == kind
        assert sheets.credentials.path == (key if kind == "file" else None)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql+psycopg://db/incidents", "postgresql+psycopg://db/incidents"),
    ],
)
def test_state_elsewhere(loaded: Load, written: str, kept: str) -> None:
    """An absolute path, memory and a server stay as written."""
    settings = loaded(f'{SLACK}{SHEETS}[state]\nurl = "{written}"')
    assert settings.state.url.get_secret_value() == kept


def test_urls(loaded: Load) -> None:
    """Slack's base ends with a slash, Google's do not; http is for this machine."""
    text = SLACK + 'api_url = "http://127.0.0.1:8/api"\n' + SHEETS
    settings = loaded(text + 'sheets_url = "http://localhost:9/"\n')
    assert settings.slack.api_url == "http://127.0.0.1:8/api/"
    assert settings.sheets
    assert settings.sheets.sheets_url == "http://localhost:9"


def test_mapped_columns(loaded: Load) -> None:
    """A header is renamed, an empty one is not mirrored."""
    sheets = loaded(SLACK + SHEETS + '[sheets.fields]\ntitle = "What"\nreporter = ""\n').sheets
    assert sheets
    headers = sheets.fields.mirrored()
    assert headers["title"] == "What"
    assert "reporter" not in headers
    assert headers["id"] == "ID"


def test_default_headers_are_the_field_table_s() -> None:
    """Configuration and model name the same fields and columns."""
    headers = SheetsFields().mirrored()
    table = {name: field.title for name, field in FIELDS[Kind.INCIDENT].items()}
    assert {name: headers[name] for name in table} == table
    assert set(headers) - set(table) == {"id", "channel", "sync_note"}


def test_vocabulary(loaded: Load) -> None:
    """The words of an adopted register mean ours."""
    text = '[incident.values]\nstatus = { Resolved = ["Closed", "done "] }\n'
    vocabulary = loaded(SLACK + SHEETS + text).incident.vocabulary
    assert vocabulary.status.read(" DONE") == "Resolved"
    assert vocabulary.severity.words == ("Minor", "Major")
    assert vocabulary.is_closed("Declined")


def test_time_zone(loaded: Load) -> None:
    """An IANA name becomes a zone."""
    sync = loaded(SLACK + SHEETS + '[sync]\ntime_zone = "Europe/Berlin"').sync
    assert sync.time_zone == ZoneInfo("Europe/Berlin")


def test_environment_is_not_followed(loaded: Load) -> None:
    """A placeholder inside a variable's value stays what it is."""
    env = {"SLACK_BOT_TOKEN": "x${GOOGLE_TOKEN}"}
    assert loaded(SLACK + SHEETS, env).slack.bot_token.get_secret_value() == "x${GOOGLE_TOKEN}"

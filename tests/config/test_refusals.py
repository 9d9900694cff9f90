"""What is wrong with a configuration is told all at once, with file, key and remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.config.conftest import ENV, SHEETS, SLACK

Refused = Callable[..., str]


def test_all_at_once(refused: Refused, tmp_path: Path) -> None:
    """Four mistakes in four tables are four lines."""
    text = refused(
        '[slack]\nbot_token = "${NO_SUCH}"\nchanel_prefix = "x"\n'
        '[sheets]\ncredentials = "anonymous"\n'
        '[sync]\nevery = "15 parsecs"\nmax_new_channels = "5"\n'
    )
    assert text.startswith("5 problems in the configuration:\n")
    file = tmp_path / "incident-sync.toml"
    for line in [
        "slack.bot_token: the environment variable NO_SUCH is not set. Set it.",
        "slack.chanel_prefix: unknown key. The nearest known one is channel_prefix.",
        "sheets.spreadsheet: is needed and not there. config.example.toml shows every key.",
        'sync.every: a duration is a number with s, m or h, in quotes, such as "15s"',
        "sync.max_new_channels: must be a whole number, without quotes.",
    ]:
        assert f"\n  {file}: {line}" in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[slak]\n", "slak: unknown key. The nearest known one is slack"),
        ("[sheets.fields]\nlaed = 'x'\n", "sheets.fields.laed: unknown key. The nearest"),
        ("[sync]\nannounce = 'x'\n", "sync.announce: unknown key here. [slack] has announce"),
        ("[sync]\nanounce = 'x'\n", "sync.anounce: unknown key here. [slack] has announce"),
        ("[state]\nzzz = 'x'\n", "state.zzz: unknown key. Known here: url"),
        ("[notion]\ntoken = '${X}'\n", "the environment variable X is not set"),
        ("[notion]\ntoken = ''\n", "notion.token: the token is empty"),
        ("[notion]\ndatabase = 'my table'\n", "notion.database: a database is its address in"),
        ("[notion.fields]\nlead = 'title'\n", "two fields share the property title"),
        ("[sync]\nsystem_of_record = 'excel'\n", "system_of_record: Input should be 'notion' or"),
        ("[sync]\nconflict = 'mine'\n", "sync.conflict: Input should be 'ranked', 'record' or"),
        ("[sync]\ntime_zone = 'Mars/Base'\n", "sync.time_zone: a time zone has an IANA name"),
        ("[sync]\nevery = '0s'\n", "sync.every: this duration must be longer than zero"),
        ("[sync]\nmax_changed_share = 1.5\n", "sync.max_changed_share: Input should be less"),
        ("[incident]\nseverities = []\n", "incident.severities: at least one word is needed"),
        ("[incident]\nseverities = ['A', 'a ']\n", "incident.severities: named twice: a"),
        ("[incident]\nactive_statuses = ['declined']\n", "both an active and a closed status"),
        ("[incident.values]\nstatus = { Over = ['x'] }\n", "Over is not one of Investigating"),
        (
            "[incident.values]\nstatus = { Resolved = ['done'], Declined = ['Done'] }\n",
            "values.status: one word with two meanings: Done",
        ),
        (
            "[incident.values]\nseverity = { Major = ['minor'] }\n",
            "values.severity: one word with two meanings: minor",
        ),
        ("[sheets.fields]\nid = ''\n", "sheets.fields.id: must not be empty"),
        ("[sheets.fields]\nlead = 'title'\n", "two fields share the header"),
        ("[state]\nurl = 'mysql://x'\n", "state.url: the state is kept in sqlite:///FILE"),
        ("source = 'x'\n", "source: unknown key"),
    ],
)
def test_each_mistake(refused: Refused, text: str, told: str) -> None:
    """Every mistake is worded for the person who made it."""
    head = "" if text.startswith("[") else text
    body = "" if head else text
    assert told in refused(head + SLACK + SHEETS + body)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("pin_emoji = ':ballot_box_with_check:'", "pin_emoji and todo_emoji are the same"),
        ("channel_prefix = 'Inc #'", "slack.channel_prefix: a prefix has 1 to 20"),
        ("api_url = 'http://slack.example/api'", "http sends the token in clear text"),
        ("extra_fields = 'Region'", 'slack.extra_fields: must be a list, such as ["one", "two"]'),
        ("app_token = 5", "slack.app_token: must be a text in double quotes"),
    ],
)
def test_slack_mistakes(refused: Refused, key: str, told: str) -> None:
    """As above, within ``[slack]``."""
    assert told in refused(f"{SLACK}{key}\n{SHEETS}")


def test_no_record_side(refused: Refused) -> None:
    """Slack alone has nothing to be mirrored with."""
    assert "nothing to mirror Slack with. Add the table [notion] or [sheets]" in refused(SLACK)


def test_no_secret_in_an_error(refused: Refused) -> None:
    """A token in the wrong place is not quoted, nor one whose key is misspelt."""
    env = {**ENV, "TOKEN": "canary-of-mine"}
    text = refused(
        '[slack]\nbot_tokn = "${TOKEN}"\napi_url = "${TOKEN}"\npin_emoji = "canary literal"\n'
        f'{SHEETS}[sync]\nconflict = "${{TOKEN}}"\nevery = "${{TOKEN}}"\n'
        '[incident]\nseverities = ["${TOKEN}", "${TOKEN}"]\n',
        env,
    )
    assert "canary" not in text
    assert "named twice: ${TOKEN}" in text


@pytest.mark.parametrize(
    "text",
    [
        '[slack]\nbot_token = "canary"\n' + SHEETS,
        SLACK + SHEETS.replace("anonymous", "token:canary"),
        SLACK + SHEETS + '[state]\nurl = "postgresql+psycopg://me:canary@db/x"\n',
    ],
)
def test_secret_in_a_public_file(refused: Refused, tmp_path: Path, text: str) -> None:
    """A secret may stand in the file only when nobody else can read the file."""
    file = tmp_path / "incident-sync.toml"
    file.touch()
    file.chmod(0o644)
    told = refused(text)
    assert "a secret stands in a file that others can read" in told
    assert "canary" not in told


def test_public_key_file(refused: Refused, tmp_path: Path) -> None:
    """A service account's key that others can read is refused; so is one that is not there."""
    sheets = SHEETS.replace("anonymous", "key.json")
    assert "there is no such file" in refused(SLACK + sheets)
    (tmp_path / "key.json").touch()
    (tmp_path / "key.json").chmod(0o644)
    assert "sheets.credentials: others than its owner can read this file" in refused(SLACK + sheets)


def test_published_copy(refused: Refused) -> None:
    """The address of a published copy cannot be written to."""
    url = "https://docs.google.com/spreadsheets/d/e/2PACX-abc/pubhtml"
    assert "a published copy" in refused(SLACK + SHEETS.replace("abc-123", url))


def test_empty_tokens(refused: Refused) -> None:
    """A variable that is set but empty counts as not set where a token is needed."""
    env = {"SLACK_BOT_TOKEN": "", "GOOGLE_TOKEN": " "}
    sheets = SHEETS.replace("anonymous", "token:${GOOGLE_TOKEN}")
    text = refused(SLACK + sheets, env)
    assert "slack.bot_token: the bot token is empty" in text
    assert "sheets.credentials: the token is empty" in text


def test_broken_toml(refused: Refused) -> None:
    """A file that is not TOML is named with the line."""
    text = refused("[slack]\nbot_token = ${X}\n")
    assert "the file is not valid TOML" in text
    assert "line 2" in text

"""The settings: every table and key, with its default. Floor 3.

One class a table. What a key means to a user stands in ``config.example.toml``; here stands only
what code needs to know beside it.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from incident_sync.config import types
from incident_sync.config.types import Credentials, repeated
from incident_sync.model.vocabulary import Vocabulary, Words

Aliases = Mapping[str, types.Words]
Required = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    """Frozen, no unknown keys, and values never shown in an error."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        validate_default=True,
        str_strip_whitespace=True,
        arbitrary_types_allowed=True,
    )


class SlackSettings(_Table):
    """``[slack]``. ``api_url`` ends with a slash; ``announce`` has no ``#``, is empty for none."""

    bot_token: SecretStr
    app_token: SecretStr = SecretStr("")
    api_url: types.Url = "https://slack.com/api/"
    channel_prefix: types.Prefix = "inc-"
    announce: str = "#incidents"
    extra_fields: types.Words = ()
    pin_emoji: types.Emoji = "pushpin"
    todo_emoji: types.Emoji = "ballot_box_with_check"
    slash_command: Annotated[str, Field(pattern=r"^/[a-z0-9_-]{1,31}$")] = "/incident"

    @field_validator("bot_token", "app_token")
    @classmethod
    def _stripped(cls, token: SecretStr) -> SecretStr:
        return SecretStr(token.get_secret_value().strip())

    @field_validator("bot_token")
    @classmethod
    def _given(cls, token: SecretStr) -> SecretStr:
        if not token.get_secret_value():
            raise ValueError("the bot token is empty; set the variable it is read from")
        return token

    @field_validator("api_url")
    @classmethod
    def _slash(cls, url: str) -> str:
        return url + "/"

    @field_validator("announce")
    @classmethod
    def _bare(cls, channel: str) -> str:
        return channel.removeprefix("#")

    @model_validator(mode="after")
    def _emoji_differ(self) -> Self:
        if self.pin_emoji == self.todo_emoji:
            raise ValueError("pin_emoji and todo_emoji are the same; one reaction cannot mean both")
        return self


class _Fields(_Table):
    """What each field is called in a record; empty where it is not mirrored."""

    id: str = "ID"
    title: Required = "Title"
    status: Required = "Status"
    severity: str = "Severity"
    lead: str = "Lead"
    summary: str = "Summary"
    customer_update: str = "Customer update"
    reporter: str = "Reporter"
    reported_at: str = "Reported at"
    resolved_at: str = "Resolved at"
    channel: str = "Channel"
    sync_note: str = "Sync note"

    _place: ClassVar[str]

    def mirrored(self) -> dict[str, str]:
        """Its name by field, for the mirrored fields alone."""
        return {field: name for field, name in self if name}

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        if twice := repeated(self.mirrored().values()):
            raise ValueError(f"two fields share the {self._place} {', '.join(twice)}")
        return self


class NotionFields(_Fields):
    """``[notion.fields]``: the name of each field's property."""

    _place = "property"


class NotionSettings(_Table):
    """``[notion]``. ``database`` is the id with dashes, whatever was written."""

    token: SecretStr
    database: types.NotionDatabase
    api_url: types.Url = "https://api.notion.com"
    fields: NotionFields = NotionFields()

    @field_validator("token")
    @classmethod
    def _given(cls, token: SecretStr) -> SecretStr:
        if not token.get_secret_value().strip():
            raise ValueError("the token is empty; set the variable it is read from")
        return SecretStr(token.get_secret_value().strip())


class SheetsFields(_Fields):
    """``[sheets.fields]``: the header of each field's column."""

    _place = "header"

    id: Required = "ID"


class SheetsSettings(_Table):
    """``[sheets]``. ``spreadsheet`` is the key, whatever was written; URLs end without a slash."""

    credentials: types.GoogleCredentials
    spreadsheet: types.Spreadsheet
    worksheet: Required = "Incidents"
    follow_ups: str = "Follow-ups"
    timeline: str = "Timeline"
    sheets_url: types.Url = "https://sheets.googleapis.com"
    drive_url: types.Url = "https://www.googleapis.com"
    fields: SheetsFields = SheetsFields()

    @model_validator(mode="after")
    def _tabs_differ(self) -> Self:
        tabs = filter(None, (self.worksheet, self.follow_ups, self.timeline))
        if twice := repeated(tabs):
            raise ValueError(f"two tables share the tab {', '.join(twice)}")
        return self


class IncidentValues(_Table):
    """``[incident.values]``: by word of ours, the other words that mean it."""

    status: Aliases = {}
    severity: Aliases = {}


class IncidentSettings(_Table):
    """``[incident]``."""

    severities: types.Vocabulary = ("Minor", "Major")
    active_statuses: types.Vocabulary = ("Investigating", "Fixing", "Monitoring")
    closed_statuses: types.Vocabulary = ("Resolved", "Declined")
    values: IncidentValues = IncidentValues()

    @property
    def vocabulary(self) -> Vocabulary:
        """All words, as the other rooms take them."""
        return Vocabulary(
            severity=Words(self.severities, self.values.severity),
            active=self.active_statuses,
            closed=self.closed_statuses,
            status_aliases=self.values.status,
        )

    @model_validator(mode="after")
    def _words_differ(self) -> Self:
        statuses = (*self.active_statuses, *self.closed_statuses)
        if twice := repeated(statuses):
            raise ValueError(f"both an active and a closed status: {', '.join(twice)}")
        wrong = [
            *_alias_problems("status", statuses, self.values.status),
            *_alias_problems("severity", self.severities, self.values.severity),
        ]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


def _alias_problems(name: str, words: tuple[str, ...], aliases: Aliases) -> Iterable[str]:
    for word in aliases:
        if word not in words:
            yield f"values.{name}: {word} is not one of {', '.join(words)}"
    others = [
        alias
        for word, named in aliases.items()
        for alias in named
        if alias.casefold() != word.casefold()
    ]
    if twice := repeated((*words, *others)):
        yield f"values.{name}: one word with two meanings: {', '.join(twice)}"


class SyncSettings(_Table):
    """``[sync]``."""

    every: types.Interval = timedelta(seconds=15)
    settle: types.Duration = timedelta(seconds=20)
    time_zone: types.Zone = ZoneInfo("UTC")
    system_of_record: Literal["notion", "sheets"] = "notion"
    conflict: Literal["ranked", "record", "slack"] = "ranked"
    max_new_channels: Annotated[int, Field(strict=True, ge=0)] = 5
    max_changed_share: Annotated[float, Field(strict=True, ge=0, le=1)] = 0.10


class StateSettings(_Table):
    """``[state]``. ``url`` is secret, since a database's address may hold a password.

    ``installation`` stands in the purpose of every channel; empty for the store's own.
    """

    url: types.StateUrl = SecretStr("sqlite:///incident-sync.db")
    installation: Annotated[str, Field(strict=True, pattern=r"^[\w-]{0,40}$")] = ""


class Settings(_Table):
    """The whole configuration. A record is None where it is not mirrored; one of them is there."""

    slack: SlackSettings
    notion: NotionSettings | None = None
    sheets: SheetsSettings | None = None
    incident: IncidentSettings = IncidentSettings()
    sync: SyncSettings = SyncSettings()
    state: StateSettings = Field(default_factory=StateSettings)
    source: Path = Field(default=Path(), exclude=True)
    """The file it was read from; not a key."""

    def secrets(self) -> list[str]:
        """Every secret in clear text, for the one who strikes them out of logs."""
        google: Credentials | None = self.sheets.credentials if self.sheets else None
        notion = self.notion.token if self.notion else None
        held = (self.slack.bot_token, self.slack.app_token, notion, google and google.token)
        return [secret.get_secret_value() for secret in held if secret]

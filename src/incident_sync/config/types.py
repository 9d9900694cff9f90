"""The kinds of value a configuration may hold, each with the reading of its text. Floor 3.

A reader takes what TOML gave and raises ValueError with a text that says what is expected. No
text quotes the value: it may be a secret that somebody pasted one line too low.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo

from incident_sync.config.files import readable_by_others

FOLDER = "folder"
"""Key of the validation context: the folder of the file, which relative paths start from."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smh])")
_SPREADSHEET_URL = re.compile(r"https://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/([\w-]{3,})")
_SPREADSHEET_KEY = re.compile(r"[\w-]+")
_NOTION_ID = re.compile(r"[0-9a-fA-F]{32}$")
_EMOJI = re.compile(r"[\w+'-]+")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")
_SQLITE = re.compile(r"(sqlite(?:\+\w+)?):///(.+)")


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to prove to Google who we are.

    ``file``: a service account's key at ``path``; ``default``: what the machine's environment
    holds (Application Default Credentials); ``token``: the bearer ``token``; ``anonymous``:
    nothing is sent.
    """

    kind: Literal["file", "default", "token", "anonymous"]
    path: Path | None = None
    token: SecretStr | None = None


def folder_of(info: ValidationInfo) -> Path:
    """The folder that relative paths start from."""
    context = info.context or {}
    folder: Path = context.get(FOLDER, Path())
    return folder


def read_duration(value: object) -> timedelta:
    """``"15s"``, ``"2m"``, ``"1.5h"`` as a timedelta."""
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError('a duration is a number with s, m or h, in quotes, such as "15s"')
    try:
        return timedelta(**{_UNITS[match[2]]: float(match[1])})
    except OverflowError:
        raise ValueError("this duration is longer than time itself") from None


def read_zone(value: object) -> ZoneInfo:
    """An IANA name as a time zone."""
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('a time zone has an IANA name, such as "Europe/Berlin"') from None


def read_spreadsheet(value: str) -> str:
    """The key in a spreadsheet's URL, or the key itself."""
    if "/d/e/" in value:
        raise ValueError("this is the address of a published copy; use the one you edit under")
    match = _SPREADSHEET_URL.match(value) or _SPREADSHEET_KEY.fullmatch(value)
    if match is None:
        raise ValueError("a spreadsheet is its address in the browser, or the key in it")
    return match[match.lastindex or 0]


def read_database(value: str) -> str:
    """The id, with dashes, in a Notion database's address, or the id itself.

    The address holds it as 32 hex digits at the end of its path; those behind ``v=`` are a view.
    """
    place = urlsplit(value).path if value.startswith(("https://", "http://")) else value
    found = _NOTION_ID.search(place.replace("-", "").rstrip("/"))
    if found is None:
        raise ValueError("a database is its address in the browser, or the 32 digits in it")
    return str(UUID(found[0]))


def read_credentials(value: object, info: ValidationInfo) -> Credentials:
    """``"default"``, ``"anonymous"``, ``"token:…"``, or the path of a service account's key file.

    The file must exist and be readable by its owner alone.
    """
    if isinstance(value, Credentials):
        return value
    if not isinstance(value, str) or not value:
        raise ValueError('credentials are a file, "default", "token:${NAME}" or "anonymous"')
    if value == "default":
        return Credentials("default")
    if value == "anonymous":
        return Credentials("anonymous")
    if value.startswith("token:"):
        return _read_bearer(value.removeprefix("token:"))
    return Credentials("file", path=_private(folder_of(info) / Path(value).expanduser()))


def _read_bearer(token: str) -> Credentials:
    if not token.strip():
        raise ValueError("the token is empty; set the variable it is read from")
    return Credentials("token", token=SecretStr(token.strip()))


def _private(path: Path) -> Path:
    if not path.is_file():
        raise ValueError("there is no such file; a path is relative to this configuration's folder")
    if readable_by_others(path):
        raise ValueError("others than its owner can read this file; run: chmod 600 FILE")
    return path


def read_url(value: str) -> str:
    """An ``https`` address without a slash at its end; ``http`` only on this machine."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address begins with https://")
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise ValueError("http sends the token in clear text; use https beyond this machine")
    return value.rstrip("/")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_state_url(value: object, info: ValidationInfo) -> SecretStr:
    """A database's address, a relative SQLite path made absolute; secret, as it may hold one."""
    url = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    if not url.startswith(("sqlite:", "sqlite+", "postgresql:", "postgresql+")):
        raise ValueError("the state is kept in sqlite:///FILE or postgresql+psycopg://HOST/NAME")
    match = _SQLITE.fullmatch(url)
    if match and not match[2].startswith((":memory:", "file:")):
        url = f"{match[1]}:///{folder_of(info).absolute() / match[2]}"
    return SecretStr(url)


def read_emoji(value: str) -> str:
    """An emoji's name without its colons."""
    name = value.strip().strip(":")
    if not _EMOJI.fullmatch(name):
        raise ValueError('an emoji has a name, such as "pushpin"')
    return name


def read_prefix(value: str) -> str:
    """A prefix that Slack takes in a channel's name."""
    if not _PREFIX.fullmatch(value):
        raise ValueError("a prefix has 1 to 20 lower-case letters, digits, - and _")
    return value


def read_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Trimmed words, none empty, no two alike but for case."""
    trimmed = tuple(" ".join(word.split()) for word in words)
    if not all(trimmed):
        raise ValueError("a word is empty")
    if twice := repeated(trimmed):
        raise ValueError(f"named twice: {', '.join(twice)}")
    return trimmed


def read_vocabulary(words: tuple[str, ...]) -> tuple[str, ...]:
    """As ``read_words``, and at least one."""
    if not words:
        raise ValueError("at least one word is needed")
    return read_words(words)


def repeated(words: Iterable[str]) -> list[str]:
    """The words that stood before already, case ignored."""
    seen: set[str] = set()
    twice = []
    for word in words:
        if word.casefold() in seen:
            twice.append(word)
        seen.add(word.casefold())
    return twice


def _above_zero(value: timedelta) -> timedelta:
    if not value:
        raise ValueError("this duration must be longer than zero")
    return value


Duration = Annotated[timedelta, BeforeValidator(read_duration)]
Interval = Annotated[timedelta, BeforeValidator(read_duration), AfterValidator(_above_zero)]
Zone = Annotated[ZoneInfo, BeforeValidator(read_zone)]
Url = Annotated[str, AfterValidator(read_url)]
Prefix = Annotated[str, AfterValidator(read_prefix)]
NotionDatabase = Annotated[str, AfterValidator(read_database)]
Emoji = Annotated[str, AfterValidator(read_emoji)]
Words = Annotated[tuple[str, ...], AfterValidator(read_words)]
Vocabulary = Annotated[tuple[str, ...], AfterValidator(read_vocabulary)]
Spreadsheet = Annotated[str, AfterValidator(read_spreadsheet)]
GoogleCredentials = Annotated[Credentials, BeforeValidator(read_credentials)]
StateUrl = Annotated[SecretStr, BeforeValidator(read_state_url)]

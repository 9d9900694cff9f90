"""Floor 9. What somebody says of a register: columns, words, zone. Its cells stay out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from incident_sync.cli.story.words import FIELDS, OURS, Aliases
from incident_sync.errors import ConfigError

_TABLES = {
    "notion": {"fields"},
    "sheets": {"fields"},
    "incident": {"values"},
    "sync": {"time_zone"},
}
_WORDS = {
    "status": (*OURS["active"], *OURS["closed"]),
    "severity": OURS["severity"],
}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said.

    ``headers`` by field; ``words`` by field and word of ours, None where nobody spoke of words;
    ``zone`` the IANA name for times without one.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    words: Aliases | None = None
    zone: str = "UTC"


def said(path: Path | None, fields: Sequence[str] = (), values: Sequence[str] = ()) -> Said:
    """What a mapping file and the flags say; flags add to the file.

    The file holds ``[notion.fields]`` or ``[sheets.fields]`` (either names the columns),
    ``[incident.values]`` and ``[sync] time_zone`` as a config does; ``fields`` read
    "title=Header", ``values`` "status.Resolved=closed". Raises ConfigError.
    """
    data = _read(path) if path else {}
    headers = _table(data, "sheets", "fields") | _table(data, "notion", "fields")
    headers |= dict(_pairs(fields))
    given = _table(data, "incident", "values")
    words = {name: {word: _listed(others) for word, others in _dict(by_word).items()}
             for name, by_word in given.items()}  # fmt: skip
    for name, other in _pairs(values):
        kind, _, word = name.partition(".")
        by_word = words.setdefault(kind, {})
        by_word[word] = (*by_word.get(word, ()), other)
    _check(headers, words)
    zone = str(data.get("sync", {}).get("time_zone", "UTC"))
    return Said(headers, words if words or path else None, zone)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"the mapping cannot be read: {error}", where=str(path)) from error
    unknown = [
        f"{table}.{key}" if key else table
        for table, keys in data.items()
        for key in (keys if isinstance(keys, dict) else [""])
        if key not in _TABLES.get(table, set())
    ]
    if unknown:
        raise ConfigError(
            f"a mapping says nothing of {', '.join(unknown)}",
            where=str(path),
            remedy="It may hold [notion.fields] or [sheets.fields], [incident.values] and "
            "[sync] time_zone.",
        )
    return data


def _table(data: Mapping[str, Any], name: str, key: str) -> dict[str, Any]:
    return _dict(data.get(name, {}).get(key, {}))


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"a mapping has a table where {value!r} stands")
    return value


def _listed(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ConfigError(f"a mapping has a list of texts where {value!r} stands")
    return tuple(value)


def _pairs(flags: Iterable[str]) -> list[tuple[str, str]]:
    pairs = [flag.partition("=") for flag in flags]
    for name, sign, _ in pairs:
        if not sign:
            raise ConfigError(f"{name} has no =", remedy="Write --field title=Header.")
    return [(name.strip(), value) for name, _, value in pairs]


def _check(headers: Mapping[str, Any], words: Aliases) -> None:
    wrong = [f"there is no field {name}" for name in headers if name not in FIELDS]
    wrong += [f"{name} has no words" for name in words if name not in _WORDS]
    wrong += [
        f"{word} is no {name}"
        for name, by_word in words.items()
        for word in by_word
        if word not in _WORDS.get(name, (word,))
    ]
    if wrong:
        listed = "; ".join(f"{name}: {', '.join(some)}" for name, some in _WORDS.items())
        raise ConfigError(
            "; ".join(wrong), where="mapping",
            remedy=f"Fields are {', '.join(FIELDS)}; words are {listed}.",
        )  # fmt: skip

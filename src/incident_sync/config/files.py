"""Which file is the configuration, what stands in it, and what ``${NAME}`` becomes. Floor 3."""

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import platformdirs

from incident_sync.errors import ConfigError

VARIABLE = "INCIDENT_SYNC_CONFIG"
"""The environment variable that names the configuration file."""

Location: TypeAlias = tuple[str | int, ...]
"""A key's path: ``("incident", "severities", 0)``."""

_NAMES = ("incident-sync.toml", "config.toml")
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_OTHERS = 0o077


def find(path: Path | None, env: Mapping[str, str], cwd: Path) -> Path:
    """The configuration file: ``path``, else ``$INCIDENT_SYNC_CONFIG``, else the usual places.

    The usual places are ``incident-sync.toml`` and ``config.toml`` in ``cwd``, then in the user's
    configuration directory. A relative path is relative to ``cwd``. Raises ConfigError where
    nothing is found, naming the places looked at.
    """
    named = path or (Path(env[VARIABLE]) if env.get(VARIABLE) else None)
    places = [cwd / named] if named else list(_usual(cwd))
    for place in places:
        if place.is_file():
            return place
    raise ConfigError(
        "no configuration file: looked for " + ", ".join(map(str, places)),
        remedy="Copy config.example.toml to ./incident-sync.toml, or name a file with --config.",
    )


def _usual(cwd: Path) -> Iterable[Path]:
    for folder in (cwd, platformdirs.user_config_path("incident-sync", appauthor=False)):
        yield from (folder / name for name in _NAMES)


def read(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; raises ConfigError where it cannot be read as TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"the file cannot be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # A UnicodeDecodeError's text would quote the bytes.
        what = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise ConfigError(
            f"the file is not valid TOML: {what}",
            where=str(path),
            remedy='Text values stand in double quotes: every = "15s".',
        ) from None


def readable_by_others(path: Path) -> bool:
    """Whether anybody but its owner may read, write or run the file; False off POSIX."""
    return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)


def literals(tree: Any, at: Location = ()) -> Iterable[tuple[Location, str]]:
    """Every text value with the path of its key, tables and lists walked in order."""
    if isinstance(tree, str):
        yield at, tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from literals(value, (*at, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from literals(value, (*at, index))


def variables(text: str) -> list[str]:
    """The names in a value's ``${NAME}`` placeholders, in order."""
    return _PLACEHOLDER.findall(text)


def substitute(tree: Any, value_of: Callable[[str], str]) -> Any:
    """The tree with ``${NAME}`` in its text values replaced by ``value_of(NAME)``; keys stay.

    What comes from the environment is taken as it is: a placeholder in it is not followed.
    """
    if isinstance(tree, str):
        return _PLACEHOLDER.sub(lambda match: value_of(match[1]), tree)
    if isinstance(tree, dict):
        return {key: substitute(value, value_of) for key, value in tree.items()}
    if isinstance(tree, list):
        return [substitute(value, value_of) for value in tree]
    return tree

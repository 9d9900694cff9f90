"""What is wrong with a configuration, in words for the person who wrote it. Floor 3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from incident_sync.config.files import Location
from incident_sync.config.settings import Settings

_WORDINGS = {
    "missing": "is needed and not there",
    "string_type": "must be a text in double quotes",
    "string_too_short": "must not be empty",
    "int_type": "must be a whole number, without quotes",
    "float_type": "must be a number, without quotes",
    "tuple_type": 'must be a list, such as ["one", "two"]',
    "mapping_type": 'must be a table, such as { Word = ["other word"] }',
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: the key's path, what it is, what to do (a sentence, or nothing)."""

    at: Location
    what: str
    remedy: str = ""

    @property
    def key(self) -> str:
        """The key as it is spoken of: ``sync.every``."""
        return ".".join(map(str, self.at))

    def without(self, secrets: Mapping[str, str]) -> Problem:
        """The same with each value of the environment replaced by its name."""
        at, what, remedy = [str(part) for part in self.at], self.what, self.remedy
        for name, value in secrets.items():
            at = [part.replace(value, f"${{{name}}}") for part in at]
            what = what.replace(value, f"${{{name}}}")
            remedy = remedy.replace(value, f"${{{name}}}")
        return Problem(tuple(at), what, remedy)

    def line(self, source: Path) -> str:
        """Where and what in one line: ``incident-sync.toml: sync.evry: unknown key. Remedy.``."""
        return f"{source}: {self.key}: {self.what}. {self.remedy}".rstrip()


def explain(detail: ErrorDetails) -> Problem:
    """The problem that pydantic found, in our words where they are better than its own."""
    at = detail["loc"]
    if detail["type"] == "extra_forbidden":
        return _unknown(at)
    own = _WORDINGS.get(detail["type"])
    text = own or detail["msg"].removeprefix("Value error, ")
    return Problem(at, text, "config.example.toml shows every key." if own else "")


def _unknown(at: Location) -> Problem:
    name = str(at[-1])
    known = _keys(_table(at[:-1]))
    if close := get_close_matches(name, known, n=1):
        return Problem(at, "unknown key", f"The nearest known one is {close[0]}.")
    for table, keys in _tables().items():
        if close := get_close_matches(name, keys, n=1, cutoff=0.8):
            return Problem(at, "unknown key here", f"[{table}] has {close[0]}.")
    return Problem(at, "unknown key", f"Known here: {', '.join(known)}.")


def _table(at: Location) -> type[BaseModel]:
    table: type[BaseModel] = Settings
    for part in at:
        table = _model(table.model_fields[str(part)].annotation) or table
    return table


def _model(annotation: Any) -> type[BaseModel] | None:
    """The table's class in an annotation such as ``SheetsSettings | None``; None for a value."""
    choices = (annotation, *get_args(annotation))
    return next((c for c in choices if isinstance(c, type) and issubclass(c, BaseModel)), None)


def _keys(table: type[BaseModel]) -> list[str]:
    return [name for name, field in table.model_fields.items() if not field.exclude]


def _tables() -> Mapping[str, list[str]]:
    found = {name: _model(field.annotation) for name, field in Settings.model_fields.items()}
    return {name: _keys(table) for name, table in found.items() if table}

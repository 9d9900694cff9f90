"""The query of a call: parameters known, typed, or refused (GD parameters)."""

from __future__ import annotations

from dataclasses import dataclass

from incident_sandbox.google.errors import bad_field, unknown_parameter
from incident_sandbox.google.shapes import checked, snake

COMMON = {"alt": "string", "fields": "string", "key": "string", "prettyPrint": "bool"}
COMMON |= {"quotaUser": "string"}
_BOOLS = {"true": True, "1": True, "false": False, "0": False}

READING = {
    "majorDimension": "Dimension",
    "valueRenderOption": "ValueRenderOption",
    "dateTimeRenderOption": "DateTimeRenderOption",
}
WRITING = {
    "valueInputOption": "ValueInputOption",
    "includeValuesInResponse": "bool",
    "responseValueRenderOption": "ValueRenderOption",
    "responseDateTimeRenderOption": "DateTimeRenderOption",
}


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of one call."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, pairs: tuple[tuple[str, str], ...], known: dict[str, str]) -> Query:
        """Check every parameter against what the method takes."""
        types = {**COMMON, **known}
        for name, text in pairs:
            if name not in types:
                raise unknown_parameter(name)
            if types[name] == "bool" and text.lower() not in _BOOLS:
                raise bad_field(name, f"Invalid value at '{snake(name)}' (TYPE_BOOL), \"{text}\"")
            if types[name] not in {"bool", "strings"}:
                checked(text, types[name], snake(name))
        return cls(pairs)

    @property
    def options(self) -> dict[str, str]:
        """The parameters given once; of repeated ones the last."""
        return dict(self.pairs)

    def all(self, name: str) -> list[str]:
        """Every value of a repeated parameter."""
        return [text for given, text in self.pairs if given == name]

    def flag(self, name: str) -> bool:
        """A boolean, false where absent; Python's "True" is taken, as Google takes it."""
        return _BOOLS[self.options.get(name, "false").lower()]

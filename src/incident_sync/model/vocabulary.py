"""Floor 1. The words for status and severity: the product's own, and an adopted register's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


def fold(word: str) -> str:
    """How words are compared: trimmed, inner spaces as one, case ignored."""
    return " ".join(word.split()).casefold()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one field, in their order, with the other words people use for each."""

    words: tuple[str, ...]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, typed: str) -> str | None:
        """The word meant by what somebody typed, or None where it is outside the vocabulary."""
        wanted = fold(typed)
        for word in self.words:
            if wanted in map(fold, (word, *self.aliases.get(word, ()))):
                return word
        return None

    def write(self, word: str, in_use: Collection[str]) -> str:
        """How ``word`` is written where ``in_use`` are the words already used there.

        The word itself, unless only another word for it is in use: then that one, so that an
        adopted register keeps its language.
        """
        choices = (word, *self.aliases.get(word, ()))
        used = {fold(one) for one in in_use}
        return next((one for one in choices if fold(one) in used), word)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All the words an incident's fields may hold."""

    severity: Words
    active: tuple[str, ...]
    closed: tuple[str, ...]
    status_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def status(self) -> Words:
        """The words of the status, active ones first."""
        return Words((*self.active, *self.closed), self.status_aliases)

    def of(self, name: str) -> Words:
        """The words of the field of that name."""
        return self.severity if name == "severity" else self.status

    def is_active(self, status: object) -> bool:
        """Whether a status means that the incident goes on."""
        return status in self.active

    def is_closed(self, status: object) -> bool:
        """Whether a status means that the incident is over."""
        return status in self.closed

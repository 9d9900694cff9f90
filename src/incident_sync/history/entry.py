"""Floor 3. What the history is made of: drafts, entries, and the values that lie beside them.

An entry never holds a value, only a salted commitment to it; value and salt lie beside it as a
``Secret``. Forgetting both leaves the entry, its digest and the chain as they were. No I/O, no
hashing, no randomness here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as having
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that happened, before it has its place in the chain.

    ``kind`` is a happening in the past tense ("adopted", "declared", "approved") or what it is
    about ("edit", "effect", "conflict"). ``item`` is the store's key and ``label`` what people see,
    None and empty where it concerns no item. ``values`` are JSON by name ("old", "new").
    """

    kind: str
    at: datetime
    item: int | None
    label: str
    side: str = ""
    field: str = ""
    by: str = ""
    values: Mapping[str, Any] = having(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft in its place.

    ``seq`` counts from 1 without gaps, ``at`` is UTC in whole milliseconds, ``commitments`` are
    SHA-256 in hex by value name, ``previous`` the digest of the entry before (empty for the first
    one, unless it continues a chain whose store was lost), ``digest`` the SHA-256 in hex of all the
    rest.
    """

    seq: int
    at: datetime
    kind: str
    item: int | None
    label: str
    side: str
    field: str
    by: str
    commitments: Mapping[str, str]
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that an entry is committed to: its name, the salt in hex, the value as JSON.

    Once redacted, the salt is empty and the value None. (None with a salt is an empty value.)
    """

    name: str
    salt: str
    value: Any

    @property
    def redacted(self) -> bool:
        """Whether the value was forgotten on purpose."""
        return not self.salt and self.value is None

    def redact(self) -> Secret:
        """The same without salt and value: nobody can guess at the value any more."""
        return Secret(self.name, "", None)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the chain.

    ``kind`` is one of "gap", "broken link", "altered entry", "altered value"; ``detail`` says it in
    a sentence.
    """

    seq: int
    kind: str
    detail: str

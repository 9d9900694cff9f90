"""Floor 1. Where a store's history stood: what is published in Slack, to be compared with a store.

A store that was restored from a backup is behind a head that it published itself, and one that was
lost does not know it at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"(\d+)\.(\d+)\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The newest entry of a history: its number, and its digest as SHA-256 in hex.

    ``generation`` counts the rebuilds: the entries that a lost or older store had before one are of
    a lower generation, whatever their numbers. A later head is the greater one.
    """

    generation: int
    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.generation}.{self.seq}.{self.digest}"


def read_head(text: str) -> Head | None:
    """The head of its text; None for anything else."""
    found = _WRITTEN.fullmatch(text)
    return Head(int(found[1]), int(found[2]), found[3]) if found else None

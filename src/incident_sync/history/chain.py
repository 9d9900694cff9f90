"""Floor 3. Appending to the chain and checking it. Pure: the salt comes from the caller.

Canonical bytes, version 1: the UTF-8 of one JSON document with sorted keys, no spaces and no
escapes beyond JSON's own (``model.values.canonical``); a lone surrogate keeps its three bytes.

* a value's commitment is the SHA-256 of
  ``{"form": "incident-sync/value/1", "name": …, "salt": hex, "value": JSON}``;
* an entry's digest is the SHA-256 of ``{"form": "incident-sync/entry/1", …}`` with every field of
  the entry but the digest itself, ``at`` in ISO 8601 with six decimals and its offset.

Changing either form needs a new version tag, and the old one kept for the entries written under it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from incident_sync.history.entry import Draft, Entry, Problem, Secret
from incident_sync.model.values import canonical, instant

_ENTRY = "incident-sync/entry/1"
_VALUE = "incident-sync/value/1"


def append(
    draft: Draft, previous: str, seq: int, salt: Callable[[], bytes]
) -> tuple[Entry, tuple[Secret, ...]]:
    """The entry of a draft behind the one whose digest is ``previous``, and its secrets.

    ``salt`` gives fresh random bytes at each call (16 are enough): without them a short value, a
    severity say, could be guessed from its commitment after a redaction.
    """
    kept = tuple(
        Secret(name, salt().hex(), _as_read_back(value)) for name, value in draft.values.items()
    )
    entry = Entry(
        seq=seq,
        at=instant(draft.at),
        kind=draft.kind,
        item=draft.item,
        label=_storable(draft.label),
        side=draft.side,
        field=_storable(draft.field),
        by=_storable(draft.by),
        commitments={secret.name: _commitment(secret) for secret in kept},
        previous=previous,
        digest="",
    )
    return replace(entry, digest=_digest(entry)), kept


def verify(entries: Iterable[Entry], secrets: Callable[[int], Sequence[Secret]]) -> list[Problem]:
    """Everything wrong with a chain, given from its first entry on; empty where all is well.

    ``secrets`` gives what lies beside the entry of that number. A redacted value, or one whose
    secret is gone altogether, is no problem: the commitment still stands.
    """
    problems: list[Problem] = []
    before: Entry | None = None
    for entry in entries:
        problems += _place(entry, before)
        if _digest(entry) != entry.digest:
            problems.append(
                Problem(entry.seq, "altered entry", f"Entry {entry.seq} is not what was written")
            )
        problems += _values(entry, secrets(entry.seq))
        before = entry
    return problems


def _place(entry: Entry, before: Entry | None) -> Iterator[Problem]:
    expected = before.seq + 1 if before else 1
    if entry.seq != expected:
        yield Problem(entry.seq, "gap", f"Entry {entry.seq} stands where entry {expected} belongs")
    elif before and entry.previous != before.digest:
        yield Problem(
            entry.seq, "broken link", f"Entry {entry.seq} does not follow entry {before.seq}"
        )


def _values(entry: Entry, secrets: Sequence[Secret]) -> Iterator[Problem]:
    for secret in secrets:
        committed = entry.commitments.get(secret.name)
        if committed is None or not (secret.redacted or _commitment(secret) == committed):
            yield Problem(
                entry.seq,
                "altered value",
                f"The value {secret.name!r} of entry {entry.seq} is not what was written",
            )


def _commitment(secret: Secret) -> str:
    return _sha256(
        {"form": _VALUE, "name": secret.name, "salt": secret.salt, "value": secret.value}
    )


def _digest(entry: Entry) -> str:
    return _sha256(
        {
            "form": _ENTRY,
            "seq": entry.seq,
            "at": entry.at.isoformat(timespec="microseconds"),
            "kind": entry.kind,
            "item": entry.item,
            "label": entry.label,
            "side": entry.side,
            "field": entry.field,
            "by": entry.by,
            "commitments": dict(entry.commitments),
            "previous": entry.previous,
        }
    )


def _sha256(document: Any) -> str:
    return hashlib.sha256(canonical(document).encode("utf-8", "surrogatepass")).hexdigest()


def _as_read_back(value: Any) -> Any:
    # A tuple comes back as a list, two lone surrogates as the one character they spell.
    return json.loads(json.dumps(value))


def _storable(text: str) -> str:
    """The text without what a database's text column refuses: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")

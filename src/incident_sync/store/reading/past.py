"""Floor 4. Questions about the history. It is only ever read here, and never judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, String, Text, select, type_coerce

from incident_sync.history import Entry, Problem, Secret, verify
from incident_sync.model.head import Head
from incident_sync.store import codec
from incident_sync.store.reading.reader import CHUNK, Reader, chunks, given
from incident_sync.store.schema import history, history_values

Past = tuple[Entry, dict[str, Any]]
NOTHING_YET = "0" * 64
_NEWEST = select(history.c.seq, history.c.digest).order_by(history.c.seq.desc()).limit(1)
_DIGEST = select(history.c.digest).where(history.c.seq == given("seq"))


class PastReading(Reader):
    """What happened, who did it, and whether the log is still as it was written."""

    def history(
        self, *, item: int | None = None, limit: int | None = None, newest_first: bool = True
    ) -> list[Past]:
        """Entries with their values by name; a redacted value is left out of the values."""
        order = history.c.seq.desc() if newest_first else history.c.seq
        question = select(history).order_by(order).limit(limit)
        return self._with_values(
            question if item is None else question.where(history.c.item == item)
        )

    def entry(self, seq: int) -> Past | None:
        """One entry with its values; None where there is no such number."""
        found = self._with_values(select(history).where(history.c.seq == seq))
        return found[0] if found else None

    def head(self) -> Head:
        """Where the history stands; of number 0 where it has not begun."""
        found = self._tuples(_NEWEST)
        seq, digest = found[0] if found else (0, NOTHING_YET)
        return Head(self._meta("generation", 1), seq, digest)

    def knows(self, head: Head) -> bool:
        """Whether a published head is of this very history, or of one that a rebuild replaced."""
        generation = self._meta("generation", 1)
        if head.generation != generation:
            return bool(head.generation < generation)
        found = [row[0] for row in self._tuples(_DIGEST, seq=head.seq)]
        return head.seq == 0 or head.digest in found

    def verify(self) -> list[Problem]:
        """Everything wrong with the chain, read a thousand entries at a time."""
        beside: dict[int, list[Secret]] = {}
        return verify(self._chain(beside), lambda seq: beside.get(seq, []))

    def _with_values(self, question: Select[Any]) -> list[Past]:
        entries = [codec.entry(row) for row in self._rows(question)]
        values: dict[int, dict[str, Any]] = {entry.seq: {} for entry in entries}
        for part in chunks(values):
            wanted = select(history_values).where(history_values.c.seq.in_(part))
            for row in self._rows(wanted):
                secret = codec.secret(row)
                if not secret.redacted:
                    values[row["seq"]][secret.name] = secret.value
        return [(entry, values[entry.seq]) for entry in entries]

    def _chain(self, beside: dict[int, list[Secret]]) -> Iterator[Entry]:
        # Read as bare text: what somebody spoiled must be reported and not stop the reading.
        question = _bare(history, at=String, commitments=Text).order_by(history.c.seq)
        rows = self._rows(question.limit(CHUNK))
        while rows:
            beside.clear()
            self._lay_beside(beside, [row["seq"] for row in rows])
            yield from map(_doubtful_entry, rows)
            rows = self._rows(question.where(history.c.seq > rows[-1]["seq"]).limit(CHUNK))

    def _lay_beside(self, beside: dict[int, list[Secret]], seqs: Sequence[int]) -> None:
        question = _bare(history_values, value=Text)
        for row in self._rows(question.where(history_values.c.seq.in_(seqs))):
            secret = Secret(row["name"], row["salt"], _or(json.loads, row["value"], _UNREADABLE))
            beside.setdefault(row["seq"], []).append(secret)


_UNREADABLE = {"unreadable": True}


def _bare(table: Any, **types: Any) -> Select[Any]:
    return select(
        *(
            type_coerce(column, types[column.name]).label(column.name)
            if column.name in types
            else column
            for column in table.c
        )
    )


def _doubtful_entry(row: Mapping[str, Any]) -> Entry:
    at = _or(datetime.fromisoformat, row["at"], datetime.min.replace(tzinfo=UTC))
    commitments = _or(lambda text: dict(json.loads(text)), row["commitments"], {})
    return Entry(**{**row, "at": at, "commitments": commitments})


def _or(read: Any, data: Any, otherwise: Any) -> Any:
    try:
        return read(data)
    except (ValueError, TypeError):
        return otherwise

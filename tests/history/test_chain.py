"""The chain finds every change, and forgetting a value never breaks it."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from incident_sync.history import Draft, Entry, Problem, Secret, append, verify
from incident_sync.model.values import canonical

AT = datetime(2026, 11, 23, 15, 0, 0, 123456, tzinfo=UTC)
TEXT = st.text(max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
DRAFTS = st.builds(
    Draft,
    kind=TEXT,
    at=st.just(AT),
    item=st.none() | st.integers(1, 9),
    label=TEXT,
    side=TEXT,
    field=TEXT,
    by=TEXT,
    values=st.dictionaries(TEXT, JSON, max_size=2),
)
FEW = settings(max_examples=50, deadline=None)
CHAINS = st.lists(DRAFTS, min_size=1, max_size=4)


class Log:
    """A chain in memory, with what lies beside it."""

    def __init__(self, drafts: list[Draft]) -> None:
        salts = count(1)
        self.entries: list[Entry] = []
        self.secrets: dict[int, tuple[Secret, ...]] = {}
        previous = ""
        for seq, draft in enumerate(drafts, 1):
            entry, kept = append(draft, previous, seq, lambda: next(salts).to_bytes(16, "big"))
            self.entries.append(entry)
            self.secrets[seq] = kept
            previous = entry.digest

    def problems(self) -> list[Problem]:
        return verify(self.entries, lambda seq: self.secrets.get(seq, ()))

    def kinds(self) -> list[tuple[int, str]]:
        return [(problem.seq, problem.kind) for problem in self.problems()]


def edits(number: int) -> Log:
    """A chain of that many edits of a severity."""
    return Log(
        [
            Draft(
                "edit",
                AT + timedelta(seconds=n),
                n,
                f"INC-{n}",
                "slack",
                "severity",
                "Priya",
                {"old": "Minor", "new": "Major"},
            )
            for n in range(1, number + 1)
        ]
    )


@FEW
@given(CHAINS)
def test_a_chain_left_alone_is_whole(drafts: list[Draft]) -> None:
    """Whatever is appended verifies, whatever characters and values it holds."""
    assert Log(drafts).problems() == []


@FEW
@given(CHAINS, st.data())
def test_any_changed_field_of_any_entry_is_found(drafts: list[Draft], data: st.DataObject) -> None:
    """One changed field of one entry is reported at that entry."""
    log = Log(drafts)
    at = data.draw(st.integers(0, len(drafts) - 1))
    name = data.draw(st.sampled_from([f.name for f in fields(Entry)]))
    log.entries[at] = _changed(log.entries[at], name, data)
    assert log.problems()


def _changed(entry: Entry, name: str, data: st.DataObject) -> Entry:
    old: Any = getattr(entry, name)
    if isinstance(old, datetime):
        return replace(entry, at=old + timedelta(microseconds=data.draw(st.integers(1, 10**9))))
    if isinstance(old, dict):
        other: dict[str, str] = dict(old)
        less = data.draw(st.booleans())
        if other and less:
            other.popitem()
        else:
            other["planted"] = "0" * 64
        return replace(entry, commitments=other)
    kind: Any = st.integers(-9, 99) if name in {"seq", "item"} else st.text(max_size=70)
    new: Any = data.draw(kind.filter(lambda new: new != old))
    return replace(entry, **{name: new})


@FEW
@given(CHAINS.filter(lambda drafts: any(d.values for d in drafts)), st.data())
def test_any_changed_value_or_salt_is_found(drafts: list[Draft], data: st.DataObject) -> None:
    """One changed value, salt or name beside one entry is reported at that entry."""
    log = Log(drafts)
    seq = data.draw(st.sampled_from([s for s, kept in log.secrets.items() if kept]))
    secret = log.secrets[seq][0]
    different = JSON.filter(lambda new: canonical(new) != canonical(secret.value))
    forged = data.draw(
        st.one_of(
            st.builds(replace, st.just(secret), value=different),
            st.builds(replace, st.just(secret), salt=TEXT.filter(bool)),
            st.just(replace(secret, name=secret.name + "?")),
        )
    )
    log.secrets[seq] = (forged, *log.secrets[seq][1:])
    assert (seq, "altered value") in log.kinds()


@FEW
@given(CHAINS, st.data())
def test_redaction_never_breaks_the_chain(drafts: list[Draft], data: st.DataObject) -> None:
    """Any set of values may be forgotten, or lost altogether, and the rest still verifies."""
    log = Log(drafts)
    for seq, kept in log.secrets.items():
        what = data.draw(st.sampled_from(["keep", "redact", "lose"]))
        if what != "keep":
            log.secrets[seq] = tuple(s.redact() for s in kept) if what == "redact" else ()
    assert log.problems() == []


def test_a_missing_entry_is_a_gap() -> None:
    """An entry taken out of the middle or off the front is named by the one that follows."""
    log = edits(4)
    del log.entries[1]
    assert log.kinds() == [(3, "gap")]
    del log.entries[0]
    assert log.kinds() == [(3, "gap"), *log.kinds()[1:]]


def test_an_entry_of_another_chain_is_a_broken_link() -> None:
    """An entry that is sound in itself but was written behind another one does not follow."""
    log, other = edits(2), Log([Draft("adopted", AT, None, ""), Draft("edit", AT, 1, "INC-1")])
    log.entries[1], log.secrets[2] = other.entries[1], ()
    assert log.kinds() == [(2, "broken link")]


def test_the_first_entry_may_continue_a_lost_chain() -> None:
    """A chain begun anew names the last published head, and its digest covers that name."""
    entry, kept = append(Draft("adopted", AT, None, ""), "f" * 64, 1, lambda: b"x" * 16)
    assert verify([entry], lambda _: kept) == []
    forged = replace(entry, previous="")
    assert [p.kind for p in verify([forged], lambda _: kept)] == ["altered entry"]


def test_an_entry_holds_no_value() -> None:
    """Neither the value nor its plain digest stands in the entry: equal values look different."""
    first, second = edits(2).entries
    assert "Minor" not in repr(first)
    assert first.commitments["old"] != second.commitments["old"]


def test_a_value_stripped_of_its_salt_alone_is_no_redaction() -> None:
    """Only salt and value together can be forgotten."""
    log = edits(1)
    log.secrets[1] = tuple(replace(s, salt="") for s in log.secrets[1])
    assert log.kinds() == [(1, "altered value"), (1, "altered value")]


def test_what_no_database_column_takes_is_replaced_before_it_is_covered() -> None:
    """A lone surrogate or NUL in a name becomes a question mark, and the chain verifies."""
    log = Log([Draft("edit", AT, 1, "INC\0-1", by="Pri\ud800ya", values={"new": "\ud83d"})])
    assert (log.entries[0].label, log.entries[0].by) == ("INC?-1", "Pri?ya")
    assert log.problems() == []


def test_a_value_is_covered_as_it_will_be_read_back() -> None:
    """A tuple is read back as a list, two halves of a character as one: both still verify."""
    values = {"held": ("a", "b"), "title": "\ud83d\ude00"}
    entry, kept = append(Draft("held", AT, None, "", values=values), "", 1, lambda: b"x" * 16)
    read = tuple(replace(one, value=json.loads(json.dumps(values[one.name]))) for one in kept)
    assert verify([entry], lambda _: read) == []


def test_a_value_that_the_entry_never_had_is_found() -> None:
    """Also an empty one, laid beside an entry as if it had been redacted."""
    log = edits(1)
    log.secrets[1] = (*log.secrets[1], Secret("planted", "", None))
    assert log.kinds() == [(1, "altered value")]


def test_the_form_is_fixed() -> None:
    """The digest of a known entry never moves: an auditor's copy must verify years later."""
    entry = edits(1).entries[0]
    assert (
        entry.commitments["old"]
        == "52cc727b75b616300f2749cfeeec5d22e96a208a09b4158d9f08e78ad59dbe38"
    )
    assert entry.digest == "5aae62482010538bd5d1124f942a1c9e5d20b27d11fa0aea8da8713d1b3f65d4"

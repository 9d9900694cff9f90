"""The drivers by which the contract reaches a place: what people do there, what they read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from incident_sync.clock import ManualClock
from incident_sync.errors import Unsafe
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item
from incident_sync.model.people import Directory
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.ports import Side
from tests.sides.keeper import Keeper, incident

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = Vocabulary(
    Words(("Minor", "Major")), ("Investigating", "Fixing", "Monitoring"), ("Resolved", "Declined")
)
TWO_WAY = ("title", "status", "severity", "summary", "customer_update")
OTHER = {
    "title": "Payments time out", "status": "Fixing", "severity": "Major",
    "summary": "The cache was cold.", "customer_update": "We are looking into it.",
}  # fmt: skip
"""Another value for each two-way field."""

ODD = {
    "equals": "=1+1", "plus": "+44 20 7946 0000", "minus": "-1 on the board", "at": "@sam",
    "everybody": "<!channel> look", "mention": "<@U1> did", "entity": "a &lt; b &amp;&amp; c",
    "markup": "*bold* _it_ `x` ~s~ <b>x</b>", "link": "see https://a.example/x?y=1&z=2",
    "emoji": "👩‍👩‍👧‍👦 :fire: 🏳️‍🌈",
    "right to left": "שלום (عربي) 42", "composed": "Café", "decomposed": "Cafe\u0301",
    "trailing": "ends in spaces  ", "exponent": "1e5", "zeros": "00042", "date": "1/2",
    "truth": "TRUE", "apostrophe": "'quoted", "percent": "50%", "lines": "one\ntwo\n\nfour",
    "tab": "a\tb", "long": "x" * 2001, "quotes": 'say "x", \\n', "error": "#hash, not #REF",
}  # fmt: skip
"""Texts that services like to change."""


class Place(ABC):
    """A fresh place with a side on it, and people beside it."""

    clock: ManualClock
    side: Side
    directory = Directory()
    words: Mapping[str, str] = MappingProxyType({})
    """What people there call a field, where it is not its name."""

    @abstractmethod
    def restarted(self) -> Side:
        """The side as a new process makes it."""

    @abstractmethod
    def edit(self, ref: str, field: str, value: str, kind: Kind = Kind.INCIDENT) -> None:
        """A person changes a field."""

    @abstractmethod
    def add(self, title: str) -> None:
        """A person makes a new counterpart: a row, a channel."""

    @abstractmethod
    def read(self, ref: str, field: str, kind: Kind = Kind.INCIDENT) -> str:
        """What a person reads of a field; empty where they see nothing."""

    @abstractmethod
    def count(self) -> int:
        """How many counterparts of incidents stand there."""

    @abstractmethod
    def foreign(self) -> Any:
        """All that is not ours to touch."""

    def kept(self, text: str) -> str:
        """What the place can hold of a text."""
        return text

    def keeper(self) -> Keeper:
        """A keeper that has looked once, so that the side knows where it is."""
        keeper = Keeper(self.side, self.directory, self.words)
        keeper.look()
        return keeper


class RecordPlace(Place):
    """A place of rows."""

    @abstractmethod
    def shuffle(self) -> None:
        """Somebody sorts the rows and inserts one above all."""

    @abstractmethod
    def remove(self, ref: str) -> None:
        """Somebody deletes a row."""

    def erase(self, ref: str) -> None:
        """Somebody deletes a row so that nobody can get it back."""
        self.remove(ref)


class ChannelPlace(Place):
    """A place where people talk."""

    @abstractmethod
    def said(self, ref: str) -> list[str]:
        """What we said in a channel, oldest first."""

    @abstractmethod
    def shut(self, ref: str) -> None:
        """Somebody archives a channel."""


class ServicePlace(Place):
    """A place behind a network.

    Its sides ask ``permit`` before they send; ``granted`` says how often it still says yes (None:
    for ever), ``refused`` how often it said no.
    """

    secret: str
    granted: int | None = None
    refused: int = 0

    def permit(self, seconds: float) -> None:
        """Let a request be sent, or say that another process took over."""
        if self.granted == 0:
            self.refused += 1
            raise Unsafe("another process took over")
        if self.granted:
            self.granted -= 1

    @abstractmethod
    def arrived(self) -> int:
        """How many requests arrived since the service began."""

    @abstractmethod
    def drop(self, phase: str) -> None:
        """The next call that makes a counterpart breaks off "before" or "after" its effect."""

    @abstractmethod
    def garble(self, status: int, body: str) -> None:
        """Every call is answered with this from now on."""

    @abstractmethod
    def spoil(self, ref: str) -> None:
        """Something happens to one counterpart, so that it cannot be written as planned."""

    @abstractmethod
    def lock_out(self) -> None:
        """Our credentials are worth nothing any more."""


def odd_incidents(*, titled: bool = False) -> dict[str, Item]:
    """An incident for each odd text; in its title on one line, if so wished."""
    items = {}
    for number, (name, text) in enumerate(ODD.items(), 1):
        title = " ".join(text.splitlines()).replace("\t", " ") if titled else name
        items[name] = incident(number, title=title, summary=text)
    return items

"""What there is in the end, in the services and in history, and how two ends differ."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from incident_sync.app import opened
from tests.engine.picture import doubled, picture
from tests.engine.place import Json, Place

OURS = "this installation"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")


@dataclass(frozen=True, slots=True)
class End:
    """The services' picture, what stands in them twice, history, and what is wrong with it."""

    picture: Json
    doubled: list[str]
    history: Counter[str]
    broken: list[str]

    def differences(self, other: End) -> list[str]:
        """How this one differs from ``other``, the one that nothing happened to."""
        found = [f"broken history: {one}" for one in self.broken]
        found += [f"twice: {one}" for one in self.doubled]
        found += [f"too often in history: {one}" for one in self.history - other.history]
        found += [f"not in history: {one}" for one in other.history - self.history]
        return found + list(_unlike("", self.picture, other.picture))


def end_of(place: Place, alike: Mapping[str, str]) -> End:
    """The end as it is now, with those texts ``alike`` by the one they stand for."""
    with opened(place.config, writes=False) as app:
        us = app.store.installation
        past = app.store.history(limit=100_000)
        items = app.store.items(entry.item for entry, _ in past if entry.item)
        broken = [problem.detail for problem in app.store.verify()]
    told = Counter(
        " ".join([entry.kind, items[entry.item].label if entry.item in items else "", entry.side,
                  entry.field, entry.by, _said(values)])
        for entry, values in past
    )  # fmt: skip
    shown = picture(place)
    told_of = json.dumps(shown).replace(us, OURS)
    for text, other in alike.items():
        told_of = told_of.replace(text, other)
    seen = json.loads(told_of)
    twice = len(shown["slack"]) - len(seen["slack"])
    return End(seen, [*doubled(place), *(["a channel"] * twice)], told, broken)


def _said(values: Mapping[str, Any]) -> str:
    """The values of an entry, without what differs from one run to the next."""
    lasting = {name: value for name, value in values.items() if name != "ref"}
    return _TIME.sub("then", json.dumps(lasting, sort_keys=True))


def _unlike(where: str, seen: object, wanted: object) -> Iterator[str]:
    if isinstance(seen, dict) and isinstance(wanted, dict):
        for name in sorted(seen.keys() | wanted.keys()):
            yield from _unlike(f"{where} {name}".strip(), seen.get(name), wanted.get(name))
    elif isinstance(seen, list) and isinstance(wanted, list):
        more, less = Counter(map(str, seen)), Counter(map(str, wanted))
        yield from (f"{where}, missing: {one}" for one in less - more)
        # What Slack says by itself where a topic or a purpose was set twice is no harm.
        surplus = Counter[str]() if where.endswith(" notices") else more - less
        yield from (f"{where}, not wanted: {one}" for one in surplus)
    elif seen != wanted:
        yield f"{where}: {seen!r} instead of {wanted!r}"

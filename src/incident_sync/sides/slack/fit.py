"""Floor 6. How an incident shows in Slack, by facet, and when two facets are the same; pure.

Facets: purpose, topic, card, pin (of the card), bookmark, members, announcement. Follow-ups and
timeline entries show on the card and in the record: they have no facets of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from incident_sync.model.action import Brief
from incident_sync.model.fields import Kind
from incident_sync.model.item import Link
from incident_sync.model.people import Person
from incident_sync.model.values import canonical
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.slack import cards, phrases, words

Facets = dict[str, Any]


def facets(
    brief: Brief,
    extra_fields: tuple[str, ...],
    announce: str,
    controls: Vocabulary | None = None,
) -> Facets:
    """What Slack should show; ``announce`` is the announcement channel's id, empty for none.

    The card has ``controls`` with these words, or none.
    """
    if brief.item.kind is not Kind.INCIDENT:
        return {}
    link = brief.links.get("slack")
    rows = cards.addresses(brief)
    first = next(iter(rows.values()), "")
    wanted: Facets = {
        "purpose": words.purpose(brief, first),
        "topic": words.topic(brief),
        "card": cards.card(brief, extra_fields, controls),
    }
    if members := _members(brief, link):
        wanted["members"] = members
    if first:
        name = next(iter(rows))
        wanted["bookmark"] = {"title": f"The row in {phrases.side(name)}", "link": first}
    if link is not None:
        wanted |= _of_link(brief, link, announce)
    return wanted


def _of_link(brief: Brief, link: Link, announce: str) -> Facets:
    wanted: Facets = {}
    if card := link.notes.get("card"):
        wanted["pin"] = card
    if (announce or link.notes.get("announcement")) and not link.notes.get("private"):
        wanted["announcement"] = cards.announcement(brief, link.ref)
    return wanted


def _members(brief: Brief, link: Link | None) -> list[str]:
    # Whoever was invited once stays in, so that a new lead adds one and takes nobody away.
    notes = link.notes if link else {}
    told = [notes.get(name) or "" for name in ("invited", "crew")]
    invited = {user for users in told for user in users.split(",") if user}
    for field in ("lead", "reporter"):
        value = brief.item.value(field)
        if isinstance(value, Person):
            member = brief.directory.member(brief.directory.resolve(value).slack)
            if member is not None and not member.gone and not member.bot:
                invited.add(member.person.slack)
    return sorted(invited)


def prints(wanted: Mapping[str, Any]) -> dict[str, str]:
    """A digest of each facet; of the purpose, one of its end.

    Like the channel's name, a purpose goes on saying the title that it was opened with: card and
    announcement say the new one, and a third call would tell nobody more.
    """
    return {
        name: _digest(words.purpose_end(facet) if name == "purpose" else facet)
        for name, facet in wanted.items()
    }


def _digest(facet: Any) -> str:
    return blake2b(canonical(facet).encode("utf-8", "replace"), digest_size=8).hexdigest()

"""Floor 3. Whose word counts where two people changed one field at once. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from incident_sync.model.edit import RULE
from incident_sync.model.fields import Field

SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Ranks:
    """The order of the sides.

    ``records`` are the record sides, the system of record first. ``mode`` is "ranked" (Slack first
    for the live fields of an active incident, the records first for all else), "record" or
    "slack" (that order for every field).
    """

    records: tuple[str, ...]
    mode: str = "ranked"

    def order(self, field: Field, *, active: bool) -> tuple[str, ...]:
        """The sides, the one that wins first; what a rule set yields to everybody."""
        slack_first = self.mode == "slack" or (self.mode == "ranked" and field.live and active)
        return (SLACK, *self.records, RULE) if slack_first else (*self.records, SLACK, RULE)


def rank(order: tuple[str, ...], side: str) -> int:
    """A side's place in an order; 0 wins. An unknown side (a channel by another name) is Slack."""
    return order.index(side) if side in order else order.index(SLACK)

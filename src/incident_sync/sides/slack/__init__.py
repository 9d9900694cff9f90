"""Floor 6. Slack, polled or listened to: channels, cards, announcements, and what people say there.

Its parts, from the ground up: text, grammar, options, identity, codec (values, pure); words,
answers, telling, cards, controls, modals, fit (what is shown, pure); faults, client (calls);
channels, reading, notice, progress, listing, looking (a look); sight (what it leaves); planning,
saying (actions, pure); finding, doing (writes, and their traces); hints, hearing, asking, socket,
live (what Slack tells of itself); check (what has to be right); store (the verbs).
"""

from incident_sync.sides.slack.client import DEFAULT_RATE, RATES
from incident_sync.sides.slack.live import Place
from incident_sync.sides.slack.options import SlackOptions
from incident_sync.sides.slack.store import SlackSide

__all__ = ["DEFAULT_RATE", "RATES", "Place", "SlackOptions", "SlackSide"]

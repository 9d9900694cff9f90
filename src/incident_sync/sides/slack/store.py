"""Floor 6. The Slack side's verbs, by polling alone; each hands on to the part that knows how."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from incident_sync.clock import Clock
from incident_sync.errors import Permanent, SideUnusable
from incident_sync.model.action import Action, Brief, Gap, Message, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.finding import Finding
from incident_sync.model.item import Item, Link
from incident_sync.model.view import Known, View
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.ports import NO_CURSORS
from incident_sync.sides.slack import fit, identity, planning, saying
from incident_sync.sides.slack.check import Checkup
from incident_sync.sides.slack.client import Client
from incident_sync.sides.slack.doing import Doer
from incident_sync.sides.slack.finding import Finder
from incident_sync.sides.slack.hints import EVERYTHING, Hints, Told
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.live import Place, Tools, ears
from incident_sync.sides.slack.looking import Look
from incident_sync.sides.slack.options import SlackOptions
from incident_sync.sides.slack.phrases import Speaker
from incident_sync.sides.slack.sight import Sight
from incident_sync.sides.slack.socket import Ears
from incident_sync.wire import Wire


class SlackSide:
    """Slack: channels, cards, announcements, and what people say there (``ports.Side``).

    Its notes on a link: ``card``, ``announcement`` (channel:ts), ``bookmark``, ``note`` and
    ``note_text``, ``invited``, ``name``, ``private``, ``read`` and ``thread:TS`` (see ``reading``),
    ``found``, ``former`` and ``crew`` (channels, and whoever was invited to them), and a number for
    what was made anew. An empty note is one that was forgotten.
    """

    name = "slack"
    is_record = False
    known_by_label = False
    kinds = frozenset(Kind)

    def __init__(
        self,
        settings: SlackOptions,
        wire: Wire,
        clock: Clock,
        vocabulary: Vocabulary,
        kept: str = "",
    ) -> None:
        """Take what is needed; ``kept`` is the cursor "self", so that ``url`` needs no look."""
        self._vocabulary = vocabulary
        self._wire = wire
        self._hints = Hints(clock)
        self._options = settings
        self._clock = clock
        self._speaker = Speaker(
            settings.command,
            vocabulary,
            settings.pin_emoji,
            settings.todo_emoji,
            settings.slash if settings.live else "",
        )
        self._client = Client(settings.token, settings.api_url, wire, clock)
        self._finder = Finder(self._client, self.identity)
        self._me = identity.read(kept)
        self._sight = Sight()

    def observe(self, known: Known) -> View:
        """See ``ports.Side``; calls as ``looking`` says."""
        kept = identity.read(known.cursors.get("self", ""))
        if kept is not None and kept.is_of(self._options.token()):
            self._me = kept
        me = self.identity()
        view = self._look(known, me)
        if me == kept:
            return view
        return replace(view, cursors={**view.cursors, "self": identity.written(me)})

    def _look(self, known: Known, me: Identity) -> View:
        """All there is where nobody listens, or somebody may have missed something."""
        if known.rebuilding or known.first or known.dry:
            return self._seen(known, me, EVERYTHING)
        told = self._hints.take()
        view = None
        try:
            view = self._seen(known, me, told)
        finally:
            if view is None:
                self._hints.give_back(told)
        return view

    def _seen(self, known: Known, me: Identity, told: Told) -> View:
        look = Look(self._client, self._options, self._clock, me, known, told, self._sight)
        view = look.view()
        self._sight = look.sight
        return view

    def ears(self, app_token: Callable[[], str], place: Place) -> Ears:
        """Whoever listens to Slack for us, with an app-level token; not yet connected."""
        tools = Tools(
            self._options, self._vocabulary, self._wire, self._clock, self._hints, self.identity
        )
        return ears(app_token, tools, place)

    def fit(self, brief: Brief) -> Mapping[str, Any]:
        controls = self._vocabulary if self._options.live else None
        return fit.facets(brief, self._options.extra_fields, self._announce(), controls)

    def prints(self, facets: Mapping[str, Any]) -> Mapping[str, str]:
        return fit.prints(facets)

    def plan(self, gap: Gap) -> tuple[Action, ...]:
        return planning.plan(gap, self._options, self._announce())

    def batches(self, actions: Sequence[Action]) -> Sequence[Sequence[Action]]:
        """Each alone: Slack takes one thing a call."""
        return [[action] for action in actions]

    def say(self, message: Message, brief: Brief) -> tuple[Action, ...]:
        return saying.say(message, brief, self._speaker, self._sight, self._clock.now())

    def apply(self, actions: Sequence[Action]) -> Iterator[Outcome]:
        doer = Doer(self._client, self._finder, self._sight)
        return (doer.do(action) for action in actions)

    def look_up(self, action: Action, since: datetime) -> Outcome | None:
        try:
            return self._finder.find(action, since)
        except SideUnusable:
            raise
        except Permanent:
            # Where it would stand cannot be read any more; doing it again will say why.
            return None

    def url(self, link: Link, item: Item) -> str:  # noqa: ARG002 - the protocol's
        """The address of a channel or message; empty as long as nobody asked Slack who we are."""
        channel, ts = (*link.ref.split(":"), "")[:2]
        message = f"/p{ts.replace('.', '')}" if ts else ""
        return f"{self._me.url}archives/{channel}{message}" if self._me else ""

    def check(self, cursors: Mapping[str, str] = NO_CURSORS) -> Iterable[Finding]:
        return Checkup(self._client, self._options, self._clock, cursors).findings()

    def _announce(self) -> str:
        return self._sight.announce.id if self._sight.announce else ""

    def identity(self) -> Identity:
        """Who we are there; asked once."""
        token = self._options.token()
        if self._me is None or not self._me.is_of(token):
            answer = self._client.read("auth.test")
            self._me = identity.of(answer, token, secrets.token_hex(8))
        return self._me

"""Floor 6. What people did in a channel that was read: commands, marks, edits, deletions; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from incident_sync.model.fields import Kind
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.values import Value
from incident_sync.model.view import Command, Row
from incident_sync.sides.slack import codec, grammar, text
from incident_sync.sides.slack.codec import Post
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.options import SlackOptions
from incident_sync.sides.slack.reading import Reading, Window

CHILDREN = (Kind.TIMELINE, Kind.FOLLOW_UP)
Digests = Mapping[Kind, Mapping[str, str]]
_MARKED, _REMOVED = "m", "-"


@dataclass(frozen=True, slots=True)
class Notice:
    """Whoever looks at readings: who we are, which emoji count, who is who.

    Who asks something and is not in the directory has to wait for the next one; where it is
    ``fresh`` they are nobody of this workspace.
    """

    me: Identity
    options: SlackOptions
    directory: Directory
    fresh: bool = False

    def commands(self, reading: Reading) -> Iterator[Command]:
        """What people asked of us and nobody has seen yet."""
        for one, said in self._asked(reading):
            member = self.directory.member(one.user)
            if member is not None or self.fresh:
                yield self.command(reading.channel.id, one, said, member)

    def _asked(self, reading: Reading) -> Iterator[tuple[Post, grammar.Said]]:
        for window in reading.windows:
            for one in _new(window, self.me):
                said = grammar.read(one.text, self.me.user)
                if said is not None:
                    yield one, said

    def command(
        self, channel: str, one: Post, said: grammar.Said, member: Member | None
    ) -> Command:
        """What a message asks; whoever is no ``member`` may do nothing."""
        mention = (lambda user: f"<@{user}>") if said.verb == "lead" else self.named
        return Command(
            key=f"slack:{channel}:{one.ts}",
            ref=channel,
            verb=said.verb,
            argument=text.plain(said.argument, mention),
            by=member.person if member else Person(one.user, slack=one.user),
            at=codec.moment(one.ts),
            may=may(member) if member else "nothing",
            thread=one.thread or one.ts,
        )

    def has_strangers(self, reading: Reading) -> bool:
        """Whether somebody wrote who is not in the directory."""
        return any(
            self.directory.member(one.user) is None
            for window in reading.windows
            for one in _new(window, self.me)
        )

    def has_unknown_asker(self, reading: Reading) -> bool:
        """Whether somebody asked us something and has to wait for the next directory."""
        return not self.fresh and any(
            self.directory.member(one.user) is None for one, _ in self._asked(reading)
        )

    def rows(self, reading: Reading, known: Digests) -> Iterator[Row]:
        """What was marked, changed or taken away; ``known`` digests of this channel's children."""
        for kind in CHILDREN:
            of_kind = known.get(kind, {})
            for window in reading.windows:
                marked = {
                    one.ts: one for one in window.own if self._counts(one, kind, reading.channel.id)
                }
                for one in marked.values():
                    yield from self._marked(reading, one, kind, of_kind)
                yield from _unmarked(reading, window, kind, of_kind, marked)

    def _counts(self, one: Post, kind: Kind, channel: str) -> bool:
        if not one.said or one.is_by(self.me):
            return False
        if kind is Kind.FOLLOW_UP:
            return self._reacted(one, self.options.todo_emoji)
        return channel in one.pinned_in or self._reacted(one, self.options.pin_emoji)

    def _reacted(self, one: Post, emoji: str) -> bool:
        people = (
            users
            for name, users in one.reactions.items()
            # A hand may come in a colour: "point_up::skin-tone-3".
            if name.partition("::")[0] == emoji
        )
        return any(users - {self.me.user} for users in people)

    def _marked(
        self, reading: Reading, one: Post, kind: Kind, known: Mapping[str, str]
    ) -> Iterator[Row]:
        ref = f"{reading.channel.id}:{one.ts}"
        digest = _digest(one)
        before = known.get(ref, "")
        if before == digest:
            return
        again = before.startswith(_MARKED)
        said = text.plain(one.text, self.named) or "(a message without text)"
        yield Row(
            kind,
            ref,
            digest,
            values=self._values(reading, one, kind, said, again=again),
            parent=reading.channel.id,
            where=f"#{reading.channel.name}",
            by=self._person(one),
            at=codec.moment(one.touched if again else one.ts),
        )

    def _values(
        self, reading: Reading, one: Post, kind: Kind, said: str, *, again: bool
    ) -> dict[str, Value]:
        if kind is Kind.FOLLOW_UP:
            return {"text": said} if again else {"text": said, "done": False}
        return {
            "at": codec.moment(one.ts),
            "by": self._person(one),
            "text": said,
            "link": codec.permalink(self.me, reading.channel.id, one),
            "note": "edited" if again else "",
        }

    def _person(self, one: Post) -> Person | None:
        member = self.directory.member(one.user)
        if member is not None and not member.bot:
            return member.person
        name = one.author or (member.person.name if member else one.user)
        return Person(name, slack="" if one.bot else one.user) if name else None

    def named(self, user: str) -> str:
        """Somebody as people read them: ``@Sam``."""
        member = self.directory.member(user)
        return f"@{member.person.name}" if member else f"@{user}"


def may(member: Member) -> str:
    """How much somebody may ask for: "all", "little" (guests), "nothing" (other workspaces)."""
    if member.foreign or member.gone:
        return "nothing"
    return "little" if member.guest else "all"


def _new(window: Window, me: Identity) -> Iterator[Post]:
    for one in window.own:
        from_person = one.said and one.user and not one.bot and not one.is_by(me)
        if from_person and one.touched > window.read:
            yield one


def _unmarked(
    reading: Reading,
    window: Window,
    kind: Kind,
    known: Mapping[str, str],
    marked: Mapping[str, Post],
) -> Iterator[Row]:
    there = {one.ts for one in window.posts if one.said}
    for ref, before in known.items():
        ts = ref.rpartition(":")[2]
        ours = before.startswith(_MARKED) and _thread_of(before) == window.thread
        if not ours or ts < window.since or ts in marked:
            continue
        note = "un-pinned" if ts in there else "deleted"
        yield Row(
            kind,
            ref,
            f"{_REMOVED}{note}",
            values={"note": note} if kind is Kind.TIMELINE else {},
            parent=reading.channel.id,
            where=f"#{reading.channel.name}",
            removed=True,
        )


def _digest(one: Post) -> str:
    thread = f"@{one.thread}" if one.is_reply else ""
    said = blake2b(one.text.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{_MARKED}{said}{thread}"


def _thread_of(digest: str) -> str:
    return digest.partition("@")[2]

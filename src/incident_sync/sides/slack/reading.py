"""Floor 6. Reading what was said in one channel since it was last read. What it means stays out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from incident_sync.sides.slack import codec
from incident_sync.sides.slack.channels import NEVER
from incident_sync.sides.slack.client import Client
from incident_sync.sides.slack.codec import Channel, Post
from incident_sync.sides.slack.identity import Identity

PAGE = 200
THREAD_PAGE = 999
FIRST_S = 900
"""Seconds of a channel's life in which its card is posted, unless somebody deletes it later."""
THREAD = "thread:"
"""Prefix of a thread's note: ``thread:TS`` holds what :class:`Mark` writes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a thread is known: what others wrote up to ``read``, and its size and end then.

    Our own posts move ``count`` and ``latest`` alone, so that they cost no call, and a reply that
    came just before one of them is not missed.
    """

    read: str
    count: int = 0
    latest: str = ""

    def __str__(self) -> str:
        return f"{self.read}/{self.count}/{self.latest}"

    def after_own(self, ts: str) -> Mark:
        """The mark once we have posted ``ts`` into the thread."""
        return Mark(self.read, self.count + 1, ts)


def mark_of(notes: Mapping[str, str], thread: str) -> Mark:
    """The mark noted for a thread; its own beginning where none is."""
    parts = notes.get(THREAD + thread, "").split("/")
    if len(parts) != 3 or not parts[1].isdecimal():  # noqa: PLR2004 - the fields of a mark
        return Mark(thread)
    return Mark(parts[0], int(parts[1]), parts[2])


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch that was read whole: of the channel, or of one ``thread``.

    ``since`` is the ts of its first post, "0" where it begins with everything; what others wrote
    after ``read`` is new.
    """

    posts: tuple[Post, ...]
    since: str
    read: str
    thread: str = ""

    @property
    def own(self) -> Iterable[Post]:
        """The posts that belong here alone: a thread's parent stands in the channel."""
        return (one for one in self.posts if one.is_reply == bool(self.thread))


@dataclass(frozen=True, slots=True)
class Reading:
    """One channel, read: first the channel's window, then those of the threads that moved.

    ``marks`` are the threads' new marks, ``read`` how far the channel is known now, ``newest`` the
    ts of the last thing said in it.
    """

    channel: Channel
    windows: tuple[Window, ...]
    marks: Mapping[str, Mark]
    read: str
    newest: str


def read(
    client: Client,
    channel: Channel,
    notes: Mapping[str, str],
    me: Identity,
    *,
    threads: bool,
    again: bool = False,
) -> Reading:
    """What stands in a channel: one call, and one for each thread that moved.

    Older pages are asked for only where the newest does not reach back to what is known. Without a
    note of what is known, all that was said before we last posted or edited counts as done; where a
    lost store read the channel before (``again``), also what was said before we last answered.
    """
    posts, since, pages = _history(client, channel, notes.get("read", NEVER))
    said = [one for one in posts if one.said]
    known = notes.get("read") or max((p.touched for p in said if p.is_by(me)), default=NEVER)
    known = _last_answer(client, channel, said, me, known) if again else known
    windows, marks = [Window(tuple(posts), since, known)], {}
    for parent in posts if threads else ():
        mark = mark_of(notes, parent.ts)
        if (parent.replies, parent.latest_reply) == (mark.count, mark.latest):
            continue
        new = Mark(mark.read, parent.replies, parent.latest_reply)
        if "read" in notes:
            window = _thread(client, channel, parent, mark.read)
            windows.append(window)
            new = Mark(_last(window.own, me, mark.read), new.count, new.latest)
        marks[parent.ts] = new
    newest = max((one.ts for one in said), default=NEVER)
    # Where one page no longer reaches what is known, all of it counts as known now: otherwise our
    # own posts alone would cost a second page in every look to come.
    last = newest if pages > 1 else _last(posts, me, known)
    return Reading(channel, tuple(windows), marks, max(known, last), newest)


def _last_answer(
    client: Client, channel: Channel, said: Iterable[Post], me: Identity, last: str
) -> str:
    """When we last said or edited something in a thread, not earlier than ``last``.

    Answers to commands stand in threads, so a thread of something newer is read.
    """
    for parent in said:
        if parent.latest_reply > last:
            replies = _thread(client, channel, parent, parent.ts).posts
            last = max((last, *(one.touched for one in replies if one.is_by(me))))
    return last


def first_posts(client: Client, channel: Channel) -> list[Post]:
    """What was said in a channel's first quarter of an hour: its card is among it, as a rule."""
    found: list[Post] = []
    for page in client.pages(
        "conversations.history",
        channel=channel.id,
        oldest=str(channel.created),
        latest=str(channel.created + FIRST_S),
        limit=PAGE,
        include_all_metadata=True,
    ):
        found += map(codec.post, page.get("messages") or ())
    return found


def _history(client: Client, channel: Channel, known: str) -> tuple[list[Post], str, int]:
    found: dict[str, Post] = {}
    count, whole = 0, False
    listing = client.pages(
        "conversations.history", channel=channel.id, limit=PAGE, include_all_metadata=True
    )
    for count, page in enumerate(listing, 1):  # noqa: B007 - the last number is wanted
        found |= {one["ts"]: codec.post(one) for one in page.get("messages") or ()}
        whole = not page.get("has_more")
        oldest = min(found, default=NEVER)
        reached = oldest <= known if known > NEVER else len(found) >= PAGE
        if whole or (found and reached):
            break
    posts = sorted(found.values(), key=lambda one: one.ts)
    return posts, NEVER if whole or not posts else posts[0].ts, count


def _thread(client: Client, channel: Channel, parent: Post, known: str) -> Window:
    if not parent.replies:
        return Window((), NEVER, known, parent.ts)
    whole = parent.replies < THREAD_PAGE
    found: dict[str, Post] = {}
    for page in client.pages(
        "conversations.replies",
        channel=channel.id,
        ts=parent.ts,
        limit=THREAD_PAGE,
        include_all_metadata=True,
        **({} if whole else {"oldest": known}),
    ):
        found |= {one["ts"]: codec.post(one) for one in page.get("messages") or ()}
    posts = tuple(sorted((p for p in found.values() if p.ts != parent.ts), key=lambda p: p.ts))
    since = NEVER if whole else min((p.ts for p in posts), default=parent.latest_reply)
    return Window(posts, since, known, parent.ts)


def _last(posts: Iterable[Post], me: Identity, known: str) -> str:
    """When others last said or edited something, not earlier than ``known``."""
    others = (one.touched for one in posts if one.said and not one.is_by(me))
    return max((known, *others))

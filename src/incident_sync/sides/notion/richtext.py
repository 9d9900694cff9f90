"""Floor 6. Rich text: what it says, and how a new text is put into it. Pure.

Rich text is a list of runs, each with its annotations (bold, colour), perhaps a link, or a mention
or an equation instead of text (Notion API, Rich text). A run holds at most 2,000 UTF-16 units, a
list at most 100 runs (Notion API, Request limits). What a text means to an incident stays out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import reduce
from itertools import accumulate, filterfalse
from typing import Any, NamedTuple, TypeAlias

Run: TypeAlias = Mapping[str, Any]
Look: TypeAlias = frozenset[tuple[str, Any]]

LONGEST = 2_000
"""UTF-16 units that one run holds, and that an address may have."""
MOST = 100
"""Runs that one rich text holds."""

_PLAIN: Look = frozenset()
_SENT = frozenset({"user", "date", "page", "database", "template_mention", "custom_emoji"})
_GRAINS = (re.compile(r"\s+|\w+|[^\w\s]"), re.compile(r"[^\n]+|\n+"))
"""What long texts are compared by: words, else lines."""
_WORTH = 20_000
"""Pairs of equal tokens above which comparing takes longer than a call."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_HOME = "https://www.notion.so"


class Unfit(ValueError):
    """What the side cannot hold; the text is the reason, for a person."""


class Piece(NamedTuple):
    """A text of one look; with ``atom``, the mention or equation that says it."""

    text: str
    look: Look = _PLAIN
    link: str = ""
    atom: Mapping[str, Any] | None = None


def sound(text: str) -> str:
    """The text itself; raises Unfit where half a character makes it impossible to send."""
    if _SURROGATE.search(text):
        raise Unfit("it holds half a character, which cannot be sent")
    return text


def units(text: str) -> int:
    """The length of a text as Notion counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(runs: Iterable[Run]) -> str:
    """What the runs say, formatting aside. Takes runs as they are read and as they are sent."""
    return "".join(map(_said, runs))


def splice(runs: Sequence[Run], text: str) -> list[dict[str, Any]]:
    """The runs to send so that they say ``text``.

    Whatever did not change keeps its annotations, links, mentions and equations. Inserted text
    takes the annotations of the run it is inserted in, never its link; a mention or an equation
    that changed becomes text. Raises Unfit where ``text`` cannot be held.
    """
    sound(text)
    old = [_piece(run) for run in runs]
    said = "".join(piece.text for piece in old)
    new = old if said == text else list(_woven(old, said, text)) if old else [Piece(text)]
    return [_sent(piece) for piece in _fitted(list(_joined(new)))]


def fresh(text: str) -> list[dict[str, Any]]:
    """The runs to send for a text without formatting; raises Unfit."""
    return splice((), text)


def mentions(runs: Iterable[Run]) -> list[Mapping[str, Any]]:
    """The mentions among the runs."""
    return [run["mention"] for run in runs if run.get("type") == "mention"]


def linked(text: str, url: str) -> dict[str, Any]:
    """A run to send that links to ``url``; without the link where no run could hold it."""
    return _sent(Piece(text, link=url if units(url) <= LONGEST else ""))


def _said(run: Run) -> str:
    said = run.get("plain_text")
    if isinstance(said, str):
        return said
    of = run.get(run.get("type", "text")) or {}
    if "mention" in run:
        return _mentioned(run["mention"])
    return str(of.get("content") or of.get("expression") or "")


def _mentioned(mention: Mapping[str, Any]) -> str:
    """A mention's text where the run has none: what can be told without asking Notion."""
    of = mention.get(mention.get("type", "")) or {}
    if mention.get("type") == "user":
        return f"@{of['name']}" if of.get("name") else ""
    return str(of.get("start") or of.get("title") or of.get("url") or "")


def _piece(run: Run) -> Piece:
    annotations = run.get("annotations") or {}
    look = frozenset(
        (name, value) for name, value in annotations.items() if value not in (False, "default")
    )
    atom = _atom(run)
    link = run.get("href") or ((run.get("text") or {}).get("link") or {}).get("url") or ""
    # A link to another page of Notion may be read as a path.
    link = _HOME + link if link.startswith("/") else link
    return Piece(_said(run), look, "" if atom else link, atom)


def _atom(run: Run) -> dict[str, Any] | None:
    """The mention or equation to send again; none of a kind that cannot be sent."""
    if run.get("type") == "equation":
        return {"type": "equation", "equation": {"expression": run["equation"]["expression"]}}
    mention = run.get("mention") or {}
    kind = mention.get("type")
    if kind not in _SENT:
        return None
    of = mention[kind]
    kept = {"id": of["id"]} if "id" in of else dict(of)
    return {"type": "mention", "mention": {"type": kind, kind: kept}}


def _sent(piece: Piece) -> dict[str, Any]:
    if piece.atom is None:
        text: dict[str, Any] = {"content": piece.text}
        if piece.link:
            text["link"] = {"url": piece.link}
        run: dict[str, Any] = {"type": "text", "text": text}
    else:
        run = dict(piece.atom)
    if piece.look:
        run["annotations"] = dict(sorted(piece.look))
    return run


def _woven(old: Sequence[Piece], said: str, text: str) -> Iterator[Piece]:
    """The pieces of ``text``: those of ``old`` where it says the same, new ones between."""
    ends = list(accumulate(len(piece.text) for piece in old))
    placed = [(end - len(piece.text), end, piece) for end, piece in zip(ends, old, strict=True)]
    before = after = 0
    for start, place, size in (*_matches(said, text), (len(said), len(text), 0)):
        if place > after:
            yield Piece(text[after:place], _look(placed, before, start))
        yield from _kept(placed, start, start + size)
        before, after = start + size, place + size


def _kept(placed: Sequence[tuple[int, int, Piece]], start: int, end: int) -> Iterator[Piece]:
    for first, last, piece in placed:
        if first < end and last > start:
            whole = start <= first and last <= end
            if whole:
                yield piece
            else:
                part = piece.text[max(start - first, 0) : end - first]
                yield piece._replace(text=part, atom=None)


def _look(placed: Sequence[tuple[int, int, Piece]], start: int, end: int) -> Look:
    """The look of what takes the place from ``start`` to ``end``: what all runs there share."""
    if start == end:
        start, end = start - 1, end + 1  # an insertion touches the characters on both sides
    looks = [piece.look for first, last, piece in placed if first < end and last > start]
    return reduce(frozenset.intersection, looks) if looks else _PLAIN


def _matches(old: str, new: str) -> Iterator[tuple[int, int, int]]:
    """Where two texts say the same, as (place in old, place in new, length), in order."""
    head = _shared(old, new)
    shortest = min(len(old), len(new)) - head
    tail = _shared(old[::-1], new[::-1], shortest)
    if head:
        yield 0, 0, head
    yield from _tokens(old[head : len(old) - tail], new[head : len(new) - tail], head)
    if tail:
        yield len(old) - tail, len(new) - tail, tail


def _shared(one: str, other: str, most: int | None = None) -> int:
    most = min(len(one), len(other)) if most is None else most
    for place, (a, b) in enumerate(zip(one[:most], other[:most], strict=True)):
        if a != b:
            return place
    return most


def _tokens(old: str, new: str, offset: int) -> Iterator[tuple[int, int, int]]:
    """The words that two texts share, of long texts the lines."""
    for grain in _GRAINS:
        a, b = grain.findall(old), grain.findall(new)
        counts = Counter(filterfalse(str.isspace, b))
        if sum(counts[token] for token in a) <= _WORTH:
            break
    else:
        return
    at_a, at_b = ([0, *accumulate(map(len, tokens))] for tokens in (a, b))
    for i, j, size in SequenceMatcher(str.isspace, a, b, autojunk=False).get_matching_blocks():
        start, end = at_a[i], at_a[i + size]
        # A space or a comma that two texts share says nothing about the words around it.
        if any(map(str.isalnum, old[start:end])):
            yield offset + start, offset + at_b[j], end - start


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, neighbours of one look as one, empty ones left out."""
    last: Piece | None = None
    for piece in pieces:
        if last and last.atom is piece.atom is None and last[1:3] == piece[1:3]:
            last = last._replace(text=last.text + piece.text)
            continue
        if last and (last.text or last.atom):
            yield last
        last = piece
    if last and (last.text or last.atom):
        yield last


def _fitted(pieces: list[Piece]) -> list[Piece]:
    """The pieces in as many runs as a list may hold: formatting goes from the middle outwards."""
    costs = [1 if piece.atom else len(list(_chunks(piece.text))) for piece in pieces]
    if sum(costs) > MOST:
        low, high = _window(pieces, costs)
        middle = Piece("".join(piece.text for piece in pieces[low:high]))
        pieces = [*pieces[:low], middle, *pieces[high:]]
    cut = [one for piece in pieces for one in _cut(piece)]
    if len(cut) > MOST:
        raise Unfit("it is too long for a property or a block of Notion")
    return cut


def _window(pieces: Sequence[Piece], costs: Sequence[int]) -> tuple[int, int]:
    """The smallest middle that has to become one plain text."""
    lengths = [0, *accumulate(units(piece.text) for piece in pieces)]
    spent = [0, *accumulate(costs)]
    middle = len(pieces) // 2
    for reach in range(1, middle + 2):
        low, high = max(middle - reach, 0), min(middle + reach, len(pieces))
        # A run that ends before a pair of surrogates is one unit short.
        runs = -(-(lengths[high] - lengths[low]) // (LONGEST - 1))
        if spent[low] + runs + spent[-1] - spent[high] <= MOST:
            break
    return low, high


def _cut(piece: Piece) -> Iterator[Piece]:
    if piece.atom:
        yield piece
    else:
        yield from (piece._replace(text=text) for text in _chunks(piece.text))


def _chunks(text: str) -> Iterator[str]:
    start = length = 0
    for place, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        if length + width > LONGEST:
            yield text[start:place]
            start, length = place, 0
        length += width
    if start < len(text):
        yield text[start:]

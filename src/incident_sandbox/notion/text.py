"""Rich text: what may be written, how it is kept, how it reads back. Pure.

A kept run is ``{"type", <type>: {…}, "annotations": {all six}}``. Adjacent runs that look
the same are merged, empty ones dropped, and a run over 2,000 units comes back in pieces
(the OpenAPI caps ``text.content`` in answers too). Addresses gain the slash of their host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from incident_sandbox.notion import times
from incident_sandbox.notion.errors import Json, invalid
from incident_sandbox.notion.shapes import (
    array,
    fields,
    flag,
    length_of,
    maybe,
    one_of,
    text,
    uuid,
    words,
)

LONGEST: Final = 2000
LONGEST_EQUATION: Final = 1000
HUES: Final = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
COLORS: Final = ("default", *HUES, *("default_background", *(f"{hue}_background" for hue in HUES)))
STYLES: Final = ("bold", "italic", "strikethrough", "underline", "code")
PLAIN: Final[Json] = {**dict.fromkeys(STYLES, False), "color": "default"}
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S")

color = words(*COLORS)
_annotations = fields({}, {**dict.fromkeys(STYLES, flag), "color": color})
_user = fields({"id": uuid}, {"object": words("user")})
_object = fields({"id": uuid})
_mention = one_of({"user": _user, "page": _object, "database": _object, "date": times.date_shape})
_text = fields({"content": text(LONGEST)}, {"link": maybe(fields({"url": text(LONGEST)}))})
_equation = fields({"expression": text(LONGEST_EQUATION)})
run_shape = one_of(
    {"text": _text, "mention": _mention, "equation": _equation}, {"annotations": _annotations}
)
rich_text = array(run_shape)

Runs = list[Json]


def stored(items: Iterable[Json], path: str) -> Runs:
    """Checked request items in the form they are kept in."""
    return merged(_kept(item, f"{path}[{n}]") for n, item in enumerate(items))


def plain_runs(content: str) -> Runs:
    """A text without any looks, as a person types it."""
    return merged([_text_run(content, None, PLAIN)])


def _kept(item: Json, path: str) -> Json:
    annotations = {**PLAIN, **item.get("annotations", {})}
    if "text" in item:
        link = item["text"].get("link")
        url = None if link is None else address(link["url"])
        return _text_run(item["text"]["content"], url, annotations)
    if "equation" in item:
        equation = {"expression": item["equation"]["expression"]}
        return {"type": "equation", "equation": equation, "annotations": annotations}
    mention = _mentioned(item["mention"], f"{path}.mention")
    return {"type": "mention", "mention": mention, "annotations": annotations}


def _text_run(content: str, url: str | None, annotations: Json) -> Json:
    link = None if url is None else {"url": url}
    return {"type": "text", "text": {"content": content, "link": link}, "annotations": annotations}


def _mentioned(mention: Json, path: str) -> Json:
    if "date" in mention:
        return {"type": "date", "date": times.stored(mention["date"], f"{path}.date")}
    kind = next(key for key in mention if key != "type")
    return {"type": kind, kind: {"id": dashed(mention[kind]["id"])}}


def address(url: str) -> str:
    """A link's address as Notion keeps it; one that is none is refused."""
    if not url.startswith("/") and not _SCHEME.match(url):
        raise invalid("Invalid URL for link.")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise invalid("Invalid URL for link.") from None
    bare = parts.netloc and not parts.path
    return parts._replace(path="/").geturl() if bare else url.replace(" ", "%20")


def dashed(key: str) -> str:
    """An id in the form it is answered in."""
    bare = key.replace("-", "").lower()
    return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))


def merged(runs: Iterable[Json]) -> Runs:
    """Equal neighbours as one, nothing empty, nothing too long."""
    kept: Runs = []
    for run in runs:
        if run["type"] != "text":
            kept.append(run)
        elif run["text"]["content"]:
            _join(kept, run)
    return [piece for run in kept for piece in _pieces(run)]


def _join(kept: Runs, run: Json) -> None:
    last = kept[-1] if kept else None
    same = (
        last is not None
        and last["type"] == "text"
        and last["text"]["link"] == run["text"]["link"]
        and last["annotations"] == run["annotations"]
    )
    if last is None or not same:
        kept.append(run)
        return
    content = last["text"]["content"] + run["text"]["content"]
    kept[-1] = {**last, "text": {**last["text"], "content": content}}


def _pieces(run: Json) -> Iterable[Json]:
    if run["type"] != "text" or length_of(run["text"]["content"]) <= LONGEST:
        yield run
        return
    for content in cut(run["text"]["content"], LONGEST):
        yield {**run, "text": {**run["text"], "content": content}}


def cut(content: str, most: int) -> list[str]:
    """A text in pieces of at most so many UTF-16 units."""
    pieces: list[str] = []
    piece: list[str] = []
    length = 0
    for sign in content:
        size = length_of(sign)
        if length + size > most:
            pieces.append("".join(piece))
            piece, length = [], 0
        piece.append(sign)
        length += size
    return [*pieces, "".join(piece)]


Naming = Callable[[str, str], Any]
"""(kind, id) -> what a mention of a user shows: ``{"name", "object"}``; of a page: title, url."""


def answered(runs: Runs, naming: Naming) -> list[Json]:
    """Kept runs as they are answered: with ``plain_text`` and ``href``."""
    return [_answered(run, naming) for run in runs]


def _answered(run: Json, naming: Naming) -> Json:
    kind = run["type"]
    if kind == "text":
        link = run["text"]["link"]
        href = None if link is None else link["url"]
        return {**run, "plain_text": run["text"]["content"], "href": href}
    if kind == "equation":
        return {**run, "plain_text": run["equation"]["expression"], "href": None}
    mention = run["mention"]
    if mention["type"] == "date":
        dated = times.answered(mention["date"])
        shown = {"type": "date", "date": dated}
        return {**run, "mention": shown, "plain_text": _span(dated), "href": None}
    told = naming(mention["type"], mention[mention["type"]]["id"])
    shown = {"type": mention["type"], mention["type"]: told["object"]}
    return {**run, "mention": shown, "plain_text": told["name"], "href": told["href"]}


def _span(dated: Json) -> str:
    return " → ".join(side for side in (dated["start"], dated["end"]) if side)


def plain(runs: Runs, naming: Naming) -> str:
    """The text alone."""
    if len(runs) == 1 and runs[0]["type"] == "text":
        content: str = runs[0]["text"]["content"]
        return content
    return "".join(item["plain_text"] for item in answered(runs, naming))


def is_mention(run: Json) -> bool:
    """Tell whether a run is a mention of a person or a page, of which pages show 25."""
    return run["type"] == "mention" and run["mention"]["type"] in {"user", "page", "database"}

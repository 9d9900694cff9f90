"""What may be written into a page: the block types served, and how deep. Pure.

A request nests two levels below its top (the OpenAPI's blockObjectRequest), holds at most
100 blocks in a list and 1,000 in all (request-limits). Types Notion has and the sandbox has
not are said to be so (501).
"""

from __future__ import annotations

from typing import Any, Final

from incident_sandbox.notion.errors import Json, invalid, misfit, not_offered, unwanted
from incident_sandbox.notion.shapes import (
    MOST_ITEMS,
    Check,
    anything,
    array,
    fields,
    flag,
    kind_of,
    mapping,
    nothing,
    one_of,
    text,
    too_long,
    words,
)
from incident_sandbox.notion.text import LONGEST, color, rich_text

MOST_BLOCKS: Final = 1000
LEVELS: Final = 2
_rich: dict[str, Check] = {"rich_text": rich_text}
_colored: dict[str, Check] = {"color": color}
icon_shape = one_of(
    {"emoji": text(least=1), "external": fields({"url": text(LONGEST)})},
)
cover_shape = one_of({"external": fields({"url": text(LONGEST)})})
PARENTS: Final = (
    *("paragraph", "bulleted_list_item", "numbered_list_item", "quote", "toggle", "to_do"),
    *("callout", "heading_1", "heading_2", "heading_3"),
)
HEADINGS: Final = ("heading_1", "heading_2", "heading_3")
_OPTIONAL: Final[dict[str, dict[str, Check]]] = {
    **{kind: dict(_colored) for kind in PARENTS},
    **{kind: {**_colored, "is_toggleable": flag} for kind in HEADINGS},
    "to_do": {**_colored, "checked": flag},
    "callout": {**_colored, "icon": icon_shape},
    "code": {"caption": rich_text},
}
KINDS: Final = (*PARENTS, "code", "divider")
ELSEWHERE: Final = (
    *("embed", "bookmark", "image", "video", "pdf", "file", "audio", "equation", "breadcrumb"),
    *("table_of_contents", "link_to_page", "table_row", "table", "column_list", "column"),
    *("template", "synced_block", "heading_4", "tab"),
)


def kind_in(given: Json, path: str) -> str:
    """The type of a block in a request."""
    kind = kind_of(given, path, dict.fromkeys((*KINDS, *ELSEWHERE)))
    if kind in ELSEWHERE:
        raise not_offered(f"blocks of type {kind}")
    return kind


def check_children(value: Any, path: str) -> None:
    """Refuse a list of new blocks that cannot be."""
    _children(value, path, LEVELS)
    count = count_of(value)
    if count > MOST_BLOCKS:
        raise too_long(path, MOST_BLOCKS, count)


def count_of(children: list[Json]) -> int:
    """How many blocks a checked list holds, its nested ones included."""
    contents = (content for block in children for content in block.values())
    nested = (
        each["children"] for each in contents if isinstance(each, dict) and "children" in each
    )
    return len(children) + sum(count_of(each) for each in nested)


def _children(value: Any, path: str, levels: int) -> None:
    array(anything, MOST_ITEMS)(value, path)
    for place, block in enumerate(value):
        _block(block, f"{path}[{place}]", levels)


def _block(value: Any, path: str, levels: int) -> None:
    kind = kind_in(mapping(value, path), path)

    def content(given: Any, place: str) -> None:
        _content(kind, given, place, levels)

    one_of({kind: content}, {"object": words("block")})(value, path)


def _content(kind: str, given: Any, path: str, levels: int) -> None:
    if kind == "divider":
        nothing(given, path)
        return

    def nested(value: Any, place: str) -> None:
        if levels == 0:
            raise unwanted(place, value)
        if kind in HEADINGS and not given.get("is_toggleable") and value:
            raise invalid(f"{place}: only toggleable headings can have children.")
        _children(value, place, levels - 1)

    required = {**_rich, "language": text(least=1)} if kind == "code" else _rich
    below = {"children": nested} if kind in PARENTS else {}
    fields(required, {**_OPTIONAL[kind], **below})(given, path)


def check_update(kind: str, given: Json, *, newest: bool) -> None:
    """Refuse an update that is none for a block of this type."""
    bins: dict[str, Check] = {"in_trash": flag}
    if not newest:
        bins["archived"] = flag
    if not any(key in given for key in (*KINDS, *ELSEWHERE)):
        fields({}, bins)(given, "body")
        return
    asked = kind_in(given, "body")
    if asked != kind:
        raise misfit(f"body.{kind}", "defined")

    def content(value: Any, path: str) -> None:
        if kind == "divider":
            nothing(value, path)
            return
        # The OpenAPI lets these three be updated in part; the others need their text.
        partial = kind in {"to_do", "callout", "code"}
        optional = {**_OPTIONAL[kind], **({"language": text(least=1)} if kind == "code" else {})}
        fields({} if partial else _rich, {**_rich, **optional})(value, path)

    one_of({kind: content}, bins)(given, "body")

"""Floor 6. The shapes of property values, taken apart. Pure: no field, no meaning.

A property value is the JSON of one property in a page object (Notion API, Page properties):
``{"id", "type", <type>: content}``. A formula or rollup wraps the content of other types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from incident_sync.sides.notion.richtext import mentions, plain
from incident_sync.sides.notion.users import Users

Json: TypeAlias = Mapping[str, Any]

TEXTS = frozenset({"title", "rich_text"})
_USERS = frozenset({"created_by", "last_edited_by"})
_SHOWN = 25
"""Mentions, people or relations that a page object shows of one property (Retrieve a page)."""


class Leaf(NamedTuple):
    """One value with its type: what a formula or a rollup wraps, else the property's own."""

    type: str
    content: Any


def leaves(kind: str, value: Json) -> list[Leaf]:
    """The single values of a property value; several only in a rollup, none in an empty one."""
    content = value.get(kind)
    if kind not in ("formula", "rollup"):
        return [Leaf(kind, content)]
    wrapped = content or {}
    inner = str(wrapped.get("type", ""))
    if inner == "array":
        return [leaf for one in wrapped["array"] for leaf in leaves(one["type"], one)]
    return [Leaf(inner, wrapped.get(inner))]


def extract(kind: str, value: Json) -> Any:
    """What a value says without its formatting, as JSON: what the hash of a page is made over.

    People by id, options by name, files without their signed addresses, relations not at all.
    """
    return [_essence(leaf) for leaf in leaves(kind, value)]


def text_of(kind: str, value: Json, users: Users) -> str:
    """A value as a person would read it."""
    texts = [leaf_text(leaf, users) for leaf in leaves(kind, value)]
    return ", ".join(text for text in texts if text)


def is_cut(kind: str, value: Json) -> bool:
    """Whether the page object may show less of a value than there is."""
    content = value.get(kind)
    if kind in TEXTS:
        return len(mentions(content or ())) >= _SHOWN
    return kind == "people" and len(content or ()) >= _SHOWN


def leaf_text(leaf: Leaf, users: Users) -> str:
    """One value as a person would read it."""
    kind, content = leaf
    if kind in TEXTS:
        return plain(content or ())
    if kind == "people" or kind in _USERS:
        everybody = [content] if kind in _USERS and content else content or ()
        return ", ".join(filter(None, map(users.name_of, everybody)))
    if isinstance(content, list):
        return ", ".join(one["name"] for one in content if one.get("name"))
    return _record(kind, content) if isinstance(content, dict) else _simple(content)


def _simple(content: Any) -> str:
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, int | float):
        return str(int(content)) if float(content).is_integer() else repr(content)
    return content or ""


def _record(kind: str, content: Json) -> str:
    if kind == "date":
        return " – ".join(filter(None, (content.get("start"), content.get("end"))))
    if kind == "unique_id":
        label, prefix = _simple(content.get("number")), content.get("prefix")
        return f"{prefix}-{label}" if prefix and label else label
    return str(content.get("name") or content.get("state") or "")


def _essence(leaf: Leaf) -> Any:
    kind, content = leaf
    if kind in TEXTS:
        said, users = plain(content or ()), _users_named(content or ())
        return [said, users] if users else said
    if kind == "people" or kind in _USERS:
        return [one["id"] for one in ([content] if kind in _USERS else content or ()) if one]
    if kind == "date" and content:
        return [content.get("start"), content.get("end"), content.get("time_zone")]
    if isinstance(content, dict | list):
        return leaf_text(leaf, Users())
    return content


def _users_named(runs: Any) -> list[str]:
    """The ids of users mentioned: two people may bear one name."""
    return [one["user"]["id"] for one in mentions(runs) if one.get("type") == "user"]

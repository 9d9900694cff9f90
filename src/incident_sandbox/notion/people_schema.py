"""What people do with databases, their properties and who may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from incident_sandbox.notion import databases, schema, times
from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.people_words import REGISTER_PAGE, Deed
from incident_sandbox.notion.world import BEHAVIOUR, MEMORY_S, Source
from incident_sandbox.service import Refused

CHOICES: Final = ("select", "status", "multi_select")


def create_database(deed: Deed) -> Json:
    """{title, properties: {name: type, [options] or config}, page?} -> {database, data_source}."""
    page = deed.page() if "page" in deed.args else deed.world.pages[REGISTER_PAGE]
    wanted = {name: config(each) for name, each in deed.args["properties"].items()}
    for name, each in wanted.items():
        schema.property_shape(each, f"args.properties.{name}")
    title = {"title": [{"text": {"content": deed.text("title")}}]}
    made = databases.make(deed.ctx, page, title, wanted)
    return {"database": made.id, "data_source": made.sources[0]}


def config(wanted: Any) -> Json:
    """A property's config: a type's name, a list (options of a select), or as the API has it."""
    if isinstance(wanted, str):
        return {wanted: {}}
    if isinstance(wanted, list):
        return {"select": {"options": [_option(each) for each in wanted]}}
    if not isinstance(wanted, dict):
        raise Refused(f"{wanted!r} is no type of a property")
    return wanted


def _option(wanted: Any) -> Json:
    return {"name": wanted} if isinstance(wanted, str) else wanted


def _change(deed: Deed, source: Source, changes: Json) -> Json:
    databases.check_changes(source, changes, "args")
    databases.change_schema(deed.ctx, source, changes)
    source.edited, source.edited_by = times.stamp(deed.now), deed.by
    return {}


def rename_property(deed: Deed) -> Json:
    """{database?, property, name}."""
    source = deed.source()
    return _change(deed, source, {deed.property(source).id: {"name": deed.text("name")}})


def retype_property(deed: Deed) -> Json:
    """{database?, property, type}: values are converted as far as they can be."""
    source = deed.source()
    return _change(deed, source, {deed.property(source).id: config(deed.args["type"])})


def delete_property(deed: Deed) -> Json:
    """{database?, property}."""
    source = deed.source()
    return _change(deed, source, {deed.property(source).id: None})


def add_property(deed: Deed) -> Json:
    """{database?, name, type} -> {property: id}."""
    source = deed.source()
    name = deed.text("name")
    if schema.find(source, name) is not None:
        raise Refused(f"there is a property {name!r}")
    _change(deed, source, {name: config(deed.args["type"])})
    found = schema.find(source, name)
    return {"property": found.id if found else None}


def set_options(deed: Deed) -> Json:
    """{database?, property, options: [name or {name or id, color?, group?}]}: the new list."""
    source = deed.source()
    prop = deed.property(source)
    if prop.type not in CHOICES:
        raise Refused(f"{prop.name!r} has no options")
    listed = [_option(each) for each in deed.args["options"]]
    return _change(deed, source, {prop.id: {prop.type: {"options": listed}}})


def share(deed: Deed) -> Json:
    """{database or page, token?}: lets a connection see it and what is below."""
    key, seen = _shared(deed), deed.connection()
    seen.shared = [*(each for each in seen.shared if each != key), key]
    seen.unshared = [each for each in seen.unshared if each != key]
    return {}


def unshare(deed: Deed) -> Json:
    """{database or page, token?}: hides it and what is below."""
    key, seen = _shared(deed), deed.connection()
    seen.shared = [each for each in seen.shared if each != key]
    seen.unshared = [*(each for each in seen.unshared if each != key), key]
    return {}


def _shared(deed: Deed) -> str:
    return deed.page().id if "page" in deed.args else deed.database().id


def set_capabilities(deed: Deed) -> Json:
    """{content?: [read, update, insert], users?: none|without_email|with_email, token?}."""
    seen = deed.connection()
    content = deed.args.get("content", seen.content)
    users = deed.args.get("users", seen.users)
    if not set(content) <= {"read", "update", "insert"}:
        raise Refused("content is of read, update, insert")
    if users not in {"none", "without_email", "with_email"}:
        raise Refused("users is none, without_email or with_email")
    seen.content, seen.users = list(content), users
    return {}


def revoke_token(deed: Deed) -> Json:
    """{token?}: it is answered 401 from now on."""
    deed.connection().revoked = True
    return {}


def set_behaviour(deed: Deed) -> Json:
    """{query_lag_s?, lag_pages?, block_edits_bump?, query_cap?, rate_limit?, …} -> all of them."""
    asked = {key: value for key, value in deed.args.items() if key != "by"}
    unknown = set(asked) - set(BEHAVIOUR)
    if unknown:
        raise Refused(f"unknown: {sorted(unknown)}; known: {sorted(BEHAVIOUR)}")
    if not 0 <= float(asked.get("query_lag_s", 0)) <= MEMORY_S:
        raise Refused(f"query_lag_s is from 0 to {MEMORY_S:.0f}")
    deed.world.behaviour.update(asked)
    return dict(deed.world.behaviour)


def add_user(deed: Deed) -> Json:
    """{name, email?} -> {user}: a person of the workspace."""
    home = deed.world.users[deed.by]
    key = deed.world.mint()
    deed.world.users[key] = {
        **home,
        "id": key,
        "type": "person",
        "name": deed.text("name"),
        "email": deed.args.get("email"),
    }
    return {"user": key}


VERBS: Final[dict[str, Callable[[Deed], Any]]] = {
    "create_database": create_database,
    "rename_property": rename_property,
    "retype_property": retype_property,
    "delete_property": delete_property,
    "add_property": add_property,
    "set_options": set_options,
    "share": share,
    "unshare": unshare,
    "set_capabilities": set_capabilities,
    "revoke_token": revoke_token,
    "set_behaviour": set_behaviour,
    "add_user": add_user,
}

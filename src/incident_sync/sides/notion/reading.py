"""Floor 6. What a page means: its values, what it shows, what nobody can read. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import Reach
from incident_sync.model.people import Directory, Person
from incident_sync.model.times import Unreadable
from incident_sync.model.values import Value, canonical, instant, meaning
from incident_sync.model.view import Invalid, Row
from incident_sync.sides.notion.kinds import facet_field
from incident_sync.sides.notion.properties import Codec, to_minute, unread
from incident_sync.sides.notion.richtext import plain
from incident_sync.sides.notion.schema import SIDE, Layout, Prop
from incident_sync.sides.notion.shapes import Json, extract, is_cut, text_of

CUT = "it mentions 25 others or more, and Notion shows no more of them"
AWAY = "the property is gone, or is of another type now"

_CHANNEL = re.compile(r"/(?:archives|client/[A-Z0-9]+)/([CG][A-Z0-9]{2,})")


def values_by_id(page: Json) -> dict[str, Json]:
    """The property values of a page by property id."""
    return {value["id"]: value for value in page["properties"].values()}


def title_of(page: Json) -> str:
    """The text of the page's own title."""
    titles = [value["title"] for value in page["properties"].values() if value["type"] == "title"]
    return plain(titles[0]) if titles else ""


class Reader:
    """Reads pages of one look: where the facets are, how they are read, the people known then.

    ``salt`` stands for all that the meaning of a page depends on beside its contents and people.
    """

    def __init__(self, layout: Layout, codec: Codec, directory: Directory | None = None) -> None:
        self.layout = layout
        self.codec = codec
        self.directory = directory or Directory()
        self.salt = _hash(_told(layout, codec))

    def row(self, page: Json, digest: str) -> Row:
        """All that a page says; ``reach`` ARCHIVED where it is archived.

        ``blocked`` names only what cannot be read: of a property that is merely never written the
        value counts, and the layout tells of it once.
        """
        read = _Read(self, values_by_id(page), where_of(page))
        for facet in self.layout.bound:
            read.facet(facet)
        edited = page.get("last_edited_by")
        return Row(
            kind=Kind.INCIDENT,
            ref=page["id"],
            digest=digest,
            values=read.values,
            shown=read.shown,
            label=read.text("id"),
            channel=channel_of(read.text("channel")),
            where=read.where,
            by=self._person(edited) if edited else None,
            at=instant(datetime.fromisoformat(page["last_edited_time"])),
            reach=Reach.ARCHIVED if page.get("is_archived") else Reach.OPEN,
            blocked=read.blocked,
            invalid=tuple(read.invalid),
            extra={name: read.shows(prop) for name, prop in self.layout.extras.items()},
        )

    def prints(self, page: Json) -> dict[str, str]:
        """The print of every facet that the page shows (``Row.shown``)."""
        return dict(self.row(page, "").shown)

    def page_hash(self, page: Json) -> str:
        """A short text for what the page says in our properties, formatting aside.

        Covers ``salt``, but no stamp: when it was edited says nothing about what it says.
        """
        values = values_by_id(page)
        said = [
            extract(value["type"], value) if (value := values.get(prop.id)) else None
            for prop in self.layout.mapped()
        ]
        return _hash([self.salt, said])

    def strangers(self, page: Json) -> tuple[str, ...]:
        """Ids of properties that the page shows otherwise than the schema has them.

        One that the schema lacks; or a mapped one that is gone, of another type, or has an option
        that the schema lacks.
        """
        values = values_by_id(page)
        new = [at for at in values if at not in self.layout.known]
        other = [p.id for p in self.layout.mapped() if _differs(p, values.get(p.id))]
        return (*new, *other)

    def _person(self, user: Json) -> Person | None:
        person = self.codec.users.person_of(user)
        return self.directory.resolve(person) if person else None


class _Read:
    """What was found out about one page so far."""

    def __init__(self, reader: Reader, contents: Mapping[str, Json], where: str) -> None:
        self._reader = reader
        self._contents = contents
        self.where = where
        self.values: dict[str, Value] = {}
        self.shown: dict[str, str] = {}
        self.blocked: dict[str, str] = {}
        self.invalid: list[Invalid] = []

    def facet(self, facet: str) -> None:
        bound = self._reader.layout.bound[facet]
        content = self._content(bound.prop)
        if content is None:
            self.blocked[facet] = AWAY
        elif is_cut(bound.prop.type, content):
            self.blocked[facet] = CUT
            self.shown[facet] = unread(bound.prop, content)
        else:
            self._value(facet, bound.prop, content)

    def text(self, facet: str) -> str:
        """What the property of a facet shows, trimmed; "" where it is not there."""
        prop = self._reader.layout.prop(facet)
        return self.shows(prop).strip() if prop else ""

    def shows(self, prop: Prop) -> str:
        content = self._content(prop)
        return text_of(prop.type, content, self._reader.codec.users) if content else ""

    def _content(self, prop: Prop) -> Json | None:
        content = self._contents.get(prop.id)
        return content if content and content["type"] == prop.type else None

    def _value(self, facet: str, prop: Prop, content: Json) -> None:
        codec, directory = self._reader.codec, self._reader.directory
        try:
            value = codec.read(facet_field(facet), prop, content, directory)
        except Unreadable as error:
            text = text_of(prop.type, content, codec.users)
            self.invalid.append(Invalid(SIDE, self.where, facet, text, str(error)))
            self.blocked[facet] = str(error)
            self.shown[facet] = unread(prop, content)
            return
        self.shown[facet] = meaning(to_minute(value) if prop.type == "date" else value)
        if facet in FIELDS[Kind.INCIDENT]:
            self.values[facet] = value


def where_of(page: Json) -> str:
    """A page as a person finds it: its title and its address."""
    return f'"{title_of(page)}" {page.get("url", "")}'.strip()


def channel_of(address: str) -> str:
    """The id of the Slack channel that an address names; "" where it names none."""
    found = _CHANNEL.search(address)
    return found[1] if found else ""


def _differs(prop: Prop, value: Json | None) -> bool:
    if value is None or value["type"] != prop.type:
        return True
    content = value[prop.type]
    if prop.type == "multi_select":
        return any(one["name"] not in prop.options for one in content)
    optional = prop.type in ("select", "status") and content is not None
    return optional and content["name"] not in prop.options


def _told(layout: Layout, codec: Codec) -> Any:
    bound = {facet: [one.prop.id, one.prop.type] for facet, one in layout.bound.items()}
    extras = {name: [prop.id, prop.type] for name, prop in layout.extras.items()}
    return [repr(codec.vocabulary), bound, extras, str(codec.zone)]


def _hash(data: Any) -> str:
    text = canonical(data).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=10).hexdigest()

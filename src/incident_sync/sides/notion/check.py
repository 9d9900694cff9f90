"""Floor 6. What has to be right about the database, looked at in three calls; for ``doctor``.

Nothing is written. The sentences are those of a cycle's own errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from incident_sync.errors import IncidentSyncError, SideUnusable, Temporary
from incident_sync.model.finding import Finding, amiss, fine, unseen, wrong
from incident_sync.model.skew import clock_finding
from incident_sync.model.vocabulary import fold
from incident_sync.sides.notion.book import load
from incident_sync.sides.notion.client import PEOPLE, READ
from incident_sync.sides.notion.failures import FORBIDDEN, WHERE
from incident_sync.sides.notion.schema import PROPERTIES, Layout, Prop, Schema, layout, schema_of
from incident_sync.sides.notion.sight import BOOK, Opener

_API, _TOKEN, _DATABASE = "Notion: API", "Notion: token", "Notion: database"
_READING = f'Notion: capability "{READ.capability}"'
_WRITING = 'Notion: capabilities "Update content" and "Insert content"'
_PEOPLE = f'Notion: capability "{PEOPLE.capability}"'
_PROPERTIES, _OWN = "Notion: properties", "Notion: properties shown on the card"
_FIRST = (_API, _TOKEN, _READING, _DATABASE)
_WELL = ("it answers", "Notion takes it", "given", "it can be read")
_AFTER = "it is looked at once what stands above is mended"
_WORDS = ("status", "severity")
_CHOICES = frozenset({"status", "select"})


class Checkup(Opener):
    """One look at everything that Notion needs."""

    def findings(self, cursors: Mapping[str, str]) -> Iterator[Finding]:
        """See ``ports.Side.check``."""
        schema, source, found = self._schema()
        yield from found
        yield clock_finding("Notion", self._client.date, self._clock.now())
        told = "by reading it cannot be told whether they are given; the first page written tells"
        yield unseen(_WRITING, told)
        yield self._listing(schema)
        names = {**PROPERTIES, **self._options.fields}
        if schema is None:
            yield unseen(_PROPERTIES, _AFTER)
            yield from (unseen(_choices(names[facet]), _AFTER) for facet in _WORDS if names[facet])
            return
        yield from self._properties(schema, self._seen(source, cursors), names)

    def _schema(self) -> tuple[Schema | None, str, list[Finding]]:
        try:
            source = self._source()
            schema = schema_of(self._data_source(source))
        except IncidentSyncError as error:
            return None, "", _refused(error)
        found = [fine(what, said) for what, said in zip(_FIRST, _WELL, strict=True)]
        found[-1] = replace(found[-1], where=f'"{schema.title}"' if schema.title else "")
        return schema, source, found

    def _listing(self, schema: Schema | None) -> Finding:
        if schema is None:
            return unseen(_PEOPLE, _AFTER)
        give = f'Give the integration the capability "{PEOPLE.capability}" in its settings.'
        try:
            people = [one.get("person") or {} for one in self._client.users()]
        except IncidentSyncError as error:
            if getattr(error, "code", "") != FORBIDDEN:
                return wrong(_PEOPLE, error)
            said = "the workspace's users may not be listed, so that people are matched by name"
            return amiss(_PEOPLE, said, give, WHERE)
        if not any(person.get("email") for person in people):
            said = "no e-mail address may be seen, so that people are matched by name"
            return amiss(_PEOPLE, said, give, WHERE)
        return fine(_PEOPLE, "given: people are matched by e-mail address")

    def _seen(self, source: str, cursors: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
        """The properties that the last look knew: one that was renamed since is no finding."""
        book = load(cursors.get(BOOK, ""), self._options.database)
        if book is None or book.source != source:
            return {}
        return {facet: tuple(told) for facet, told in book.seen.items()}

    def _properties(
        self, schema: Schema, seen: Mapping[str, tuple[str, ...]], names: Mapping[str, str]
    ) -> Iterator[Finding]:
        options = self._options
        try:
            found = layout(schema, options.fields, options.extra_fields, seen)
        except SideUnusable as error:
            yield wrong(_PROPERTIES, error)
            yield from (unseen(_choices(names[facet]), _AFTER) for facet in _WORDS if names[facet])
            return
        yield from self._bound(found, names)
        if options.extra_fields:
            yield self._shown(found)
        for facet in _WORDS:
            prop = found.prop(facet)
            if prop is not None and prop.type in _CHOICES:
                yield self._options_of(facet, prop)

    def _bound(self, found: Layout, names: Mapping[str, str]) -> Iterator[Finding]:
        lacking = [f'"{name}"' for facet, name in names.items() if name and not found.prop(facet)]
        if found.problems:
            yield from (wrong(_PROPERTIES, error) for error in found.problems)
            return
        without = f"; not there, and not needed: {', '.join(lacking)}" if lacking else ""
        read = [f'"{one.prop.name}"' for one in found.bound.values() if not one.writable]
        only = f"; read, and never written: {', '.join(read)}" if read else ""
        yield fine(_PROPERTIES, f"{len(found.bound)} found{without}{only}")

    def _shown(self, found: Layout) -> Finding:
        absent = [f'"{name}"' for name in self._options.extra_fields if name not in found.extras]
        if not absent:
            return fine(_OWN, "they are there")
        return amiss(
            _OWN,
            f"the database has no property {', '.join(absent)}",
            "Name a property of the database, or take it out of extra_fields.",
            "extra_fields",
        )

    def _options_of(self, facet: str, prop: Prop) -> Finding:
        words = self._vocabulary.of(facet)
        folded = {fold(option) for option in prop.options}
        lacking = [
            word for word in words.words if fold(words.write(word, prop.options)) not in folded
        ]
        if not lacking:
            return fine(_choices(prop.name), "there is one for every word of ours")
        named = ", ".join(lacking)
        how = "cannot be written" if prop.type == "status" else "would be added when it is written"
        return amiss(
            _choices(prop.name),
            f"there is none for {named}; one that is not there {how}",
            f"Add {named} to the property's options in Notion, or name the register's own words for"
            " them in [incident.values].",
            WHERE,
        )


def _choices(name: str) -> str:
    return f'Notion: options of "{name}"'


def _refused(error: IncidentSyncError) -> list[Finding]:
    """Which of the first four is wrong, by what the first calls ended in."""
    code = getattr(error, "code", "")
    if isinstance(error, Temporary) or error.where.startswith(("api_url", "HTTPS_PROXY")):
        guilty = 0
    elif code == "unauthorized" or (not code and error.where == WHERE):
        guilty = 1
    else:
        guilty = 2 if code == FORBIDDEN else 3
    well = [fine(what, said) for what, said in zip(_FIRST[:guilty], _WELL[:guilty], strict=True)]
    after = [unseen(what, _AFTER) for what in _FIRST[guilty + 1 :]]
    return [*well, wrong(_FIRST[guilty], error), *after]

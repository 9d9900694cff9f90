"""Floor 6. What is known of the database while it is looked at and written: schema, people, words.

It is remembered for a day (``cursors["book"]``) and fetched again where something does not fit it.
What is done with the pages stays out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable
from incident_sync.model.fields import Kind
from incident_sync.model.people import Directory
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.notion.book import Book, load
from incident_sync.sides.notion.client import Json, NotionClient
from incident_sync.sides.notion.failures import FORBIDDEN, NOT_FOUND
from incident_sync.sides.notion.marks import hashed
from incident_sync.sides.notion.options import NotionOptions
from incident_sync.sides.notion.properties import Codec
from incident_sync.sides.notion.reading import Reader
from incident_sync.sides.notion.schema import Layout, layout, schema_of
from incident_sync.sides.notion.users import Users

BOOK = "book"


@dataclass(frozen=True, slots=True)
class Sight:
    """The database as it is known: the book, and how its pages are read.

    ``digests`` are those by kind and ref that the last look was told.
    """

    book: Book
    reader: Reader
    digests: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """Where the facets are."""
        return self.reader.layout

    @property
    def codec(self) -> Codec:
        """How property values are read and written."""
        return self.reader.codec

    @property
    def salt(self) -> str:
        """All that the hash of a page depends on beside the page."""
        return hashed([self.book.source, self.reader.salt])

    @property
    def problems(self) -> tuple[IncidentSyncError, ...]:
        """What a person has to mend about the database."""
        return self.layout.problems + (() if self.book.listed else (_unlisted(),))


class Opener:
    """Finds out what there is to know of the database that the options name."""

    def __init__(
        self, options: NotionOptions, client: NotionClient, clock: Clock, vocabulary: Vocabulary
    ) -> None:
        self._options = options
        self._client = client
        self._clock = clock
        self._vocabulary = vocabulary

    def open(self, kept: str, directory: Directory) -> tuple[Sight, bool]:
        """The database as it was remembered, else fetched; and whether it was just fetched.

        Raises SideUnusable where nothing can be trusted: not shared, no such property.
        """
        book = load(kept, self._options.database)
        if book is not None and not book.is_old(self._clock.now()):
            try:
                return self._sight(book, directory), False
            except SideUnusable:  # unless somebody mended it, or mapped what is new
                pass
        return self._sight(self._fetch(book), directory), True

    def renewed(self, sight: Sight) -> Sight:
        """All of it fetched again."""
        fresh = self._sight(self._fetch(sight.book), sight.reader.directory)
        return replace(fresh, digests=sight.digests)

    def reread(self, sight: Sight) -> Sight:
        """The schema fetched again: one call."""
        schema = schema_of(self._data_source(sight.book.source))
        fresh = self._sight(replace(sight.book, schema=schema), sight.reader.directory)
        return replace(fresh, digests=sight.digests)

    def recounted(self, sight: Sight) -> Sight:
        """The users fetched again: one call."""
        users, listed = self._users()
        book = replace(sight.book, users=users, listed=listed)
        fresh = self._sight(book, sight.reader.directory)
        return replace(fresh, digests=sight.digests)

    def check(self) -> None:
        """Raise SideUnusable where the database is not there any more: one call."""
        self._source()

    def _sight(self, book: Book, directory: Directory) -> Sight:
        options = self._options
        found = layout(book.schema, options.fields, options.extra_fields, book.seen)
        codec = Codec(self._vocabulary, options.time_zone, book.users)
        return Sight(replace(book, seen=found.seen), Reader(found, codec, directory))

    def _fetch(self, before: Book | None) -> Book:
        now = self._clock.now()
        source = self._source()
        schema = schema_of(self._data_source(source))
        users, listed = self._users()
        seen = before.seen if before is not None and before.source == source else {}
        return Book(now, self._options.database, source, schema, users, listed, seen)

    def _source(self) -> str:
        """The id of the one data source; a data source may be named by its own id, too."""
        key = self._options.database
        try:
            database = self._client.database(key)
        except SideUnusable as error:
            if error.code != NOT_FOUND:
                raise
            try:
                return str(self._client.data_source(key)["id"])
            except SideUnusable:
                raise error from None
        if database.get("in_trash"):
            raise _trashed()
        sources = [one for one in database["data_sources"] if isinstance(one, dict)]
        if len(sources) != 1:
            raise _several(sources)
        return str(sources[0]["id"])

    def _data_source(self, key: str) -> Json:
        answer = self._client.data_source(key)
        if answer.get("in_trash"):
            raise _trashed()
        return answer

    def _users(self) -> tuple[Users, bool]:
        try:
            return Users.of(self._client.users()), True
        except SideUnusable as error:
            if error.code != FORBIDDEN:
                raise
            return Users(), False


def _trashed() -> SideUnusable:
    return SideUnusable(
        "the database is in Notion's trash",
        where="database in [notion]",
        remedy="Restore it in Notion, or set database to another one.",
    )


def _several(sources: list[Json]) -> SideUnusable:
    named = ", ".join(f'"{one.get("name", "")}" ({one.get("id", "")})' for one in sources)
    return SideUnusable(
        f"the database has {len(sources)} data sources: {named}" if sources
        else "the database has no data source of its own",
        where="database in [notion]",
        remedy="Set database to the id of the data source that is the register.",
    )  # fmt: skip


def _unlisted() -> Permanent:
    return Permanent(
        "the integration may not list the workspace's users, so that people are matched by name",
        where="Notion",
        remedy='Give it the capability "Read user information including email addresses".',
        code=FORBIDDEN,
    )

"""Floor 6. What the Notion side is told once: where the register is and what its properties are.

Plain frozen data; reading a config file, and every secret's origin, stay out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo


@dataclass(frozen=True, slots=True)
class NotionOptions:
    """The register in one database.

    ``token`` gives the integration's secret whenever it is asked. ``database`` is the id of the
    database, or of its data source where it has several. ``fields`` gives property names by field
    where somebody chose them, so that they must be there; "" for a field that is not mirrored.
    ``extra_fields`` are the user's own properties, shown and never written. ``time_zone`` is that
    of texts that name none. ``api_url`` ends without a slash.
    """

    token: Callable[[], str] = field(repr=False)
    database: str
    api_url: str = "https://api.notion.com"
    fields: Mapping[str, str] = field(default_factory=dict)
    extra_fields: tuple[str, ...] = ()
    time_zone: tzinfo = UTC

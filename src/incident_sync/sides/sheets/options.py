"""Floor 6. What the Sheet's side is told once: where the register is and what its columns are.

Plain frozen data; reading a config file, and every secret's origin, stay out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Literal


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to prove to Google who we are.

    ``file``: a service account's key, ``value`` its path; ``default``: Application Default
    Credentials; ``token``: the bearer ``value``; ``anonymous``: nothing is sent.
    """

    kind: Literal["file", "default", "token", "anonymous"]
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SheetsOptions:
    """The register in one spreadsheet.

    ``fields`` gives headers by field where somebody chose them, so that they must be there; "" for
    a field that is not mirrored. ``follow_ups`` and ``timeline`` are tabs, "" for none.
    ``time_zone`` is that of texts that name none; numbers are in the spreadsheet's own.
    ``extra_fields`` are headers of the user's own columns, shown and never written. The addresses
    end without a slash.
    """

    spreadsheet: str
    credentials: Credentials
    worksheet: str = "Incidents"
    follow_ups: str = "Follow-ups"
    timeline: str = "Timeline"
    fields: Mapping[str, str] = field(default_factory=dict)
    extra_fields: tuple[str, ...] = ()
    sheets_url: str = "https://sheets.googleapis.com"
    drive_url: str = "https://www.googleapis.com"
    time_zone: tzinfo = UTC

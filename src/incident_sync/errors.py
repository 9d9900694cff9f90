"""Floor 0. The error family: whose fault it is, whether to try again, and what to do next.

Nothing of a vendor stands here: a side translates what its SDK raises into one of these, and each
words its own message, place and remedy. Nothing above a side ever sees a vendor's exception.
"""

from __future__ import annotations


class IncidentSyncError(Exception):
    """What happened, where, and what to do next.

    ``str()`` gives all three in one line; none of them may hold a secret.
    """

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.message}{place}.{remedy}"


class Temporary(IncidentSyncError):
    """It may work later. ``retry_after`` is the service's own wish in seconds, or None.

    ``outcome_known`` is True where the service said that it did not act (a 429, say); False where
    nobody knows (a time-out, a reset, most 5xx), so that only a repeatable call is sent again.
    """

    def __init__(
        self,
        message: str,
        *,
        where: str = "",
        remedy: str = "",
        retry_after: float | None = None,
        outcome_known: bool = False,
    ) -> None:
        super().__init__(message, where=where, remedy=remedy)
        self.retry_after = retry_after
        self.outcome_known = outcome_known


class StoreBusy(Temporary):
    """Another process keeps the store to itself: nothing was read or written there."""


class Permanent(IncidentSyncError):
    """This one thing will not work until somebody changes something; the others go on.

    ``code`` is the service's own word for it (``is_archived``), for the few places that decide on
    it.
    """

    def __init__(self, message: str, *, where: str = "", remedy: str = "", code: str = "") -> None:
        super().__init__(message, where=where, remedy=remedy)
        self.code = code


class SideUnusable(Permanent):
    """A whole side cannot be read or trusted (authorisation, scope, header, sharing).

    Nothing is written there in this cycle; the other sides go on.
    """


class Unsafe(IncidentSyncError):
    """Going on could double or lose something; a person has to look first."""


class ConfigError(IncidentSyncError):
    """The command line, the config file or the store cannot be used; nothing was written."""

"""Floor 6. What gspread, google-auth and requests raise, in the words of this product.

No vendor exception leaves this side, and no message holds a credential: an answer's own text is
quoted only where Google wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

import requests
from google.auth.exceptions import (
    DefaultCredentialsError,
    GoogleAuthError,
    RefreshError,
    TransportError,
)
from gspread.exceptions import APIError

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.wire import read_retry_after

NO_RANGE = "range"
"""The code of the Permanent that says that a tab is not there."""

_WHERE = "Google Sheets"
_SERVER, _MANY, _LATE, _CLASH = 500, 429, 408, 409
_UNREADABLE = "the answer could not be read"


@contextmanager
def translated(who: str, now: datetime) -> Iterator[None]:
    """Run a request; what it raises becomes Temporary, Permanent or SideUnusable.

    ``who`` names the account that the spreadsheet has to be shared with.
    """
    try:
        yield
    except IncidentSyncError:
        raise
    except APIError as error:
        _of_answer(error, who, now)
    except GoogleAuthError as error:
        _of_auth(error)
    except requests.RequestException as error:
        _of_network(error)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        # An HTML page, half a document or another one under status 200.
        raise Temporary(
            _UNREADABLE, where=_WHERE, remedy="It is tried again in the next cycle."
        ) from error


def _of_answer(error: APIError, who: str, now: datetime) -> NoReturn:
    # gspread's own code is -1 for a body that is no JSON (gspread 6.2, http_client.py).
    status = error.response.status_code
    said = _said(error)
    if status == _MANY:
        raise Temporary(
            "Google's quota of calls is used up",
            where=_WHERE,
            remedy="It is refilled every minute; it is tried again by itself.",
            retry_after=read_retry_after(error.response.headers.get("Retry-After"), now),
            outcome_known=True,
        ) from error
    if status >= _SERVER or status in {_LATE, _CLASH}:
        raise Temporary(
            f"Google answered with status {status}",
            where=_WHERE,
            remedy="It is tried again in the next cycle.",
            retry_after=read_retry_after(error.response.headers.get("Retry-After"), now),
        ) from error
    raise _lasting(status, said, who) from error


def _lasting(status: int, said: str, who: str) -> Permanent:
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        return SideUnusable(
            "Google does not accept the credentials",
            where=_WHERE,
            remedy="Set working credentials in [sheets]; a bearer token lasts an hour only.",
            code="401",
        )
    if status == 403:  # noqa: PLR2004 - HTTP's own number
        return SideUnusable(
            f"the spreadsheet may not be used: {said}",
            where=_WHERE,
            remedy=shared_with(who),
            code="403",
        )
    if status == 404:  # noqa: PLR2004 - HTTP's own number
        return SideUnusable(
            "there is no such spreadsheet",
            where=_WHERE,
            remedy="Set spreadsheet in [sheets] to its address. " + shared_with(who),
            code="404",
        )
    code = NO_RANGE if said.startswith("Unable to parse range") else str(status)
    return Permanent(
        f"Google refused it: {said}",
        where=_WHERE,
        remedy="Mend what it names; the other rows go on.",
        code=code,
    )


def shared_with(who: str) -> str:
    """What to do where ``who`` may not write the spreadsheet."""
    return f"Share the spreadsheet with {who} as an editor."


def _said(error: APIError) -> str:
    details = error.error if isinstance(error.error, dict) else {}
    said = " ".join(str(details.get("message", "")).split())
    return said[:300].rstrip(".") or f"status {error.response.status_code}"


def _of_auth(error: GoogleAuthError) -> NoReturn:
    if isinstance(error, TransportError) or (isinstance(error, RefreshError) and error.retryable):
        raise Temporary(
            "Google could not be reached to renew the credentials",
            where=_WHERE,
            remedy="It is tried again in the next cycle.",
            outcome_known=True,
        ) from error
    lacking = isinstance(error, DefaultCredentialsError)
    raise SideUnusable(
        "there are no default credentials" if lacking else "the credentials are not valid",
        where=_WHERE,
        remedy="Set credentials in [sheets] to a service account's key file that still works, and "
        "check this machine's clock.",
        code="auth",
    ) from None  # its text may quote the key


def _of_network(error: requests.RequestException) -> NoReturn:
    if isinstance(error, requests.JSONDecodeError):
        raise Temporary(
            _UNREADABLE, where=_WHERE, remedy="It is tried again in the next cycle."
        ) from error
    raise Temporary(
        f"Google could not be reached: {type(error).__name__}",
        where=_WHERE,
        remedy="Check this machine's network; it is tried again in the next cycle.",
        # Where no connection was made, nothing can have been done.
        outcome_known=isinstance(error, requests.exceptions.ConnectTimeout),
    ) from None  # its text may quote an address with a password of a proxy

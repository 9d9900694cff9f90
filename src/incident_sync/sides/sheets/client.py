"""Floor 6. The calls to Google Sheets, each one request: gspread with a transport of our own.

Counted, paced and repeated by the wire; gspread's BackOffHTTPClient would repeat for ever and even
what must not be repeated (gspread 6.2, http_client.py). What cells mean stays out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import google.auth
from google.auth.credentials import AnonymousCredentials
from google.oauth2.credentials import Credentials as Bearer
from google.oauth2.service_account import Credentials as ServiceAccount
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL
from requests import Response

from incident_sync.clock import Clock
from incident_sync.errors import SideUnusable
from incident_sync.sides.sheets.book import MASK, TABS
from incident_sync.sides.sheets.failures import translated
from incident_sync.sides.sheets.options import Credentials, SheetsOptions
from incident_sync.wire import CallCounter, Permit, Rate, Wire, at_will

READS, WRITES = "reads", "writes"
_QUOTA = Rate(60)  # for one user, which a service account is (Sheets API, usage limits)
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
_CONNECT_S = 5.0
_SEEING = ("https://www.googleapis.com/auth/drive.metadata.readonly",)
_FILE = "GET /drive/v3/files/{id}"
_BOOK = "GET /v4/spreadsheets/{id}"
_READ = "GET /v4/spreadsheets/{id}/values:batchGet"
_WRITE = "POST /v4/spreadsheets/{id}/values:batchUpdate"
_CHANGE = "POST /v4/spreadsheets/{id}:batchUpdate"

_SHEETS, _DRIVE = "https://sheets.googleapis.com", "https://www.googleapis.com"
_RULES = "sheets.data.rowData.values.dataValidation"
_SHOWN = (
    "updatedSpreadsheet.sheets(properties.sheetId,"
    "data(startRow,startColumn,rowData.values.effectiveValue))"
)

T = TypeVar("T")
Values: TypeAlias = list[list[Any]]
Check: TypeAlias = Callable[[], None]


def sheets_wire(clock: Clock, counter: CallCounter, permit: Permit = at_will) -> Wire:
    """The wire to Google: reads and writes each within the quota of one user."""
    return Wire(
        "sheets",
        clock=clock,
        rates={READS: _QUOTA, WRITES: _QUOTA},
        default_rate=_QUOTA,
        counter=counter,
        permit=permit,
    )


class Transport(HTTPClient):  # type: ignore[misc, unused-ignore]
    """gspread's plain client, with Google's addresses replaced by the configured ones."""

    def __init__(self, auth: Any, addresses: Mapping[str, str]) -> None:
        super().__init__(auth)
        self._addresses = addresses
        self.date: str | None = None

    def seeing(self) -> Transport:
        """The same way, allowed by Google to look at files but not into them."""
        auth = self.auth
        other = auth.with_scopes(_SEEING) if hasattr(auth, "with_scopes") else auth
        return Transport(other, self._addresses)

    def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Response:
        for usual, configured in self._addresses.items():
            if endpoint.startswith(usual + "/"):
                endpoint = configured + endpoint.removeprefix(usual)
                break
        try:
            response = super().request(method, endpoint, *args, **kwargs)
        except APIError as error:
            self.date = error.response.headers.get("Date")
            raise
        self.date = response.headers.get("Date")
        return response


class SheetsClient:
    """One spreadsheet, in the four requests that this side needs, and two more to check it."""

    def __init__(self, options: SheetsOptions, wire: Wire, clock: Clock) -> None:
        self._options = options
        self._wire = wire
        self._clock = clock
        self._made: Transport | None = None
        self._who = "the account in [sheets]"

    @property
    def who(self) -> str:
        """Whom the spreadsheet has to be shared with, once a call was made."""
        return self._who

    @property
    def date(self) -> str | None:
        """The ``Date`` of the last answer."""
        return self._made.date if self._made else None

    def book(self, ranges: Sequence[str]) -> dict[str, Any]:
        """The zone, the tabs, and the formats in ``ranges``; all tabs where none are named."""
        params: dict[str, Any] = {"fields": MASK if ranges else TABS}
        if ranges:
            params["ranges"] = list(ranges)
        key = self._options.spreadsheet
        return self._call(
            _BOOK, READS, lambda http: _object(http.spreadsheets_get(key, params)), repeatable=True
        )

    def rules(self, cells: str) -> list[list[dict[str, Any]]]:
        """The data validation of each cell of a range, by row; {} for a cell without."""
        params: dict[str, Any] = {"ranges": [cells], "fields": _RULES}
        key = self._options.spreadsheet

        def send(http: Transport) -> list[list[dict[str, Any]]]:
            answer = _object(http.spreadsheets_get(key, params))
            rows = [row for part in answer["sheets"][0].get("data", ())
                    for row in part.get("rowData", ())]  # fmt: skip
            return [[cell.get("dataValidation", {}) for cell in row.get("values", ())]
                    for row in rows]  # fmt: skip

        return self._call(_BOOK, READS, send, repeatable=True)

    def standing(self) -> tuple[bool, bool]:
        """Whether the file may be edited, and whether it is in the trash, as Drive says (DD File).

        Raises as the other calls do; SideUnusable where Drive does not talk to us.
        """
        url = f"{_DRIVE}/drive/v3/files/{self._options.spreadsheet}"
        params = {"fields": "capabilities/canEdit,trashed", "supportsAllDrives": "true"}

        def send(http: Transport) -> tuple[bool, bool]:
            told = _object(http.seeing().request("get", url, params=params).json())
            return bool(told["capabilities"]["canEdit"]), bool(told["trashed"])

        return self._call(_FILE, _FILE, send, repeatable=True)

    def read(self, ranges: Sequence[str], render: str) -> list[Values]:
        """The rows of each range: ``UNFORMATTED_VALUE`` or ``FORMULA``, dates as serials."""
        params = {
            "majorDimension": "ROWS",
            "valueRenderOption": render,
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        key, wanted = self._options.spreadsheet, list(ranges)

        def send(http: Transport) -> list[Values]:
            answer = _object(http.values_batch_get(key, wanted, dict(params)))
            return _rows(answer["valueRanges"], len(wanted))

        return self._call(_READ, READS, send, repeatable=True)

    def write(
        self,
        data: Sequence[Mapping[str, Any]],
        *,
        check: Check,
        option: str = "RAW",
        repeatable: bool = False,
    ) -> list[Values]:
        """Write value ranges in one go; the values that now stand in each, unformatted.

        ``check`` is called as the request is about to go out, after any wait for the quota, and may
        refuse by raising. Not ``repeatable`` where rows have to be looked at just before.
        """
        body = {
            "valueInputOption": option,
            "data": list(data),
            "includeValuesInResponse": True,
            "responseValueRenderOption": "UNFORMATTED_VALUE",
            "responseDateTimeRenderOption": "SERIAL_NUMBER",
        }
        key = self._options.spreadsheet

        def send(http: Transport) -> list[Values]:
            check()
            answer = _object(http.values_batch_update(key, body))
            shown = [part.get("updatedData", {}) for part in answer["responses"]]
            return _rows(shown, len(data))

        return self._call(_WRITE, WRITES, send, repeatable=repeatable)

    def change(
        self, requests: Sequence[Mapping[str, Any]], ranges: Sequence[str], *, check: Check
    ) -> dict[str, Any]:
        """Do structural requests in one go; the effective values that then stand in ``ranges``.

        ``check`` as in :meth:`write`.
        """
        body = {
            "requests": list(requests),
            "includeSpreadsheetInResponse": True,
            "responseRanges": list(ranges),
            "responseIncludeGridData": True,
        }
        url = SPREADSHEET_BATCH_UPDATE_URL % self._options.spreadsheet

        def send(http: Transport) -> dict[str, Any]:
            check()
            answer = http.request("post", url, params={"fields": _SHOWN}, json=body)
            return _object(answer.json())

        return self._call(_CHANGE, WRITES, send, repeatable=False)

    def _call(
        self, method: str, rate: str, send: Callable[[Transport], T], *, repeatable: bool
    ) -> T:
        def attempt(timeout: float) -> T:
            with translated(self._who, self._clock.now()):
                http = self._transport()
            # Only now is it known whose account is to be named.
            with translated(self._who, self._clock.now()):
                http.set_timeout((min(_CONNECT_S, timeout), timeout))
                return send(http)

        return self._wire.call(method, attempt, repeatable=repeatable, rate_key=rate)

    def _transport(self) -> Transport:
        if self._made is None:
            auth = credentials(self._options.credentials)
            self._who = getattr(auth, "service_account_email", "") or self._who
            addresses = {
                _SHEETS: self._options.sheets_url.rstrip("/"),
                _DRIVE: self._options.drive_url.rstrip("/"),
            }
            self._made = Transport(auth, addresses)
        return self._made


def credentials(of: Credentials) -> Any:
    """The google-auth credentials; SideUnusable where the key file is none."""
    if of.kind == "anonymous":
        return AnonymousCredentials()  # type: ignore[no-untyped-call]
    if of.kind == "token":
        return Bearer(token=of.value)  # type: ignore[no-untyped-call]
    if of.kind == "default":
        return google.auth.default(scopes=SCOPES)[0]
    try:
        return ServiceAccount.from_service_account_file(  # type: ignore[no-untyped-call]
            of.value, scopes=SCOPES
        )
    except (OSError, ValueError):
        raise SideUnusable(
            "the service account's key file cannot be read or is none",
            where=of.value,
            remedy="Make a JSON key for the service account, and name its file in credentials.",
        ) from None  # its text may quote the key


def _object(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise TypeError("not an object")
    return answer


def _rows(parts: Sequence[Mapping[str, Any]], count: int) -> list[Values]:
    if len(parts) != count:
        raise ValueError("another number of ranges than were asked for")
    return [part.get("values", []) for part in parts]

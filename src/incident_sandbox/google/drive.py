"""The Drive service: ``files.get`` for spreadsheets (DD File). It keeps no state of its own.

``version`` is a text, moves on every change, by whomever, and skips numbers; it never
moves on reads. ``headRevisionId`` and ``md5Checksum`` do not exist for a spreadsheet.
A file one may not open is a file one cannot find: Drive answers 404, not 403.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import unquote

from incident_sandbox.google.access import check_shared
from incident_sandbox.google.book import Book
from incident_sandbox.google.errors import ApiError
from incident_sandbox.google.masks import applied, parse
from incident_sandbox.google.query import Query
from incident_sandbox.google.values import JsonObject
from incident_sandbox.google.world import World
from incident_sandbox.service import Refused, Request, Response

_PATH = re.compile(r"/drive/v3/files/([^/]+)")
_NAME = "GET /drive/v3/files/{id}"
_DEFAULT = "kind,id,name,mimeType"
_KNOWN = {"supportsAllDrives": "bool", "supportsTeamDrives": "bool", "acknowledgeAbuse": "bool"}
_KNOWN |= {"includeLabels": "string", "includePermissionsForView": "string"}
_KNOWN |= {"includeItemsFromAllDrives": "bool"}


class DriveService:
    """Google Drive v3, as far as asking for a spreadsheet's version goes."""

    name = "drive"

    def __init__(self, world: World) -> None:
        self._world = world

    def method_of(self, request: Request) -> str:
        known = request.method == "GET" and _PATH.fullmatch(request.path)
        return _NAME if known else f"{request.method} (unknown)"

    def handle(self, request: Request, now: datetime) -> Response:  # noqa: ARG002 - the contract
        found = _PATH.fullmatch(request.path)
        if request.method != "GET" or not found:
            return Response(404, b"Not Found", {"content-type": "text/html; charset=UTF-8"})
        try:
            return Response.json(self._file(unquote(found[1]), request), effect=False)
        except ApiError as error:
            return error.drive_answer()

    def _file(self, key: str, request: Request) -> JsonObject:
        who = self._world.gate.caller(request.headers)
        query = Query.read(request.query, _KNOWN)
        text = query.options.get("fields") or _DEFAULT
        mask = parse(text, "File", ApiError(f"Invalid field selection {text}"))
        book = self._world.books.get(key)
        try:
            if book is None:
                raise _missing(key)
            check_shared(book, who, writing=False)
        except ApiError:
            raise _missing(key) from None
        told: JsonObject = applied(mask, _told(book, who))
        return told

    def act(self, verb: str, args: JsonObject, now: datetime) -> JsonObject:  # noqa: ARG002
        raise Refused(f"{verb}: people act on the sheets service")

    def dump(self) -> JsonObject:
        return {}

    def load(self, state: JsonObject) -> None:
        """Nothing: the sheets service loads what both share."""


def _missing(key: str) -> ApiError:
    return ApiError(f"File not found: {key}.", 404, "NOT_FOUND")


def _told(book: Book, who: str) -> JsonObject:
    """DD File, the fields a spreadsheet has."""
    user = {
        "kind": "drive#user",
        "displayName": book.modifier.name,
        "me": book.modifier.email == who,
        "permissionId": f"{sum(map(ord, book.modifier.email)):020}",
        "emailAddress": book.modifier.email,
    }
    return {
        "kind": "drive#file",
        "id": book.key,
        "name": book.title,
        "mimeType": "application/vnd.google-apps.spreadsheet",
        "trashed": book.trashed,
        "explicitlyTrashed": book.trashed,
        "starred": False,
        "version": str(book.version),
        "createdTime": _stamp(book.created),
        "modifiedTime": _stamp(book.modified),
        "lastModifyingUser": user,
        "modifiedByMe": book.modifier.email == who,
        "shared": len(book.access) > 1,
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{book.key}/edit",
        "spaces": ["drive"],
        "capabilities": {"canEdit": book.access.get(who) == "writer"},
    }


def _stamp(moment: datetime) -> str:
    """RFC 3339 with milliseconds (gspread's recorded answers)."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

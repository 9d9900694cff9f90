"""The Sheets service: routes, quotas, atomic writes, and the people's verbs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from incident_sandbox.google import batch, masks, people, values_api
from incident_sandbox.google.access import check_shared
from incident_sandbox.google.book import Book, Modifier
from incident_sandbox.google.errors import ApiError, not_found
from incident_sandbox.google.query import READING, WRITING, Query
from incident_sandbox.google.shapes import body_of
from incident_sandbox.google.values import Json, JsonObject
from incident_sandbox.google.values_api import Call, Handler
from incident_sandbox.google.world import World
from incident_sandbox.service import Request, Response

_ROOT = "/v4/spreadsheets"
_NO_PAGE = b"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>"


@dataclass(frozen=True, slots=True)
class Route:
    """One method of the API (GD resources.spreadsheets)."""

    name: str
    handler: Handler
    message: str
    known: dict[str, str]

    @property
    def writing(self) -> bool:
        """Whether it counts, and is let through, as a write."""
        return not self.name.startswith("GET")


def _route(verb: str, rest: str, handler: Handler, message: str, known: dict[str, str]) -> Route:
    return Route(f"{verb} {_ROOT}/{{id}}{rest}", handler, message, known)


_RANGES = {"ranges": "strings"}
_ROUTES = {
    route.name: route
    for route in (
        _route("GET", "", batch.get, "Spreadsheet", {**_RANGES, "includeGridData": "bool"}),
        _route("POST", ":batchUpdate", batch.batch_update, "BatchUpdateSpreadsheetResponse", {}),
        _route("GET", "/values/{range}", values_api.get, "ValueRange", READING),
        _route(
            "GET",
            "/values:batchGet",
            values_api.batch_get,
            "BatchGetValuesResponse",
            {**READING, **_RANGES},
        ),
        _route("PUT", "/values/{range}", values_api.update, "UpdateValuesResponse", WRITING),
        _route(
            "POST",
            "/values:batchUpdate",
            values_api.batch_update,
            "BatchUpdateValuesResponse",
            {},
        ),
        _route(
            "POST",
            "/values/{range}:append",
            values_api.append,
            "AppendValuesResponse",
            {**WRITING, "insertDataOption": "InsertDataOption"},
        ),
        _route("POST", "/values/{range}:clear", values_api.clear, "ClearValuesResponse", {}),
        _route(
            "POST",
            "/values:batchClear",
            values_api.batch_clear,
            "BatchClearValuesResponse",
            {},
        ),
    )
}
_CREATE = f"POST {_ROOT}"
_PATH = re.compile(
    _ROOT + r"(?:/(?P<key>[^/:]+)(?P<verb>:\w+)?"
    r"(?:/values(?P<many>:\w+)?(?:/(?P<range>[^/]+?)(?P<one>:append|:clear)?)?)?)?"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a path names: the method, the spreadsheet's key, the range."""

    name: str
    key: str = ""
    range: str = ""


def _place(request: Request) -> _Place:
    found = _PATH.fullmatch(request.path)
    if not found:
        return _Place(f"{request.method} (unknown)")
    if found["key"] is None:
        return _Place(f"{request.method} {_ROOT}")
    rest = found["verb"] or ""
    if "/values" in request.path[found.end("key") :]:
        rest += "/values" + (found["many"] or "")
        rest += "/{range}" + (found["one"] or "") if found["range"] else ""
    name = f"{request.method} {_ROOT}/{{id}}{rest}"
    return _Place(name, unquote(found["key"]), unquote(found["range"] or ""))


class SheetsService:
    """Google Sheets v4, as far as a register needs it; ``incident_sandbox.service``."""

    name = "sheets"

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def quotas_enabled(self) -> bool:
        """Whether calls beyond 60 a minute are refused."""
        return self._world.quota.enabled

    @quotas_enabled.setter
    def quotas_enabled(self, enabled: bool) -> None:
        self._world.quota.enabled = enabled

    def method_of(self, request: Request) -> str:
        return _place(request).name

    def handle(self, request: Request, now: datetime) -> Response:
        place = _place(request)
        try:
            if place.name == _CREATE:
                return self._create(request, now)
            route = _ROUTES.get(place.name)
            if route is None:
                return Response(404, _NO_PAGE, {"content-type": "text/html; charset=UTF-8"})
            return self._answer(route, place, request, now)
        except ApiError as error:
            return error.answer()

    def _answer(self, route: Route, place: _Place, request: Request, now: datetime) -> Response:
        who = self._world.gate.caller(request.headers)
        self._world.quota.count(who, now, writing=route.writing)
        book = self._world.books.get(place.key)
        if book is None:
            raise not_found()
        check_shared(book, who, writing=route.writing)
        query = Query.read(request.query, route.known)
        draft = book.copy() if route.writing else book
        told = route.handler(Call(draft, place.range, query, request.body))
        shown = _masked(query, route.message, told)
        if route.writing:
            self._keep(draft, now, who)
        return Response.json(shown, effect=route.writing)

    def _keep(self, draft: Book, now: datetime, who: str) -> None:
        draft.touch(now, Modifier(who.partition("@")[0], who))
        self._world.books[draft.key] = draft

    def _create(self, request: Request, now: datetime) -> Response:
        who = self._world.gate.caller(request.headers)
        self._world.quota.count(who, now, writing=True)
        query = Query.read(request.query, {})
        body = body_of(request.body, "Spreadsheet")
        wanted = body.get("properties", {})
        book = Book(
            key=self._world.mint_key(),
            title=wanted.get("title", "Untitled spreadsheet"),
            locale=wanted.get("locale", "en_US"),
            time_zone=wanted.get("timeZone", "Etc/GMT"),
            created=now,
            modified=now,
            modifier=Modifier(who.partition("@")[0], who),
            access={who: "writer"},
        )
        told = _masked(query, "Spreadsheet", batch.described(body, book))
        self._world.books[book.key] = book
        return Response.json(told, effect=True)

    def act(self, verb: str, args: JsonObject, now: datetime) -> Json:
        return people.act(self._world, verb, args, now)

    def dump(self) -> JsonObject:
        return self._world.dump()

    def load(self, state: JsonObject) -> None:
        self._world.load(state)


def _masked(query: Query, message: str, told: JsonObject) -> Json:
    text = query.options.get("fields")
    return masks.applied(masks.parse(text, message), told) if text else told

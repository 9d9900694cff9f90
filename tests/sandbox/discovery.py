"""Google's discovery documents as a judge over every exchange with the doubles.

Schema ``$ref``s are followed; unknown properties, wrong types, wrong enum words and
unknown query parameters fail the exchange. The documents come with
google-api-python-client; nothing here is taken from the sandbox.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_DOCUMENTS = {"sheets": "sheets.v4.json", "drive": "drive.v3.json"}
# gspread sends it to files.get, where DD does not list it; Drive takes it (recorded in
# gspread's cassettes).
_TAKEN = {"drive.files.get": {"includeItemsFromAllDrives"}}


@cache
def document(service: str) -> dict[str, Any]:
    """The static discovery document of "sheets" or "drive"."""
    spec = find_spec("googleapiclient")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "discovery_cache" / "documents"
    loaded: dict[str, Any] = json.loads((folder / _DOCUMENTS[service]).read_text())
    return loaded


def _methods(resources: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [m for resource in resources.values() for m in resource.get("methods", {}).values()]
    deeper = [r["resources"] for r in resources.values() if "resources" in r]
    return found + [m for more in deeper for m in _methods(more)]


@cache
def _routes(service: str) -> list[tuple[str, re.Pattern[str], dict[str, Any]]]:
    told = document(service)
    routes = []
    for method in _methods(told["resources"]):
        path = "/" + told["servicePath"] + method["path"]
        pattern = re.sub(r"\\\{\+?(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(path))
        routes.append((method["httpMethod"], re.compile(pattern), method))
    # the longest template first, so that {range}:append is not taken for {range}
    return sorted(routes, key=lambda route: -len(route[1].pattern))


def method_for(service: str, verb: str, path: str) -> dict[str, Any]:
    """The method of the document that answers this path."""
    for http_method, pattern, method in _routes(service):
        if http_method == verb and pattern.fullmatch(path):
            return method
    raise AssertionError(f"{service} has no {verb} {path}")


def check_exchange(
    service: str,
    method: str,
    path: str,
    query: Sequence[tuple[str, str]],
    request_body: object,
    status: int,
    response_body: object,
) -> None:
    """Assert that a request and its answer are what Google's documents describe.

    A request that was refused may be at fault itself; its answer must be an error body.
    """
    told = method_for(service, method, path)
    if status >= 300:
        _check_error(status, response_body)
        return
    _check_query(service, told, query)
    if request_body is not None:
        assert "request" in told, f"{told['id']} takes no body"
        check_schema(service, told["request"]["$ref"], request_body, "request")
    if response_body is not None:
        check_schema(service, told["response"]["$ref"], response_body, "response")


def _check_error(status: int, body: object) -> None:
    assert isinstance(body, dict), body
    error = body["error"]
    assert error["code"] == status
    assert isinstance(error["message"], str)
    assert error["message"]
    assert re.fullmatch(r"[A-Z_]+", error["status"])
    assert error.keys() <= {"code", "message", "status", "details", "errors"}


def _check_query(service: str, told: Mapping[str, Any], query: Sequence[tuple[str, str]]) -> None:
    known = {**document(service)["parameters"], **told["parameters"]}
    seen: set[str] = set()
    for name, text in query:
        if name in _TAKEN.get(told["id"], set()):
            continue
        assert name in known, f"{told['id']} has no parameter {name!r}"
        spec = known[name]
        assert spec.get("repeated") or name not in seen, f"{name!r} given twice"
        assert "enum" not in spec or text in spec["enum"], f"{name}={text!r}"
        if spec["type"] == "boolean":
            assert text.lower() in {"true", "false"}, f"{name}={text!r}"
        seen.add(name)


def check_schema(service: str, name: str, value: object, place: str) -> None:
    """Assert that a value is what the schema of that name describes."""
    _check(service, {"$ref": name}, value, place)


def _check(service: str, schema: Mapping[str, Any], value: object, place: str) -> None:
    if "$ref" in schema:
        schema = document(service)["schemas"][schema["$ref"]]
    kind = schema.get("type", "any")
    if value is None and place.startswith("request"):
        return
    _CHECKS[kind](service, schema, value, place)
    if "enum" in schema:
        assert value in schema["enum"], f"{place}: {value!r} is not in {schema['enum']}"


def _object(service: str, schema: Mapping[str, Any], value: object, place: str) -> None:
    assert isinstance(value, dict), f"{place}: {value!r} is no object"
    properties, rest = schema.get("properties", {}), schema.get("additionalProperties")
    for name, item in value.items():
        assert name in properties or rest is not None, f"{place} has no {name!r}"
        _check(service, properties.get(name, rest), item, f"{place}.{name}")


def _array(service: str, schema: Mapping[str, Any], value: object, place: str) -> None:
    assert isinstance(value, list), f"{place}: {value!r} is no list"
    for index, item in enumerate(value):
        _check(service, schema["items"], item, f"{place}[{index}]")


def _string(_service: str, schema: Mapping[str, Any], value: object, place: str) -> None:
    assert isinstance(value, str), f"{place}: {value!r} is no text"
    if schema.get("format") == "int64":
        assert value.lstrip("-").isdigit(), f"{place}: {value!r}"
    if schema.get("format") == "date-time":
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value), f"{place}: {value}"


def _integer(_service: str, _schema: Mapping[str, Any], value: object, place: str) -> None:
    assert isinstance(value, int), f"{place}: {value!r} is no whole number"
    assert not isinstance(value, bool), f"{place}: {value!r} is no whole number"


def _number(_service: str, _schema: Mapping[str, Any], value: object, place: str) -> None:
    assert isinstance(value, int | float), f"{place}: {value!r} is no number"
    assert not isinstance(value, bool), f"{place}: {value!r} is no number"


def _boolean(_service: str, _schema: Mapping[str, Any], value: object, place: str) -> None:
    assert isinstance(value, bool), f"{place}: {value!r} is no boolean"


def _any(_service: str, _schema: Mapping[str, Any], value: object, place: str) -> None:
    plain = value is None or isinstance(value, str | int | float | bool)
    assert plain, f"{place}: {value!r} is no plain value"


_CHECKS = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "any": _any,
}

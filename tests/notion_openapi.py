"""The vendor's OpenAPI description of the Notion API, as a judge over what was really sent.

The description is not part of the project: ``$NOTION_OPENAPI`` names the file where there is one.
It is of version 2026-03-11, the one the product sends, so nothing differs by version. What it and
the service's other pages say differently, and what we then keep to:

- It has no word on ``request_status``, ``is_archived`` and the cap of 10,000 rows; they are in the
  page on querying large data sources. Both are answers, so no request differs.
- It lists ``in_trash`` among a query's parameters, that page does not: it is never sent.
- ``start_cursor`` of a query is a UUID here and an opaque text elsewhere: what was given is sent
  back as it came.
- A select's or status's condition takes one name here, and a list elsewhere: one name each.
- A date's start and end have the format ``date`` here; the pages on property values and filters
  take an instant as well, and so do their examples.
- Lengths of texts and arrays stand in the page on request limits; the schema repeats most.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

VARIABLE = "NOTION_OPENAPI"
VERSION = "2026-03-11"
_ROOT = "urn:notion-openapi"


_FORMATS = FormatChecker()


@_FORMATS.checks("date", raises=ValueError)
def _is_date(text: object) -> bool:
    """A plain date or an instant."""
    return not isinstance(text, str) or bool(datetime.fromisoformat(text))


class Judge:
    """Holds requests against a description of OpenAPI 3.1."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._description = description
        resource = Resource.from_contents(description, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_ROOT, resource)
        self._routes = [
            (re.compile(re.sub(r"\{\w+\}", "([^/]+)", path)), path) for path in description["paths"]
        ]
        self._seen: dict[tuple[str, str, str], list[str]] = {}
        self.counts: Counter[str] = Counter()

    @classmethod
    def of(cls, path: Path) -> Judge:
        """The judge by a description in a file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def faults(self, request: Mapping[str, Any]) -> list[str]:
        """What is wrong with a request, as the sandbox wrote it down; each body judged once."""
        method, path = request["method"].lower(), request["path"]
        template = self._template(path)
        operation = self._description["paths"].get(template, {}).get(method)
        name = f"{method.upper()} {template or path}"
        self.counts[name] += 1
        if operation is None:
            return [f"{name}: the description has no such call"]
        key = (name, repr(request["query"]), request["body"])
        if key not in self._seen:
            found = [*self._of_query(operation, request), *self._of_body(template, method, request)]
            self._seen[key] = [f"{name}: {fault}" for fault in found]
        wrong = [] if request["version"] == VERSION else [f"{name}: version {request['version']!r}"]
        return wrong + self._seen[key]

    def _template(self, path: str) -> str:
        return next((text for pattern, text in self._routes if pattern.fullmatch(path)), "")

    def _of_query(self, operation: Mapping[str, Any], request: Mapping[str, Any]) -> Iterator[str]:
        known = {one["name"]: one["schema"] for one in operation.get("parameters", ())
                 if one.get("in") == "query"}  # fmt: skip
        for name, value in request["query"]:
            if name not in known:
                yield f"no parameter {name}"
            elif known[name].get("type") in {"number", "integer"} and not value.isdecimal():
                yield f"{name} is no number: {value}"

    def _of_body(self, template: str, method: str, request: Mapping[str, Any]) -> Iterator[str]:
        described = "requestBody" in self._description["paths"][template][method]
        if not described or not request["body"]:
            if described != bool(request["body"]):
                yield "a body where there is none, or none where one is needed"
            return
        try:
            body = json.loads(request["body"])
        except ValueError:
            yield "the body is no JSON"
            return
        for error in self._validator(template, method).iter_errors(body):
            deepest = min(error.context or [error], key=lambda one: -len(one.absolute_path))
            where = ".".join(map(str, deepest.absolute_path)) or "the body"
            yield f"{where}: {deepest.message[:300]}"

    @cache  # noqa: B019 - one judge lives as long as the run
    def _validator(self, template: str, method: str) -> Draft202012Validator:
        escaped = template.replace("~", "~0").replace("/", "~1").replace("{", "%7B")
        escaped = escaped.replace("}", "%7D")
        place = f"#/paths/{escaped}/{method}/requestBody/content/application~1json/schema"
        return Draft202012Validator(
            {"$ref": _ROOT + place}, registry=self._registry, format_checker=_FORMATS
        )


def recorded(folder: Path) -> Iterator[Mapping[str, Any]]:
    """The requests to Notion that sandboxes wrote down in a folder."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            request = json.loads(line)
            if request["service"] == "notion":
                yield request


def verdict(judge: Judge, requests: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Every fault found, and how often."""
    return Counter(fault for request in requests for fault in judge.faults(request))

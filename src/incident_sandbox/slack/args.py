"""A call's arguments: from form, JSON, multipart or query, read by type.

Form and query values are always text; JSON keeps its types. A value of the wrong
type is ``invalid_arguments``; an argument nobody asks for is ignored.
"""

from __future__ import annotations

import json
import re
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final
from urllib.parse import parse_qsl

from incident_sandbox.service import Request
from incident_sandbox.slack.errors import SlackError, invalid_arguments

FORM: Final = "application/x-www-form-urlencoded"
FLAGS: Final = {"1": True, "true": True, "0": False, "false": False, "": False}
WHOLE: Final = re.compile(r"-?[0-9]{1,9}\Z", re.ASCII)
MOMENT: Final = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?\Z", re.ASCII)
STAMP: Final = re.compile(r"[0-9]{10,12}\.[0-9]{6}\Z", re.ASCII)


class Args:
    """The arguments of one call, by name."""

    def __init__(self, values: dict[str, Any]) -> None:
        """Take the raw values; JSON ``null`` counts as absent."""
        self._values = {key: each for key, each in values.items() if each is not None}

    def has(self, name: str) -> bool:
        """Tell whether the argument was sent at all."""
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        """Return a text argument."""
        value = self._values.get(name, default)
        if not isinstance(value, str):
            raise invalid_arguments(f"must be a string [json-pointer:/{name}]")
        return value

    def need(self, name: str) -> str:
        """Return a text argument that must be there and not empty."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """Return a boolean: JSON ``true``, or 1, 0, true, false as text."""
        value = self._values.get(name, False)
        if isinstance(value, bool):
            return value
        if isinstance(value, int) and value in (0, 1):
            return bool(value)
        if isinstance(value, str) and value.lower() in FLAGS:
            return FLAGS[value.lower()]
        raise invalid_arguments(f"must be a boolean [json-pointer:/{name}]")

    def whole(self, name: str) -> int | None:
        """Return a whole number, ``None`` if absent or empty."""
        value = self._values.get(name, "")
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value == "":
            return None
        if isinstance(value, str) and WHOLE.match(value):
            return int(value)
        raise invalid_arguments(f"must be an integer [json-pointer:/{name}]")

    def words(self, name: str) -> list[str]:
        """Return a list: comma-joined text, or a JSON list of texts."""
        value = self._values.get(name, "")
        if isinstance(value, str):
            value = value.split(",")
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
            raise invalid_arguments(f"must be a list [json-pointer:/{name}]")
        return [word.strip() for word in value if word.strip()]

    def structure(self, name: str, error: str) -> Any:
        """Return a JSON value, decoding it from text; bad JSON is ``error``."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as problem:
            raise invalid_arguments(f"not JSON [json-pointer:/{name}]", error) from (problem)

    def moment(self, name: str, error: str) -> int | None:
        """Return a time bound in microseconds, ``None`` if absent."""
        value = self._values.get(name, "")
        text = str(value) if isinstance(value, int | float) else value
        if text == "":
            return None
        found = MOMENT.match(text) if isinstance(text, str) else None
        if found is None:
            raise SlackError(error)
        return int(found[1]) * 1_000_000 + int((found[2] or "").ljust(6, "0"))

    def stamp(self, name: str) -> str:
        """Return the ``ts`` of one message; malformed is ``bad_timestamp``."""
        value = self.need(name)
        if not STAMP.match(value):
            raise SlackError("bad_timestamp")
        return value


def read(request: Request) -> tuple[Args, str | None]:
    """Return the arguments and a token sent among the form's fields.

    Query arguments count too, but a token in the query or in JSON does not
    (docs.slack.dev/authentication: tokens go in the header or the form).
    Raises ``SlackError`` for a body Slack would not read.
    """
    values: dict[str, Any] = dict(request.query)
    values.pop("token", None)
    body, is_form = _body(request)
    token = body.pop("token", None)
    values.update(body)
    return Args(values), token if is_form and isinstance(token, str) else None


def _body(request: Request) -> tuple[dict[str, Any], bool]:
    if request.method == "GET" or not request.body:
        return {}, False
    header = request.headers.get("content-type", "")
    kind = header.partition(";")[0].strip().lower()
    if kind == FORM:
        return _form(request.body), True
    if kind == "application/json":
        return _json(request.body), False
    if kind == "multipart/form-data":
        return _multipart(header, request.body), True
    raise SlackError("invalid_post_type" if kind else "missing_post_type")


def _form(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode("utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError as problem:
        raise SlackError("invalid_form_data") from problem


def _json(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except ValueError as problem:
        raise SlackError("invalid_json") from problem
    if not isinstance(payload, dict):
        raise SlackError("json_not_object")
    return payload


def _multipart(header: str, body: bytes) -> dict[str, Any]:
    head = b"Content-Type: " + header.encode("latin-1") + b"\r\n\r\n"
    message: EmailMessage = BytesParser(policy=HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise SlackError("invalid_form_data")
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            raise SlackError("invalid_form_data")
        fields[name] = content.decode("utf-8", "replace")
    return fields

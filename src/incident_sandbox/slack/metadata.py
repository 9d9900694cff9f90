"""Message metadata: shape and size (node-slack-sdk ``message-metadata.ts``).

``{"event_type": str, "event_payload": {key: str | number | bool | flat object |
list of flat objects}}``. The true size cap is not published; ours is a guess on the
strict side.
"""

from __future__ import annotations

import json
from typing import Any, Final

from incident_sandbox.slack.errors import SlackError, invalid_arguments

MAX_BYTES: Final = 8_000
MAX_EVENT_TYPE: Final = 255
Metadata = dict[str, Any]


def checked(value: object) -> Metadata:
    """Return the metadata (``{}`` if empty).

    Raises ``SlackError``: ``invalid_metadata_format``, ``invalid_metadata_schema``,
    ``metadata_too_large``.
    """
    if not isinstance(value, dict):
        raise invalid_arguments("metadata is no object", "invalid_metadata_format")
    if not value:
        return {}
    kind, payload = value.get("event_type"), value.get("event_payload")
    if not isinstance(kind, str) or not 0 < len(kind) <= MAX_EVENT_TYPE:
        raise invalid_arguments("bad event_type", "invalid_metadata_schema")
    if not isinstance(payload, dict) or not all(map(_allowed, payload.values())):
        raise invalid_arguments("bad event_payload", "invalid_metadata_schema")
    if len(json.dumps(value)) > MAX_BYTES:
        raise SlackError("metadata_too_large")
    return {"event_type": kind, "event_payload": payload}


def _allowed(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, dict) and _flat(each) for each in value)
    if isinstance(value, dict):
        return _flat(value)
    return isinstance(value, str | int | float)


def _flat(value: dict[str, Any]) -> bool:
    return all(isinstance(each, str | int | float) for each in value.values())

"""The sandbox's own table of messages against Google's discovery documents."""

from __future__ import annotations

import pytest

from incident_sandbox.google.messages import ENUMS, MESSAGES
from tests.sandbox.discovery import document

SCHEMAS = {**document("sheets")["schemas"]}
SCHEMAS |= {name: document("drive")["schemas"][name] for name in ("File", "User")}
# the Response of requests that are offered; the others never occur
PARTLY = {"Response"}


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_message_has_googles_fields_and_no_others(name: str) -> None:
    """What is not offered is listed as such, so that nothing of Google's is "unknown"."""
    known, ours = set(SCHEMAS[name].get("properties", {})), set(MESSAGES[name])
    assert ours <= known
    assert name in PARTLY or ours == known


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_fields_type_is_googles(name: str) -> None:
    """Messages by name, enums word for word (the unspecified ones aside), plain types."""
    plain = {"string": "string", "int32": "integer", "double": "number", "bool": "boolean"}
    for field, kind in MESSAGES[name].items():
        schema, bare = SCHEMAS[name]["properties"][field], kind.strip("[]{}")
        if bare == "-":
            continue
        inner = schema.get("items") or schema.get("additionalProperties") or schema
        assert kind.startswith("[") is (schema.get("type") == "array")
        if bare in ENUMS:
            words = {word for word in inner["enum"] if not word.endswith("_UNSPECIFIED")}
            offered = {word for word in ENUMS[bare] if not word.endswith("_UNSPECIFIED")}
            assert offered == words or (bare == "SheetType" and offered < words)
        elif bare in plain:
            assert inner["type"] == plain[bare], f"{name}.{field}"
        else:
            assert inner.get("$ref") == bare or bare == "ListValue"

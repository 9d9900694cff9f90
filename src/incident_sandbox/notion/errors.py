"""Notion's refusals: one exception, and the bodies they become. Pure.

Codes: developers.notion.com/reference/status-codes. The wordings are Notion's own where
one was seen in the issue threads of its public clients; else they follow their manner.
"""

from __future__ import annotations

import json
from typing import Any, Final

Json = dict[str, Any]

MISSING: Final = object()
LONGEST_SHOWN: Final = 60
NO_SUCH = "Could not find {kind} with ID: {key}. Make sure the relevant pages and databases are "
SHARED_WITH = 'shared with your integration "{name}".'


class NotionError(Exception):
    """A refusal: the HTTP status, Notion's code, a message, what is told besides."""

    def __init__(
        self, status: int, code: str, message: str, additional: Json | None = None
    ) -> None:
        """Take them; ``additional`` becomes ``additional_data``."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.additional = additional

    def body(self, request_id: str) -> Json:
        """The JSON Notion answers with."""
        return error_body(self.status, self.code, self.message, request_id, self.additional)


def error_body(
    status: int, code: str, message: str, request_id: str, additional: Json | None = None
) -> Json:
    """``{"object": "error", "status", "code", "message", "request_id", …}``."""
    told = {"object": "error", "status": status, "code": code, "message": message}
    more = {"additional_data": additional} if additional else {}
    return {**told, **more, "request_id": request_id}


def invalid(message: str) -> NotionError:
    """A request that cannot be done as it is: 400 validation_error."""
    return NotionError(400, "validation_error", message)


def misfit(path: str, wanted: str, value: object = MISSING) -> NotionError:
    """A part of the request that should be something else, as Notion words it."""
    root = path.replace("[", ".").partition(".")[0]
    instead = f"{path} should be {wanted}, instead was `{shown(value)}`."
    return invalid(f"{root} failed validation: {instead}")


def unwanted(path: str, value: object) -> NotionError:
    """A key that does not belong there."""
    return misfit(path, "not present", value)


def shown(value: object) -> str:
    """A value as the messages quote it, cut when long."""
    if value is MISSING:
        return "undefined"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "..."


def not_found(kind: str, key: str, integration: str) -> NotionError:
    """No such object, or none this integration may see: Notion does not tell them apart."""
    message = (NO_SUCH + SHARED_WITH).format(kind=kind, key=key, name=integration)
    return NotionError(404, "object_not_found", message)


def restricted() -> NotionError:
    """A capability is missing (developers.notion.com/reference/capabilities)."""
    return NotionError(403, "restricted_resource", "Insufficient permissions for this endpoint.")


def in_trash() -> NotionError:
    """What lies in the trash cannot be edited (dvanoni/notero #525)."""
    return invalid(
        "Can't edit block that is archived. You must unarchive the block before editing."
    )


def not_offered(what: str) -> NotionError:
    """Notion has it, the sandbox has not: said so, and never mistaken for a refusal."""
    return NotionError(501, "sandbox_not_offered", f"The sandbox does not offer {what}.")

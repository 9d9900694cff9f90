"""How a method fails: one exception that becomes ``{"ok": false, "error": …}``."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """A refusal by its Slack code; ``extra`` goes into the answer beside it."""

    def __init__(self, code: str, **extra: Any) -> None:
        """Take the code and whatever JSON the answer is to carry with it."""
        super().__init__(code)
        self.code = code
        self.extra: dict[str, Any] = extra


def invalid_arguments(message: str, code: str = "invalid_arguments") -> SlackError:
    """Build an argument error with its explanation, as Slack words it.

    Shape: ``response_metadata.messages[]`` (slack-api-specs).
    """
    return SlackError(code, response_metadata={"messages": [f"[ERROR] {message}"]})

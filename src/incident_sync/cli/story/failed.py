"""Floor 9. What a step expected and what it read instead. No reading stands here."""

from __future__ import annotations

from typing import Any


class Failed(Exception):
    """A step that did not hold; ``str()`` says what was expected and what was read."""

    def __init__(self, expected: str, read: Any) -> None:
        shown = read if isinstance(read, str) else repr(read)
        super().__init__(f"expected {expected}, read {shown or 'nothing'}")


def expect(expected: str, read: Any, *, holds: bool) -> None:
    """Raise :class:`Failed` unless it ``holds``."""
    if not holds:
        raise Failed(expected, read)


def expect_same(what: str, wanted: Any, read: Any) -> None:
    """Raise :class:`Failed` unless ``read`` equals ``wanted``."""
    expect(f"{what} {wanted!r}", read, holds=wanted == read)

"""What people do behind the program's back: the verbs of ``POST /_control/act``.

Every verb acts as a named user (``by``: name, e-mail or id; Robin Reader by default).
``Refused`` says what they could not do, and then nothing happened.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from incident_sandbox.notion import people_blocks, people_pages, people_schema
from incident_sandbox.notion.errors import Json, NotionError
from incident_sandbox.notion.people_words import Deed, deed
from incident_sandbox.notion.world import World
from incident_sandbox.service import Refused

VERBS: Final[dict[str, Callable[[Deed], Any]]] = {
    **people_pages.VERBS,
    **people_blocks.VERBS,
    **people_schema.VERBS,
}


def act(world: World, verb: str, args: Json, now: datetime) -> object:
    """Do one of ``VERBS``; raises ``Refused``."""
    handler = VERBS.get(verb)
    if handler is None:
        raise Refused(f"no such verb {verb!r}; known: {', '.join(sorted(VERBS))}")
    try:
        result = handler(deed(world, args, now))
    except NotionError as error:
        raise Refused(error.message) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"{verb}: cannot use {sorted(args)}: {error!r}") from error
    if not verb.startswith("read"):
        world.touch()
    return result

"""Floor 6. Who we are in a workspace, as auth.test says, kept as text in a cursor; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any


@dataclass(frozen=True, slots=True)
class Identity:
    """Ids of our user, bot and team, the team's address, and a salted digest of the token."""

    user: str
    bot: str
    team: str
    url: str
    salt: str
    token: str

    def is_of(self, token: str) -> bool:
        """Whether it was asked with this token."""
        return self.token == digest(token, self.salt)


def of(answer: Mapping[str, Any], token: str, salt: str) -> Identity:
    """The identity in an answer of auth.test; ``salt`` is 16 hex digits."""
    return Identity(
        user=answer["user_id"],
        bot=answer.get("bot_id", ""),
        team=answer["team_id"],
        url=answer["url"],
        salt=salt,
        token=digest(token, salt),
    )


def written(identity: Identity) -> str:
    """As text, for a cursor; the inverse of :func:`read`."""
    return json.dumps(asdict(identity), sort_keys=True)


def read(text: str) -> Identity | None:
    """The identity of a cursor's text; None where there is none to be read."""
    try:
        return Identity(**json.loads(text))
    except (ValueError, TypeError):
        return None


def digest(token: str, salt: str) -> str:
    """Tells a changed token from the same one, and tells nobody the token."""
    return blake2b(token.encode(), salt=bytes.fromhex(salt), digest_size=8).hexdigest()

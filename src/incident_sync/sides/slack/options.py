"""Floor 6. What the Slack side has to be told. No secret is kept here, and no config file read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SlackOptions:
    """``token`` gives the bot's token when it is needed; ``announce`` is empty for none.

    ``installation`` is the store's id, by which our own channels are known again; ``command`` the
    name people call the bot by, ``slash`` the slash command. Where Slack tells us of clicks
    (``live``) the card has controls. Emoji go without colons, ``announce`` without its ``#``.
    """

    token: Callable[[], str] = field(repr=False)
    api_url: str = "https://slack.com/api/"
    prefix: str = "inc-"
    announce: str = ""
    extra_fields: tuple[str, ...] = ()
    pin_emoji: str = "pushpin"
    todo_emoji: str = "ballot_box_with_check"
    command: str = "incident-sync"
    installation: str = ""
    live: bool = False
    slash: str = "/incident"

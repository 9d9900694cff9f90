"""The Slack Web API of the sandbox, as a bot sees it that polls or holds sockets.

Floors, from the ground up: ``errors``, ``args``, ``text``, ``blocks``, ``metadata``
(pure values); ``workspace`` (the state); ``events`` (what the bot is told of);
``channels``, ``messages`` and ``modals`` (the only places that change it); the methods,
a file per family; ``people`` (what persons do, and ``asking`` what they ask of the
program); ``catalog``, ``quotas`` and ``service`` on top.
"""

from incident_sandbox.slack.service import SlackService

__all__ = ["SlackService"]

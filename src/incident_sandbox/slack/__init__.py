"""The Slack Web API of the sandbox, as a polling bot sees it.

Floors, from the ground up: ``errors``, ``args``, ``text``, ``blocks``, ``metadata``
(pure values); ``workspace`` (the state); ``channels`` and ``messages`` (the only
places that change it); the methods, a file per family; ``people`` (what persons do);
``catalog``, ``quotas`` and ``service`` on top.
"""

from incident_sandbox.slack.service import SlackService

__all__ = ["SlackService"]

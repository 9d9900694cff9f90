"""Floor 6. Slack's refusals in the words of the error family; pure. No SDK type goes further up.

Codes after docs.slack.dev/reference/methods. An error names method and code, never what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.wire import read_retry_after

_BAD_TOKEN = {
    "invalid_auth": "is not one that Slack knows",
    "not_authed": "is missing",
    "account_inactive": "belongs to an app or a workspace that was removed",
    "token_revoked": "was revoked",
    "token_expired": "has expired",
    "not_allowed_token_type": "is not a bot token",
}
_SHUT = {
    "team_access_not_granted",
    "ekm_access_denied",
    "accesslimited",
    "org_login_required",
    "two_factor_setup_required",
}
_THROTTLED = {"ratelimited", "rate_limited", "too_many_requests"}
# For fatal_error and internal_error a part may have happened already.
_DOUBTFUL = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_SPARE = {"conversations.join", "conversations.invite"}
_SPARE_FAMILIES = ("pins.", "bookmarks.")
_REMEDIES = {
    "channel_not_found": "It was deleted, or it is private and the bot was removed.",
    "not_in_channel": "Invite the bot to the channel: /invite @incident-sync.",
    "is_archived": "Unarchive the channel in Slack; bots cannot.",
    "is_inactive": "Unarchive the channel in Slack; bots cannot.",
    "restricted_action": "Allow apps to do this in Slack's workspace settings.",
    "name_taken": "Rename or delete the channel that has the name; archived ones keep theirs.",
    "too_many_pins": "Take some pins of the channel away.",
    "too_many_bookmarks": "Take some bookmarks of the channel away.",
}
UNREADABLE = "The answer was not one of Slack's: something between may have replaced it."


def of_answer(method: str, answer: Mapping[str, Any]) -> IncidentSyncError:
    """The error of an answer with ``"ok": false`` under status 200."""
    code = str(answer.get("error") or "unknown_error")
    where = f"Slack {method}"
    if code in _BAD_TOKEN:
        return SideUnusable(
            f"the Slack bot token {_BAD_TOKEN[code]}",
            where=where,
            remedy="Set bot_token to the Bot User OAuth Token of the app's page.",
            code=code,
        )
    if code == "missing_scope":
        return _missing_scope(method, answer, where)
    if code in _SHUT:
        remedy = "Ask an admin of the workspace to grant the app access."
        return SideUnusable(
            f"Slack shut the app out: {code}", where=where, remedy=remedy, code=code
        )
    if code in _THROTTLED:
        return Temporary("Slack asks to slow down", where=where, outcome_known=True)
    if code in _DOUBTFUL:
        return Temporary(f"Slack failed: {code}", where=where)
    return Permanent(_refusal(answer, code), where=where, remedy=_REMEDIES.get(code, ""), code=code)


def of_status(method: str, status: int, headers: Mapping[str, str], now: datetime) -> Temporary:
    """The error of an HTTP status other than 200, or of a body that is no JSON."""
    where = f"Slack {method}"
    after = next((v for k, v in headers.items() if k.lower() == "retry-after"), None)
    seconds = read_retry_after(after, now)
    if status == 429:  # noqa: PLR2004 - Too Many Requests
        return Temporary(
            "Slack asks to slow down", where=where, retry_after=seconds, outcome_known=True
        )
    if status == 200:  # noqa: PLR2004 - OK
        return Temporary("Slack's answer is unreadable", where=where, remedy=UNREADABLE)
    return Temporary(f"Slack answered with status {status}", where=where, retry_after=seconds)


def of_network(method: str, error: BaseException) -> Temporary:
    """The error of a request that broke off; it surely did not arrive where nobody answered."""
    reason = getattr(error, "reason", error)
    unsent = isinstance(reason, ConnectionRefusedError) or type(reason).__name__ == "gaierror"
    return Temporary(
        f"Slack cannot be reached: {type(reason).__name__}",
        where=f"Slack {method}",
        remedy="Look at the network and at status.slack.com.",
        outcome_known=unsent,
    )


def _missing_scope(method: str, answer: Mapping[str, Any], where: str) -> Permanent:
    needed = str(answer.get("needed") or "another scope")
    spare = method in _SPARE or method.startswith(_SPARE_FAMILIES)
    return (Permanent if spare else SideUnusable)(
        f"the Slack app lacks the scope {needed}",
        where=where,
        remedy=f"Add {needed} under OAuth & Permissions, then reinstall the app.",
        code="missing_scope",
    )


def _refusal(answer: Mapping[str, Any], code: str) -> str:
    notes = (answer.get("response_metadata") or {}).get("messages") or ()
    detail = "; ".join(str(note) for note in notes)[:300]
    return f"Slack refused: {code}" + (f" ({detail})" if detail else "")

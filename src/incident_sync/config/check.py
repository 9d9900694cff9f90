"""What is wrong with a configuration, or odd about a valid one; for ``doctor``. Floor 3. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from incident_sync.config.files import readable_by_others
from incident_sync.config.load import Mistakes
from incident_sync.config.settings import Settings
from incident_sync.errors import ConfigError
from incident_sync.model.finding import Finding, amiss, fine, wrong
from incident_sync.model.vocabulary import Words, fold

FASTEST = timedelta(seconds=3)
"""Slack lists channels 20 times a minute (docs.slack.dev/apis/web-api/rate-limits, tier 2)."""
LONGEST_SETTLE = timedelta(seconds=180)
"""Shorter than a lease: a cycle that waits longer for somebody's typing loses it."""

_EXAMPLE = "Mend it; config.example.toml shows every key with its default."
_CONFIG, _SECRETS = "Config: file", "Config: secrets"


def mistakes(error: ConfigError) -> list[Finding]:
    """Everything that an unusable configuration is refused for, a finding each."""
    if not isinstance(error, Mistakes):
        return [wrong(_CONFIG, error)]
    return [
        Finding(
            f"Config: {problem.key}", ok=False, said=problem.what,
            remedy=problem.remedy or _EXAMPLE, where=str(error.source), vital=True,
        )
        for problem in error.problems
    ]  # fmt: skip


def check_settings(settings: Settings) -> Iterator[Finding]:
    """How a valid configuration is: what is secret, and what contradicts itself."""
    yield fine(_CONFIG, "it is valid", str(settings.source))
    yield _secrets(settings)
    yield _app_token(settings.slack.app_token.get_secret_value())
    yield _max_new_channels(settings.sync.max_new_channels)
    yield _every(settings.sync.every)
    yield _settle(settings.sync.settle)
    yield _system_of_record(settings)
    yield _vocabularies(settings)


def _secrets(settings: Settings) -> Finding:
    # What must be private was refused when it was read; the rest may hold a secret by accident.
    sheets = settings.sheets
    files = [settings.source, *([sheets.credentials.path] if sheets else [])]
    shown = [file for file in files if file and file.is_file() and readable_by_others(file)]
    if shown:
        return fine(_SECRETS, f"others can read {shown[0].name}, and no secret stands in it")
    return fine(_SECRETS, "no file that holds one can be read by others")


def _app_token(token: str) -> Finding:
    what = "Config: slack.app_token"
    if not token:
        return fine(what, "it is not set; Slack is read by polling")
    if token.startswith("xapp-"):
        return fine(what, "it looks like an app-level token")
    remedy = (
        "Set it to the token under Basic Information, App-Level Tokens, of the app's page, or "
        "leave it out."
    )
    return amiss(what, "this is no app-level token, which begins with xapp-", remedy)


def _max_new_channels(most: int) -> Finding:
    what = "Config: sync.max_new_channels"
    if most:
        return fine(what, f"more than {most} new channels in a cycle wait for an approval")
    said = "it is 0, so that every new channel waits for an approval"
    return amiss(what, said, "Set it to 1 or more; 5 is usual.")


def _every(every: timedelta) -> Finding:
    what = "Config: sync.every"
    if every >= FASTEST:
        return fine(what, f"a cycle every {every.total_seconds():g} s")
    said = "Slack does not answer a cycle that often: it lists channels 20 times a minute"
    return amiss(what, said, f'Set it to "{FASTEST.total_seconds():g}s" or more; "15s" is usual.')


def _settle(settle: timedelta) -> Finding:
    what = "Config: sync.settle"
    if settle < LONGEST_SETTLE:
        return fine(what, f"texts and new rows count after {settle.total_seconds():g} s")
    said = (
        "a single cycle waits that long for somebody's typing, longer than it may keep others off"
    )
    return amiss(what, said, 'Set it to less than "3m"; "20s" is usual.')


def _system_of_record(settings: Settings) -> Finding:
    what, chosen = "Config: sync.system_of_record", settings.sync.system_of_record
    records = [name for name in ("notion", "sheets") if getattr(settings, name) is not None]
    given = "system_of_record" in settings.sync.model_fields_set
    if chosen in records or not given:
        return fine(what, f"{chosen if chosen in records else ' and '.join(records)} has the word")
    said = f"it is {chosen}, and there is no [{chosen}]"
    return amiss(what, said, f"Set it to {' or '.join(records)}, or add the table [{chosen}].")


def _vocabularies(settings: Settings) -> Finding:
    what, vocabulary = "Config: incident.values", settings.incident.vocabulary
    shared = sorted(_all(vocabulary.status) & _all(vocabulary.severity))
    if not shared:
        return fine(what, "no word is both a status and a severity")
    said = f"both a status and a severity: {', '.join(shared)}"
    return amiss(what, said, "Take it out of one of them; a row tells which column is meant.")


def _all(words: Words) -> set[str]:
    aliases: Iterable[str] = (alias for some in words.aliases.values() for alias in some)
    return {fold(word) for word in (*words.words, *aliases)}

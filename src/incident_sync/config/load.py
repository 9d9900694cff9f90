"""From a file to settings, or to one error that tells everything wrong with it. Floor 3."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from incident_sync.config import files
from incident_sync.config.files import Location
from incident_sync.config.problems import Problem, explain
from incident_sync.config.settings import Settings
from incident_sync.config.types import FOLDER
from incident_sync.errors import ConfigError

_MAY_BE_UNSET = {("slack", "app_token")}
_SECRET_KEYS = {("slack", "bot_token"), ("slack", "app_token"), ("notion", "token")}
_HIDDEN = 4  # characters; striking out shorter values would only garble the text
_NO_RECORD = Problem(
    ("notion",),
    "nothing to mirror Slack with",
    "Add the table [notion] or [sheets]; config.example.toml shows both.",
)


class Mistakes(ConfigError):
    """A configuration with ``problems``; the message tells them all, a line each."""

    def __init__(self, message: str, source: Path, problems: tuple[Problem, ...]) -> None:
        super().__init__(message)
        self.source = source
        self.problems = problems


def load(path: Path | None, env: Mapping[str, str], cwd: Path) -> Settings:
    """The settings of the configuration file that ``files.find`` finds.

    ``env`` is the environment that ``${NAME}`` is read from. Raises ConfigError with every problem
    at once, each with file and key; no text of it holds a value from the environment.
    """
    source = files.find(path, env, cwd)
    written = files.read(source)
    settings, problems = _read(source, written, env)
    if problems or settings is None:
        raise _error(source, problems, _used(written, env))
    return settings


def salvage(mistakes: Mistakes, env: Mapping[str, str]) -> tuple[Settings | None, frozenset[str]]:
    """What is sound of a configuration with mistakes, and the tables that were left out of it.

    A table with a mistake in it is as if it were not written; without a sound ``[slack]``, its
    settings mean nothing. None where not even that makes a configuration.
    """
    broken = frozenset(str(problem.at[0]) for problem in mistakes.problems)
    written = {k: v for k, v in files.read(mistakes.source).items() if k not in broken}
    if "slack" not in written:
        written["slack"] = {"bot_token": "none"}
    return _read(mistakes.source, written, env)[0], broken


def _read(
    source: Path, written: dict[str, Any], env: Mapping[str, str]
) -> tuple[Settings | None, list[Problem]]:
    problems = list(_before_validation(source, written, env))
    settings, invalid = _validate(source, files.substitute(written, lambda name: env.get(name, "")))
    unset = {problem.at for problem in problems}
    problems += [problem for problem in invalid if problem.at not in unset]
    if not {"notion", "sheets"} & set(written):
        problems.append(_NO_RECORD)
    return settings, problems


def _before_validation(
    source: Path, written: dict[str, Any], env: Mapping[str, str]
) -> Iterable[Problem]:
    exposed = files.readable_by_others(source)
    for at, text in files.literals(written):
        for name in files.variables(text):
            if name not in env and at not in _MAY_BE_UNSET:
                yield Problem(at, f"the environment variable {name} is not set", "Set it.")
        if exposed and _is_secret(at, text):
            yield Problem(
                at,
                "a secret stands in a file that others can read",
                'Write "${NAME}" and set that variable, or run: chmod 600 FILE',
            )


def _is_secret(at: Location, text: str) -> bool:
    if files.variables(text):
        return False
    if at == ("state", "url"):
        return ":" in text.partition("://")[2].rpartition("@")[0]
    token = at == ("sheets", "credentials") and text.startswith("token:")
    return token or (at in _SECRET_KEYS and bool(text))


def _validate(source: Path, tree: dict[str, Any]) -> tuple[Settings | None, list[Problem]]:
    if "source" in tree:  # a field of ours, not a key of the file
        return None, [Problem(("source",), "unknown key", "Remove it.")]
    try:
        settings = Settings.model_validate(
            {"state": {}, **tree, "source": source}, context={FOLDER: source.parent}
        )
    except ValidationError as error:
        return None, [explain(detail) for detail in error.errors(include_input=False)]
    return settings, []


def _used(written: dict[str, Any], env: Mapping[str, str]) -> dict[str, str]:
    names = (name for _, text in files.literals(written) for name in files.variables(text))
    return {name: env[name] for name in names if len(env.get(name, "").strip()) >= _HIDDEN}


def _error(source: Path, problems: list[Problem], used: Mapping[str, str]) -> Mistakes:
    told = tuple(problem.without(used) for problem in problems)
    count = "1 problem" if len(told) == 1 else f"{len(told)} problems"
    lines = (problem.line(source) for problem in told)
    text = "\n  ".join([f"{count} in the configuration:", *lines])
    return Mistakes(text.removesuffix("."), source, told)  # the error ends its sentence itself

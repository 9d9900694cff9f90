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
_SECRET_KEYS = {("slack", "bot_token"), ("slack", "app_token")}
_HIDDEN = 4  # characters; striking out shorter values would only garble the text
_NO_NOTION = Problem(
    ("notion",),
    "the Notion side is not available in this version",
    "Remove the table and mirror a Google Sheet with [sheets].",
)
_NO_RECORD = Problem(
    ("sheets",),
    "nothing to mirror Slack with",
    "Add the table [sheets]; config.example.toml shows it.",
)


def load(path: Path | None, env: Mapping[str, str], cwd: Path) -> Settings:
    """The settings of the configuration file that ``files.find`` finds.

    ``env`` is the environment that ``${NAME}`` is read from. Raises ConfigError with every problem
    at once, each with file and key; no text of it holds a value from the environment.
    """
    source = files.find(path, env, cwd)
    written = files.read(source)
    problems = list(_before_validation(source, written, env))
    notion = written.pop("notion", None)
    settings, invalid = _validate(source, files.substitute(written, lambda name: env.get(name, "")))
    unset = {problem.at for problem in problems}
    problems += [problem for problem in invalid if problem.at not in unset]
    if notion is None and "sheets" not in written:
        problems.append(_NO_RECORD)
    if problems or settings is None:
        raise _error(source, problems, _used(written, env))
    return settings


def _before_validation(
    source: Path, written: dict[str, Any], env: Mapping[str, str]
) -> Iterable[Problem]:
    if "notion" in written:
        yield _NO_NOTION
    exposed = files.readable_by_others(source)
    for at, text in files.literals({k: v for k, v in written.items() if k != "notion"}):
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


def _error(source: Path, problems: list[Problem], used: Mapping[str, str]) -> ConfigError:
    lines = [problem.line(source) for problem in problems]
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    text = "\n  ".join([f"{count} in the configuration:", *lines])
    for name, value in used.items():
        text = text.replace(value, f"${{{name}}}")
    return ConfigError(text.removesuffix("."))  # the error ends its sentence itself

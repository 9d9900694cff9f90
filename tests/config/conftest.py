"""A folder with a small valid configuration, and a way to load a variation of it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from incident_sync.config import Settings, load
from incident_sync.errors import ConfigError

ENV = {"SLACK_BOT_TOKEN": "canary-bot", "GOOGLE_TOKEN": "canary-google"}
SLACK = '[slack]\nbot_token = "${SLACK_BOT_TOKEN}"\n'
SHEETS = '[sheets]\ncredentials = "anonymous"\nspreadsheet = "abc-123"\n'

Load: TypeAlias = Callable[..., Settings]


@pytest.fixture
def loaded(tmp_path: Path) -> Load:
    """Loads the given TOML text from ``tmp_path/incident-sync.toml``."""

    def _load(text: str, env: Mapping[str, str] = ENV) -> Settings:
        (tmp_path / "incident-sync.toml").write_text(text, encoding="utf-8")
        return load(None, env, tmp_path)

    return _load


@pytest.fixture
def refused(loaded: Load) -> Callable[..., str]:
    """The text of the error with which the given TOML text is refused."""

    def _refused(text: str, env: Mapping[str, str] = ENV) -> str:
        with pytest.raises(ConfigError) as caught:
            loaded(text, env)
        return str(caught.value)

    return _refused

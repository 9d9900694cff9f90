"""``config.example.toml`` shows every key with its default, and loads."""

import tomllib
from pathlib import Path
from typing import Any

from incident_sync.config import Settings, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
ENV = {"SLACK_BOT_TOKEN": "canary", "NOTION_TOKEN": "canary"}


def _load(folder: Path, text: str) -> Settings:
    (folder / "incident-sync.toml").write_text(text)
    (folder / "service-account.json").touch(mode=0o600)
    return load(None, ENV, folder)


def _keys(tree: dict[str, Any]) -> set[str]:
    found = set()
    for key, value in tree.items():
        found |= {f"{key}.{inner}" for inner in _keys(value)} if isinstance(value, dict) else set()
        found.add(key)
    return found


def test_every_key_with_its_default(tmp_path: Path) -> None:
    """The example equals a file that gives only what has no default."""
    settings = _load(tmp_path, EXAMPLE.read_text())
    bare = _load(
        tmp_path,
        '[slack]\nbot_token = "${SLACK_BOT_TOKEN}"\n'
        '[notion]\ntoken = "${NOTION_TOKEN}"\ndatabase = "0123456789abcdef0123456789abcdef"\n'
        '[sheets]\ncredentials = "service-account.json"\nspreadsheet = "your-spreadsheet-key"\n',
    )
    assert settings == bare


def test_every_key_is_shown(tmp_path: Path) -> None:
    """The example's keys are those that the settings have."""
    settings = _load(tmp_path, EXAMPLE.read_text())
    model = _keys(settings.model_dump())
    model -= {key for key in model if key.startswith("sheets.credentials.")}
    assert _keys(tomllib.loads(EXAMPLE.read_text())) == model

"""Which file is taken, in which order."""

from pathlib import Path

import pytest

from incident_sync.config import find
from incident_sync.errors import ConfigError


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """All places, best first, each with a file in it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "home")
    names = ["option.toml", "variable.toml", "incident-sync.toml", "config.toml"]
    found = [tmp_path / name for name in names]
    found += [tmp_path / "home" / "incident-sync.toml", tmp_path / "home" / "config.toml"]
    (tmp_path / "home").mkdir()
    for place in found:
        place.touch()
    return found


def test_order(places: list[Path], tmp_path: Path) -> None:
    """Option, variable, working folder, user's folder; ``incident-sync.toml`` first in each."""
    env = {"INCIDENT_SYNC_CONFIG": "variable.toml"}
    assert find(Path("option.toml"), env, tmp_path) == places[0]
    assert find(None, env, tmp_path) == places[1]
    for place in places[2:]:
        assert find(None, {}, tmp_path) == place
        place.unlink()
    with pytest.raises(ConfigError, match=r"looked for .*home/config\.toml"):
        find(None, {}, tmp_path)


def test_a_named_file_must_be_there(places: list[Path], tmp_path: Path) -> None:
    """Where a file is named, no other is taken instead."""
    assert places
    with pytest.raises(ConfigError, match=r"absent\.toml"):
        find(Path("absent.toml"), {}, tmp_path)


def test_unreadable(tmp_path: Path) -> None:
    """A folder is no file."""
    with pytest.raises(ConfigError, match="no configuration file"):
        find(tmp_path, {}, tmp_path)

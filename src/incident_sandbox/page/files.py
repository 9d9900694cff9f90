"""The page's files: read once, each under its own address; nothing else can be asked for."""

from __future__ import annotations

from importlib import resources
from typing import Final

FOLDER: Final = "web"
TYPES: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


def all_files() -> dict[str, tuple[str, bytes]]:
    """Content type and content of every file, by its name."""
    folder = resources.files(__package__) / FOLDER
    return {
        entry.name: (TYPES[_ending(entry.name)], entry.read_bytes())
        for entry in folder.iterdir()
        if _ending(entry.name) in TYPES
    }


def _ending(name: str) -> str:
    return name[name.rfind(".") :]

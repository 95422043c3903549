"""What a demonstration tells on its start page."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = "demonstration.json"


def demonstration_file() -> Path:
    """Where the demonstration's accounts are kept."""
    return Path(settings.DATA) / FILE


def demonstration() -> dict[str, Any] | None:
    """The accounts and the day of a demonstration ({"accounts": […], "made_on": "2026-11-22"}); None in a
    real office.
    """
    path = demonstration_file()
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(path, changed)


@lru_cache(maxsize=1)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found

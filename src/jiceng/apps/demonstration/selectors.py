"""Whether this is a demonstration, and which accounts it offers."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = "demonstration.json"


def demonstration() -> dict[str, Any] | None:
    """What was noted when the demonstration was made: `accounts` and `made_on`; None in an office's own deployment."""
    path = Path(settings.JICENG_DATA) / FILE
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(path, changed)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found

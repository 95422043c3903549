"""Another profile than the tests' own, put in force as config would: rules, words, data folder."""

from pathlib import Path
from typing import Any

from jiceng.config.profile import ProfileShelf
from jiceng.config.settings import PACKAGE
from jiceng.engines.procedure import load_profile


def settings_of(code: str, data: Path) -> dict[str, Any]:
    """The settings under which an office with that profile runs on a data folder."""
    shelf = ProfileShelf(data)
    return {
        "DATA": data,
        "PROFILE_SHELF": shelf,
        "PROFILE_CODES": shelf.codes(),
        "PROFILE_CODE": code,
        "PROFILE_LINEAGE": shelf.lineage(code),
        "READ_PROFILE": shelf.read,
        "PROFILE": load_profile(code, shelf.read),
        "LOCALE_PATHS": [*shelf.locales(code), *sorted(PACKAGE.glob("faces/**/locale"))],
    }

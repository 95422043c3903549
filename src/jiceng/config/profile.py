"""Where the packaged profiles are read: the engine that understands them opens no files itself."""

from importlib import resources

PROFILES = resources.files("jiceng") / "profiles"


def read_profile_file(name: str) -> str:
    """Text of a packaged profile file, e.g. "national/profile.toml".

    Errors: FileNotFoundError.
    """
    return (PROFILES / name).read_text(encoding="utf-8")


def profile_codes() -> list[str]:
    """Codes of all packaged profiles, sorted."""
    if not PROFILES.is_dir():
        return []
    return sorted(entry.name for entry in PROFILES.iterdir() if (entry / "profile.toml").is_file())

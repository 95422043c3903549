"""Profiles the engine is tried with: the packaged ones, and one that has every kind of clause."""

from importlib import resources
from pathlib import Path

from jiceng.engines.procedure import Profile, load_profile

PACKAGED = resources.files("jiceng") / "profiles"

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "procedure"
EVERY_CLAUSE = (VECTORS / "trial.toml").read_text(encoding="utf-8")
CHARTER = """
[profile]
code = "trial"
title = { zh = "试", en = "Trial" }
version = "1"
timezone = "Asia/Shanghai"
[standing.full]
title = { zh = "成员", en = "Member" }
votes = true
[instrument.charter]
title = { zh = "章程", en = "Charter" }
source = "published"
"""
"""A profile that has members and one charter, for a rule to be written under."""


def packaged(code: str) -> Profile:
    """A packaged profile."""
    return load_profile(code, lambda name: (PACKAGED / name).read_text(encoding="utf-8"))


def written(text: str, code: str = "trial") -> Profile:
    """A profile of TOML text."""
    return load_profile(code, {f"{code}/profile.toml": text}.__getitem__)


def every_clause() -> Profile:
    """The profile that has every kind of clause, several versions among them."""
    return written(EVERY_CLAUSE)

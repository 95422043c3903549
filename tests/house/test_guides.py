"""The role guides show pictures that exist, of which the command that takes them knows, in both languages."""

import re
import tomllib
from pathlib import Path

import pytest

from jiceng.apps.access.policies import ROLES
from tests.house.repository import ROOT

GUIDES = ROOT / "docs" / "guides"
PICTURE = re.compile(r"!\[[^\]]+\]\(pictures/(zh|en)/([a-z-]+)\.png\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#:]+)\)")


def shown() -> set[tuple[str, str]]:
    return {found for page in GUIDES.glob("*.md") for found in PICTURE.findall(page.read_text("utf-8"))}


def test_each_role_has_its_guide_in_both_languages() -> None:
    assert {page.stem.replace("-", "_") for page in GUIDES.glob("*.md")} == set(ROLES)
    for page in GUIDES.glob("*.md"):
        text = page.read_text("utf-8")
        assert text.index("## 中文") < text.index("## English"), page.name


def test_every_picture_is_taken_by_the_command_and_shown() -> None:
    taken = tomllib.loads((GUIDES / "pictures.toml").read_text("utf-8"))
    assert shown() == {(language, name) for name in taken for language in ("zh", "en")}


def test_every_picture_is_there() -> None:
    missing = [f"{lang}/{name}" for lang, name in shown() if not _file(lang, name).is_file()]
    assert not missing


def _file(language: str, name: str) -> Path:
    return GUIDES / "pictures" / language / f"{name}.png"


@pytest.mark.parametrize("page", sorted(path.name for path in GUIDES.glob("*.md")))
def test_every_link_leads_somewhere(page: str) -> None:
    text = (GUIDES / page).read_text("utf-8")
    assert all((GUIDES / link).exists() for link in LINK.findall(text))

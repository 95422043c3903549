"""The official layout (GB/T 9704-2012, 党政机关公文格式): measures and typefaces.

A4; 37 mm at the top, 28 mm at the left, a type area of 156 × 225 mm with 22 lines of 28 characters in size
three (16 points). A typeface that is not there is stood for by a free one, and the reader is told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import floor

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP, RIGHT, BOTTOM, LEFT = 37.0, 26.0, 35.0, 28.0
LINES, CHARACTERS = 22, 28
"""Millimetres; lines on a page, characters in a line."""

POINT = 25.4 / 72
BODY, TITLE, FOLIO, CELL = 16.0, 22.0, 14.0, 12.0
"""Points: sizes three, two and four, and what stands in a table."""

PITCH = floor((PAGE_HEIGHT - TOP - BOTTOM) / LINES / POINT * 20) / 20
"""Points from line to line, in twentieths, so that 22 lines fit: 28.95."""
SPACING = floor(((PAGE_WIDTH - LEFT - RIGHT) / CHARACTERS / POINT - BODY) * 20) / 20
"""Points between characters, in twentieths, so that 28 fit: a little less than none, -0.25."""
FOLIO_BELOW = 7.0
"""Millimetres from the type area to the dashes beside a page's number."""


@dataclass(frozen=True, slots=True)
class Face:
    """The typeface of a part: what the standard calls it, the family that is used, whether that only stands
    for it; `bold`, drawn bold to stand out as the other would.
    """

    named: str
    family: str
    stands_in: bool
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    named: str
    own: tuple[str, ...]
    others: tuple[str, ...]
    bold: bool = False


FACES: Mapping[str, _Wanted] = {
    "body": _Wanted(
        "仿宋",
        ("FZFangSong-Z02", "FangSong_GB2312", "FangSong", "STFangsong"),
        ("FandolFang R", "FandolFang", "Noto Serif CJK SC"),
    ),
    "title": _Wanted(
        "小标宋",
        ("FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S", "STZhongsong"),
        ("Noto Serif CJK SC",),
        bold=True,
    ),
    "first": _Wanted("黑体", ("FZHei-B01", "SimHei", "STHeiti"), ("Noto Sans CJK SC",)),
    "second": _Wanted(
        "楷体",
        ("FZKai-Z03", "KaiTi_GB2312", "KaiTi", "STKaiti"),
        ("LXGW WenKai", "FandolKai", "Noto Serif CJK SC"),
    ),
    "folio": _Wanted("宋体", ("FZShuSong-Z01", "SimSun", "STSong"), ("FandolSong", "Noto Serif CJK SC")),
}
"""By part of a paper: its typeface, the families that are it, and those that may stand for it."""


def faces(installed: Collection[str]) -> dict[str, Face]:
    """Which family each part is set in, of those that are there; the last of the others where none is."""
    return {part: _face(wanted, installed) for part, wanted in FACES.items()}


def _face(wanted: _Wanted, installed: Collection[str]) -> Face:
    for family in wanted.own:
        if family in installed:
            return Face(wanted.named, family, stands_in=False)
    family = next((each for each in wanted.others if each in installed), wanted.others[-1])
    return Face(wanted.named, family, stands_in=True, bold=wanted.bold)

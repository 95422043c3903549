"""PDF comes from a process that is bound, and only where it was installed."""

import re
import zlib
from unittest.mock import patch

import pytest

from jiceng.apps.decisions.printing import Bounds, pdf, typefaces
from jiceng.engines.documents import Paper, Paragraph
from jiceng.kernel.errors import Conflict

PAPER = Paper("通知", (Paragraph("定于明日召开村民代表会议。"),), note="K7Q2-9XMD")


def _unpacked(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""


def test_a_paper_becomes_a_file_with_its_mark_in_its_properties() -> None:
    made = pdf(PAPER)
    assert made.startswith(b"%PDF-")
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    assert b"K7Q2-9XMD" in b"".join([made, *map(_unpacked, parts)])


def test_one_that_takes_too_much_is_stopped() -> None:
    with pytest.raises(Conflict, match="pdf_stopped"):
        pdf(PAPER, Bounds(memory_bytes=16 << 20))
    with pytest.raises(Conflict, match="pdf_stopped"):
        pdf(PAPER, Bounds(seconds=0))


def test_without_the_library_it_is_said() -> None:
    with (
        patch("jiceng.apps.decisions.printing.is_installed", return_value=False),
        pytest.raises(Conflict, match="pdf_not_installed"),
    ):
        pdf(PAPER)


def test_every_part_has_a_typeface() -> None:
    assert {each.named for each in typefaces().values()} == {"仿宋", "小标宋", "黑体", "楷体", "宋体"}

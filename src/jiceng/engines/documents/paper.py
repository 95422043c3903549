"""What stands on an official paper, before any layout."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_DIGITS = "〇一二三四五六七八九"
LEVELS = 4


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `level` 1 to 4: a heading of that level, numbered by its place (0: running text)."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row is the head. `widths`, shares of the columns."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """An official paper (公文): its title, whom it is addressed to, what it says, who signs it and when.

    `note`, kept in the file's properties and not on the paper.
    """

    title: str
    blocks: tuple[Paragraph | Table, ...]
    addressed: str = ""
    signatory: str = ""
    day: date | None = None
    note: str = ""

    @property
    def day_words(self) -> str:
        """The day in Arabic figures, nothing filled with zeros (7.3.5.4 of the standard)."""
        return f"{self.day.year}年{self.day.month}月{self.day.day}日" if self.day else ""

    def numbered(self) -> Iterator[Paragraph | Table]:
        """The blocks, each heading with its number: 一、（一）1.（1）."""
        counts = [0] * LEVELS
        for block in self.blocks:
            if isinstance(block, Table) or not block.level:
                yield block
                continue
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (LEVELS - block.level)
            yield Paragraph(number(block.level, counts[block.level - 1]) + block.text, block.level)

    def indents(self) -> tuple[int, int]:
        """How many characters the signature and the day stand in from the right: two, the day beginning two
        after the signature; where the day is longer, it is the one that stands two in.
        """
        signed, day = width(self.signatory), width(self.day_words)
        apart = signed - day
        return (2, apart) if apart >= 2 else (4 - apart, 2)


def number(level: int, count: int) -> str:
    """The number before a heading."""
    if level > 2:
        return f"{count}." if level == 3 else f"（{count}）"
    return f"{numeral(count)}、" if level == 1 else f"（{numeral(count)}）"


def numeral(count: int) -> str:
    """A number below a hundred in Chinese figures."""
    tens, ones = divmod(count, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def width(text: str) -> int:
    """How many characters of the grid a text takes: two Latin ones take one."""
    return -(-sum(1 if ord(each) < 0x2E80 and each not in "—…“”‘’" else 2 for each in text) // 2)

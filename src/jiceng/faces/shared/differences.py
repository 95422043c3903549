"""What was changed between two versions of a text: block by block, and within a block word by word.

Chinese is compared sign by sign, Latin words and numbers whole. The work is bounded: where two texts are too
long or too unlike to be compared within, the one stands as removed and the other as added.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape

_BLOCK = re.compile(r"</(?:p|h[1-6]|li|tr|dt|dd|blockquote|figcaption|caption)>|<(?:br|hr)[^>]*>")
_CELL = re.compile(r"</t[hd]>")
_PICTURE = re.compile(r"<img\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[A-Za-z0-9]+(?:[.,:/-][A-Za-z0-9]+)*|\s+|.", re.DOTALL)
MOST = 1_000_000  # pairs of words, or of blocks, that are compared
AROUND = 1  # unchanged blocks that stay beside a changed one
SAME, ADDED, REMOVED, SKIPPED = "same", "added", "removed", "skipped"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words: "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text: "same", "changed", "added", "removed"; or "skipped", `count` unchanged ones."""

    kind: str
    parts: tuple[Part, ...] = ()
    count: int = 0


def blocks_of(html: str) -> list[str]:
    """The words of cleaned text, block by block; cells of a row are set apart, a picture is a sign."""
    marked = _CELL.sub(" | ", _PICTURE.sub("▧", html))
    lines = unescape(_TAG.sub("", _BLOCK.sub("\n", marked))).splitlines()
    return [stripped for line in lines if (stripped := " ".join(line.split()).removesuffix(" |"))]


@lru_cache(maxsize=128)
def differences(before: str, after: str) -> tuple[Block, ...]:
    """What leads from one cleaned text to the other, in reading order; nothing where no word differs."""
    old, new = blocks_of(before), blocks_of(after)
    if old == new:
        return ()
    return tuple(_shortened(list(_blocks(old, new))))


def _blocks(old: list[str], new: list[str]) -> Iterator[Block]:
    for kind, i, j, k, m in _steps(old, new):
        if kind == "equal":
            yield from (Block(SAME, (Part(SAME, text),)) for text in old[i:j])
            continue
        pairs = min(j - i, m - k)
        yield from (_within(*pair) for pair in zip(old[i : i + pairs], new[k : k + pairs], strict=True))
        yield from (Block(REMOVED, (Part(REMOVED, text),)) for text in old[i + pairs : j])
        yield from (Block(ADDED, (Part(ADDED, text),)) for text in new[k + pairs : m])


def _within(old: str, new: str) -> Block:
    """One block in place of another."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    parts = []
    for kind, i, j, k, m in _steps(before, after):
        if kind == "equal":
            parts.append(Part(SAME, "".join(before[i:j])))
            continue
        parts += [Part(REMOVED, "".join(before[i:j]))] if j > i else []
        parts += [Part(ADDED, "".join(after[k:m]))] if m > k else []
    kept = sum(len(part.text) for part in parts if part.kind == SAME)
    if kept * 4 < max(len(old), len(new)):  # another sentence altogether: shreds would be unreadable
        parts = [Part(REMOVED, old), Part(ADDED, new)]
    return Block("changed", tuple(parts))


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    if len(old) * len(new) > MOST:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new).get_opcodes())


def _shortened(blocks: list[Block]) -> Iterator[Block]:
    """The changed blocks and what stands beside them; the rest is counted."""
    changed = [place for place, block in enumerate(blocks) if block.kind != SAME]
    near = {place + step for place in changed for step in range(-AROUND, AROUND + 1)}
    skipped = 0
    for place, block in enumerate(blocks):
        if place not in near:
            skipped += 1
            continue
        if skipped:
            yield Block(SKIPPED, count=skipped)
        skipped = 0
        yield block
    if skipped:
        yield Block(SKIPPED, count=skipped)

"""Text as searching sees it: folded, cut into runs of letters and figures, runs into overlapping pairs.

Chinese writes no spaces, and a dictionary's cuts miss words across them; pairs of neighbouring characters
miss none. Folding looks at one character at a time, so that a piece of a text folds to a piece of the folded
text: what is copied from a page is found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, normalize

LONGEST_QUERY = 100
MOST_RUNS = 8
_LEFT_OUT = frozenset({"Mn", "Me", "Mc", "Cf", "Cc"})
_AFTER_A_STOP = re.compile("(?<=[。；：！？，、）”]) +")


@lru_cache(maxsize=1 << 16)
def folded(character: str) -> str:
    """A character without width, case and accents; "" for marks and what is not seen, " " for what parts."""
    if character.isspace():
        return " "
    plain = normalize("NFKD", normalize("NFKD", character).casefold())
    kept = (each for each in plain if category(each) not in _LEFT_OUT)
    return "".join(each if each.isalnum() else " " for each in kept)


def fold(text: str) -> str:
    """A text folded character by character."""
    return "".join(map(folded, text))


def runs(text: str) -> list[str]:
    """The unbroken runs of letters and figures of a text, folded, in order."""
    return fold(text).split()


def pairs(run: str) -> list[str]:
    """A run's overlapping pairs; a run of one character, itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def indexed(text: str) -> list[str]:
    """What is kept of a text, in order: each run's pairs, then its last character, so that a single
    character is the beginning of something wherever it stands.
    """
    return [each for run in runs(text) for each in (*pairs(run), *([run[-1]] if len(run) > 1 else []))]


def asked(query: str) -> list[str]:
    """The runs somebody looks for, each once, no more than a page's index can bear."""
    return list(dict.fromkeys(runs(query[:LONGEST_QUERY])))[:MOST_RUNS]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `found`, whether it was looked for."""

    text: str
    found: bool


def marked(text: str, sought: list[str]) -> list[Piece]:
    """A text in pieces, those that were looked for told apart."""
    hit = bytearray(len(text))
    for first, last in _spans(text, sought):
        hit[first:last] = b"\x01" * (last - first)
    found: list[Piece] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or hit[at] != hit[start]:
            found.append(Piece(text[start:at], bool(hit[start])))
            start = at
    return found


def excerpt(text: str, sought: list[str], length: int = 120) -> list[Piece]:
    """The stretch of a text around the first thing looked for, in pieces; its beginning when there is
    none.
    """
    first = min((start for start, _last in _spans(text, sought)), default=0)
    start = max(0, first - length // 4)
    cut = _AFTER_A_STOP.sub("", text[start : start + length].replace("\n", " "))
    before, after = "…" if start else "", "…" if start + length < len(text) else ""
    return [Piece(before, False), *marked(cut, sought), Piece(after, False)]


def _spans(text: str, sought: list[str]) -> Iterator[tuple[int, int]]:
    """Where the runs looked for stand in the text as it was written."""
    letters = [folded(each) for each in text]
    whole = "".join(letters)
    origins = [at for at, each in enumerate(letters) for _ in each]
    for run in sought:
        at = whole.find(run)
        while at >= 0:
            yield origins[at], origins[at + len(run) - 1] + 1
            at = whole.find(run, at + len(run))

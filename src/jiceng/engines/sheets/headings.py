"""Headings as offices write them: what each is understood as, and in which rows of a sheet they stand."""

import difflib
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from jiceng.engines.sheets.workbook import Cell, Merge, Row, Sheet

Vocabulary = Mapping[str, Sequence[str]]
"""Key of a column → its usual headings. A heading two keys claim belongs to the first."""

_SEARCHED = 40
_LINES = 3
_COLUMNS = 256
"""A heading is looked for in this many rows that hold something, in this many lines, in this many columns."""

_LEAST = 2
"""So many headings must be understood before a row is believed to be the header."""

_LONGEST = 100
"""No heading is longer: of longer text only so much is compared."""

_WRITTEN = 400

_MARKS = "*※★☆●◆▲△#"
_HAN = "[一二三四五六七八九十]+"
_OPENING, _CLOSING = r"(\[【{〔<《", r")\]】}〕>》"
_FRONT = re.compile(
    rf"\A(?:[{_MARKS}①-⑳]|\(\d{{1,2}}\)(?=\D)|\d{{1,2}}[.、)](?=\D)|\({_HAN}\)(?=.)|{_HAN}、)++"
)
_BACK = re.compile(rf"(?:[{_MARKS}:;,.。、]|[{_OPENING}][^{_OPENING}{_CLOSING}]*+[{_CLOSING}]?+)++$")
_EITHER = re.compile(r"[/、,或及和]")
_SHORT = 12
_DIGIT = re.compile(r"[\d::]")
_OF_OTHERS = re.compile(
    "配偶|父亲|母亲|父母|子女|家庭|亲属|介绍人|联系人|培养人|监护人|户主|地址|住址|住地|户籍|籍贯|院校"
)
"""Below these a plain heading tells of somebody or something else: 家庭成员 over 姓名 is not the name of the
row, 户籍地址 over 村 not its unit.
"""


def normalise(text: str) -> str:
    """A heading without what is only writing: width, spaces and line breaks, case, numbering and marks
    before it, bracketed hints and colons after it. "* 出生年月(19xx.xx):" gives "出生年月".
    """
    bare = _FRONT.sub("", "".join(text[:_LONGEST].replace("\u200b", "").split()), count=1)
    half = _FRONT.sub("", "".join(unicodedata.normalize("NFKC", bare).lower().split()), count=1)
    return _BACK.sub("", half) or half.strip(f"{_OPENING}{_CLOSING}\\:")


def written(cell: Cell) -> str:
    """A cell as one line of text, as the office reads it; of a long one the beginning; empty for None."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join("".join(str(cell)[:_WRITTEN].splitlines()).split())


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading.

    `position` from 0; `text` as the office reads it, lines joined by "/" unless they are one word broken in
    two, empty where values stand under no heading; `column`, the key it is understood as; `suggestion`, the
    key it may mean when it is not understood: a key another column has already only if this one reads
    the same.
    """

    position: int
    text: str
    column: str | None
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands over one column, from the upper line down. `own` when its last line was written for this
    column alone, `shared` when its first is written over others too.
    """

    lines: tuple[str, ...]
    own: bool
    shared: bool


class Lexicon:
    """A vocabulary, ready to be asked."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._names: dict[str, str] = {}
        for key, names in vocabulary.items():
            for name in names:
                self._names.setdefault(normalise(name), key)
        self._asked: dict[str, str | None] = {}

    @property
    def names(self) -> frozenset[str]:
        """All headings it knows, normalised."""
        return frozenset(self._names)

    def key(self, text: str) -> str | None:
        """The key a heading of one line means: itself, or each of its alternatives ("手机/电话")."""
        if text not in self._asked:
            plain = normalise(text)
            keys = {self._names.get(part) for part in _EITHER.split(plain) if part}
            found = self._names.get(plain) or (keys.pop() if len(keys) == 1 else None)
            self._asked[text] = found
        return self._asked[text]

    def whole(self, caption: Caption) -> str | None:
        """The key all lines together mean: "出生" over "年月"."""
        lines = caption.lines
        return self.key("".join(lines)) or (self.key("/".join(lines)) if len(lines) > 1 else None)

    def end(self, caption: Caption) -> str | None:
        """The key the lower lines mean under an upper one that only gathers: "手机" under "联系方式"."""
        for start in range(1, len(caption.lines)):
            if _OF_OTHERS.search("".join(caption.lines[:start])):
                return None
            if key := self.key("".join(caption.lines[start:])):
                return key
        return None

    def nearest(self, text: str, taken: set[str]) -> str | None:
        """The key not `taken` whose heading is most like the text: contains it, lies in it, or is spelt
        nearly so. None when nothing is near.
        """
        plain = normalise(text)
        if not plain or _OF_OTHERS.search(plain):
            return None
        free = [name for name, key in self._names.items() if key not in taken and len(name) > 1]
        inside = [name for name in free if name in plain]
        if inside:
            return self._names[max(inside, key=len)]
        around = [name for name in free if len(plain) > 1 and plain in name]
        near = around or difflib.get_close_matches(plain, free, n=1, cutoff=0.6)
        return self._names[min(near, key=len)] if near else None


@dataclass(frozen=True, slots=True)
class Header:
    """The rows the headings stand in, by first and last row number, and the caption of each column."""

    first: int
    last: int
    captions: Mapping[int, Caption]


def find_header(sheet: Sheet, lexicon: Lexicon, chosen: Mapping[int, str | None]) -> Header | None:
    """The one to three rows near the top in which most headings are understood; of equals the fewest rows,
    then the first. Lines above that gather several headings, and below that divide one, belong to it.

    Where fewer than two are understood: the first row with text over two of the `chosen` columns, or None.
    """
    top = _Top(sheet)
    best, found = (_LEAST, -_LINES - 1), cast("tuple[int, int] | None", None)
    for start, height in top.places():
        captions = top.captions(start, height)
        merit = _understood(captions, lexicon), -height
        if merit > best:
            best, found = merit, (start, height)
    if found:
        return top.header(*_widened(top, lexicon, *found))
    wanted = {position for position, key in chosen.items() if key}
    starts = (index for index, line in enumerate(top.lines) if len(wanted.intersection(line)) >= _LEAST)
    first = next(starts, None)
    return None if first is None else top.header(first, 1)


def _understood(captions: Mapping[int, Caption], lexicon: Lexicon) -> int:
    """How many keys the captions mean; 0 when the lower line holds values: text under a heading that was
    complete without it.
    """
    keys = set()
    for caption in captions.values():
        key = lexicon.whole(caption)
        alone = caption.own and not caption.shared and len(caption.lines) > 1
        if key is None and alone and lexicon.key(caption.lines[0]):
            return 0
        keys.add(key or lexicon.end(caption))
    return len(keys - {None})


def _widened(top: "_Top", lexicon: Lexicon, start: int, height: int) -> tuple[int, int]:
    """The block with the lines of the header in which nothing more is understood."""
    while (
        height < _LINES
        and (top.reaches_below(start, height) or top.divides(start, height, lexicon))
        and _understood(top.captions(start, height + 1), lexicon)
    ):
        height += 1
    while height < _LINES and top.gathers(start):
        start, height = start - 1, height + 1
    return start, height


def read_headings(
    header: Header, lexicon: Lexicon, chosen: Mapping[int, str | None], filled: Sequence[int]
) -> tuple[Heading, ...]:
    """The headings by position; `filled` are the columns with values that have no heading of their own.

    What was `chosen` holds; then a caption understood as a whole comes before one understood by its end,
    then the column further left.
    """
    claims: list[tuple[int, int, str | None]] = []
    for position in sorted({*header.captions, *filled}):
        caption = header.captions.get(position)
        if caption is not None and not caption.own and position not in filled:
            continue
        if position in chosen:
            claims.append((0, position, chosen[position]))
        elif caption and (key := lexicon.whole(caption)):
            claims.append((1, position, key))
        else:
            claims.append((2, position, lexicon.end(caption) if caption else None))
    taken: dict[str, int] = {}
    for _, position, key in sorted(claims, key=lambda claim: claim[:2]):
        if key:
            taken.setdefault(key, position)
    return tuple(_heading(header, lexicon, claim, taken) for claim in claims)


def _heading(
    header: Header, lexicon: Lexicon, claim: tuple[int, int, str | None], taken: Mapping[str, int]
) -> Heading:
    rank, position, key = claim
    caption = header.captions.get(position)
    text = ""
    if caption:
        text = ("" if lexicon.key("".join(caption.lines)) else "/").join(caption.lines)
    if key and taken[key] == position:
        return Heading(position, text, key, None)
    near = lexicon.nearest(text, set(taken)) if text and rank else None
    return Heading(position, text, None, key or near)


class _Top:
    """The first rows of a sheet as lines of text, with what merged cells and free space spread."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows: tuple[Row, ...] = sheet.rows[: _SEARCHED + _LINES]
        self.lines = [_texts(row) for row in self.rows]
        self._index = {row.number: index for index, row in enumerate(self.rows)}
        self._merges = self._spreading(sheet.merges)

    def _spreading(self, merges: Sequence[Merge]) -> dict[tuple[int, int], tuple[int, int]]:
        """(row number, column) → where the text shown there is written, for every merged cell."""
        spread: dict[tuple[int, int], tuple[int, int]] = {}
        wide = max((max(line, default=0) for line in self.lines), default=0)
        last = self.rows[-1].number if self.rows else 0
        for first_row, first_column, last_row, last_column in merges:
            if first_row not in self._index:
                continue
            for number in range(first_row, min(last_row, last, first_row + _LINES) + 1):
                for column in range(first_column, min(last_column, wide) + 1):
                    spread[number, column] = first_row, first_column
            if len(spread) > _COLUMNS * _SEARCHED:  # more than fits: ranges that lie over one another
                break
        return spread

    def places(self) -> Iterator[tuple[int, int]]:
        """Every first row and height the header may have."""
        for start, line in enumerate(self.lines[:_SEARCHED]):
            if len(line) < _LEAST:
                continue
            yield start, 1
            for height in range(2, _LINES + 1):
                if not self._adjoin(start + height - 1):
                    break
                yield start, height

    def _adjoin(self, index: int) -> bool:
        """Whether the row stands directly below the one before it."""
        return 0 < index < len(self.rows) and self.rows[index].number == self.rows[index - 1].number + 1

    def captions(self, start: int, height: int) -> dict[int, Caption]:
        """What stands over each column if these rows are the header."""
        sources: dict[int, list[tuple[int, int]]] = {}
        for column in self._columns(start, height):
            places = (self._source(start, height, index, column) for index in range(start, start + height))
            sources[column] = list(dict.fromkeys(place for place in places if place))
        shown = Counter(place for places in sources.values() for place in places)
        return {
            column: Caption(
                tuple(dict.fromkeys(self.lines[index][at] for index, at in places)),
                places[-1][1] == column,
                shown[places[0]] > 1,
            )
            for column, places in sources.items()
            if places
        }

    def _columns(self, start: int, height: int) -> list[int]:
        columns = {column for line in self.lines[start : start + height] for column in line}
        numbers = {row.number for row in self.rows[start : start + height]}
        columns |= {column for number, column in self._merges if number in numbers}
        return sorted(columns)

    def _source(self, start: int, height: int, index: int, column: int) -> tuple[int, int] | None:
        """Where the text is written that is read in this place: here, where the cells are merged, or to the
        left if both columns go on below.
        """
        line = self.lines[index]
        if column in line:
            return index, column
        origin = self._merges.get((self.rows[index].number, column))
        if origin is not None:
            above = self._index[origin[0]]
            return (above, origin[1]) if above >= start and origin[1] in self.lines[above] else None
        below = self.lines[index + 1 : start + height]
        if not any(column in each for each in below):
            return None
        earlier = sorted(line)
        at = bisect_left(earlier, column) - 1
        if at < 0 or (self.rows[index].number, earlier[at]) in self._merges:
            return None
        return (index, earlier[at]) if any(earlier[at] in each for each in below) else None

    def reaches_below(self, start: int, height: int) -> bool:
        """Whether a heading's cell is merged with one below the block."""
        last = self.rows[start + height - 1].number
        numbers = {row.number for row in self.rows[start : start + height]}
        within = self._adjoin(start + height)
        return within and any(
            number == last + 1 and origin[0] in numbers for (number, _), origin in self._merges.items()
        )

    def divides(self, start: int, height: int, lexicon: Lexicon) -> bool:
        """Whether the row below only divides headings: words, some under free space, under complete headings
        only where some are headings themselves.
        """
        if not self._adjoin(start + height):
            return False
        below, captions = self.lines[start + height], self.captions(start, height)
        above = set().union(*self.lines[start : start + height])
        if len(below) < _LEAST or above.issuperset(below) or any(map(_DIGIT.search, below.values())):
            return False
        complete = {at for at, caption in captions.items() if caption.own and lexicon.whole(caption)}
        return not complete.intersection(below) or any(map(lexicon.key, below.values()))

    def gathers(self, start: int) -> bool:
        """Whether the row above the block gathers its headings: a few short words, each over free space or
        over more than one of them.
        """
        if not self._adjoin(start):
            return False
        above, first = self.lines[start - 1], self.lines[start]
        if not 1 < len(above) < len(first) or not set(above) <= set(self.captions(start, 1)):
            return False
        return all(
            len(text) <= _SHORT
            and not _DIGIT.search(text)
            and (at not in first or (at + 1 in first and at + 1 not in above))
            for at, text in above.items()
        )

    def header(self, start: int, height: int) -> Header:
        """The block as the sheet's header."""
        first, last = self.rows[start].number, self.rows[start + height - 1].number
        return Header(first, last, self.captions(start, height))


def _texts(row: Row) -> dict[int, str]:
    return {column: text for column, cell in enumerate(row.cells[:_COLUMNS]) if (text := written(cell))}

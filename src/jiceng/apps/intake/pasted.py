"""Rows pasted from a spreadsheet: for which unit, and what their columns are where no headings were copied.

A first row in which no heading is known is a record. Its columns are then proposed: as in our own empty form
where every column fits, else by what stands in them; the page shows the proposal, and a person decides.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from jiceng.apps.intake.cells import read_day, read_plain
from jiceng.apps.intake.kinds.words import trade
from jiceng.apps.intake.vocabulary import KindVocabulary
from jiceng.apps.organisations.models import profile
from jiceng.engines.sheets import Cell, Row, Sheet, normalise
from jiceng.engines.sheets.words import UNIT_WORDS, is_identity, is_number
from jiceng.kernel.errors import Invalid

PASTED = "粘贴的内容.txt"

_LOOKED_AT = 50
_GROWN = 16
"""Years between a birth and whatever else a day may be of."""

_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}", re.ASCII)
_CODE = re.compile(r"\d{6,18}(?:-\d+)*", re.ASCII)
_CREDIT = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}", re.ASCII)
_FIRM = re.compile(r"\w*[\u4e00-\u9fff]{4}[\w()（）·]*")
_AGE = re.compile(r"(?:1[6-9]|[2-9]\d|10\d)岁?", re.ASCII)
_HOUR = re.compile(r"(?:上午|下午|晚上?)?\d{1,2}[::时点][\d分半]*.*")
_COUNT = re.compile(r"\d{1,4}[人名]?", re.ASCII)
_NATION = re.compile(r"汉|[^\W\d_]{1,6}族")
_SCHOOLING = re.compile(r".{0,4}(?:文盲|小学|初中|高中|中技|中专|大专|专科|本科|大学|研究生|硕士|博士).{0,3}")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}[·•][\u4e00-\u9fff]{1,8}")

Column = Sequence[str]


def understood(sheets: Sequence[Sheet], vocabulary: KindVocabulary | None, unit: str) -> list[Sheet]:
    """The pasted sheet, called as the unit whose rows they are ("" where that was not said), under headings
    of our own where none were copied and the kind is known.
    """
    named = [replace(sheet, name=unit or PASTED.removesuffix(".txt")) for sheet in sheets]
    if vocabulary is None:
        return named
    return [sheet if headed(sheet, vocabulary) else _under_headings(sheet, vocabulary) for sheet in named]


def headed(sheet: Sheet, vocabulary: KindVocabulary) -> bool:
    """Whether headings were copied: a row is a header, or a cell of the first is a heading and no value."""
    if not sheet.rows or vocabulary.table(sheet) is not None:
        return True
    values = {word for words in vocabulary.words.values() for word in words} | {normalise("党员")}
    names = {normalise(name) for column in vocabulary.columns.values() for name in column.names}
    return any(normalise(text) in names - values for text in map(_text, sheet.rows[0].cells) if text)


def _under_headings(sheet: Sheet, vocabulary: KindVocabulary) -> Sheet:
    """The same with a row of headings above the first, numbered 0: a column nobody can name is numbered."""
    width = max(len(row.cells) for row in sheet.rows)
    keys = proposed(sheet, vocabulary)
    names = [vocabulary.standard(keys[at]) if at in keys else f"第{at + 1}列" for at in range(width)]
    return replace(sheet, rows=(Row(0, tuple(names)), *sheet.rows))


def proposed(sheet: Sheet, vocabulary: KindVocabulary) -> Mapping[int, str]:
    """What each column may be, by its position: the order of our empty form where all fits, else by
    content.
    """
    rows = sheet.rows[:_LOOKED_AT]
    columns = [_filled(rows, at) for at in range(max(len(row.cells) for row in rows))]
    form = [key for key, each in vocabulary.columns.items() if not each.ignored and key != "group"]
    tests = _tests(vocabulary)
    for keys in (["number", *form], form):
        fits = (all(map(tests.get(key, _any), texts)) for key, texts in zip(keys, columns, strict=False))
        if len(columns) == len(keys) and all(fits):
            return dict(enumerate(keys))
    return _by_content(columns, vocabulary, tests)


def _by_content(
    columns: Sequence[Column], vocabulary: KindVocabulary, tests: "Mapping[str, Callable[[str], bool]]"
) -> dict[int, str]:
    """The first column that fits each test, the plainest tests first; days by what they can be of."""
    found: dict[int, str] = {}
    if columns and _counts_up(columns[0]):
        found[0] = "number"
    for key, fits in tests.items():
        free = (at for at, texts in enumerate(columns) if at not in found and texts)
        if key in vocabulary.columns and key != "number":
            at = next((at for at in free if all(map(fits, columns[at]))), None)
            found |= {} if at is None else {at: key}
    days = [at for at, texts in enumerate(columns) if at not in found and texts and all(map(_is_day, texts))]
    return found | dict(zip(days, _day_keys([columns[at] for at in days], vocabulary), strict=False))


def _day_keys(columns: Sequence[Column], vocabulary: KindVocabulary) -> list[str]:
    """What days are of, from the left: of people the birth only where what follows is a youth later."""
    if "joined_on" in vocabulary.columns and not vocabulary.columns["joined_on"].ignored:
        first = ["birth_date"] if len(columns) > 1 and _youth_apart(columns[0], columns[1]) else []
        return [*first, "joined_on", "full_on"]
    return [key for key in ("day", "since", "until", "founded", "registered_on") if key in vocabulary.columns]


def _tests(vocabulary: KindVocabulary) -> "dict[str, Callable[[str], bool]]":
    """What the cells of a column must look like, by key, the plainest first; texts of any kind are not
    tested for and are named by a person.
    """
    words, rules = trade(), profile()
    own = {
        "people": {},
        "posts": {
            "post": lambda text: words.posts.code(text) is not None,
            "body": lambda text: words.bodies.code(text) is not None,
        },
        "units": {
            "kind": _titled(each.title.zh for each in rules.unit_kinds.values()),
            "form": _titled(each.title.zh for each in rules.organisation_forms.values()),
        },
        "gatherings": {"kind": lambda text: words.gatherings.code(text) is not None},
        "establishments": {"credit_code": _matches(_CREDIT)},
    }[vocabulary.code]
    tests: dict[str, Callable[[str], bool]] = {"number": is_number, "id_number": _is_identity}
    tests |= {"phone": _matches(_PHONE), "ethnicity": _matches(_NATION), "age": _matches(_AGE)}
    tests |= {key: _worded(vocabulary, key) for key in ("sex", "standing", "state")} | own
    tests |= {"time": _matches(_HOUR), "education": _matches(_SCHOOLING)}
    tests |= {"unit_code": _matches(_CODE), "code": _matches(_CODE)}
    tests |= {"entitled": _matches(_COUNT), "present": _matches(_COUNT)}
    named = {"units": _is_unit, "establishments": _matches(_FIRM)}.get(vocabulary.code, _is_name)
    return tests | {"unit_name": _is_unit, "name": named}


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _worded(vocabulary: KindVocabulary, key: str) -> Callable[[str], bool]:
    return lambda text: key in vocabulary.words and vocabulary.word(key, text) is not None


def _titled(titles: Iterable[str]) -> Callable[[str], bool]:
    known = set(map(normalise, titles))
    return lambda text: normalise(text) in known


def _is_identity(text: str) -> bool:
    return is_identity(text) or re.fullmatch(r"\d{6}[*xX]{6,}[\dxX*]{1,6}", text) is not None


def _is_unit(text: str) -> bool:
    return text.endswith(UNIT_WORDS)


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def _any(_text: str) -> bool:
    return True


def _is_day(text: str) -> bool:
    return _day(text) is not None


def _day(text: str) -> date | None:
    try:
        found = read_day(text)
    except Invalid:
        return None
    return found.value if found else None


def _youth_apart(earlier: Column, later: Column) -> bool:
    pairs = zip(map(_day, earlier), map(_day, later), strict=False)
    return all(first and then and then.year - first.year >= _GROWN for first, then in pairs)


def _counts_up(texts: Column) -> bool:
    numbers = [int(text) for text in texts if text.isdecimal()]
    return len(numbers) == len(texts) > 1 and all(then - first == 1 for first, then in pairwise(numbers))


def _filled(rows: Sequence[Row], at: int) -> Column:
    return [text for row in rows if at < len(row.cells) and (text := _text(row.cells[at]))]


def _text(cell: Cell) -> str:
    try:
        return read_plain(cell)
    except Invalid:
        return str(cell)

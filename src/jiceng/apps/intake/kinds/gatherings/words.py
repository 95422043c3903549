"""What offices call kinds of gatherings, their parts, and the periods they make up for."""

import re
from datetime import date

from jiceng.apps.intake.cells import read_day, read_plain, read_text
from jiceng.apps.intake.kinds.words import Words
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.engines.sheets import Cell, normalise
from jiceng.kernel.errors import Invalid
from jiceng.kernel.periods import Cadence, Period

_BETWEEN = re.compile(r"[、,，;；/／|+＋\n]+")
_PERIOD = re.compile(
    r"补?办?(?:(\d{4})年?度?)?[-第]?(?:([1-4一二三四])季度?|Q([1-4])|H([12])|(上|下)半年|(\d{1,2}|十[一二]?|[一二三四五六七八九])月份?)?",
    re.ASCII | re.IGNORECASE,
)
_NOT_HELD = re.compile("未召开|未开|未举行|没有?[召举]?[开行]|取消|延期|推迟|改期|暂缓|撤销")
_LONGEST_NOTHING = 4
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", start=1)}
_NUMERALS |= {"十一": 11, "十二": 12}


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says that there is nothing to say: empty, 无, a dash."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_NOTHING:
        return cell is None
    return normalise(cell) in vocabularies()["gatherings"].words["nothing"]


def read_kind(cell: Cell, kinds: Words) -> str:
    """The kind of gathering a cell names. Raises `Invalid`: gathering_kind_missing, unknown_gathering_kind,
    also for one that the cell says was not held, gathering_kind_several.
    """
    text = read_text(cell)
    if not text:
        raise Invalid("gathering_kind_missing")
    found = kinds.named(text)
    if found and _NOT_HELD.search(text):
        raise Invalid("unknown_gathering_kind")
    if not found:
        raise Invalid("unknown_gathering_kind", suggestion=kinds.nearest(text))
    if len(found) > 1:
        raise Invalid(
            "gathering_kind_several", suggestion=Words.listed(kinds.titles[code].zh for code in found)
        )
    return found[0]


def read_items(cell: Cell, items: Words) -> tuple[str, ...]:
    """The parts a cell lists. Raises `Invalid("unknown_item")` with the titles one may mean."""
    if is_nothing(cell):
        return ()
    found: dict[str, None] = {}
    for part in _BETWEEN.split(read_text(cell)):
        for word in [part] if items.code(part) else part.split():
            code = items.code(word)
            if code is None:
                raise Invalid("unknown_item", suggestion=items.nearest(word))
            found[code] = None
    return tuple(found)


def read_period(cell: Cell, day: date) -> str:
    """The key of the period a gathering of `day` makes up for: 2026年二季度, 2026-Q2, 2026年3月, a date cell
    for the month it begins; "" for none.

    Raises `Invalid("period_unreadable")`, with the key of this year where only the year is lacking, and as
    `read_day` does for a number.
    """
    if is_nothing(cell):
        return ""
    if isinstance(cell, str | int) or (isinstance(cell, float) and cell.is_integer()):
        return _period_of(read_plain(cell), day)
    month = read_day(cell)
    if month is None or month.value.day != 1:
        raise Invalid("period_unreadable")
    return Period.containing(Cadence.MONTH, month.value).key


def _period_of(text: str, day: date) -> str:
    found = _PERIOD.fullmatch(text)
    if found is None or not any(found.groups()):
        return _month_of(text)
    year, numeral, quarter, half, first, month = found.groups()
    key = year or str(day.year)
    if numeral or quarter:
        key += f"-Q{_NUMERALS.get(numeral, numeral) if numeral else quarter}"
    elif half or first:
        key += f"-H{half or '上下'.index(first) + 1}"
    elif month:
        key += f"-{int(_NUMERALS.get(month, month)):02}"
    if not year:
        raise Invalid("period_unreadable", suggestion=key)
    try:
        return Period.parse(key).key
    except Invalid:
        raise Invalid("period_unreadable") from None


def _month_of(text: str) -> str:
    """A month as days are written (2026-03, 202603), or the key of any period."""
    try:
        return Period.parse(text).key
    except Invalid:
        pass
    try:
        found = read_day(text)
    except Invalid:
        found = None
    if found is None or found.precise:
        raise Invalid("period_unreadable")
    return Period.containing(Cadence.MONTH, found.value).key

"""From a cell to a value: what each kind of column may hold. Nothing is guessed; what cannot be read is
`Invalid` with a code, and with a suggestion where there is one.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from jiceng.engines.sheets import Cell
from jiceng.kernel.codes import IdNumber
from jiceng.kernel.errors import Invalid

_DAY = re.compile(
    r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?:T?0{1,2}:00(?::00)?)?|(\d{4})(\d{2})(\d{2})",
    re.ASCII,
)
_MONTH = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})月?|(\d{4})(\d{2})", re.ASCII)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[·•.'’\- ])*")
_DOTS = str.maketrans("•・‧∙．", "·····")
_PHONE = re.compile(r"\+?[\d\- ()/]{5,20}", re.ASCII)
_RUINED = re.compile(r"\d(\.\d+)?[eE]\+?\d+|\d{15}000", re.ASCII)
_HOUR = re.compile(r"(上午|下午|晚上|晚)?(\d{1,2})[:时点](\d{1,2}|半)?分?(?::\d{2})?", re.ASCII)
_COPIED = str.maketrans(dict.fromkeys("\r\v\u2028", "\n") | dict.fromkeys("\u200b\ufeff\u2060"))
_SPACES = str.maketrans(dict.fromkeys("\n\t\u3000\xa0", " "))
_OLD_ID_NUMBER = 15
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, their wrong 29 February 1900 counted
_SERIALS = range(7_000, 80_000)  # 1919 to 2119
_YEARS = range(1_900, 2_101)
_DITTO = re.compile(r"同 ?[上前左]|[〃″\"“”]+|''")


class Day(NamedTuple):
    """A day as written: `precise` is False where only year and month were, and `value` is the first."""

    value: date
    precise: bool = True


def read_text(cell: Cell) -> str:
    """A cell as text without spaces around it; whole numbers without a point. Raises
    `Invalid("text_expected")` for days and truth.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Invalid("text_expected")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return str(cell).strip()


def read_plain(cell: Cell) -> str:
    """Text with full-width letters and digits made plain and without any space: codes, numbers, dates."""
    text = read_text(cell)
    return (
        text if text.isascii() and " " not in text else "".join(unicodedata.normalize("NFKC", text).split())
    )


def read_short_text(cell: Cell, longest: int) -> str:
    """Text of at most `longest` characters in one line. Raises `Invalid("text_too_long")`,
    `Invalid("text_characters")`, `Invalid("same_as_above")` for 同上.
    """
    text = " ".join(read_text(cell).split())
    if len(text) > longest:
        raise Invalid("text_too_long", limit=longest)
    if not text.isprintable() or text.startswith(("=", "+", "@")):
        raise Invalid("text_characters")
    if _DITTO.fullmatch(text):
        raise Invalid("same_as_above")
    return text


def read_long_text(cell: Cell, longest: int) -> str:
    """Text of at most `longest` characters in several lines, as it stands: paragraphs begin with wide spaces,
    and what was copied brings marks nobody sees, which go. Raises as `read_short_text` does.
    """
    text = read_text(cell)
    if not text.isprintable():
        text = text.replace("\r\n", "\n").translate(_COPIED)
        if not text.translate(_SPACES).isprintable():
            raise Invalid("text_characters")
    if len(text) > longest:
        raise Invalid("text_too_long", limit=longest)
    return text


def read_name(cell: Cell, longest: int) -> str:
    """A person's name: letters of any script, points and hyphens between them; no space inside a Chinese
    one. Raises `Invalid("name_missing")`, `…_characters`.
    """
    text = read_short_text(cell, longest).translate(_DOTS)
    if not text:
        raise Invalid("name_missing")
    if not text.isascii():
        text = "".join(text.split())
    elif not text.isprintable():
        raise Invalid("name_characters")
    if not _NAME.fullmatch(text):
        raise Invalid("name_characters")
    return text


def read_day(cell: Cell) -> Day | None:
    """A day, or a month: a date cell, a spreadsheet's serial number, or text or a number that names them;
    None for an empty cell.

    Raises `Invalid`: month_ambiguous for a number such as 1998.1, which may be January or an October that
    lost its zero (with both as `suggestion`); year_only, also for a year that a cell for dates shows as a day
    of 1905; day_unreadable.
    """
    if cell is None:
        return None
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise Invalid("day_unreadable")
        return _day_shown(cell.date())
    if isinstance(cell, date):
        return _day_shown(cell)
    if isinstance(cell, bool | time):
        raise Invalid("day_unreadable")
    if isinstance(cell, float) and not cell.is_integer():
        return _month_number(cell)
    text = read_plain(cell)
    return _day_of(text) if text else None


def read_whole_day(cell: Cell) -> date | None:
    """A day written in full. Raises as `read_day`, and `Invalid("day_missing_in_date")` for a month."""
    found = read_day(cell)
    if found is not None and not found.precise:
        raise Invalid("day_missing_in_date")
    return found.value if found else None


def _day_shown(day: date) -> Day:
    """The day of a cell for dates; a small number typed into one shows as a day long ago."""
    number = (day - _EPOCH).days
    if number < _SERIALS.start:
        raise Invalid("year_only" if number in _YEARS else "day_unreadable")
    return Day(day)


def _month_number(number: float) -> Day:
    """Year and month typed as a number: 1998.07, 1998.12, 1998.2; but 1998.1 is January or an October that
    lost its zero.
    """
    found = re.fullmatch(r"(19\d\d|20\d\d)\.(\d\d?)", repr(number), re.ASCII)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise Invalid("day_unreadable")
    if found[2] == "1":
        raise Invalid("month_ambiguous", suggestion=f"{found[1]}-01 / {found[1]}-10")
    return Day(date(int(found[1]), int(found[2]), 1), precise=False)


def _day_of(text: str) -> Day:
    try:
        if found := _DAY.fullmatch(text):
            year, month, day = (int(part) for part in found.groups() if part)
            return Day(date(year, month, day))
        if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
            return Day(_EPOCH + timedelta(days=int(text)))
        if found := _MONTH.fullmatch(text):
            year, month = (int(part) for part in found.groups() if part)
            return Day(date(year, month, 1), precise=False)
    except ValueError:
        raise Invalid("day_unreadable") from None
    raise Invalid("year_only" if re.fullmatch(r"\d{4}年?", text) else "day_unreadable")


def read_time(cell: Cell) -> time | None:
    """A time of day: a time cell, the part of a day a spreadsheet keeps, or text such as 14:30, 下午2点半.
    Raises `Invalid("time_unreadable")`.
    """
    if cell is None or isinstance(cell, time):
        return cell if cell is None else cell.replace(microsecond=0)
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    text = read_plain(cell) if isinstance(cell, str) else "?"
    if not text:
        return None
    found = _HOUR.fullmatch(text)
    if found is None:
        raise Invalid("time_unreadable")
    half, hour, minute = found.groups()
    late = 12 if half in ("下午", "晚上", "晚") and int(hour) < 12 else 0
    try:
        return time(int(hour) + late, 30 if minute == "半" else int(minute or 0))
    except ValueError:
        raise Invalid("time_unreadable") from None


def read_count(cell: Cell) -> int | None:
    """A number of heads, such as 12, "12人"; None when empty. Raises `Invalid("count_unreadable")`."""
    if cell is None:
        return None
    try:
        text = read_plain(cell).removesuffix("人").removesuffix("名")
    except Invalid:
        raise Invalid("count_unreadable") from None
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Invalid("count_unreadable")
    return int(text)


def is_masked(cell: Cell) -> bool:
    """Whether a cell holds an identity number whose middle is hidden."""
    return isinstance(cell, str) and re.fullmatch(r"\s*\d{2,6}[*＊xX×]{6,}[\dxX]{1,6}\s*", cell) is not None


def read_id_number(cell: Cell) -> IdNumber | None:
    """An identity number, kept as text.

    Raises `Invalid("id_number_ruined")` for one the spreadsheet has made a number of (its last digits are
    lost), `Invalid("id_number_old")` for one of fifteen digits, and as `IdNumber.parse` does.
    """
    if cell is None:
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise Invalid("id_number_ruined" if abs(cell) >= 10**15 else "id_number_length")
    text = read_plain(cell).strip("'’‘`")
    if not text:
        return None
    try:
        return IdNumber.parse(text)
    except Invalid as error:
        if len(text) == _OLD_ID_NUMBER and text.isascii() and text.isdigit():
            raise Invalid("id_number_old") from None
        raise Invalid("id_number_ruined" if _RUINED.fullmatch(text) else error.code) from None


def read_phone(cell: Cell, longest: int) -> str:
    """A telephone number: digits, spaces, hyphens, brackets, one leading plus. Raises
    `Invalid("phone_unreadable")`.
    """
    if isinstance(cell, date | time | bool):
        raise Invalid("phone_unreadable")
    text = unicodedata.normalize("NFKC", read_text(cell))
    if text and (not _PHONE.fullmatch(text) or len(text) > longest):
        raise Invalid("phone_unreadable")
    return text

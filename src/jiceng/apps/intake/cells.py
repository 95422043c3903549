"""From a cell to a value: what each kind of column may hold. Nothing is guessed; what cannot be read is
`Invalid` with a code.
"""

import re
from datetime import date, datetime

from jiceng.engines.sheets import Cell
from jiceng.kernel.codes import IdNumber, Sex
from jiceng.kernel.errors import Invalid

_SEXES = {"男": Sex.MALE, "女": Sex.FEMALE}
_STANDINGS = {"正式党员": "full", "预备党员": "probationary"}
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[·•.'’\- ])*")
_PHONE = re.compile(r"\+?[\d\- ()]{5,20}", re.ASCII)
_RUINED = re.compile(r"\d(\.\d+)?[eE]\+?\d+|\d{15}000", re.ASCII)


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


def read_short_text(cell: Cell, longest: int) -> str:
    """Text of at most `longest` characters in one line. Raises `Invalid("text_too_long")`,
    `Invalid("text_characters")`.
    """
    text = read_text(cell)
    if len(text) > longest:
        raise Invalid("text_too_long", limit=longest)
    if not text.isprintable() or text.startswith(("=", "+", "@")):
        raise Invalid("text_characters")
    return text


def read_name(cell: Cell, longest: int) -> str:
    """A person's name: letters of any script, points and hyphens between them; no space inside a Chinese
    one. Raises `Invalid("name_missing")`, `…_characters`.
    """
    text = read_short_text(cell, longest)
    if not text:
        raise Invalid("name_missing")
    if not _NAME.fullmatch(text):
        raise Invalid("name_characters")
    return text if text.isascii() else "".join(text.split())


def read_sex(cell: Cell) -> Sex:
    """男 or 女; unknown when empty. Raises `Invalid("sex_unreadable")`."""
    text = read_text(cell)
    if text and text not in _SEXES:
        raise Invalid("sex_unreadable")
    return _SEXES.get(text, Sex.UNKNOWN)


def read_standing(cell: Cell) -> str:
    """正式党员 or 预备党员, as the register's words. Raises `Invalid("standing_missing")`,
    `Invalid("standing_unreadable")`.
    """
    text = read_text(cell)
    if not text:
        raise Invalid("standing_missing")
    if text not in _STANDINGS:
        raise Invalid("standing_unreadable")
    return _STANDINGS[text]


def read_day(cell: Cell) -> date | None:
    """A day: a date cell, or text that names year, month and day. Raises `Invalid("day_unreadable")` for
    anything less.
    """
    if isinstance(cell, datetime):
        raise Invalid("day_unreadable")
    if isinstance(cell, date):
        return cell
    text = read_text(cell) if not isinstance(cell, bool) else "?"
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise Invalid("day_unreadable")
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid("day_unreadable") from None


def read_id_number(cell: Cell) -> IdNumber | None:
    """An identity number, kept as text.

    Raises `Invalid("id_number_ruined")` for one the spreadsheet has made a number of (its last digits are
    lost), and as `IdNumber.parse` does.
    """
    if cell is None:
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise Invalid("id_number_ruined" if abs(cell) >= 10**14 else "id_number_length")
    text = read_text(cell)
    if not text:
        return None
    try:
        return IdNumber.parse(text)
    except Invalid as error:
        raise Invalid("id_number_ruined" if _RUINED.fullmatch(text) else error.code) from None


def read_phone(cell: Cell) -> str:
    """A telephone number: digits, spaces, hyphens, brackets, one leading plus. Raises
    `Invalid("phone_unreadable")`.
    """
    text = read_text(cell)
    if text and not _PHONE.fullmatch(text):
        raise Invalid("phone_unreadable")
    return text

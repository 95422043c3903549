"""One cell of a workbook as the format writes it. Text stays text whatever it begins with."""

import math
import re
from datetime import date, datetime, time
from typing import Any
from unicodedata import east_asian_width

Value = str | int | float | date | datetime | time | None
"""A cell: a float is a share and shows as percent; a moment is written as its own clock shows it."""

MOST_CHARACTERS = 32_767
"""Of one cell, by the format's own limit."""


def written_cell(reference: str, value: Value, styles: dict[str, int]) -> str:
    """One cell as markup (ECMA-376-1, 18.3.1.4): text stands in the cell itself and is never anything else.

    Parameters: `reference`, such as "B7"; `styles`, indices of formats by the kind of value, "text" at least.
    Raises ValueError for text longer than a cell may hold or a share that is no number, TypeError for a value
    of no known kind.
    """
    if value is None or value == "":
        return f'<c r="{reference}" s="{styles["text"]}"/>'
    kind = _KINDS.get(type(value)) or _kind(value)
    number = _NUMBERS[kind](value) if kind != "text" else None
    if number is not None:
        return f'<c r="{reference}" s="{styles[kind]}"><v>{number}</v></c>'
    return f'<c r="{reference}" s="{styles["text"]}" t="inlineStr"><is>{_text(str(value))}</is></c>'


_KINDS: dict[type, str] = {
    str: "text",
    int: "whole",
    float: "share",
    date: "day",
    datetime: "moment",
    time: "time",
}


def _kind(value: object) -> str:
    """The kind of a value of a class derived from a known one."""
    for kind in (str, int, float, datetime, date, time):
        if isinstance(value, kind) and not isinstance(value, bool):
            return _KINDS[kind]
    raise TypeError(type(value).__name__)


_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_SURE = date(1900, 3, 1)
"""Before it the format counts a day that never was (29 February 1900)."""
_MOST_DIGITS = 10**15


def _whole(value: int) -> str | None:
    """A whole number; None where the format would round it: it is then written as text."""
    return str(int(value)) if -_MOST_DIGITS < value < _MOST_DIGITS else None


def _share(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError("a share that is no number")
    return f"{value:.15g}"


def _day(value: date) -> str | None:
    return str(value.toordinal() - _EPOCH) if value >= _FIRST_SURE else None


def _time(value: time) -> str:
    return f"{(value.hour * 3600 + value.minute * 60 + value.second) / 86400:.10g}"


def _moment(value: datetime) -> str | None:
    day = _day(value.date())
    return None if day is None else f"{int(day) + float(_time(value.time())):.15g}"


_NUMBERS: dict[str, Any] = {"whole": _whole, "share": _share, "day": _day, "moment": _moment, "time": _time}

_ESCAPED = re.compile(r"_(x[0-9a-fA-F]{4}_)")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def _text(value: str) -> str:
    """Text as the format writes it; characters XML cannot hold as _xHHHH_ (ECMA-376-1, 22.9.2.19).

    Raises ValueError when it is longer than a cell may hold.
    """
    if value.isalnum() and len(value) < MOST_CHARACTERS // 2:
        return f"<t>{value}</t>"
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(value.encode("utf-16-le")) > 2 * MOST_CHARACTERS:
        raise ValueError(f"text of {len(value)} characters")
    value = _UNSEEN.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub(r"_x005F_\1", value))
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<t xml:space="preserve">{value}</t>'


def display_width(text: str) -> int:
    """Half-width characters a text takes; a Chinese one takes two."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(each) in "WF") for each in text)

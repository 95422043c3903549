"""Workbooks that pages hand out, as the one who opens them sees them."""

import io
from typing import Any
from urllib.parse import unquote

from django.http import HttpResponse
from python_calamine import CalamineWorkbook

from jiceng.faces.shared.handing_out import WORKBOOK

PURPOSE = {"usual": "election", "words": "县发〔2026〕8号"}


def rows(answer: HttpResponse, sheet: int = 0) -> list[list[Any]]:
    """The rows of a sheet, from its title to its mark."""
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert answer.headers["Content-Type"] == WORKBOOK
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(sheet).to_python()


def table(answer: HttpResponse, heading: str, sheet: int = 0) -> list[list[Any]]:
    """From the row that begins with `heading` to the last before the mark."""
    found = rows(answer, sheet)
    first = next(number for number, row in enumerate(found) if row[0] == heading)
    return found[first:-1]


def column(answer: HttpResponse, heading: str, name: str) -> list[Any]:
    """One column of the table whose first heading is `heading`, without the header."""
    found = table(answer, heading)
    place = found[0].index(name)
    return [row[place] for row in found[1:]]


def file_name(answer: HttpResponse) -> str:
    """The name the browser gives the file (RFC 5987)."""
    kind, _, name = answer.headers["Content-Disposition"].partition("; filename")
    assert kind == "attachment"
    return unquote(name.removeprefix("*=utf-8''").removeprefix("=").strip('"'))

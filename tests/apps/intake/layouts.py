"""Member registers as offices really keep them: the same three people, laid out in many ways.

In a grid a line is a row and "|" parts its cells; "@" begins a date cell, "#" a number, "→" is merged with
the cell to its left, "↑" with the one above, "⏎" is a line break inside a cell; {a}, {b}, {c} are the
people's identity numbers. Everything else is text. The people are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.county import id_number

IDS = {"a": id_number(201), "b": id_number(202), "c": id_number(203)}
RIGHT, UP = "→", "↑"


@dataclass(frozen=True)
class Made:
    """One workbook: its sheets as grids; `suffix` of the file, `encoding` and `comma` of a text file."""

    name: str
    sheets: Mapping[str, str]
    suffix: str = "xlsx"
    encoding: str = "utf-8"
    comma: str = ","


def one(name: str, grid: str, suffix: str = "xlsx", encoding: str = "utf-8", comma: str = ",") -> Made:
    """A workbook of one sheet, called as an office would leave it."""
    return Made(name, {"Sheet1": grid}, suffix, encoding, comma)


CLEAN = """
姓名 | 性别 | 公民身份号码 | 加入组织日期 | 组织身份 | 所在支部 | 支部代码
许小满 | 男 | {a} | @1999-07-01 | 正式党员 | 柳林村 | 990525100201
何雨 | 女 | {b} | @2025-06-01 | 预备党员 | 南坡村 | 990525101200
孟长生 | 男 | {c} | @1985-05-01 | 正式党员 | 柳林村 | 990525100201
"""
TITLED = """
青禾县党员名册 | → | → | → | →
填报单位:县委组织部 | | | 填报日期:2026.11.20 |
序号 | 姓 名 | 身份证号码 | 入党时间 | 党员类别 | 所在党支部
#1 | 许小满 | {a} | 1999.7 | 正式 | 柳林村党支部
#2 | 何 雨 | {b} | 2025.06 | 预备 | 南坡村党支部
#3 | 孟长生 | {c} | 1985年5月 | 正式 | 中共柳林村支部委员会
合计 | #3 | | | |
注:以上为2026年11月数据。
填表人:            审核人:
"""
GROUPED = """
姓名 | 身份证号 | 入党日期 | 人员类别
青石镇 | → | → | →
柳林村 | → | → | →
许小满 | {a} | 1999-07-01 | 正式党员
孟长生 | {c} | 1985/5/1 | 正式党员
河湾镇 | | |
南坡村 | | |
何雨 | {b} | 20250601 | 预备党员
"""
TOWN_GROUPS = """
序号 | 姓名 | 村名 | 身份证号码 | 入党时间 | 是否正式党员
青石镇
1 | 许小满 | 柳林村 | {a} | 199907 | 是
2 | 孟长生 | 柳林 | {c} | 198505 | 是
小计 | 2 | | | |
河湾镇
3 | 何雨 | 南坡 | {b} | 202506 | 否
小计 | 1 | | | |
总计 | 3 | | | |
"""
TWO_LINES = """
姓名 | 基本情况 | → | 党内情况 | → | 联系方式 | → | 所在支部
↑ | 性别 | 身份证号码 | 入党时间 | 组织身份 | 手机 | 固话 | ↑
许小满 | 男 | {a} | @1999-07-01 | 正式党员 | 13900000001 | | 柳林村
何雨 | 女 | {b} | @2025-06-01 | 预备党员 | | | 南坡村
孟长生 | 男 | {c} | @1985-05-01 | 正式党员 | | 0356-000000 | 柳林村
"""
MERGED_DOWN = """
乡镇 | 所在支部 | 姓名 | 公民身份号码 | 加入党组织时间 | 党员身份
青石镇 | 柳林村 | 许小满 | {a} | #36342 | 正式党员
↑ | ↑ | 孟长生 | {c} | #31168 | 正式党员
河湾镇 | 南坡村 | 何雨 | {b} | #45809 | 预备党员
"""
SPACED = """
| |
| ＊姓　名 | 身份证号码⏎（18位） | 入党⏎时间 | 党员类型 | 党组织名称：
| 许 小 满 | {a} | 1999．07．01 | 正式党员 | 柳林村
| |
| 何　雨 | {b} | ２０２５－０６－０１ | 预备党员 | 南坡村
| 孟长生 | {c} | 1985. 05. 01 | 正式党员 | 柳林村
"""
REPEATED = """
姓名 | 身份证号码 | 入党时间 | 人员类别 | 支部名称
许小满 | {a} | 1999年7月1日 | 正式党员 | 柳林村
姓名 | 身份证号码 | 入党时间 | 人员类别 | 支部名称
何雨 | {b} | 2025年6月1日 | 预备党员 | 南坡村
示例:张三 | 140525197001010000 | 1998年7月 | 正式党员 | 某村
孟长生 | {c} | 1985年5月1日 | 正式党员 | 柳林村
4 | | | |
5 | | | |
"""
FULL_ON = """
编号 | 党员姓名 | 居民身份证号码 | 入党年月 | 转正时间 | 所属党组织 | 备注
(1) | 许小满 | {a} | 1999.07 | 2000.07 | 青石镇柳林村 | 组长
(2) | 何雨 | {b} | 2025.06 | 2027.06 | 河湾镇南坡村 |
(3) | 孟长生 | {c} | 1985.05 | 1986.05 | 青石镇柳林村 |
"""
CODES = """
党组织代码 | 姓名 | 证件号码 | 入党时间 | 类别
990525100201 | 许小满 | {a} | 1999-7-1 | 正式党员
990525101200 | 何雨 | {b} | 2025-6-1 | 预备党员
990525100201 | 孟长生 | {c} | 1985-5-1 | 正式党员
"""
NUMBERED = """
甲 | 乙 | 丙 | 丁 | 戊
姓名 | 身份证号码 | 入党时间 | 组织身份 | 所在单位
1 | 2 | 3 | 4 | 5
许小满 | {a} | @1999-07-01 | 正式党员 | 柳林村
何雨 | {b} | @2025-06-01 | 预备党员 | 南坡村
孟长生 | {c} | @1985-05-01 | 正式党员 | 柳林村
"""
NO_NUMBERS = """
所在党支部 | 姓名 | 出生日期 | 性别 | 入党时间 | 组织身份
柳林村 | 许小满 | 1970.1.1 | 男 | 1999.7.1 | 正式党员
南坡村 | 何雨 | 1970-01-01 | 女 | 2025.6.1 | 预备党员
柳林村 | 孟长生 | 19700101 | 男 | 1985.5.1 | 正式党员
"""
FORMER = """
姓名 | 身份证号码 | 入党时间 | 党员类别 | 支部
许小满 | {a} | 1999-07-01 | 正式党员 | 柳树林村
何雨 | {b} | 2025-06-01 | 预备党员 | 南坡村
孟长生 | {c} | 1985-05-01 | 正式党员 | 柳树林村党支部
"""
LIULIN = """
姓名 | 身份证号码 | 入党时间 | 组织身份
许小满 | {a} | 1999-07-01 | 正式党员
孟长生 | {c} | 1985-05-01 | 正式党员
"""
NANPO = """
姓名 | 身份证号码 | 入党时间 | 组织身份
何雨 | {b} | 2025-06-01 | 预备党员
"""
LINES = """
单位:柳林村党支部
姓名 | 身份证号码 | 入党时间 | 组织身份
许小满 | {a} | 1999-07-01 | 正式党员
孟长生 | {c} | 1985-05-01 | 正式党员
"""
OTHER_LINE = """
填报单位（盖章）：南坡村党支部
姓名 | 身份证号码 | 入党时间 | 组织身份
何雨 | {b} | 2025-06-01 | 预备党员
"""
SECTIONS = """
一、农村党组织党员
姓名 | 身份证号码 | 入党时间 | 组织身份 | 所在支部 | 年龄 | 现居住地
许小满 | '{a} | 1999-07-01 | 正式党员 | 柳林村 | #56 | 本村
何雨 | '{b} | 2025-06-01 | 预备党员 | 南坡村 | #56 | 本村
孟长生 | ’{c} | 1985-05-01 | 正式党员 | 柳林村 | #56 | 外出
共3人
"""
SHUFFLED = """
组织身份 | 加入中共组织日期 | 民族 | 姓名 | 学历 | 公民身份证号码 | 联系电话 | 所属支部 | 出生年月
正式党员 | 1999-07-01 | 汉族 | 许小满 | 大专 | {a} | 13900000001 | 柳林村 | 1970.01
预备党员 | 2025-06-01 | 汉族 | 何雨 | 本科 | {b} | | 南坡村 | 1970年1月
正式党员 | 1985-05-01 | 汉族 | 孟长生 | 初中 | {c} | | 柳林村 | 197001
"""
LETTERHEAD = """
机密★1年 | | | | |
中共青禾县委组织部 | → | → | → | → | →
关于报送党员名册的说明 | → | → | → | → | →
请各乡镇于11月底前报送,逾期不候。 | → | → | → | → | →
| | | | |
党员基本信息表 | → | → | → | → | →
序号 | 姓名 | 性别 | 身份证号码 | 入党时间 | 党员类别 | 所在村
1 | 许小满 | 男 | {a} | 1999.07.01 | 正式党员 | 柳林村
2 | 何雨 | 女 | {b} | 2025.06.01 | 预备党员 | 南坡村
3 | 孟长生 | 男 | {c} | 1985.05.01 | 正式党员 | 柳林村
单位负责人(签字): | | | 填表人: | |
"""
THREE_LINES = """
姓名 | 身份证号码 | 党员情况 | → | → | 组织关系 | →
↑ | ↑ | 发展 | → | 现在 | 乡镇 | 支部
↑ | ↑ | 入党时间 | 转正时间 | 类别 | ↑ | ↑
许小满 | {a} | 1999.07 | 2000.07 | 正式党员 | 青石镇 | 柳林村
何雨 | {b} | 2025.06 | | 预备党员 | 河湾镇 | 南坡村
孟长生 | {c} | 1985.05 | 1986.05 | 正式党员 | 青石镇 | 柳林村
"""
LONG_NAMES = """
党组织 | 姓名 | 身份证号 | 入党时间 | 组织身份
中国共产党青禾县青石镇柳林村支部委员会 | 许小满 | {a} | 1999-07-01 | 正式党员
青禾县河湾镇南坡村党支部 | 何雨 | {b} | 2025-06-01 | 预备党员
中共青石镇柳林村党支部 | 孟长生 | {c} | 1985-05-01 | 正式党员
"""
MOMENTS = """
姓名 | 身份证号码 | 入党时间 | 组织身份 | 所在支部
许小满 | {a} | 1999-07-01 00:00:00 | 正式党员 | 柳林村
何雨 | {b} | 2025/06/01 0:00 | 预备党员 | 南坡村
孟长生 | {c} | 1985-05-01T00:00:00 | 正式党员 | 柳林村
"""
EMPTY_COLUMNS = """
| 姓名 | | 身份证号码 | | 入党时间 | 组织身份 | | 所在支部
| 许小满 | | {a} | | #199907 | 正式党员 | | 柳林村
| 何雨 | | {b} | | #202506 | 预备党员 | | 南坡村
| 孟长生 | | {c} | | #198505 | 正式党员 | | 柳林村
"""
NUMBERS = """
姓名 | 身份证号码 | 入党时间 | 组织身份 | 支部代码 | 联系电话
许小满 | {a} | #19990701 | 正式党员 | #990525100201 | #13900000001
何雨 | {b} | #20250601 | 预备党员 | #990525101200 | #13900000002
孟长生 | {c} | #19850501 | 正式党员 | #990525100201 | #3560000
"""
NUMBER_MONTHS = """
姓名 | 身份证号码 | 入党时间 | 组织身份 | 所在支部
许小满 | {a} | #1999.07 | 正式党员 | 柳林村
何雨 | {b} | #2025.6 | 预备党员 | 南坡村
孟长生 | {c} | #1985.05 | 正式党员 | 柳林村
"""

LAYOUTS: tuple[Made, ...] = (
    one("clean", CLEAN),
    one("title, notes, total and signatures", TITLED),
    one("villages and towns as group rows", GROUPED),
    one("towns as group rows, subtotals", TOWN_GROUPS),
    one("a header of two merged lines", TWO_LINES),
    one("a header of three merged lines", THREE_LINES),
    one("merged cells that carry down, serial numbers as dates", MERGED_DOWN),
    one("stray spaces, full-width signs, line breaks", SPACED),
    one("header repeated, an example, empty forms", REPEATED),
    one("standing by the day of full membership", FULL_ON),
    one("units by code", CODES),
    one("lines of column numbers", NUMBERED),
    one("no identity numbers", NO_NUMBERS),
    one("units by a former name", FORMER),
    Made("a sheet a unit", {"柳林村": LIULIN, "南坡村": NANPO}),
    Made("a sheet a unit, named above the header", {"一": LINES, "二": OTHER_LINE}),
    Made("people beside other sheets", {"说明": "填表说明 | 见下\n一 | 二", "名册": CLEAN, "空": ""}),
    one("sections, apostrophes, columns of no interest", SECTIONS),
    one("columns in another order under other names", SHUFFLED),
    one("under a letterhead", LETTERHEAD),
    one("units by their full style", LONG_NAMES),
    one("days with midnight", MOMENTS),
    one("empty columns between", EMPTY_COLUMNS),
    one("everything a number", NUMBERS),
    one("months typed as numbers", NUMBER_MONTHS),
    one("csv, UTF-8", CLEAN, "csv"),
    one("csv, UTF-8 with its mark", TITLED, "csv", "utf-8-sig"),
    one("csv, GBK", TOWN_GROUPS, "csv", "gb18030"),
    one("csv, GBK, groups", GROUPED, "csv", "gbk"),
    one("csv, UTF-16, tabs", SPACED, "csv", "utf-16", "\t"),
    one("csv, semicolons", FULL_ON, "csv", "utf-8", ";"),
    one("xls, clean", CLEAN, "xls"),
    one("xls, merged cells", MERGED_DOWN, "xls"),
    one("xls, letterhead", LETTERHEAD, "xls"),
    one("ods, clean", CLEAN, "ods"),
    one("ods, title and notes", TITLED, "ods"),
    one("ods, two lines", TWO_LINES, "ods"),
    one("et, groups", GROUPED, "et"),
    one("et, months", FULL_ON, "et"),
)


def write(made: Made, folder: Path, stem: str) -> Path:
    """The workbook as a file: text files as they are, the others as .xlsx (LibreOffice makes the rest)."""
    if made.suffix == "csv":
        ((_, grid),) = made.sheets.items()
        return _write_text(made, grid, folder / f"{stem}.csv")
    path = folder / f"{stem}.xlsx"
    options = {"strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        for name, grid in made.sheets.items():
            _write_grid(book, book.add_worksheet(name), grid)
    return path


def rows_of(grid: str) -> list[list[str]]:
    """A grid as rows of cells."""
    lines = grid.strip("\n").splitlines()
    return [[part.strip(" ").format(**IDS).replace("⏎", "\n") for part in line.split("|")] for line in lines]


def _write_text(made: Made, grid: str, path: Path) -> Path:
    """As a spreadsheet program exports: merged and empty cells are empty, dates as shown."""
    lines = []
    for row in rows_of(grid):
        cells = ["" if cell in (RIGHT, UP) else cell.lstrip("@#") for cell in row]
        lines.append(made.comma.join(f'"{cell}"' if "\n" in cell else cell for cell in cells))
    path.write_bytes("\r\n".join(lines).encode(made.encoding))
    return path


def _write_grid(book: xlsxwriter.Workbook, page: Any, grid: str) -> None:
    day = book.add_format({"num_format": "yyyy/m/d"})
    rows = rows_of(grid)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell.startswith("@"):
                page.write_datetime(number, place, date.fromisoformat(cell[1:]), day)
            elif cell.startswith("#"):
                page.write_number(number, place, float(cell[1:]))
            elif cell and cell not in (RIGHT, UP):
                page.write_string(number, place, cell)
    for first, left, last, right in _merges(rows):
        page.merge_range(first, left, last, right, rows[first][left])


def _merges(rows: list[list[str]]) -> list[tuple[int, int, int, int]]:
    """Ranges that arrows join, each from the cell they lead to."""
    found = []
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell in (RIGHT, UP) or not cell:
                continue
            right, down = place, number
            while right + 1 < len(row) and row[right + 1] == RIGHT:
                right += 1
            while down + 1 < len(rows) and place < len(rows[down + 1]) and rows[down + 1][place] == UP:
                down += 1
            if (right, down) != (place, number):
                found.append((number, place, down, right))
    return found

"""Sheets as offices lay them out, drawn as grids, each with what has to be read from it.

In a grid a line is a row, "|" parts its cells, "→" is merged with the cell to its left, "↑" with the one
above, "⏎" is a line break inside a cell; whole numbers are numbers. People and places are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiceng.engines.sheets import Cell, Merge, Row, Sheet

VOCABULARY = {
    "number": ("序号", "编号"),
    "name": ("姓名", "党员姓名"),
    "sex": ("性别",),
    "id_number": ("公民身份号码", "身份证号码", "身份证号"),
    "birth_date": ("出生日期", "出生年月"),
    "joined_on": ("入党时间", "加入组织日期"),
    "full_on": ("转正时间",),
    "unit_name": ("所在支部", "党组织名称"),
    "phone": ("联系电话", "手机", "手机号码", "联系方式"),
    "landline": ("固话", "办公电话"),
    "education": ("学历", "文化程度"),
    "degree": ("学位",),
    "post": ("职务", "党内职务"),
}

RIGHT, UP = "→", "↑"


@dataclass(frozen=True)
class Layout:
    """One sheet and its reading.

    `header`, first and last row; `columns`, key → heading; `records`, (row, name, group); `left_out`, row →
    why; `unread`, headings not understood; `unmerged`, whether it reads the same where a format does not
    tell which cells are merged.
    """

    name: str
    grid: str
    header: tuple[int, int]
    columns: Mapping[str, str]
    records: tuple[tuple[int, str | None, str], ...]
    left_out: Mapping[int, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    unmerged: bool = True


def sheet(grid: str, *, merged: bool = True, text: bool = False) -> Sheet:
    """The sheet a grid draws; without its merged ranges where they are not `merged`; with every value as
    `text`.
    """
    drawn = [[part.strip() for part in line.split("|")] for line in grid.strip("\n").splitlines()]
    rows = []
    for number, parts in enumerate(drawn, start=1):
        cells = [_cell(part, text) for part in parts]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            rows.append(Row(number, tuple(cells)))
    return Sheet("党员", tuple(rows), merges=_merges(drawn) if merged else ())


def _cell(part: str, text: bool) -> Cell:
    if part in {"", RIGHT, UP}:
        return None
    number = not text and part.isdecimal() and part == str(int(part))
    return int(part) if number else part.replace("⏎", "\n")


def _merges(drawn: list[list[str]]) -> tuple[Merge, ...]:
    def at(row: int, column: int) -> str:
        return drawn[row][column] if row < len(drawn) and column < len(drawn[row]) else ""

    found = []
    for row, parts in enumerate(drawn):
        for column, part in enumerate(parts):
            if part in {RIGHT, UP}:
                continue
            right, below = column, row
            while at(row, right + 1) == RIGHT:
                right += 1
            while at(below + 1, column) == UP:
                below += 1
            if (below, right) != (row, column):
                found.append((row + 1, column, below + 1, right))
    return tuple(found)


LAYOUTS = (
    Layout(
        "clean",
        """
姓名   | 性别 | 入党时间
陈小满 | 女   | 1998.7
宋麦收 | 男   | 2001-07-01
""",
        header=(1, 1),
        columns={"name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((2, "陈小满", ""), (3, "宋麦收", "")),
    ),
    Layout(
        "merged title, line of office and day, empty row",
        """
柳林县党员名册             | →    | →      | →
填报单位:县委组织部       |      |        | 填报日期:2026.11.22

序号                       | 姓名 | 性别   | 入党时间
1                          | 陈小满 | 女   | 1998.7
2                          | 宋麦收 | 男   | 2001.7
""",
        header=(4, 4),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((5, "陈小满", "柳林县"), (6, "宋麦收", "柳林县")),
        left_out={1: "title", 2: "title"},
    ),
    Layout(
        "two-line header, merged both ways",
        """
序号 | 姓名   | 联系方式    | →        | 入党时间
↑    | ↑      | 手机        | 固话     | ↑
1    | 陈小满 | 13800000001 | 03560001 | 1998.7
2    | 宋麦收 | 13800000002 |          | 2001.7
""",
        header=(1, 2),
        columns={
            "number": "序号",
            "name": "姓名",
            "phone": "联系方式/手机",
            "landline": "联系方式/固话",
            "joined_on": "入党时间",
        },
        records=((3, "陈小满", ""), (4, "宋麦收", "")),
    ),
    Layout(
        "three-line header",
        """
序号 | 姓名   | 基本情况 | →          | →    | →
↑    | ↑      | 性别     | 文化程度   | →    | 入党时间
↑    | ↑      | ↑        | 学历       | 学位 | ↑
1    | 陈小满 | 女       | 大专       |      | 1998.7
""",
        header=(1, 3),
        columns={
            "number": "序号",
            "name": "姓名",
            "sex": "基本情况/性别",
            "education": "基本情况/文化程度/学历",
            "degree": "基本情况/文化程度/学位",
            "joined_on": "基本情况/入党时间",
        },
        records=((4, "陈小满", ""),),
        unmerged=False,
    ),
    Layout(
        "headings gathered by a line that adds nothing",
        """
党员基本信息 | →    | →    | 党内信息 | →
序号         | 姓名 | 性别 | 入党时间 | 转正时间
1            | 陈小满 | 女 | 1998.7   | 1999.7
""",
        header=(1, 2),
        columns={
            "number": "党员基本信息/序号",
            "name": "党员基本信息/姓名",
            "sex": "党员基本信息/性别",
            "joined_on": "党内信息/入党时间",
            "full_on": "党内信息/转正时间",
        },
        records=((3, "陈小满", ""),),
    ),
    Layout(
        "words broken over two rows, as a text file keeps them",
        """
姓名   | 性别 | 出生   | 入党   | 身份证
       |      | 年月   | 时间   | 号码
陈小满 | 女   | 1970.1 | 1998.7 |
宋麦收 | 男   | 1971.2 | 2001.7 |
""",
        header=(1, 2),
        columns={
            "name": "姓名",
            "sex": "性别",
            "birth_date": "出生年月",
            "joined_on": "入党时间",
            "id_number": "身份证号码",
        },
        records=((3, "陈小满", ""), (4, "宋麦收", "")),
    ),
    Layout(
        "an unknown heading divided below",
        """
姓名   | 性别 | 家庭住址 |        |      | 入党时间
       |      | 乡       | 村     | 组   |
陈小满 | 女   | 青石乡   | 柳林村 | 三组 | 1998.7
""",
        header=(1, 2),
        columns={"name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((3, "陈小满", ""),),
        unread=("家庭住址/乡", "家庭住址/村", "家庭住址/组"),
    ),
    Layout(
        "a known heading divided below, not merged",
        """
姓名   | 性别 | 联系方式    |      | 入党时间
       |      | 手机        | 座机 |
陈小满 | 女   | 13800000001 |      | 1998.7
""",
        header=(1, 2),
        columns={"name": "姓名", "sex": "性别", "phone": "联系方式/手机", "joined_on": "入党时间"},
        records=((3, "陈小满", ""),),
        unread=("联系方式/座机",),
    ),
    Layout(
        "headings with spaces, breaks, hints, stars, numbers, full-width letters",
        """
* 姓 名 | 1.性别(男/女) | (2)出生年月⏎(19xx.xx) | ※入党时间: | 身份证⏎号 码【18位】 | ③学历
陈小满  | 女              | 1970.1                  | 1998.7      |                        | 大专
""",
        header=(1, 1),
        columns={
            "name": "* 姓 名",
            "sex": "1.性别(男/女)",
            "birth_date": "(2)出生年月(19xx.xx)",
            "joined_on": "※入党时间:",
            "id_number": "身份证号 码【18位】",
            "education": "③学历",
        },
        records=((2, "陈小满", ""),),
    ),
    Layout(
        "any order, empty columns between, a column nobody named",
        """
入党时间 |  | 性别 |  | 党员姓名 |
1998.7   |  | 女   |  | 陈小满   | 已转出
2001.7   |  | 男   |  | 宋麦收   |
""",
        header=(1, 1),
        columns={"joined_on": "入党时间", "sex": "性别", "name": "党员姓名"},
        records=((2, "陈小满", ""), (3, "宋麦收", "")),
        unread=("",),
    ),
    Layout(
        "columns numbered below the header",
        """
序号 | 姓名   | 性别 | 入党时间
甲   | 乙     | 1    | 2
1    | 陈小满 | 女   | 1998.7
""",
        header=(1, 1),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((3, "陈小满", ""),),
        left_out={2: "repeated_heading"},
    ),
    Layout(
        "groups merged across",
        """
序号          | 姓名   | 性别 | 入党时间
青石乡        | →      | →    | →
1             | 陈小满 | 女   | 1998.7
一、柳林村    | →      | →    | →
2             | 宋麦收 | 男   | 2001.7
机关          | →      | →    | →
3             | 何秋分 | 女   | 2003.7
""",
        header=(1, 1),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((3, "陈小满", "青石乡"), (5, "宋麦收", "柳林村"), (7, "何秋分", "机关")),
        left_out={2: "group", 4: "group", 6: "group"},
    ),
    Layout(
        "groups not merged: under the running number, by a unit's word, numbered, counted",
        """
序号             | 姓名         | 性别 | 入党时间
机关(2人)      |              |      |
1                | 陈小满       | 女   | 1998.7
2                | 宋麦收       | 男   | 2001.7
                 | 柳林村党支部 |      |
3                | 何秋分       | 女   | 2003.7
(二)老党员     |              |      |
4                | 冯谷雨       | 男   | 1966.7
二               | 离退休       |      | 共1人
5                | 许白露       | 男   | 1967.7
                 | 3.外出       |      |
6                | 常立夏       | 女   | 1977.7
""",
        header=(1, 1),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=(
            (3, "陈小满", "机关"),
            (4, "宋麦收", "机关"),
            (6, "何秋分", "柳林村党支部"),
            (8, "冯谷雨", "老党员"),
            (10, "许白露", "离退休"),
            (12, "常立夏", "外出"),
        ),
        left_out={2: "group", 5: "group", 7: "group", 9: "group", 11: "group"},
    ),
    Layout(
        "people of whom only the name is known stay people",
        """
姓名   | 性别 | 入党时间
陈小满 |      |
宋麦收 | 男   | 2001.7
合德荣 |      |
共青   | 女   | 2003.7
注小雪 | 男   | 2003.7
""",
        header=(1, 1),
        columns={"name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=(
            (2, "陈小满", ""),
            (3, "宋麦收", ""),
            (4, "合德荣", ""),
            (5, "共青", ""),
            (6, "注小雪", ""),
        ),
    ),
    Layout(
        "a name in a cell merged as wide as its heading stays a person",
        """
序号 | 姓名   | → | 性别 | 入党时间
1    | 陈小满 | → | 女   | 1998.7
     | 宋麦收 | → |      |
""",
        header=(1, 1),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((2, "陈小满", ""), (3, "宋麦收", "")),
    ),
    Layout(
        "merged cells carry down",
        """
所在支部     | 序号 | 姓名   | 入党时间
柳林村党支部 | 1    | 陈小满 | 1998.7
↑            | 2    | 宋麦收 | ↑
↑            | 3    | 何秋分 | 2003.7
石桥村党支部 | 4    | 冯谷雨 | 1966.7
""",
        header=(1, 1),
        columns={"unit_name": "所在支部", "number": "序号", "name": "姓名", "joined_on": "入党时间"},
        records=((2, "陈小满", ""), (3, "宋麦收", ""), (4, "何秋分", ""), (5, "冯谷雨", "")),
    ),
    Layout(
        "totals, in the middle and below",
        """
序号     | 姓名       | 性别 | 入党时间
1        | 陈小满     | 女   | 1998.7
小计     | 1          |      |
2        | 宋麦收     | 男   | 2001.7
柳林村小计 |          | 1    |
合  计 | 2          | 2    | 2
柳林     | 小计       | 1    |
         | 共 2 人    |      |
总计:2人 |          |      |
TOTAL    | 2          | 2    | 2
""",
        header=(1, 1),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((2, "陈小满", ""), (4, "宋麦收", "")),
        left_out=dict.fromkeys((3, 5, 6, 7, 8, 9, 10), "total"),
    ),
    Layout(
        "notes and signatures, in the middle and below",
        """
序号                        | 姓名   | 性别 | 入党时间
1                           | 陈小满 | 女   | 1998.7
备注:以上一人已转出        | →      | →    | →
2                           | 宋麦收 | 男   | 2001.7
注:1.本表一式两份;         | →      | →    | →
2.由党支部填写              |        |      |
说明 | 按入党时间排列       |        |
填表人:何秋分              |        | 审核人:冯谷雨 | 联系电话:0356
单位负责人(签字):         |        |      | 2026年11月22日
制表                        | 何秋分 |      |
                            |        |      | 2026年11月
以下空白                    | →      | →    | →
第1页 共2页                 | →      | →    | →
""",
        header=(1, 1),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((2, "陈小满", ""), (4, "宋麦收", "")),
        left_out=dict.fromkeys((3, 5, 6, 7, 8, 9, 10, 11, 12, 13), "note"),
    ),
    Layout(
        "example rows and hints how to fill in",
        """
序号 | 姓名       | 性别 | 入党时间
必填 | 必填       | 选填 | 必填
示例 | 张三       | 男   | 2000-01-01
1    | 陈小满     | 女   | 1998.7
2    | 例:李四   | 男   | 2000-01-01
""",
        header=(1, 1),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((4, "陈小满", ""),),
        left_out={2: "note", 3: "note", 5: "note"},
    ),
    Layout(
        "title and header again on every printed page",
        """
党员名册 | →      | →           | →    | →
序号     | 姓名   | 联系方式    | →    | 入党时间
↑        | ↑      | 手机        | 固话 | ↑
1        | 陈小满 | 13800000001 |      | 1998.7
石桥村   | →      | →           | →    | →
2        | 宋麦收 | 13800000002 |      | 2001.7
党员名册 | →      | →           | →    | →
序 号    | 姓名   | 联系方式    | →    | 入党时间
↑        | ↑      | 手机        | 固话 | ↑
3        | 何秋分 | 13800000003 |      | 2003.7
""",
        header=(2, 3),
        columns={
            "number": "序号",
            "name": "姓名",
            "phone": "联系方式/手机",
            "landline": "联系方式/固话",
            "joined_on": "入党时间",
        },
        records=((4, "陈小满", ""), (6, "宋麦收", "石桥村"), (10, "何秋分", "石桥村")),
        left_out={
            1: "title",
            5: "group",
            7: "title",
            8: "repeated_heading",
            9: "repeated_heading",
        },
    ),
    Layout(
        "one list of a unit below the other, the title of the first on every page",
        """
2026年柳林村党员名册(2人) | →      | →    | →
序号                        | 姓名   | 性别 | 入党时间
1                           | 陈小满 | 女   | 1998.7
第一党小组                  | →      | →    | →
2                           | 宋麦收 | 男   | 2001.7
2026年柳林村党员名册(2人) | →      | →    | →
序号                        | 姓名   | 性别 | 入党时间
3                           | 何秋分 | 女   | 2003.7
石桥村党支部党员花名册      | →      | →    | →
序号                        | 姓名   | 性别 | 入党时间
1                           | 冯谷雨 | 男   | 1966.7
""",
        header=(2, 2),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=(
            (3, "陈小满", "柳林村"),
            (5, "宋麦收", "第一党小组"),
            (8, "何秋分", "第一党小组"),
            (11, "冯谷雨", "石桥村党支部"),
        ),
        left_out={
            1: "title",
            4: "group",
            6: "title",
            7: "repeated_heading",
            9: "group",
            10: "repeated_heading",
        },
    ),
    Layout(
        "posts of units merged down, some vacant; a day in the first column",
        """
入党时间  | 所在支部     | 职务 | 姓名
2001年7月 | 柳林村党支部 | 书记 | 陈小满
2002年7月 | ↑            | 委员 | 宋麦收
          | ↑            | 村委 |
2003年7月 | ↑            |      |
2003年    | 石桥村党支部 | 书记 |
2026年1月 | →            | →    | →
""",
        header=(1, 1),
        columns={"joined_on": "入党时间", "unit_name": "所在支部", "post": "职务", "name": "姓名"},
        records=((2, "陈小满", ""), (3, "宋麦收", ""), (4, None, ""), (5, None, ""), (6, None, "")),
        left_out={7: "note"},
        unmerged=False,
    ),
    Layout(
        "forms left empty below",
        """
序号 | 姓名   | 性别 | 入党时间
1    | 陈小满 | 女   | 1998.7
2    |        |      |
3    |        |      |
""",
        header=(1, 1),
        columns={"number": "序号", "name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((2, "陈小满", ""),),
        left_out={3: "empty_form", 4: "empty_form"},
    ),
    Layout(
        "running numbers under no heading",
        """
   | 姓名   | 性别 | 入党时间
1  | 陈小满 | 女   | 1998.7
2  |        |      |
一 | 宋麦收 | 男   | 2001.7
机关 |      |      |
1  | 何秋分 | 女   | 2003.7
""",
        header=(1, 1),
        columns={"name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((2, "陈小满", ""), (4, "宋麦收", ""), (6, "何秋分", "机关")),
        left_out={3: "empty_form", 5: "group"},
        unread=("",),
    ),
    Layout(
        "headings of somebody else are not the row's",
        """
姓名   | 性别 | 入党时间 | 家庭主要成员 | →      | 入党介绍人 | →
↑      | ↑    | ↑        | 关系         | 出生年月 | 姓名     | 联系电话
陈小满 | 女   | 1998.7   | 丈夫         | 1968.1 | 何秋分     | 0356
""",
        header=(1, 2),
        columns={"name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((3, "陈小满", ""),),
        unread=("家庭主要成员/关系", "家庭主要成员/出生年月", "入党介绍人/姓名", "入党介绍人/联系电话"),
    ),
    Layout(
        "a second list with other columns below the first",
        """
正式党员 | →      | →
姓名     | 性别   | 入党时间
陈小满   | 女     | 1998.7
预备党员 | →      | →
入党时间 | 姓名   | 性别
2025.7   | 宋麦收 | 男
""",
        header=(2, 2),
        columns={"name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((3, "陈小满", ""),),
        left_out={1: "title", 4: "group", 5: "another_table", 6: "another_table"},
        unmerged=False,
    ),
    Layout(
        "a second list with the same columns below the first",
        """
正式党员 | →      | →
姓名     | 性别   | 入党时间
陈小满   | 女     | 1998.7
预备党员 | →      | →
姓名     | 性别   | 入党时间
宋麦收   | 男     | 2025.7
""",
        header=(2, 2),
        columns={"name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((3, "陈小满", ""), (6, "宋麦收", "预备党员")),
        left_out={1: "title", 4: "group", 5: "repeated_heading"},
        unmerged=False,
    ),
    Layout(
        "a remark beside the table",
        """
姓名   | 性别 | 入党时间 | | |
陈小满 | 女   | 1998.7   | | |
       |      |          | | | 核对到此
宋麦收 | 男   | 2001.7   | | |
       |      |          | | 何秋分 | 核
""",
        header=(1, 1),
        columns={"name": "姓名", "sex": "性别", "joined_on": "入党时间"},
        records=((2, "陈小满", ""), (4, "宋麦收", "")),
        left_out={3: "note", 5: "note"},
    ),
    Layout(
        "words of the vocabulary among the values",
        """
姓名   | 先锋岗 | 示范岗 | 职务 | 性别
陈小满 | 手机   | 学历   |      |
宋麦收 | 党员   | 职务   |      | 男
""",
        header=(1, 1),
        columns={"name": "姓名", "post": "职务", "sex": "性别"},
        records=((2, "陈小满", ""), (3, "宋麦收", "")),
        unread=("先锋岗", "示范岗"),
    ),
)

"""The layout of sheets: headings understood, records told from the rest, nothing dropped unseen."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.sheets import Cell, Heading, Row, Sheet, Table, find_table, normalise, read_workbook
from jiceng.kernel.errors import FileRefused
from tests.engines.sheets.layouts import LAYOUTS, VOCABULARY, Layout, sheet

CLEAN = """
序号 | 姓名   | 性别 | 入党时间 | 备注
1    | 陈小满 | 女   | 1998.7   | 已转出
2    | 宋麦收 | 男   | 2001.7   |
"""


def table(
    of: Sheet, chosen: Mapping[int, str | None] | None = None, unit_words: Sequence[str] | None = None
) -> Table:
    """The table of a sheet that has one."""
    options = {} if unit_words is None else {"unit_words": unit_words}
    found = find_table(of, VOCABULARY, chosen, **options)
    assert found is not None
    return found


def records(found: Table) -> tuple[tuple[int, Cell, str], ...]:
    """Row, name and group of every record."""
    return tuple((row.number, found.cell(row, "name"), row.group) for row in found.rows)


def left_out(found: Table) -> dict[int, str]:
    """Row and reason of everything else."""
    return {each.number: each.why.value for each in found.left_out}


def headings(*texts: Cell, below: Sequence[Cell] = ("陈小满", "女")) -> tuple[Heading, ...]:
    """How a header of one line is understood, over one record."""
    return table(Sheet("党员", (Row(1, texts), Row(2, tuple(below))))).headings


# ── the catalogue ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["merged", "unmerged", "text"])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_is_read(layout: Layout, kind: str) -> None:
    merged = kind == "merged" or not layout.unmerged
    found = table(sheet(layout.grid, merged=merged, text=kind == "text"))
    assert found.header == layout.header
    assert {key: found.heading(key) for key in found.keys} == layout.columns
    assert tuple(heading.text for heading in found.headings if heading.column is None) == layout.unread
    assert records(found) == layout.records
    assert left_out(found) == layout.left_out


def test_the_layouts_are_read_alike_from_a_workbook(tmp_path: Path) -> None:
    path, sheets = tmp_path / "layouts.xlsx", [sheet(layout.grid) for layout in LAYOUTS]
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        for each in sheets:
            write(workbook.add_worksheet(), each)
    for read_back, drawn in zip(read_workbook(path), sheets, strict=True):
        assert table(replace(read_back, name=drawn.name)) == table(drawn)


def write(page: Any, drawn: Sheet) -> None:
    """A sheet with its merged cells, as a workbook keeps them."""
    values = {
        (row.number - 1, at): cell
        for row in drawn.rows
        for at, cell in enumerate(row.cells)
        if cell is not None
    }
    for first_row, first_column, last_row, last_column in drawn.merges:
        value = values.pop((first_row - 1, first_column))
        page.merge_range(first_row - 1, first_column, last_row - 1, last_column, value)
    for (row, column), value in values.items():
        page.write(row, column, value)


def test_layouts_are_many() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS) >= 20


# ── headings ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("姓 名", "姓名"),
        ("姓\n名", "姓名"),
        ("* 出生年月(19xx.xx):", "出生年月"),
        ("出生年月(年、月、日)【必填】", "出生年月"),
        ("身份证号码(18位", "身份证号码"),
        ("(1)姓名", "姓名"),
        ("1、姓名", "姓名"),
        ("①姓名*", "姓名"),
        ("(一)姓名", "姓名"),
        ("※姓名:", "姓名"),
        ("ID Number", "idnumber"),
        ("入党(转正)时间", "入党(转正)时间"),
        ("(手机)", "手机"),
        ("1998.7", "1998.7"),
        ("附件1.姓名", "附件1.姓名"),
        ("一", "一"),
        ("()", ""),
        ("", ""),
    ],
)
def test_a_heading_is_compared_without_what_is_only_writing(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(
    st.sampled_from(sorted(name for names in VOCABULARY.values() for name in names)),
    st.sampled_from(["", " ", "\n", "\u3000"]),
    st.sampled_from(["", "*", "※", "1.", "(2)", "③", "二、"]),
    st.sampled_from(["", ":", "(必填)", "(见附表)【必填】", "*"]),
)
def test_a_usual_heading_is_understood_however_it_is_written(
    name: str, space: str, before: str, after: str
) -> None:
    assert normalise(space.join(f"{before}{name}{after}")) == name


def test_of_two_columns_with_one_meaning_the_first_keeps_it() -> None:
    found = headings("姓名", "性别", "手机", "联系电话")
    assert [(each.column, each.suggestion) for each in found[2:]] == [("phone", None), (None, "phone")]


def test_a_heading_understood_whole_comes_before_one_understood_by_its_end() -> None:
    found = table(
        sheet("""
其他     | →        | 姓名   | 联系电话
备用     | 手机     | ↑      | ↑
         | 0356     | 陈小满 | 13800000001
""")
    )
    assert (found.heading("phone"), found.positions["phone"]) == ("联系电话", 3)


def test_alternatives_with_one_meaning_are_understood_and_others_are_not() -> None:
    found = headings("姓名", "性别", "手机/联系电话", "学历及学位")
    assert [each.column for each in found] == ["name", "sex", "phone", None]


@pytest.mark.parametrize(
    ("heading", "suggestion"),
    [
        ("入党时所在支部名", "unit_name"),
        ("出生年日", "birth_date"),
        ("入党", "joined_on"),
        ("血型", None),
        ("本人姓名", None),
        ("配偶出生日期", None),
        ("x" * 5000, None),
    ],
)
def test_the_nearest_free_key_is_suggested(heading: str, suggestion: str | None) -> None:
    assert headings("姓名", "性别", heading)[2] == Heading(2, heading[:400], None, suggestion)


def test_a_column_with_values_and_no_heading_is_shown() -> None:
    found = headings("姓名", "性别", below=("陈小满", "女", None, "已转出"))
    assert found[2:] == (Heading(3, "", None, None),)


def test_a_header_is_looked_for_in_the_first_forty_rows_that_hold_something() -> None:
    def deep(above: int) -> Sheet:
        lines = [Row(2 * number + 1, ("本表说明",)) for number in range(above)]
        return Sheet("党员", (*lines, Row(200, ("姓名", "性别")), Row(201, ("陈小满", "女"))))

    assert table(deep(39)).header == (200, 200)
    assert find_table(deep(40), VOCABULARY) is None


@pytest.mark.parametrize(
    "grid",
    [
        "",
        "柳林县党员名册",
        "姓名 | 籍贯\n陈小满 | 柳林",
        "字段 | 要求\n姓名 | 必填\n性别 | 必填\n入党时间 | 必填",
    ],
)
def test_a_sheet_without_two_headings_in_a_row_holds_no_table(grid: str) -> None:
    assert find_table(sheet(grid), VOCABULARY) is None


@pytest.mark.parametrize(
    ("grid", "header", "texts"),
    [
        pytest.param(
            "姓名 | 性别 | 考核 | →\n↑ | ↑ | 2024年 | 2025年\n陈小满 | 女 | 优 | 优",
            (1, 2),
            ["姓名", "性别", "考核/2024年", "考核/2025年"],
            id="merged cells say what divides a heading, figures too",
        ),
        pytest.param(
            "姓名 | 性别 | 备注\n陈小满 | 女 | ↑\n宋麦收 | 男 | ↑",
            (1, 1),
            ["姓名", "性别", "备注"],
            id="a heading merged down over the records does not make them headings",
        ),
        pytest.param(
            "姓名 | 出生 | 联系方式 |\n | 年月 | 手机 | 固话\n陈小满 | 1970.1 | 138 |",
            (1, 2),
            ["姓名", "出生年月", "联系方式/手机", "联系方式/固话"],
            id="a complete heading that gathers beside a broken one",
        ),
        pytest.param(
            "姓名 | 学历情况 | → | | 性别\n | 学历 | 学位 | 手机 |\n陈小满 | 大专 | | 138 | 女",
            (1, 2),
            ["姓名", "学历情况/学历", "学历情况/学位", "手机", "性别"],
            id="merged cells end where they end",
        ),
        pytest.param(
            "姓名 | | 性别\n | 手机 |\n陈小满 | 138 | 女",
            (1, 2),
            ["姓名", "手机", "性别"],
            id="a complete heading gathers nothing",
        ),
        pytest.param(
            "青石乡 | 柳林村 | |\n姓名 | 性别 | 学历 | 手机\n陈小满 | 女 | 大专 | 138",
            (2, 2),
            ["姓名", "性别", "学历", "手机"],
            id="two words side by side gather nothing",
        ),
        pytest.param(
            "2026年 | | 青石乡 |\n姓名 | 性别 | 学历 | 手机\n陈小满 | 女 | 大专 | 138",
            (2, 2),
            ["姓名", "性别", "学历", "手机"],
            id="a year gathers nothing",
        ),
        pytest.param(
            "中共青石乡委员会组织办公室填写 | | 副表 |\n姓名 | 性别 | 学历 | 手机\n陈小满 | 女 | 大专 | 138",
            (2, 2),
            ["姓名", "性别", "学历", "手机"],
            id="long words gather nothing",
        ),
        pytest.param(
            "基本 | | 其他 |\n\n姓名 | 性别 | 学历 | 手机\n陈小满 | 女 | 大专 | 138",
            (3, 3),
            ["姓名", "性别", "学历", "手机"],
            id="an empty row ends the header",
        ),
    ],
)
def test_the_lines_of_a_header(grid: str, header: tuple[int, int], texts: list[str]) -> None:
    found = table(sheet(grid))
    assert (found.header, [heading.text for heading in found.headings]) == (header, texts)
    assert (found.rows[0].number, found.cell(found.rows[0], "name")) == (header[1] + 1, "陈小满")
    assert not {cell for row in found.rows for cell in row.cells}.intersection(texts)


@pytest.mark.parametrize(
    "first",
    [
        pytest.param("陈小满 | 女 | 手机 | 委员", id="a word of the vocabulary under free space"),
        pytest.param("陈小满 | | 已转出 |", id="a remark under free space"),
        pytest.param(" | | 柳林村12号 | 东屋", id="an address without a name"),
        pytest.param(" | 女 | 已转出 |", id="a remark beside a sex"),
    ],
)
def test_a_first_record_is_not_taken_for_a_line_of_the_header(first: str) -> None:
    found = table(sheet(f"姓名 | 性别 | | 住址\n{first}\n宋麦收 | 男"))
    assert (found.header, [row.number for row in found.rows]) == ((1, 1), [2, 3])


# ── what the reader chose ───────────────────────────────────────────────────────────────────────


def test_what_was_chosen_holds_against_what_is_recognised() -> None:
    found = table(sheet(CLEAN), chosen={4: "education", 2: None})
    assert found.keys == {"number", "name", "joined_on", "education"}
    assert found.headings[2] == Heading(2, "性别", None, None)
    assert (found.heading("education"), found.understood) == ("备注", 4)


def test_a_chosen_column_takes_a_key_from_the_one_recognised() -> None:
    found = table(sheet(CLEAN), chosen={4: "name"})
    assert found.positions["name"] == 4
    assert found.headings[1] == Heading(1, "姓名", None, "name")


def test_a_column_without_a_heading_can_be_chosen() -> None:
    found = table(sheet("姓名 | 性别 |\n陈小满 | 女 | 13800000001"), chosen={2: "phone"})
    assert found.header == (1, 1)
    assert found.cell(found.rows[0], "phone") == 13800000001


def test_where_nothing_is_recognised_the_chosen_columns_find_the_header() -> None:
    foreign = sheet("柳林县名册\n\n党员 | 何时加入\n陈小满 | 1998.7")
    assert find_table(foreign, VOCABULARY, {}) is None
    found = table(foreign, chosen={0: "name", 1: "joined_on"})
    assert (found.header, records(found)) == ((3, 3), ((4, "陈小满", "柳林县"),))


# ── records and the rest ────────────────────────────────────────────────────────────────────────


def test_a_key_the_sheet_lacks_has_no_cell_and_no_heading() -> None:
    found = table(sheet(CLEAN))
    assert (found.cell(found.rows[0], "phone"), found.heading("phone")) == (None, "")
    assert found.cell(found.rows[1], "joined_on") == "2001.7"


def test_a_row_shorter_than_the_header_has_empty_cells() -> None:
    found = table(Sheet("党员", (Row(1, ("姓名", "性别", "学历")), Row(2, ("陈小满",)))))
    assert found.cell(found.rows[0], "education") is None


def test_merged_cells_carry_their_value_down_their_first_column_and_never_out_of_the_header() -> None:
    found = table(
        sheet("""
姓名   | 性别 | 学历 | 所在支部
↑      | ↑    | ↑    | ↑
陈小满 | 女   | 大专 | 柳林村党支部
宋麦收 | 男   | ↑    | ↑
何秋分 | 高中 | →    | ↑
冯谷雨 | ↑    | ↑    | 石桥村党支部
""")
    )
    assert [row.cells for row in found.rows] == [
        ("陈小满", "女", "大专", "柳林村党支部"),
        ("宋麦收", "男", "大专", "柳林村党支部"),
        ("何秋分", "高中", None, "柳林村党支部"),
        ("冯谷雨", "高中", None, "石桥村党支部"),
    ]


def test_of_merged_ranges_over_one_another_the_upper_counts() -> None:
    drawn = sheet("姓名 | 学历\n陈小满 | 大专\n宋麦收 |\n何秋分 | 高中\n冯谷雨 |", merged=False)
    found = table(replace(drawn, merges=((4, 1, 5, 1), (2, 1, 5, 1))))
    assert [found.cell(row, "education") for row in found.rows] == ["大专", "大专", "高中", "大专"]


def test_merged_cells_that_make_a_small_file_a_large_table_are_refused() -> None:
    wide: list[Cell] = [None] * 16_000
    rows = [Row(1, ("姓名", "性别")), Row(2, ("陈小满", *wide, "x"))]
    rows += [Row(number, ("宋麦收",)) for number in range(3, 1_000)]
    bomb = Sheet("党员", tuple(rows), merges=((2, 16_001, 1_000, 16_001),))
    with pytest.raises(FileRefused, match="file_too_many_cells"):
        find_table(bomb, VOCABULARY)


def test_a_unit_alone_under_a_heading_is_a_record_where_units_are_recorded() -> None:
    units = sheet("党组织名称 | 联系电话\n柳林县 |\n青石乡 | 0356\n村 | →\n柳林村 | 0357")
    assert left_out(table(units)) == {2: "group", 4: "group"}
    found = table(units, unit_words=())
    assert [(row.cells[0], row.group) for row in found.rows] == [
        ("柳林县", ""),
        ("青石乡", ""),
        ("柳林村", "村"),
    ]


def test_what_is_left_out_is_shown_in_one_line() -> None:
    found = table(sheet(CLEAN + "合计 | 2 | | 2 | 共⏎2"))
    assert [(each.number, each.text) for each in found.left_out] == [(4, "合计 2 共2")]
    long = table(sheet(CLEAN + "注:" + "很长" * 500))
    assert len(long.left_out[0].text) == 200


def test_a_group_begun_before_a_total_goes_on_after_it() -> None:
    found = table(sheet("序号 | 姓名 | 性别\n青石乡\n1 | 陈小满 | 女\n小计 | 1\n2 | 宋麦收 | 男"))
    assert [row.group for row in found.rows] == ["青石乡", "青石乡"]


@pytest.mark.parametrize(
    ("above", "group"),
    [
        ("柳林县党员名册\n青石乡", "青石乡"),
        ("青石乡\n党员名册", "青石乡"),
        ("柳林县青石乡", "柳林县青石乡"),
        ("填报单位:青石乡", ""),
        ("本册由各支部填写;报送青石乡", ""),
        ("党员名册", ""),
    ],
)
def test_the_last_title_that_names_a_unit_is_the_first_group(above: str, group: str) -> None:
    assert [row.group for row in table(sheet(f"{above}\n姓名 | 性别\n陈小满 | 女")).rows] == [group]


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        pytest.param(
            "青石乡 | →\n陈小满 | 女 |", {2: "group"}, id="a unit named above and again is a group again"
        ),
        pytest.param("姓 名 | 性别 | 学历 | 说明", {2: "repeated_heading"}, id="most headings again"),
        pytest.param(
            "陈小满 | 女 | |\n柳林 | 小 计 | 3 | 4", {3: "total"}, id="a total in the second column"
        ),
        pytest.param("陈小满 | 女 | 大专 |\n甲 | 乙 | 丙", {}, id="letters in the middle are values"),
        pytest.param(
            "手机 | 学历 | 职务 | 1 | 甲 | 乙 | 丙", {}, id="some words of the vocabulary are values"
        ),
        pytest.param("职务 | 姓名 | 手机 | 乙", {2: "another_table"}, id="mostly such words are headings"),
    ],
)
def test_rows_that_look_like_others(lines: str, reasons: dict[int, str]) -> None:
    found = table(sheet(f"青石乡\n姓名 | 性别 | 学历 | 备注\n{lines}"))
    assert {number - 1: why for number, why in left_out(found).items() if number > 1} == reasons


def test_an_empty_merged_cell_carries_nothing_into_a_group() -> None:
    found = table(sheet("备注 | 姓名 | 性别\n | 陈小满 | 女\n↑ | 柳林村\n↑ | 宋麦收 | 男", merged=False))
    assert [row.group for row in found.rows] == ["", "柳林村"]
    empty = sheet("备注 | 姓名 | 性别\n | 陈小满 | 女\n↑ | 柳林村\n↑ | 宋麦收 | 男")
    assert empty.merges == ((2, 0, 4, 0),)
    assert table(empty).rows == found.rows


@pytest.mark.parametrize(
    "value",
    [
        "十五次会议合计事项通报",
        "审议支出",
        "例会",
        "共产党员先锋岗",
        "总支委员会",
        "说明会",
        "备战",
        "小计划",
    ],
)
def test_a_first_text_that_only_begins_like_a_total_or_a_note_stays_a_record(value: str) -> None:
    found = table(sheet(f"职务 | 姓名 | 性别 | 学历\n{value} | 陈小满 | 女 | 大专"))
    assert records(found) == ((2, "陈小满", ""),)


# ── laws ────────────────────────────────────────────────────────────────────────────────────────

NAMES = st.sampled_from(["陈小满", "宋麦收", "合德荣", "共青", "注小雪", "总有余", "单小计", "例如意"])
PEOPLE = st.lists(
    st.tuples(NAMES, st.sampled_from(["男", "女", None]), st.sampled_from(["1998.7", 200107, None])),
    min_size=1,
    max_size=8,
)
OTHERS = st.sampled_from(
    [
        "合计",
        "小 计",
        "总计:5人",
        "共5人",
        "注:转出者未列",
        "填表人:何秋分",
        "备注",
        "单位负责人(签字)",
        "以下空白",
    ]
)
TITLES = st.sampled_from(["柳林县党员名册", "填报单位:县委组织部", "2026年11月22日", "党员姓名表"])


def drawn(people: Sequence[tuple[Cell, ...]], order: Sequence[int]) -> list[tuple[Cell, ...]]:
    """A header and people, their columns in an order; 3 is an empty one."""
    lines = [("姓名", "性别", "入党时间", None), *((*person, None) for person in people)]
    return [tuple(line[at] for at in order) for line in lines]


def numbered(lines: Sequence[tuple[Cell, ...]], gaps: Sequence[int] = ()) -> Sheet:
    """The lines as rows, with an empty row before each of the `gaps`."""
    numbers = [at + 1 + sum(gap <= at for gap in gaps) for at in range(len(lines))]
    return Sheet("党员", tuple(Row(number, line) for number, line in zip(numbers, lines, strict=True)))


def read(found: Table) -> list[tuple[Cell, ...]]:
    """The records by meaning, wherever they stand."""
    return [tuple(found.cell(row, key) for key in ("name", "sex", "joined_on")) for row in found.rows]


@given(
    PEOPLE, st.permutations(range(4)), st.lists(TITLES, max_size=3), st.lists(st.integers(0, 6), max_size=3)
)
def test_order_titles_and_empty_rows_change_nothing(
    people: list[tuple[Cell, ...]], order: list[int], titles: list[str], gaps: list[int]
) -> None:
    lines = [*((title,) for title in titles), *drawn(people, order)]
    found = table(numbered(lines, gaps))
    assert read(found) == people
    assert set(left_out(found).values()) <= {"title"}


@given(PEOPLE, st.lists(st.tuples(st.integers(1, 8), OTHERS, st.booleans()), max_size=4))
def test_totals_and_notes_never_become_records_and_every_row_is_accounted_for(
    people: list[tuple[Cell, ...]], others: list[tuple[int, str, bool]]
) -> None:
    lines = drawn(people, range(4))
    for at, text, filled in others:
        lines.insert(at, (text, 3, 4, 5) if filled else (text,))
    found = table(numbered(lines))
    assert read(found) == people
    assert set(left_out(found).values()) <= {"total", "note"}
    numbers = [row.number for row in found.rows] + list(left_out(found)) + [1]
    assert sorted(numbers) == list(range(1, len(lines) + 1))


CELLS = st.sampled_from(
    [None, None, 7, "3", " ", "陈小满", "女", "合计", "小计", "柳林村小计", "共3人", "注:无", "例", "青石乡",
     "一、青石乡", "填表人:何秋分", "党委书记:何秋分", "书记(签字)", "姓名", "备注", "计生办"]
)  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=6))
def test_a_row_is_judged_in_a_long_sheet_as_it_is_alone(grid: list[list[Cell]]) -> None:
    """Most rows of a long sheet get one look only; the first below a header gets every test."""
    header = ("序号", "姓名", "性别", "入党时间", "学历", "备注")
    lines = [tuple(line) for line in grid if any(cell is not None for cell in line)]
    together = left_out(table(numbered([header, *lines])))
    for at, line in enumerate(lines):
        alone = left_out(table(numbered([header, line])))
        assert together.get(at + 2) == alone.get(2)


ANY = st.one_of(
    CELLS,
    st.text(max_size=8),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.integers(),
)
RANGES = st.lists(st.tuples(*[st.integers(0, 9)] * 4).map(tuple), max_size=5)


@given(st.lists(st.lists(ANY, max_size=8), max_size=8), RANGES, st.booleans())
def test_of_no_sheet_a_row_is_lost(
    grid: list[list[Cell]], merges: list[tuple[int, int, int, int]], headed: bool
) -> None:
    lines = [tuple(line) for line in grid]
    if headed:
        lines.insert(len(lines) // 2, ("序号", "姓名", "性别", None, "学历"))
    any_sheet = replace(numbered(lines), merges=tuple(merges))
    found = find_table(any_sheet, VOCABULARY)
    assert found is not None or not headed
    if found is not None:
        numbers = [row.number for row in found.rows] + list(left_out(found))
        assert sorted([*numbers, *range(found.header[0], found.header[1] + 1)]) == list(
            range(1, len(lines) + 1)
        )


@pytest.mark.parametrize("text", ["计 ", "(:", "1", "例(", "共1", "一、", "单位(签字", " "])
def test_long_texts_are_read_in_bearable_time(text: str) -> None:
    long = (text * 32_767)[:32_767]
    rows = [Row(number, (long, long)) for number in range(2, 500)]
    begun = time.perf_counter()
    assert find_table(Sheet("党员", (Row(1, ("姓名", "性别")), *rows)), VOCABULARY)
    assert time.perf_counter() - begun < 5


def test_a_hostile_top_is_read_in_bearable_time() -> None:
    """Forty rows of 1,000 long texts each, every cell of them merged with others many times over."""
    rows = [
        Row(number, tuple(f"{'(:' * 40}{number}{column}姓名" for column in range(1_000)))
        for number in range(1, 44)
    ]
    merges = tuple((1 + at % 40, 0, 1_048_576, 16_383) for at in range(20_000))
    begun = time.perf_counter()
    assert find_table(Sheet("党员", tuple(rows), merges=merges), VOCABULARY) is None
    assert time.perf_counter() - begun < 5

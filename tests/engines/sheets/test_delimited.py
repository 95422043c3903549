"""Text files and what is pasted: encodings, separators, quotation marks."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.engines.sheets import Cell, Limits, Row, Sheet, read_pasted, read_workbook
from jiceng.engines.sheets.counting import Tally
from jiceng.engines.sheets.delimited import read_delimited
from jiceng.kernel.errors import FileRefused

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


def written(folder: Path, content: bytes, name: str = "名册.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def cells(sheets: list[Sheet]) -> list[tuple[Cell, ...]]:
    (sheet,) = sheets
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "姓名,性别\r\n张三,男\r\n𠮷田,女\r\n".encode(encoding))
    assert read_workbook(path) == [
        Sheet("名册", (Row(1, ("姓名", "性别")), Row(2, ("张三", "男")), Row(3, ("𠮷田", "女"))))
    ]


@pytest.mark.parametrize("byte_order", ["utf-16-le", "utf-16-be"])
def test_both_byte_orders_are_read(tmp_path: Path, byte_order: str) -> None:
    assert cells(read_workbook(written(tmp_path, "\ufeff姓名\t性别\n".encode(byte_order)))) == [
        ("姓名", "性别")
    ]


def test_an_encoding_is_decided_by_the_whole_file(tmp_path: Path) -> None:
    lines = "number,name\n" * 200_000
    path = written(tmp_path, (lines + "1,张三\n").encode("gb18030"))
    assert read_workbook(path, Limits(rows=300_000))[0].rows[-1].cells == ("1", "张三")


@pytest.mark.parametrize("name", ["名册.txt", "名册.xls", "名册.et", "名册.XLSX"])
def test_text_under_another_name_is_read_as_text(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, "姓名\t性别\n".encode("gb18030"), name)
    assert read_workbook(path) == [Sheet("名册", (Row(1, ("姓名", "性别")),))]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_used_most(tmp_path: Path, separator: str) -> None:
    lines = [["姓名", "地址", "电话"], ["张三", "南村镇,一组;二组,三组;四组,五组;六组,七组;八组", "1"]]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(lines)
    assert cells(read_workbook(written(tmp_path, text.getvalue().encode()))) == [
        tuple(each) for each in lines
    ]


def test_a_quoted_cell_goes_over_lines_and_rows_count_as_in_a_spreadsheet(tmp_path: Path) -> None:
    path = written(tmp_path, '姓名,住址\n\n"张\n三","他说""是"""\n,\n李四,\n'.encode())
    assert read_workbook(path)[0].rows == (
        Row(1, ("姓名", "住址")),
        Row(3, ("张\n三", '他说"是"')),
        Row(5, ("李四",)),
    )


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_ending_of_a_line_is_one(ending: str, tmp_path: Path) -> None:
    path = written(tmp_path, ending.join(["姓名,性别", "张三,男", ""]).encode())
    assert cells(read_workbook(path)) == [("姓名", "性别"), ("张三", "男")]


def test_cells_are_text_but_for_a_month_that_may_have_lost_its_zero(tmp_path: Path) -> None:
    path = written(tmp_path, b"007,1.50,TRUE,2026-11-06,1e5,1998.1, 1998.1 ,1998.10,1998.11,98.1\n")
    (found,) = cells(read_workbook(path))
    assert found == (
        "007",
        "1.50",
        "TRUE",
        "2026-11-06",
        "1e5",
        1998.1,
        1998.1,
        "1998.10",
        "1998.11",
        "98.1",
    )


def test_a_line_break_of_another_kind_within_a_cell_ends_no_row(tmp_path: Path) -> None:
    path = written(tmp_path, "张\u2028三,男\x0b\x0c\n".encode())
    assert cells(read_workbook(path)) == [("张\u2028三", "男\x0b\x0c")]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff<"), max_size=8)


@given(
    rows=st.lists(st.lists(TEXTS, min_size=2, max_size=5), min_size=1, max_size=8),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(ENCODINGS),
)
@settings(max_examples=100, deadline=None)
def test_whatever_is_written_is_read_back(rows: list[list[str]], separator: str, encoding: str) -> None:
    rows = [[separator * 50, "姓名"], *rows]  # no UTF-8 when it is GB18030; ends with more of the separator
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    text.write(separator * 90)
    file = io.BytesIO(text.getvalue().encode(encoding))
    lines: Iterable[list[object]] = read_delimited(file, Tally(Limits()))
    expected = {number: trimmed(row) for number, row in enumerate(rows, start=1)}
    assert dict(lines) == {number: row for number, row in expected.items() if row}


def trimmed(row: list[str]) -> list[str | None]:
    found = [text or None for text in row]
    while found and found[-1] is None:
        found.pop()
    return found


def test_pasted_rows_are_one_sheet_without_a_name() -> None:
    text = '姓名\t住址\r\n张三\t"一组\n二组"\r\n\r\n李四\t他说"是",对\r\n'
    assert read_pasted(text) == [
        Sheet(
            "",
            (
                Row(1, ("姓名", "住址")),
                Row(2, ("张三", "一组\n二组")),
                Row(4, ("李四", '他说"是",对')),
            ),
        )
    ]


def test_a_single_tab_tells_that_it_came_from_a_spreadsheet() -> None:
    assert cells(read_pasted("a,b,c\td,e\n")) == [("a,b,c", "d,e")]
    assert cells(read_pasted("姓名,性别\n张三,男\n")) == [("姓名", "性别"), ("张三", "男")]
    assert cells(read_pasted("姓名\n张三\n")) == [("姓名",), ("张三",)]
    assert cells(read_pasted("")) == []


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        ("姓名\t性别", Limits(texts=4), "paste_too_large"),
        ("一\n二\n三", Limits(rows=2), "file_too_many_cells"),
        ("一\t二\t三", Limits(columns=2), "file_too_many_columns"),
        ("一\t二三", Limits(text=1), "cell_too_long"),
        ('一\t"二', Limits(), "quote_unclosed"),
    ],
)
def test_what_is_pasted_is_bounded(text: str, limits: Limits, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_pasted(text, limits)
    assert caught.value.code == code


def test_an_error_names_the_row_it_is_in() -> None:
    with pytest.raises(FileRefused) as caught:
        read_pasted('姓名\t住址\n张三\t"一\n二"\n李四\t"三"四\n')
    assert caught.value.data == {"row": 3}

"""Text files that mean harm, came to harm, or are something else."""

from pathlib import Path

from tests.engines.sheets.hostile import Maker


def web_page(path: Path) -> None:
    """What many systems export as .xls."""
    page = '\n<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="gb2312"></head>'
    path.write_bytes((page + "<table><tr><td>姓名</td></tr></table></html>").encode("gb18030"))


def bare_table(path: Path) -> None:
    """A web page that is nothing but its table."""
    path.write_text("\ufeff<TABLE border=1><tr><td>姓名</td></tr></TABLE>", encoding="utf-8")


def web_archive(path: Path) -> None:
    """A web page with its pictures, in one file."""
    path.write_text('MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n', encoding="utf-8")


def workbook_of_2003(path: Path) -> None:
    """The XML that was called a spreadsheet in 2003."""
    path.write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', encoding="utf-8"
    )


def rich_text(path: Path) -> None:
    """A letter, not a table."""
    path.write_text("{\\rtf1\\ansi letter}", encoding="ascii")


def noise(path: Path) -> None:
    """Octets that are text in no encoding."""
    path.write_bytes(b"\xff\xfd\x81\x20\x80" * 500)


def hidden_zeros(path: Path) -> None:
    """A table with NUL in a cell."""
    path.write_bytes("姓名,性别\n张三\0,男\n".encode())


def half_a_letter(path: Path) -> None:
    """UTF-16 that ends within a letter."""
    path.write_bytes("姓名\t性别\n".encode("utf-16") + b"\x20")


def unclosed_quote(path: Path) -> None:
    """A quotation mark that would swallow the rows below."""
    path.write_text('姓名,性别\n"张三,男\n李四,女\n', encoding="utf-8")


def loose_quote(path: Path) -> None:
    """A cell that goes on behind its closing quotation mark."""
    path.write_text('姓名,性别\n"张"三,男\n', encoding="utf-8")


def endless_cell(path: Path) -> None:
    """A quotation mark with two megabytes behind it."""
    path.write_text('姓名\n"' + "张三\n" * 700_000, encoding="utf-8")


def quotes(path: Path) -> None:
    """Thirty megabytes of quotation marks."""
    path.write_bytes(b'"' * (30 << 20))


def endless_line(path: Path) -> None:
    """Thirty megabytes without a line's end or a separator."""
    path.write_bytes("姓".encode("gb18030") * (15 << 20))


def endless_row(path: Path) -> None:
    """Thirty million cells in one row."""
    path.write_bytes(b"," * (30 << 20))


def many_columns(path: Path) -> None:
    """A hundred thousand columns."""
    path.write_text(";".join(map(str, range(100_000))), encoding="utf-8")


def many_lines(path: Path) -> None:
    """More lines than an office keeps."""
    path.write_text("张三\n" * 200_001, encoding="utf-8")


def empty_lines(path: Path) -> None:
    """Thirty million empty lines."""
    path.write_bytes(b"\n" * (30 << 20))


REFUSED: dict[Maker, set[str]] = {
    web_page: {"file_is_web_page"},
    bare_table: {"file_is_web_page"},
    web_archive: {"file_is_web_page"},
    workbook_of_2003: {"file_wrong_type"},
    rich_text: {"file_wrong_type"},
    noise: {"file_wrong_type"},
    hidden_zeros: {"file_wrong_type"},
    half_a_letter: {"file_wrong_type"},
    unclosed_quote: {"quote_unclosed"},
    loose_quote: {"quote_unclosed"},
    endless_cell: {"cell_too_long"},
    quotes: {"cell_too_long"},
    endless_line: {"cell_too_long"},
    endless_row: {"file_too_many_columns"},
    many_columns: {"file_too_many_columns"},
    many_lines: {"file_too_many_cells"},
    empty_lines: {"file_too_many_cells"},
}

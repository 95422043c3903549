"""OpenDocument spreadsheets that mean harm or came to harm."""

import zipfile
from pathlib import Path

from tests.engines.sheets.hostile import ENTITIES, Maker

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "draw", "manifest")
)
START = f"<office:document-content {SPACES}>"
BODY = "<office:body><office:spreadsheet>"
END = "</office:spreadsheet></office:body></office:document-content>"
MANIFEST = (
    '<manifest:manifest %s><manifest:file-entry manifest:full-path="content.xml">%s</manifest:file-entry>'
    "</manifest:manifest>"
)
TEXT = '<table:table-cell office:value-type="string"%s><text:p>%s</text:p></table:table-cell>'


def cell(text: str = "姓名", more: str = "") -> str:
    """A cell of text; `more`, attributes beside its type."""
    return TEXT % (f" {more}" if more else "", text)


def row(*cells: str, more: str = "") -> str:
    """A row; `more`, its attributes."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, name: str = "名册", more: str = "") -> str:
    """A table; `more`, attributes beside its name."""
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'


def document(
    path: Path,
    body: str,
    extra: dict[str, str] | None = None,
    *,
    before: str = "",
    styles: str = "",
    manifest: str = "",
) -> None:
    """An .ods around what stands in the spreadsheet, with parts of the maker's choosing beside it; `before`
    stands in front of the first element.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST % (SPACES, manifest))
        archive.writestr("content.xml", '<?xml version="1.0"?>' + before + START + styles + BODY + body + END)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)


def encrypted(path: Path) -> None:
    """A spreadsheet with a password: the manifest tells how to open it."""
    document(path, "", manifest="<manifest:encryption-data/>")


def program(path: Path) -> None:
    """A spreadsheet with a program in it."""
    document(path, sheet(row(cell())), {"Basic/Standard/Module1.xml": "<script/>"})


def script(path: Path) -> None:
    """A spreadsheet with a script of another language in it."""
    document(path, sheet(row(cell())), {"Scripts/python/run.py": "print()"})


def entity_bomb(path: Path) -> None:
    """Entities of entities."""
    inner = '<!ENTITY b "' + "&a;" * 1_000 + '"><!ENTITY c "' + "&b;" * 1_000 + '">'
    document(path, sheet(row(cell("&c;"))), before=ENTITIES % inner)


def outer_entity(path: Path) -> None:
    """An entity that stands for a file of the office's machine."""
    document(path, sheet(row(cell("&out;"))), before=ENTITIES % "")


def late_doctype(path: Path) -> None:
    """Entities behind a remark so long that nobody looks behind it."""
    document(path, sheet(row(cell("&out;"))), before="<!--" + "<x " * 200_000 + "-->" + ENTITIES % "")


def repeated_columns(path: Path) -> None:
    """A cell that says it stands there a billion times."""
    document(path, sheet(row(cell(more='table:number-columns-repeated="1000000000"'))))


def repeated_rows(path: Path) -> None:
    """A row that says it stands there a billion times."""
    document(path, sheet(row(cell(), more='table:number-rows-repeated="1000000000"')))


def repeated_spaces(path: Path) -> None:
    """A text that says it holds a billion spaces."""
    document(path, sheet(row(cell('<text:s text:c="1000000000"/>'))))


def merged_over_and_over(path: Path) -> None:
    """Cells that are each merged with everything below and beside."""
    merged = cell(more='table:number-rows-spanned="1000" table:number-columns-spanned="1000"')
    document(path, sheet(*[row(*[merged] * 10)] * 1_000))


def deep_xml(path: Path) -> None:
    """A million elements, each inside the one before."""
    document(path, "<table:table-row-group>" * 1_000_000)


def bomb(path: Path) -> None:
    """Content that unpacks to 260 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        with archive.open("content.xml", "w") as part:
            for _ in range(260):
                part.write(b" " * (1 << 20))


def long_text(path: Path) -> None:
    """Forty megabytes in one cell."""
    document(path, sheet(row(cell("x" * (40 << 20)))))


def long_attribute(path: Path) -> None:
    """Forty megabytes in one attribute."""
    document(path, sheet(row(cell(more=f'office:string-value="{"x" * (40 << 20)}"'))))


def far_rows(path: Path) -> None:
    """A quarter of a million rows of one letter."""
    document(path, sheet(*[row(cell("x"))] * 250_000))


def broken_content(path: Path) -> None:
    """Content that ends in the middle."""
    document(path, "<table:table><table:table-row>")


def no_number(path: Path) -> None:
    """A count of five thousand digits."""
    document(path, sheet(row(cell(), more=f'table:number-rows-repeated="{"9" * 5_000}"')))


def without_content(path: Path) -> None:
    """A package of the right kind with nothing in it."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")


def drawing(path: Path) -> None:
    """An OpenDocument file that is no spreadsheet."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.graphics")
        archive.writestr("content.xml", START + END)


REFUSED: dict[Maker, set[str]] = {
    encrypted: {"file_encrypted"},
    program: {"file_has_macros"},
    script: {"file_has_macros"},
    entity_bomb: {"file_has_doctype"},
    outer_entity: {"file_has_doctype"},
    late_doctype: {"file_has_doctype", "file_truncated"},
    repeated_columns: {"file_too_many_columns"},
    repeated_rows: {"file_too_many_cells"},
    repeated_spaces: {"cell_too_long"},
    merged_over_and_over: {"file_too_many_cells"},
    deep_xml: {"file_truncated"},
    bomb: {"file_unpacks_too_large"},
    long_text: {"cell_too_long"},
    long_attribute: {"cell_too_long", "file_refused"},
    far_rows: {"file_too_many_cells"},
    broken_content: {"file_truncated"},
    no_number: {"file_truncated"},
    without_content: {"file_wrong_type"},
    drawing: {"file_wrong_type"},
}

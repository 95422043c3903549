"""Office files that are zip packages (.docx, .xlsx, .pptx, .odt, .ods), for the limited process.

Sources: ECMA-376 part 2 (packages, their properties); OASIS OpenDocument 1.3 part 2. Imports no Django.
"""

import io
import zipfile

from jiceng.engines.sheets.packages import mimetype, open_package, part_names, pieces
from jiceng.engines.sheets.workbook import Limits
from jiceng.kernel.errors import FileRefused

_MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPEN_KINDS = {"text": "odt", "spreadsheet": "ods"}
_XML = (".xml", ".rels")
_PROGRAMS = ("vbaproject.bin", "vbadata.xml")
_PROGRAM_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/")
_SIGNED = ("_xmlsignatures/", "meta-inf/documentsignatures.xml")
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMAS = b"http://schemas.openxmlformats.org/"
_EMPTY = {
    "docprops/core.xml": b'<cp:coreProperties xmlns:cp="%spackage/2006/metadata/core-properties"/>'
    % _SCHEMAS,
    "docprops/app.xml": b'<Properties xmlns="%sofficeDocument/2006/extended-properties"/>' % _SCHEMAS,
    "docprops/custom.xml": b'<Properties xmlns="%sofficeDocument/2006/custom-properties"/>' % _SCHEMAS,
    "meta.xml": b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'office:version="1.3"><office:meta/></office:document-meta>',
}
"""Parts that say who wrote it, when and in which house, and what stands in their place."""
_CHANGES = {
    "word/": (b"<w:ins ", b"<w:del ", b"<w:moveFrom "),  # header, footer and notes as well
    "content.xml": (b"<text:tracked-changes", b"<office:annotation"),
}
_COMMENTS = ("word/comments.xml", "ppt/commentauthors.xml")


def without_author(content: bytes, limits: Limits) -> tuple[str, bytes]:
    """What it is, and the same package without its properties; one that is signed stays as it is.

    Raises `FileRefused`: file_wrong_type, file_encrypted, file_truncated, file_has_doctype, file_has_macros,
    file_unpacks_too_large, attachment_has_changes (what was struck out can still be read in it).
    """
    archive = open_package(io.BytesIO(content), limits)
    names = part_names(archive)
    kind = _kind(archive, names)
    _refuse_programs(names)
    for name in archive.namelist():
        if name.lower().endswith(_XML):
            _read_through(archive, name)
    if any(name in names for name in _COMMENTS):
        raise FileRefused("attachment_has_changes")
    if any(name.startswith(_SIGNED) for name in names):
        return kind, content
    return kind, _rewritten(archive)


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    for main, kind in _MAIN.items():
        if main in names:
            return kind
    said = mimetype(archive)
    kind = _OPEN_KINDS.get(said.removeprefix(_OPEN_DOCUMENT), "")
    if not kind or not said.startswith(_OPEN_DOCUMENT) or "content.xml" not in names:
        raise FileRefused("file_wrong_type")
    return kind


def _refuse_programs(names: set[str]) -> None:
    """Macros, controls, and files wrapped in the file."""
    for name in names:
        wrapped = "embeddings/" in name and name.endswith((".bin", ".exe", ".js", ".vbs"))
        folder = name.startswith(_PROGRAM_FOLDERS) and not name.endswith("/")
        if wrapped or folder or name.endswith(_PROGRAMS) or "/activex/" in name:
            raise FileRefused("file_has_macros")


def _read_through(archive: zipfile.ZipFile, name: str) -> None:
    """Every part of XML once: whole, without definitions; no struck-out words, no program, no template from
    elsewhere.
    """
    sought = [mark for part, marks in _CHANGES.items() if name.lower().startswith(part) for mark in marks]
    before = b""
    for piece in pieces(archive, name):
        both = before + piece
        if any(mark in both for mark in sought):
            raise FileRefused("attachment_has_changes")
        if b"macroEnabled" in both or (b"/attachedTemplate" in both and b"External" in both):
            raise FileRefused("file_has_macros")
        before = piece[-4096:]


def _rewritten(archive: zipfile.ZipFile) -> bytes:
    """The same parts in the same order, packed anew: what lay before or behind them is gone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for part in archive.infolist():
            name = part.filename.lower().lstrip("/")
            empty = _EMPTY["docprops/core.xml"] if name.endswith(".psmdcp") else _EMPTY.get(name)
            copy = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            copy.compress_type = part.compress_type
            try:
                target.writestr(copy, _HEAD + empty if empty else archive.read(part))
            except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError):
                raise FileRefused("file_truncated") from None
    return out.getvalue()

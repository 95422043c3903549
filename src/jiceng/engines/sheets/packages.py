"""Zip packages (.xlsx, .ods) looked at before anything in them is parsed.

Sources: ECMA-376 part 2 (packages), APPNOTE.TXT of the zip format; parts folded over one another: D. Fifield,
"A better zip bomb", WOOT 2019.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import IO

from jiceng.engines.sheets.workbook import Limits
from jiceng.kernel.errors import FileRefused

_DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ValueError, EOFError, OSError, KeyError),
    RuntimeError,  # what the library raises for a way of packing or encrypting it does not know
)
_PIECE = 1 << 18
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30  # octets before a part's name
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\b[^<>]*\st=)(["'])e\2""")
_SHEETS = "xl/worksheets/"
_XML = (".xml", ".rels")


def open_package(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """The archive, once its directory is found to be bearable.

    Raises `FileRefused`: file_truncated, file_encrypted, file_unpacks_too_large.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGED:
        raise FileRefused("file_truncated") from None
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise FileRefused("file_encrypted")
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise FileRefused("file_unpacks_too_large")
    if any(part.compress_type not in _METHODS for part in parts) or _overlap(parts):
        raise FileRefused("file_truncated")
    return archive


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether two parts share octets, as they do when a bomb is folded."""
    places = sorted((part.header_offset, part.compress_size) for part in parts)
    return any(start + _LOCAL_HEADER + size > following for (start, size), (following, _) in pairwise(places))


def part_names(archive: zipfile.ZipFile) -> set[str]:
    """Names of all parts, in lower case, without a slash before them."""
    return {name.lower().lstrip("/") for name in archive.namelist()}


def mimetype(archive: zipfile.ZipFile) -> str:
    """What an OpenDocument package says it is; "" when it says nothing.

    Raises `FileRefused("file_truncated")`.
    """
    if "mimetype" not in archive.namelist():
        return ""
    try:
        with archive.open("mimetype") as part:
            return part.read(100).decode("ascii", "replace")
    except _DAMAGED:
        raise FileRefused("file_truncated") from None


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The content of a part that is XML, unpacked piece by piece; length and checksum have to be right.

    Raises `FileRefused`: file_truncated, file_has_doctype (no office program writes one; entities are born
    there).
    """
    try:
        with archive.open(name) as part:
            piece = part.read(_PIECE)
            _check_prolog(piece)
            while piece:
                yield piece
                piece = part.read(_PIECE)
    except _DAMAGED:
        raise FileRefused("file_truncated") from None


def _check_prolog(piece: bytes) -> None:
    """The first element stands near the beginning, and no document type before it."""
    plain = _COMMENT.sub(b"", piece.replace(b"\0", b""))  # UTF-16 has zeros between
    if _DOCTYPE.search(plain):
        raise FileRefused("file_has_doctype")
    if not _ELEMENT.search(plain):
        raise FileRefused("file_truncated")


def check_workbook(archive: zipfile.ZipFile) -> bool:
    """Read all XML of an .xlsx once, so that the reading library meets nothing unexpected.

    Returns whether a sheet has cells that hold an error. Raises `FileRefused`: file_has_macros, and as
    `pieces` does.
    """
    names = part_names(archive)
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise FileRefused("file_has_macros")
    errors = False
    for name in archive.namelist():
        if name.endswith(_XML):
            for piece in _whole_tags(pieces(archive, name)):
                errors = errors or (name.startswith(_SHEETS) and _ERROR_CELL.search(piece) is not None)
    return errors


def errors_as_text(archive: zipfile.ZipFile) -> IO[bytes]:
    """The same workbook in memory, its error cells (#N/A, #REF!) made text cells: the reading library would
    give them as empty. Raises as `pieces` does.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in archive.namelist():
            if name.endswith(_XML):
                with target.open(name, "w") as part:
                    for piece in _whole_tags(pieces(archive, name)):
                        sheet = name.startswith(_SHEETS)
                        part.write(_ERROR_CELL.sub(rb"\1\2str\2", piece) if sheet else piece)
    copy.seek(0)
    return copy


def _whole_tags(content: Iterator[bytes]) -> Iterator[bytes]:
    """The same content, cut after ends of tags only."""
    rest = b""
    for piece in content:
        whole, end, after = (rest + piece).rpartition(b">")
        yield whole + end
        rest = after
    yield rest

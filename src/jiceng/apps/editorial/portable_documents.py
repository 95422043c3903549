"""PDF files, for the limited process. Source: ISO 32000-1. Imports no Django.

No library parses it: what may not be in it is looked for outside the streams and within streams of objects.
"""

import re
import zlib

from jiceng.kernel.errors import FileRefused

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b(?:(?!endobj).)*?stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_SPELLED = re.compile(rb"/[^\s/<>\[\](){}%]*#[^\s/<>\[\](){}%]*")
_SOUGHT = (b"/Type", b"/ObjStm", b"/Encrypt")
"""Names by which objects are found to be looked into: nobody has cause to spell them otherwise."""
_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_PROGRAMS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9])")
_AUTHOR = re.compile(rb"(/Author\s*)(\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)", re.DOTALL)
_CREATOR = re.compile(rb"(<dc:creator>)(.*?)(</dc:creator>)", re.DOTALL)
_MOST = 64 << 20


def checked(content: bytes) -> bytes:
    """The file, once it has an end and nothing in it that acts by itself.

    Raises `FileRefused`: file_truncated, file_encrypted (nobody sees into it), attachment_has_programs,
    file_unpacks_too_large.
    """
    if b"%%EOF" not in content[-2048:]:
        raise FileRefused("file_truncated")
    left = _MOST
    parts = [_STREAM.sub(b" ", content)]
    if b"/Encrypt" in parts[0]:
        raise FileRefused("file_encrypted")
    if any(_spelled_out(each) in _SOUGHT for each in _SPELLED.findall(parts[0])):
        raise FileRefused("attachment_has_programs")
    for found in _OBJECTS.finditer(content):
        part = _unpacked(found[1], left)
        left -= len(part)
        parts.append(part)
    for part in parts:
        if _PROGRAMS.search(_spelled_out(part)):
            raise FileRefused("attachment_has_programs")
    return content


def _spelled_out(part: bytes) -> bytes:
    """Names as they are meant: #61 is a."""
    return _NAME.sub(lambda code: bytes([int(code[1], 16)]), part)


def _unpacked(packed: bytes, left: int) -> bytes:
    """Objects of a stream. One packed in another way than all programs use cannot be seen into."""
    try:
        found = zlib.decompressobj().decompress(packed, max(left, 1))
    except zlib.error:
        raise FileRefused("attachment_has_programs") from None
    if len(found) >= left:
        raise FileRefused("file_unpacks_too_large")
    return found


def without_author(content: bytes) -> bytes:
    """The file with blanks where its author is named in the open, every octet else in its place; a signed one
    stays as it is.
    """
    if b"/ByteRange" in content:
        return content
    content = _AUTHOR.sub(lambda found: found[1] + _blank(found[2]), content)
    return _CREATOR.sub(lambda found: found[1] + b" " * len(found[2]) + found[3], content)


def _blank(text: bytes) -> bytes:
    """A text of the same length that says nothing."""
    return text[:1] + b" " * (len(text) - 2) + text[-1:]

"""The limited process: looks into the file on standard input, and writes what of it may be posted.

`examining` runs `main` in an interpreter of its own, its argument the JSON of `Bounds` and of the "ending" of
the file's name. Imports no Django, is imported by nothing else. Standard output: a line {"kind", "size"} or
{"refused": code, …}, then the file. Without a line the process was stopped.
"""

import io
import json
import sys
from typing import Any

from PIL import Image, ImageCms, ImageOps

from jiceng.apps.editorial import packages, portable_documents
from jiceng.engines.sheets.compound import CompoundFile
from jiceng.engines.sheets.legacy import check_workbook
from jiceng.engines.sheets.workbook import Limits
from jiceng.engines.sheets.worker import confine
from jiceng.kernel.errors import FileRefused

_ZIP, _COMPOUND, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "png"}
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_WORD, _TABLE = ("doc", "wps"), ("xls", "et")
_CODES = {
    "file_truncated": "attachment_damaged",
    "file_has_doctype": "attachment_damaged",
    "file_wrong_type": "file_kind_unknown",
    "file_encrypted": "attachment_locked",
    "file_has_macros": "attachment_has_programs",
    "file_unpacks_too_large": "attachment_unpacks",
}
"""What the readers of spreadsheets say, in the words for attachments."""


def examined(content: bytes, asked: dict[str, Any]) -> tuple[str, bytes]:
    """What a file is, and how it is to be posted. Raises `FileRefused`."""
    if content.startswith(_PDF):
        return "pdf", portable_documents.without_author(portable_documents.checked(content))
    if content.startswith(_ZIP):
        return packages.without_author(content, Limits(unpacked_bytes=asked["unpacked_bytes"]))
    if content.startswith(_COMPOUND):
        return _compound(content, asked["ending"]), content
    if content.startswith(_STARTS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return _picture(content, asked["pixels"], asked["longest_side"])
    if asked["ending"] in ("txt", "csv"):
        return asked["ending"], _text(content)
    raise FileRefused("file_wrong_type")


def _compound(content: bytes, ending: str) -> str:
    """The old binary documents; the name tells apart what is one content under two names."""
    file = io.BytesIO(content)
    names = CompoundFile(file).names
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise FileRefused("file_encrypted")
    if any(name == "Macros" or name.startswith("_VBA_PROJECT") for name in names):
        raise FileRefused("file_has_macros")
    if "WordDocument" in names:
        return ending if ending in _WORD else "doc"
    check_workbook(file)
    return ending if ending in _TABLE else "xls"


def _picture(content: bytes, pixels: int, longest: int) -> tuple[str, bytes]:
    """A picture drawn anew: upright, in the colours of screens, no larger than is read, and nothing beside
    its pixels (no place, no camera, no comment, no second file behind it).
    """
    try:
        with Image.open(io.BytesIO(content), formats=list(_FORMATS)) as opened:
            if opened.width * opened.height > pixels:
                raise FileRefused("picture_too_large", megapixels=pixels // 1_000_000)
            kind = _FORMATS[str(opened.format)]
            opened.draft("RGB", (longest, longest))  # a large photograph is not unpacked whole
            drawn = _plain(opened, longest)
        out = io.BytesIO()
        if kind == "jpg":
            drawn.convert("L" if drawn.mode == "L" else "RGB").save(out, "JPEG", quality=88, optimize=True)
        else:
            drawn.save(out, kind.upper(), optimize=True)
    except FileRefused:
        raise
    except MemoryError:
        raise FileRefused("attachment_stopped") from None
    except Exception:  # the library raises whatever a damaged file makes it stumble over
        raise FileRefused("file_truncated") from None
    return kind, out.getvalue()


def _plain(opened: Image.Image, longest: int) -> Image.Image:
    profile = opened.info.get("icc_profile")
    image = ImageOps.exif_transpose(opened)
    if image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    if profile:
        image = _in_screen_colours(image, profile)
    if image.mode == "CMYK":
        image = image.convert("RGB")
    if image.mode == "RGB" and image.has_transparency_data:
        image = image.convert("RGBA")
    plain = image.copy()
    plain.info = {}
    return plain


def _in_screen_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """The same to the eye where no profile says what its colours are; a broken profile is left out."""
    try:
        given, screen = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        mode = "RGB" if image.mode == "CMYK" else image.mode
        return ImageCms.profileToProfile(image, given, screen, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _text(content: bytes) -> bytes:
    """Text as it is, where all of it is text."""
    codecs = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "gb18030")
    for codec in codecs:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if not any(each < " " and each not in "\t\n\r\f" for each in text):
            return content
    raise FileRefused("file_wrong_type")


def main() -> None:
    """Look into standard input, under the bounds given as the only argument."""
    asked = json.loads(sys.argv[1])
    Image.init()  # whatever it loads, it loads now
    Image.MAX_IMAGE_PIXELS = None  # counted above
    given = ("memory_bytes", "cpu_seconds", "seconds")
    confine(Limits(**{name: asked[name] for name in given}))
    content = b""
    try:
        kind, content = examined(sys.stdin.buffer.read(), asked)
        head: dict[str, Any] = {"kind": kind, "size": len(content)}
    except FileRefused as refusal:
        head = {"refused": _CODES.get(refusal.code, refusal.code), **refusal.data}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + content)
    sys.stdout.buffer.flush()

"""Looking into a file before the public may have it: the trusting side of the pipe.

What a file is decides its content, never its name; a limited process (`examiner`) opens it, and gives back
what is to be posted: pictures drawn anew, without where and by whom they were taken; office files without
their author's name where that can be taken out.
"""

import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from jiceng.kernel.errors import Invalid

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "doc": "application/msword",
    "wps": "application/msword",
    "xls": "application/vnd.ms-excel",
    "et": "application/vnd.ms-excel",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/png",
    "txt": "text/plain",
    "csv": "text/csv",
}
"""What may be posted, by the ending of its name; a moving picture is posted as its first one."""

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
"""What may stand in a text, and is shown rather than saved."""

LONGEST_NAME = 120
_WORKER = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from jiceng.apps.editorial.examiner import main; main()"
)
_SOURCE = str(Path(__file__).resolve().parents[3])  # alone, an interpreter might take another release of ours
_UNFIT = re.compile(r'[<>:"/\\|?*]')


@dataclass(frozen=True, slots=True)
class Bounds:
    """What looking into one file may cost: octets, those of a package unpacked, pixels of a picture; those of
    its longer side as it is posted; address space, seconds of computing, seconds until it is stopped.
    """

    unpacked_bytes: int = 256 << 20
    pixels: int = 64_000_000
    longest_side: int = 3_600
    memory_bytes: int = 1 << 30
    cpu_seconds: int = 8
    seconds: int = 30


@dataclass(frozen=True, slots=True)
class Examined:
    """A file as it is to be posted."""

    name: str
    media_type: str
    data: bytes


def examine(name: str, data: bytes, bounds: Bounds | None = None) -> Examined:
    """Look into a file, in a process of its own that is bound by `bounds`.

    Parameters: `name`, what its author calls it: the ending counts only among kinds with one content (.txt
    and .csv, .doc and .wps). Raises `Invalid` of the field "file": file_kind_unknown, attachment_damaged,
    attachment_locked, attachment_has_programs, attachment_has_changes, attachment_unpacks,
    picture_too_large; attachment_stopped when the process had to be stopped.
    """
    limits = bounds or Bounds()
    ending = PurePosixPath(name).suffix.lstrip(".").lower()
    head, _line, content = _asked(data, ending, limits).partition(b"\n")
    try:
        found = json.loads(head)
    except ValueError:  # stopped before it said anything
        raise Invalid("attachment_stopped", field="file") from None
    if "refused" in found:
        code = found.pop("refused")
        kinds = {"kinds": " ".join(f".{kind}" for kind in KINDS)} if code == "file_kind_unknown" else {}
        raise Invalid(code, field="file", **found, **kinds)
    if found["kind"] not in KINDS or found["size"] != len(content):
        raise Invalid("attachment_stopped", field="file")
    return Examined(tidy_name(name, found["kind"]), KINDS[found["kind"]], content)


def _asked(data: bytes, ending: str, limits: Bounds) -> bytes:
    command = [sys.executable, "-I", "-c", _WORKER, _SOURCE, json.dumps({"ending": ending, **asdict(limits)})]
    try:
        return subprocess.run(  # noqa: S603 (our own interpreter and module)
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=limits.seconds,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired:
        return b""


def tidy_name(given: str, kind: str) -> str:
    """A file's name without folders, invisible or reversing characters and what some systems refuse, ending
    as its content is.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if each.isspace() else each for each in last if each.isspace() or each.isprintable())
    stem = seen.rpartition(".")[0] if "." in seen else seen
    stem = " ".join(_UNFIT.sub("", stem).split()).strip(". ")
    return f"{stem[: LONGEST_NAME - len(kind) - 1].rstrip('. ') or 'file'}.{kind}"


def another_name(name: str, taken: frozenset[str]) -> str:
    """The name, with a number where it is taken."""
    stem, _point, kind = name.rpartition(".")
    number, found = 2, name
    while found in taken:
        mark = f" ({number})"
        found, number = f"{stem[: LONGEST_NAME - len(kind) - len(mark) - 1]}{mark}.{kind}", number + 1
    return found

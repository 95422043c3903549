"""PDF of official papers, laid out by a process of its own that may neither write a file nor start another,
with bounds on memory and time; and which of the system's typefaces stand for those the standard names.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from jiceng.engines.documents import Face, Paper, faces, is_installed, page
from jiceng.kernel.errors import Conflict

_WORKER = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from jiceng.apps.decisions.printer import main; main()"
)
_SOURCE = str(Path(__file__).resolve().parents[3])  # alone, an interpreter might take another release of ours


@dataclass(frozen=True, slots=True)
class Bounds:
    """What laying out one paper may cost: address space, seconds computing, seconds before it is stopped."""

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 20
    seconds: int = 40


def typefaces() -> Mapping[str, Face]:
    """By part of a paper: which typeface of this computer it is set in."""
    return faces(_installed())


@lru_cache(maxsize=1)
def _installed() -> frozenset[str]:
    """Families the system has; none where it cannot be asked."""
    program = shutil.which("fc-list")
    if program is None:
        return frozenset()
    asked = [program, ":", "family"]
    told = subprocess.run(asked, capture_output=True, timeout=20, check=False)  # noqa: S603
    lines = told.stdout.decode(errors="replace").splitlines()
    return frozenset(name.strip() for line in lines for name in line.split(","))


def pdf(paper: Paper, bounds: Bounds | None = None) -> bytes:
    """A paper as PDF. Raises `Conflict`: "pdf_not_installed", "pdf_stopped"."""
    if not is_installed():
        raise Conflict("pdf_not_installed")
    limits = bounds or Bounds()
    command = [sys.executable, "-I", "-c", _WORKER, _SOURCE, json.dumps(asdict(limits))]
    try:
        made = subprocess.run(  # noqa: S603 (our own interpreter and module)
            command,
            input=page(paper, typefaces()).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Conflict("pdf_stopped") from None
    if made.returncode or not made.stdout.startswith(b"%PDF-"):
        raise Conflict("pdf_stopped")
    return made.stdout

"""The limited process: lays out the HTML on standard input, and writes it as PDF.

`printing` runs `main` in an interpreter of its own, its argument the JSON of `Bounds`. Imports no Django, is
imported by nothing else. Without any output the process was stopped.
"""

import json
import sys

from jiceng.engines.documents.portable import lay_out
from jiceng.engines.sheets.workbook import Limits
from jiceng.engines.sheets.worker import confine


def main() -> None:
    """Write standard input as PDF, under the bounds given as the only argument."""
    html = sys.stdin.buffer.read().decode()
    confine(Limits(**json.loads(sys.argv[1])))
    sys.stdout.buffer.write(lay_out(html).pdf())
    sys.stdout.buffer.flush()

"""Official papers (公文) in the layout of GB/T 9704-2012: as a Word file, as HTML, as PDF.

Public: `Paper` of `Paragraph` and `Table`; `word` (.docx), `body` and `page` (HTML), `faces` (which typeface
stands for which), `is_installed` (whether `portable`, the PDF, can be had), `in_capitals` (a sum in
capital figures).
"""

from importlib.util import find_spec

from jiceng.engines.documents.capitals import in_capitals
from jiceng.engines.documents.layout import Face, faces
from jiceng.engines.documents.pages import body, page
from jiceng.engines.documents.paper import Paper, Paragraph, Table
from jiceng.engines.documents.word import word

__all__ = [
    "Face",
    "Paper",
    "Paragraph",
    "Table",
    "body",
    "faces",
    "in_capitals",
    "is_installed",
    "page",
    "word",
]


def is_installed() -> bool:
    """Whether what makes PDF is there."""
    return find_spec("weasyprint") is not None

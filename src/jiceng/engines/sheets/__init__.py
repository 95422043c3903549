"""Reading an office's workbooks without trusting them: a limited process opens the file, only plain values
come back.

`read_workbook` is the only entry; `worker` is what the limited process runs and is imported by nobody.
"""

from jiceng.engines.sheets.reading import read_workbook
from jiceng.engines.sheets.workbook import Cell, Limits, Row, Sheet

__all__ = ["Cell", "Limits", "Row", "Sheet", "read_workbook"]

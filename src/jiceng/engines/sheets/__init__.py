"""Reading an office's workbooks without trusting them, understanding how they are laid out, writing new ones.

`read_workbook`: a limited process opens the file, only plain values come back (`worker` is what it runs and
is imported by nobody); `read_pasted`, the same from the clipboard. `find_table`: where headings, rows,
groups, notes and totals of a sheet are. `writing.write_workbook`: tables to .xlsx.
"""

from jiceng.engines.sheets.delimited import read_pasted
from jiceng.engines.sheets.headings import Heading, Vocabulary, normalise
from jiceng.engines.sheets.reading import read_workbook
from jiceng.engines.sheets.records import DataRow, LeftOut, Why
from jiceng.engines.sheets.tables import Table, find_table
from jiceng.engines.sheets.workbook import Cell, Limits, Merge, Row, Sheet

__all__ = [
    "Cell",
    "DataRow",
    "Heading",
    "LeftOut",
    "Limits",
    "Merge",
    "Row",
    "Sheet",
    "Table",
    "Vocabulary",
    "Why",
    "find_table",
    "normalise",
    "read_pasted",
    "read_workbook",
]

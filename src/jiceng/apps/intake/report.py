"""What became of a file: counts, and every row that was not taken, by place, value and code."""

import re
from dataclasses import dataclass, field
from typing import Any

from jiceng.kernel.codes import mask_id_number

_ID_LIKE = re.compile(r"\d[\d\s]{13,}[\dXx]")
_SHOWN = 60

BEYOND_REACH = "known_elsewhere"
"""Code of a row whose person is in the register where the importer may not look."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One column of two records shown side by side: its standard heading, what the row says, what the
    other says.
    """

    column: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """One value that keeps a row out.

    `sheet`, `row` (as the office counts), `column` (its heading in the file), `key`, the column's key;
    `value` as shown, identity numbers masked; `code`; `data`, named values for the sentence; `suggestion`,
    what may have been meant; `beside`, the row and the record it may be, where that is the question;
    `answers`, how the question may be answered ("file", "register", "same", "new").
    """

    sheet: str
    row: int
    column: str
    value: str
    code: str
    data: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    suggestion: str = ""
    beside: tuple[Beside, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file.

    `kind`, what was imported; `rows` read; `written`, new or changed in the register; `unchanged`, already
    so; `good`, rows without fault that are new or change something, whether they were written or not (of
    which `changed` change something); `rejected`, one entry a fault, so a row may stand there twice;
    `unknown_columns`, headings nothing was read from; `left_out`, lines that are no data (titles, totals,
    notes), as (sheet, row, text, why); `notes`, how often something was read with a proviso, by code;
    `import_id`, None when nothing was written.
    """

    kind: str
    rows: int
    written: int
    unchanged: int
    good: int
    rejected: tuple[Rejection, ...]
    unknown_columns: tuple[str, ...]
    import_id: int | None
    changed: int = 0
    left_out: tuple[tuple[str, int, str, str], ...] = ()
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def rejected_rows(self) -> int:
        """How many rows have a fault."""
        return len({(each.sheet, each.row) for each in self.rejected})


def shown(value: object) -> str:
    """Something of the file as a report may show it: short, in one line, whatever looks like an identity
    number masked.
    """
    if value is None:
        return ""
    plain = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    spaced = (" " if letter.isspace() else letter for letter in plain)
    printable = "".join(letter if letter.isprintable() else "\ufffd" for letter in spaced)
    text = _ID_LIKE.sub(lambda found: mask_id_number(found.group()), printable)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def shown_id_number(value: object) -> str:
    """What stands in the column of identity numbers, masked whatever it is."""
    text = shown(value)
    return text if "*" in text else mask_id_number(text) if len(text) > 7 else "*" * len(text)

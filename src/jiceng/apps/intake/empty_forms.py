"""Empty forms to be filled in (模板): the usual headings of a kind, and an example that is left out again."""

from jiceng.apps.intake.vocabulary import RETURNED, vocabularies
from jiceng.engines.sheets.writing import Column, WrittenSheet

EXAMPLE = "示例"
_NUMBER = "number"
_NEEDED = "*"
_HOW = "填写说明：带 * 的必填；日期写作 2026-11-06，只知年月的写作 2026-11；示例行导入时自动略过。"
_ROWS = 50
_WIDTH = 16
_WIDE = {"id_number": 22, "minutes": 40, "subject": 28}


def empty_form(kind: str) -> WrittenSheet:
    """The form of one kind. Its cells are text, so that no number typed into them loses its digits.

    Parameters: `kind`, a code of the vocabularies.
    """
    vocabulary = vocabularies()[kind]
    keys = [
        key
        for key, column in vocabulary.columns.items()
        if not column.ignored and key not in ("group", RETURNED)
    ]
    needed = {group[0] for group in vocabulary.needed}
    marked = [(_NEEDED if key in needed else "") + vocabulary.standard(key) for key in keys]
    headings = [vocabulary.standard(_NUMBER), *marked]
    widths = [
        8,
        *(_WIDE.get(key, max(_WIDTH, 2 * len(text) + 3)) for key, text in zip(keys, marked, strict=True)),
    ]
    example = [EXAMPLE, *(vocabulary.example.get(key, "") for key in keys)]
    empty = [""] * len(headings)
    columns = [Column(text, width) for text, width in zip(headings, widths, strict=True)]
    return WrittenSheet(
        vocabulary.title["zh"],
        columns,
        [example, *[empty] * _ROWS],
        title=vocabulary.title["zh"],
        sides=(_HOW, ""),
    )

"""A list of units (组织机构): the tree, or a part of it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from jiceng.apps.intake.cells import Day, read_plain, read_short_text, read_text
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.kind import Matched, Written
from jiceng.apps.intake.kinds.units.matching import match
from jiceng.apps.intake.kinds.units.rows import UnitRow
from jiceng.apps.intake.kinds.units.writing import write
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.organisations.models import UnitVersion, profile
from jiceng.apps.organisations.policies import MANAGE
from jiceng.apps.organisations.services import UNIT_CODE
from jiceng.engines.procedure import Text
from jiceng.engines.sheets import Cell, normalise
from jiceng.kernel.codes import DivisionCode
from jiceng.kernel.errors import Invalid

_LONGEST = UnitVersion._meta.get_field("name").max_length or 0
_GAP = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_SUGGESTED = 3


class Units:
    """Units, founded on the day the file names (设立日期), else on the day of the import.

    What `found_unit` and `revise_unit` check, and where: names, codes, division codes, kinds and forms
    here, a row at a time (name_missing, bad_unit_code, bad_division_code, unknown_unit_kind, unknown_form);
    codes in use, whether it is known, and that its parent is within reach, in `places`; that it may
    stand there on its day (unit_needs_parent, unit_not_active, before_last_change) in `founding`; that
    nothing has changed since, with the units held, and the posts it must have, in `writing`.
    A unit is moved, closed, split or merged on its page, never by a file.
    """

    code = "units"
    permission = MANAGE
    asks: tuple[str, ...] = ()

    def read(self, reader: RowReader, setting: Setting) -> UnitRow | None:
        """The row as a unit, and where it says that it stands."""
        name = reader.read("name", _read_name)
        code, division = reader.read("code", _read_code), reader.read("division_code", _read_division)
        former = reader.read("former_name", read_short_text, _LONGEST)
        kinds, forms = profile().unit_kinds, profile().organisation_forms
        kind = _read_word(reader, "kind", {each: kinds[each].title for each in kinds})
        form = _read_word(reader, "form", {each: forms[each].title for each in forms})
        founded = reader.read_day("founded")
        if founded is not None and founded.value > setting.day:
            reader.reject("founded", "founded_in_the_future")
        parent_code, parent_name = (
            reader.read("parent_code", read_plain),
            reader.read("parent_name", read_text),
        )
        above = tuple(setting.units.above_of(reader))
        renamed_on = _renamed_on(reader, founded, setting.day)
        if not name or reader.rejections:
            return None
        return UnitRow(
            source=reader,
            code=code or "",
            name=name,
            former_name=former or "",
            renamed_on=renamed_on,
            kind=kind,
            form=form,
            division_code=division or "",
            founded=founded,
            parent_code=parent_code or "",
            parent_name=parent_name or "",
            above=above,
        )

    def match(self, drafts: Sequence[UnitRow], setting: Setting) -> Matched[UnitRow]:
        """Rows against one another and against the register."""
        return match(drafts, setting)

    def write(self, matched: Matched[UnitRow], setting: Setting) -> list[Written]:
        """Found the new units; name and form the changed ones anew."""
        return write(matched, setting)


def _read_name(cell: Cell) -> str:
    text = _GAP.sub("", read_short_text(cell, _LONGEST))
    if not text:
        raise Invalid("name_missing")
    return text


def _read_code(cell: Cell) -> str:
    text = read_plain(cell)
    if text and not UNIT_CODE.fullmatch(text):
        raise Invalid("bad_unit_code", value=text)
    return text


def _read_division(cell: Cell) -> str:
    text = read_plain(cell)
    return str(DivisionCode.parse(text)) if text else ""


def _renamed_on(reader: RowReader, founded: Day | None, day: date) -> date | None:
    """Since when the unit bears its name, the one before given beside it."""
    found = reader.read_day("renamed_on")
    if found is None:
        return None
    if found.value > day or (founded is not None and found.value <= founded.value):
        reader.reject("renamed_on", "renamed_on_impossible")
    return found.value


_UNKNOWN = {"kind": "unknown_unit_kind", "form": "unknown_form"}


def _read_word(reader: RowReader, key: str, titles: Mapping[str, Text]) -> str:
    """The code a cell's word stands for: a title of the profile in either language, the code itself, or
    another usual word for a code the profile has. Empty for an empty cell, and where a fault is noted.
    """
    text = reader.read(key, read_plain)
    if not text:
        return ""
    plain, names = normalise(text), dict[str, str]()
    for code, title in titles.items():
        names |= {normalise(title.zh): code, normalise(title.en): code, code: code}
    found = names.get(plain) or reader.vocabulary.words[key].get(plain)
    if found in titles:
        return str(found)
    words = [title.zh for title in titles.values()]
    near = [word for word in words if word in text] or get_close_matches(
        text, words, n=_SUGGESTED, cutoff=0.4
    )
    reader.reject(key, _UNKNOWN[key], suggestion=" / ".join(near or words))
    return ""

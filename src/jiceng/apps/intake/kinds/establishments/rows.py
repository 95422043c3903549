"""A row of a list of establishments, as it is read."""

from dataclasses import dataclass
from datetime import date

from jiceng.apps.coverage.models import RosterEntry
from jiceng.apps.intake.cells import read_count, read_plain, read_short_text, read_text
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.engines.procedure import NEVER
from jiceng.engines.sheets import Cell
from jiceng.kernel.codes import CreditCode
from jiceng.kernel.errors import Invalid

_NAME = RosterEntry._meta.get_field("name").max_length or 0
_INDUSTRY = RosterEntry._meta.get_field("industry").max_length or 0
_NEVER = ("未报", "未年报", "从未", "无", "未报送", "从未年报")
_YEARS = range(1990, 2101)

STATE_ASSUMED = "establishment_state_assumed"
PLACE_UNKNOWN = "establishment_place_unknown"


@dataclass(eq=False, slots=True)
class EstablishmentRow:
    """A row without a fault in itself; `place`, where it lies, the topmost unit where the list names none."""

    source: RowReader
    code: str
    name: str
    place: UnitVersion
    industry: str
    employees: int | None
    state: str
    registered_on: date | None
    last_report: int | None
    members: int | None

    @property
    def said(self) -> dict[str, object]:
        """What the row says, by the fields of an entry."""
        return {name: getattr(self, name) for name in ("name", "place_id", *SAID)}

    @property
    def place_id(self) -> int:
        """The unit it lies in."""
        return self.place.unit_id


SAID = ("industry", "employees", "state", "registered_on", "last_report", "members")


def read_row(reader: RowReader, setting: Setting) -> EstablishmentRow | None:
    """The row with its codes, words and figures; None, with the faults noted, when it cannot be read.

    Codes: establishment_name_missing, credit_code_length, credit_code_check, establishment_state_unreadable,
    report_year_unreadable, registered_in_the_future, and those of `cells` and of `UnitIndex.by_name`.
    """
    name = reader.read("name", _read_name)
    code = reader.read("credit_code", _read_code)
    industry = reader.read("industry", read_short_text, _INDUSTRY)
    employees, members = reader.read("employees", read_count), reader.read("members", read_count)
    full = reader.read("full_members", read_count)
    registered = reader.read_day("registered_on")
    if registered is not None and registered.value > setting.day:
        reader.reject("registered_on", "registered_in_the_future")
    last_report = reader.read("last_report", _read_year)
    state, place = _state(reader), _place(reader, setting)
    if not name or place is None or reader.rejections:
        return None
    return EstablishmentRow(
        source=reader,
        code=code or "",
        name=name,
        place=place,
        industry=industry or "",
        employees=employees,
        state=state,
        registered_on=registered.value if registered else None,
        last_report=last_report,
        members=members if full is None else full,
    )


def _read_name(cell: Cell) -> str:
    text = read_short_text(cell, _NAME)
    if not text:
        raise Invalid("establishment_name_missing")
    return text


def _read_code(cell: Cell) -> str:
    text = read_plain(cell).strip("'’‘`")
    return CreditCode.parse(text).characters if text and text not in ("无", "-", "—") else ""


def _read_year(cell: Cell) -> int | None:
    text = read_plain(cell).removesuffix("年度").removesuffix("年")
    if not text:
        return None
    if text in _NEVER:
        return NEVER
    if not (text.isascii() and text.isdigit() and int(text) in _YEARS):
        raise Invalid("report_year_unreadable")
    return int(text)


def _state(reader: RowReader) -> str:
    text = reader.read("state", read_plain)
    if not text:
        reader.notes[STATE_ASSUMED] += 1
        return "operating"
    found = reader.vocabulary.word("state", text)
    if found is None:
        reader.reject("state", "establishment_state_unreadable")
    return found or ""


def _place(reader: RowReader, setting: Setting) -> UnitVersion | None:
    """The unit the row names; else the town its address names, the group row, or the topmost there is."""
    units = setting.units
    text = reader.read("place", read_text) or ""
    try:
        if text:
            return units.by_name(text)
        address = reader.read("address", read_text) or ""
        for around in (address, reader.row.group or ""):
            towns = [each for each in units.versions.values() if len(each.path) == 2 * SEGMENT]
            named = [each for each in towns if each.name in around]
            if named:
                return max(named, key=lambda each: len(each.name))
    except Invalid as error:
        reader.reject("place", error.code, suggestion=error.data.get("suggestion", ""))
        return None
    reader.notes[PLACE_UNKNOWN] += 1
    return min(units.versions.values(), key=lambda each: each.path)

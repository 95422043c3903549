"""One row of a table of leaders: who holds which posts, sits in which body, since when, in which term."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from jiceng.apps.intake import cells
from jiceng.apps.intake.cells import Day
from jiceng.apps.intake.choices import Answer, Setting
from jiceng.apps.intake.kinds.posts.words import BodyName, read_body, read_posts
from jiceng.apps.intake.report import shown
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.organisations.models import UnitVersion, profile
from jiceng.apps.people.models import Person
from jiceng.kernel.codes import IdNumber

if TYPE_CHECKING:
    from jiceng.apps.intake.kinds.posts.register import Entry

_LONGEST_NAME = Person._meta.get_field("name").max_length or 0
_DAYS = ("birth_date", "since", "until", "vacant_since", "body_since", "term_start", "term_due")
_BEYOND = ("term_due",)
"""Days that may lie in the future, and before the register's unit."""
_OF_A_TERM = ("term_start", "term_due")
_OF_A_PERSON = ("since", "until", "id_number", "birth_date")


@dataclass(slots=True, eq=False)
class PostRow:
    """A row as it was read, and what matching finds to be written for it.

    `vacant`, that nobody holds the posts is said; `due_on`, the end of the term as written, else by the rule;
    `decided`, the answer to where it and the register differ; `person_id`, 0 until found; `entries`, the
    records it makes or changes.
    """

    source: RowReader
    unit: UnitVersion
    posts: tuple[str, ...]
    body: BodyName | None
    name: str
    id_number: IdNumber | None
    days: dict[str, Day]
    vacant: bool
    due_on: date | None
    decided: Answer | None
    person_id: int = 0
    entries: "list[Entry]" = field(default_factory=list)

    @property
    def unit_id(self) -> int:
        """The unit it tells of."""
        return self.unit.unit_id

    def reject(self, key: str, code: str, **told: Any) -> None:
        """Note a fault, once a column; `told` as `RowReader.reject` takes it."""
        if not any((each.key, each.code) == (key, code) for each in self.source.rejections):
            self.source.reject(key, code, **told)

    def day(self, key: str) -> date | None:
        """A day of it, of a month the first; None where the cell is empty."""
        found = self.days.get(key)
        return found.value if found else None

    def agrees(self, key: str, day: date | None) -> bool:
        """Whether a day of it says the same as `day`: a month its month, an empty cell anything."""
        found = self.days.get(key)
        if found is None:
            return True
        if day is None:
            return False
        return found.value == (day if found.precise else day.replace(day=1))

    def said(self, key: str) -> str:
        """What the cell of a column says, as a report may show it."""
        return str(self.day(key) or "") if key in _DAYS else shown(self.source.cell(key))


def read_row(reader: RowReader, setting: Setting) -> PostRow | None:
    """The row; None where its unit is not found. Faults are noted in `reader`.

    Codes: name_missing, post_missing, post_unknown, holder_and_vacancy, day_in_the_future,
    before_unit, before_last_change, term_ends_before_it_starts, and those of cells and units.
    """
    unit = setting.units.of(reader)
    posts, body = read_posts(reader, unit), read_body(reader, unit)
    vacant, name = _name(reader)
    number = reader.read("id_number", cells.read_id_number)
    decided = setting.decided(*reader.place)
    written = {key: day for key in _DAYS if (day := reader.read_day(key))}
    due_on = _due_on(reader, unit, written, setting.day)
    days = _days(reader, written, setting.units.founded(unit.unit_id) if unit else None, decided)
    for key, day in days.items():
        if key not in _BEYOND and day.value > setting.day:
            reader.reject(key, "day_in_the_future")
    if not reader.rejections:
        _check(reader, name, days, nothing=not posts and body is None and not {*_OF_A_TERM} & {*days})
    if unit is None:
        return None
    return PostRow(
        source=reader,
        unit=unit,
        posts=posts,
        body=body,
        name=name,
        id_number=number,
        days=days,
        vacant=vacant or "vacant_since" in days,
        due_on=due_on,
        decided=decided,
    )


def _name(reader: RowReader) -> tuple[bool, str]:
    """Whether the cell says that nobody is there, and the name."""
    text = reader.read("name", cells.read_plain)
    if not text:
        return False, ""
    if reader.vocabulary.word("name", text) == "vacant":
        return True, ""
    return False, reader.read("name", cells.read_name, _LONGEST_NAME) or ""


def _due_on(reader: RowReader, unit: UnitVersion | None, written: dict[str, Day], today: date) -> date | None:
    """When a term should end: as written, else by the rule for such units, whole years from its start."""
    start, due = written.get("term_start"), written.get("term_due")
    if start and due and due.value <= start.value:
        reader.reject("term_due", "term_ends_before_it_starts")
    years = profile().term_years(unit.kind, today) if unit else None
    by_rule = _years_after(start.value, years) if start and years else None
    if due is None or (by_rule and not due.precise and due.value == by_rule.replace(day=1)):
        return by_rule
    return due.value


def _years_after(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _days(
    reader: RowReader, written: dict[str, Day], founded: date | None, decided: Answer | None
) -> dict[str, Day]:
    """The days written, by column: none before the unit's first in the register, which may be taken for one
    that is.
    """
    days = dict(written)
    for key, day in written.items():
        if founded is None or key in _BEYOND or key == "birth_date" or day.value >= founded:
            continue
        of_the_month = not day.precise and day.value == founded.replace(day=1)
        if of_the_month or (decided == "register" and key != "until"):
            days[key] = day._replace(value=founded)
        else:
            answers = () if key == "until" else ("register",)
            suggestion = str(founded)
            reader.reject(key, "before_unit", suggestion=suggestion, answers=answers, founded=founded)
    since, until = days.get("since"), days.get("until")
    if since and until and until.value <= since.value:
        reader.reject("until", "before_last_change", last=since.value)
    return days


def _check(reader: RowReader, name: str, days: dict[str, Day], *, nothing: bool) -> None:
    """What must stand together in a row. Parameters: `nothing`, that neither post nor body nor term is
    named.
    """
    if nothing:
        reader.reject("post", "post_missing")
    elif not name and any(reader.cell(key) is not None for key in _OF_A_PERSON):
        reader.reject("name", "name_missing")
    elif name and "vacant_since" in days and days["vacant_since"] != days.get("until"):
        reader.reject("vacant_since", "holder_and_vacancy")

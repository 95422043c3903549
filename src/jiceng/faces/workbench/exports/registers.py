"""The usual registers as an office prints them: title, who fills it in, groups, numbers, sums, who signs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.gatherings.selectors import held_in_tree
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.people.changes import changes
from jiceng.apps.people.tree_register import leading_of_tree, members_of_tree
from jiceng.engines.sheets.writing import Column, GroupRow, Line, Value, WrittenSheet
from jiceng.faces.shared.dates import write_day, write_period
from jiceng.faces.workbench.boards.tables import changes_sheet
from jiceng.faces.workbench.exports.words import register_words
from jiceng.faces.workbench.exports.workbooks import Numbers
from jiceng.faces.workbench.people.words import sex_word, standing_word
from jiceng.faces.workbench.units.words import body_title, gathering_title, post_title
from jiceng.kernel.actors import Actor
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.apps.people.tree_register import Leading, Listed

AHEAD = timedelta(days=365)


def title_of(code: str, version: "UnitVersion", year: int | None = None) -> str:
    """A register's title: whose, what it is called, and of which year where it is of one."""
    title = _("%(unit)s: %(register)s") % {"unit": version.name, "register": register_words()[code]}
    return title if year is None else _("%(title)s of %(year)s") % {"title": title, "year": year}


def member_register(actor: Actor, version: "UnitVersion", day: date, numbers: Numbers) -> WrittenSheet:
    """党员名册: the members of a unit and all below it. Identity numbers masked, unless given whole."""
    found = members_of_tree(actor, version, day)
    units = {each.unit_id: each for each in found.units}
    headings = (
        *(
            (pgettext("register", "No."), 6),
            (pgettext("register", "Name"), 10),
            (pgettext("register", "Sex"), 6),
        ),
        *((pgettext("register", "Ethnicity"), 8), (pgettext("register", "ID number"), 21)),
        *((pgettext("register", "Born on"), 12), (pgettext("register", "Education"), 10)),
        (pgettext("register", "Occupation"), 12),
        *((pgettext("register", "Joined on"), 13), (pgettext("register", "Standing"), 10)),
        *((pgettext("register", "Unit of the member"), 24), (pgettext("register", "Telephone"), 14)),
        (pgettext("register", "Remarks"), 10),
    )
    words = {code: standing_word(code) for code in ("full", "probationary")}
    sexes, away = {code: sex_word(code) for code in ("1", "2")}, _("Away")

    def line(number: int, row: "Listed") -> list[Value]:
        return [
            *(number, row.name, sexes.get(row.sex, ""), row.ethnicity),
            *(numbers.get(row.person_id, row.id_number), row.birth_date, row.education),
            *(row.occupation, row.joined_on),
            *(words[row.standing], units[row.unit_id].name, row.phone, away if row.gone else ""),
        ]

    lines = _grouped(version, units, found.rows, line)
    standing, gone = Counter(row.standing for row in found.rows), sum(row.gone for row in found.rows)
    said = {"all": len(found.rows), **{code: standing[code] for code in words}, "away": gone}
    total = (
        _("In all %(all)s members: %(full)s full, %(probationary)s probationary; %(away)s of them away.")
        if settings.PROFILE.probation
        else _("In all %(all)s members; %(away)s of them away.")
    )
    return _sheet("member_register", version, day, headings, lines, [total % said])


def leader_table(actor: Actor, version: "UnitVersion", day: date) -> WrittenSheet:
    """支部班子成员一览表: posts and elected bodies of a unit and all below it, with their terms."""
    found = leading_of_tree(actor, version, day)
    units = {row.unit.unit_id: row.unit for row in found}
    headings = (
        *(
            (pgettext("register", "No."), 6),
            (pgettext("register", "Unit"), 28),
            (pgettext("register", "Post"), 16),
        ),
        *((pgettext("register", "Name"), 10), (pgettext("register", "Sex"), 6)),
        *((pgettext("register", "Born on"), 12), (pgettext("register", "Education"), 10)),
        *((pgettext("register", "In office since"), 12), (pgettext("register", "Term begun"), 12)),
        *((pgettext("register", "Term ends"), 12), (pgettext("register", "Remarks"), 22)),
    )
    lines = _grouped(version, units, found, _leader_line, lambda row: row.unit.unit_id)
    posts = [row for row in found if row.post]
    said = {"units": len(units), "posts": len(posts), "vacant": sum(not row.name for row in posts)}
    total = _("In all %(units)s units, %(posts)s posts, %(vacant)s of them without a holder on record.")
    return _sheet("leader_table", version, day, headings, lines, [total % said])


def _leader_line(number: int, row: "Leading") -> list[Value]:
    member = _("Member of %(body)s") % {"body": body_title(row.body)} if row.body else ""
    return [
        *(number, row.unit.name, post_title(row.post) if row.post else member, row.name),
        *(sex_word(row.sex) if row.sex in ("1", "2") else "", row.birth_date, row.education, row.since),
        *(row.term_since, row.term_due, _remark(row)),
    ]


def _remark(row: "Leading") -> str:
    if row.name:
        return ""
    if row.vacant_since is None:
        return _("no holder on record")
    return _("vacant since %(day)s") % {"day": write_day(row.vacant_since, with_year=True)}


def vacancy_table(actor: Actor, version: "UnitVersion", day: date) -> WrittenSheet:
    """岗位空缺和任期届满情况表: terms overdue or ending within a year, and vacant posts, of a unit and all below."""
    found = changes(actor, day, day + AHEAD, version.path)
    sheet = changes_sheet(title_of("vacancy_table", version), version.name, found, found.rows, day)
    return replace(sheet, sides=_sides(version, day), notes=(*sheet.notes, _signed()))


def gathering_ledger(actor: Actor, version: "UnitVersion", day: date, year: int) -> WrittenSheet:
    """会议台账: what a unit and all below it held in a year, by unit, then by day."""
    found = held_in_tree(actor, version, day, date(year, 1, 1), date(year, 12, 31))
    units = {each.unit_id: each for each in found.units}
    headings = (
        *(
            (pgettext("register", "No."), 6),
            (pgettext("register", "Date"), 12),
            (pgettext("register", "Time"), 8),
        ),
        *((pgettext("register", "Unit"), 24), (pgettext("register", "Meeting or activity"), 16)),
        *((pgettext("register", "Who met"), 14), (pgettext("register", "Subject"), 30)),
        *((pgettext("register", "Place"), 14), (pgettext("register", "Chair"), 9)),
        *((pgettext("register", "Recorder"), 9), (pgettext("register", "Entitled"), 7)),
        *((pgettext("register", "Present"), 7), (pgettext("register", "Made up for"), 12)),
        (pgettext("register", "Hours or days"), 8),
    )
    kinds = {row.kind for row in found.rows}
    titles = {kind: gathering_title(kind) for kind in kinds}
    uncounted = {code for code, kind in settings.PROFILE.gathering_kinds.items() if not kind.attended}

    def line(number: int, row: Any) -> list[Value]:
        made_up = write_period(Period.parse(row.makes_up)) if row.makes_up else ""
        return [
            *(number, row.day, row.time, units[row.unit_id].name, titles[row.kind], row.body or ""),
            *(row.subject, row.place, row.chair, row.recorder),
            *((None, None) if row.kind in uncounted else (row.entitled, row.present)),
            *(made_up, row.measured),
        ]

    lines = _grouped(version, units, found.rows, line)
    held = Counter(row.kind for row in found.rows)
    counted = pgettext("between the words of a list", ", ").join(
        _("%(kind)s %(count)s") % {"kind": titles[kind], "count": count} for kind, count in held.most_common()
    )
    total = _("In all %(count)s meetings in %(year)s: %(kinds)s.")
    said = {"count": len(found.rows), "year": year, "kinds": counted}
    notes = [total % said] if found.rows else []
    return _sheet("gathering_ledger", version, day, headings, lines, notes, year)


def _sheet(
    code: str,
    version: "UnitVersion",
    day: date,
    headings: Iterable[tuple[str, int]],
    lines: Iterator[Line],
    sums: Sequence[str],
    year: int | None = None,
) -> WrittenSheet:
    """A register around its lines."""
    title = title_of(code, version, year)
    columns = [Column(heading, width) for heading, width in headings]
    name = register_words()[code]
    return WrittenSheet(name, columns, list(lines), title, _sides(version, day), [*sums, _signed()])


def _sides(version: "UnitVersion", day: date) -> tuple[str, str]:
    filled_on = _("Filled in on: %(day)s") % {"day": write_day(day, with_year=True)}
    return _("Filled in by (seal): %(unit)s") % {"unit": version.name}, filled_on


def _signed() -> str:
    return _("Checked by:                    Filled in by:                    Telephone:")


def _grouped(
    version: "UnitVersion",
    units: "dict[int, UnitVersion]",
    rows: Iterable[Any],
    line: Any,
    unit_id: Any = lambda row: row.unit_id,
) -> Iterator[Line]:
    """Numbered lines under the units directly below `version`, when there is more than one group."""
    end = len(version.path) + SEGMENT
    heads = {path: each.name for each in units.values() if len(path := each.path) == end}
    current = version.path
    for number, row in enumerate(rows, start=1):
        branch = units[unit_id(row)].path[:end]
        if branch != current:
            current = branch
            yield GroupRow(heads.get(branch, units[unit_id(row)].name))
        yield line(number, row)

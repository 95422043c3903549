"""The list behind a figure: its columns and lines, for the page and for a sheet alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.statistics.behind import Behind, bodies_of, memberships_of, posts_of, units_of
from jiceng.engines.procedure import OTHER, UNKNOWN
from jiceng.engines.sheets.writing import Column, Value, WrittenSheet
from jiceng.faces.shared.dates import write_day
from jiceng.faces.workbench.people.words import sex_word, standing_word
from jiceng.faces.workbench.units.words import body_title, form_title, kind_title, post_title

if TYPE_CHECKING:
    from jiceng.apps.statistics.selectors import YearTables
    from jiceng.engines.procedure import Statistic


@dataclass(frozen=True, slots=True)
class Line:
    """A line: where its first cell leads, the cells, and for a person where her entry is completed."""

    url: str
    cells: list[Value]
    mend_url: str = ""

    @property
    def first(self) -> Value:
        """The cell that names it."""
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class Listed:
    """Headings and lines; `seen`, persons shown, each with her unit, for the reading log."""

    headings: list[str]
    lines: list[Line]
    seen: list[tuple[int, int | None]] = field(default_factory=list)

    def pairs(self) -> list[dict[str, Any]]:
        """Lines as the page shows them, every cell with its heading; days apart from words."""
        return [
            {
                "line": line,
                "cells": [
                    (heading, value, isinstance(value, date), isinstance(value, int))
                    for heading, value in zip(self.headings[1:], line.cells[1:], strict=True)
                ],
            }
            for line in self.lines
        ]


def listed(tables: "YearTables", behind: Behind, places: Sequence[int]) -> Listed:
    """The lines at some places of a list."""
    ids = [behind.ids[place] for place in places]
    if behind.of == "units":
        return _units(tables, ids)
    if behind.of == "posts":
        return _posts(tables, ids)
    if behind.of == "terms":
        return _bodies(tables, ids)
    days = [behind.movements[place].day for place in places] if behind.movements else None
    return _members(tables, ids, days)


def list_sheet(tables: "YearTables", behind: Behind, title: str) -> WrittenSheet:
    """The whole list as a sheet."""
    found = listed(tables, behind, range(len(behind.ids)))
    sides = ("", _("As of %(day)s") % {"day": write_day(tables.day, with_year=True)})
    columns = [Column(heading) for heading in found.headings]
    return WrittenSheet(_("List"), columns, [line.cells for line in found.lines], title, sides)


def mendable(statistic: "Statistic", row: str) -> bool:
    """Whether a row is of members whose entry says nothing, or nothing that a class takes in."""
    if statistic.of != "members":
        return False
    groups = settings.PROFILE.classifications[statistic.rows].groups
    return any(each.code == row and each.code in (OTHER, UNKNOWN) for each in groups)


def _members(tables: "YearTables", ids: Sequence[int], days: list[date] | None) -> Listed:
    """Persons; of movements with the day."""
    headings = [
        *(pgettext("of a person", "Name"), _("Unit"), _("Sex"), _("Born"), _("Ethnicity")),
        *(_("Education"), _("Occupation"), _("Joined"), _("Standing")),
        *([_("Day")] if days else []),
    ]
    lines, seen = [], []
    for place, (row, unit) in enumerate(memberships_of(tables, ids)):
        person = row.person
        cells: list[Value] = [
            *(person.name, unit, sex_word(person.sex) if person.sex in ("1", "2") else ""),
            *(person.birth_date, person.ethnicity, person.education, person.occupation, row.joined_on),
            standing_word(row.standing),
        ]
        cells += [days[place]] if days else []
        mend = reverse("correct_person", args=[person.pk])
        lines.append(Line(reverse("person", args=[person.pk]), cells, mend))
        seen.append((row.person_id, row.unit_id))
    return Listed(headings, lines, seen)


def _units(tables: "YearTables", ids: Sequence[int]) -> Listed:
    lines = [
        Line(
            reverse("unit", args=[unit.unit.code]),
            [unit.name, kind_title(unit.kind), form_title(unit.form), tables.heads[unit.unit_id]],
        )
        for unit in units_of(tables, ids)
    ]
    headings = [_("Unit"), _("Kind of unit"), _("Form of organisation"), _("Members")]
    return Listed(headings, lines)


def _posts(tables: "YearTables", ids: Sequence[int]) -> Listed:
    lines = []
    for post, unit, holding in posts_of(tables, ids):
        held: list[Value] = [holding.person.name, holding.starts_on] if holding else ["", None]
        cells: list[Value] = [unit.name, post_title(post.kind), *held]
        lines.append(Line(reverse("unit", args=[unit.unit.code]), cells))
    return Listed([_("Unit"), _("Post"), pgettext("of a person", "Name"), _("In office since")], lines)


def _bodies(tables: "YearTables", ids: Sequence[int]) -> Listed:
    lines = []
    for body, unit, term in bodies_of(tables, ids):
        days = [term.starts_on, term.due_on] if term else [None, None]
        cells: list[Value] = [unit.name, body.name or body_title(body.kind), *days]
        lines.append(Line(reverse("unit", args=[unit.unit.code]), cells))
    return Listed([_("Unit"), _("Body"), pgettext("register", "Term begun"), _("Term ends")], lines)

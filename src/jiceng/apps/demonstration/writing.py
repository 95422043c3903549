"""Putting the records into the database: plain rows, many at a time, in one connection's transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.color import no_style
from django.db import connection, models

from jiceng.apps.demonstration.records import (
    CountyRecord,
    MemberRecord,
    PersonRecord,
    UnitRecord,
    VersionRecord,
)
from jiceng.apps.duties.models import Postponement
from jiceng.apps.gatherings.models import Gathering, Revision, Roll
from jiceng.apps.intake.bulk import insert_lines
from jiceng.apps.organisations.models import Body, Post, Succession, Term, Unit, UnitVersion
from jiceng.apps.people import id_numbers
from jiceng.apps.people.models import Absence, Membership, Person, PostHolding, Seat
from jiceng.apps.people.names import initials
from jiceng.kernel.codes import IdNumber

Row = Sequence[Any]


def write(
    county: CountyRecord, at: datetime, zone: ZoneInfo, wrote: Callable[[str, int], None]
) -> dict[str, int]:
    """Insert everything. Parameters: `at`, no record is said to be kept later; `wrote`, told each table's
    name and rows.

    Returns the number of rows by table.
    """
    stamp = _Stamp(at, zone)
    counts: dict[str, int] = {}
    written: list[type[models.Model]] = []
    for model, columns, rows in _tables(county, stamp):
        name = model._meta.db_table
        counts[name] = insert_lines(model, columns.split(), rows)
        written.append(model)
        wrote(name, counts[name])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)
    return counts


class _Stamp:
    """Days as moments: a record is kept at the end of its working day, never after now."""

    def __init__(self, at: datetime, zone: ZoneInfo) -> None:
        self._at, self._zone = at, zone
        self._found: dict[date, Any] = {}

    def __call__(self, day: date) -> Any:
        if day not in self._found:
            moment = min(datetime.combine(day, time(17, 40), self._zone), self._at)
            self._found[day] = connection.ops.adapt_datetimefield_value(moment)
        return self._found[day]


@cache
def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


Table = tuple[type[models.Model], str, Iterable[Row]]


def _tables(county: CountyRecord, stamp: _Stamp) -> Iterator[Table]:
    units = county.units
    yield Unit, "id code division_code", ((u.id, u.code, u.division_code) for u in units)
    yield UnitVersion, "unit parent name kind form path order starts_on ends_on", _versions(units)
    yield (
        Succession,
        "predecessor successor event day",
        ((*row[:3], _iso(row[3])) for row in county.successions),
    )
    yield from _body_tables(units)
    yield from _person_tables(county)
    yield (
        Roll,
        "id unit digest entries size voting",
        ((roll.id, roll.unit_id, roll.digest, roll.listed, roll.size, roll.voting) for roll in county.rolls),
    )
    yield Gathering, _GATHERING, _gatherings(county, stamp)
    yield (
        Revision,
        "gathering number content reason at by",
        (
            (row.gathering_id, 1, json.dumps(row.content), row.reason, stamp(row.day), row.by)
            for row in county.revisions
        ),
    )
    yield (
        Postponement,
        "unit duty period until reason approved_by approved_at",
        (
            (p.unit_id, p.duty, p.period, _iso(p.until), p.reason, p.approved_by, stamp(p.approved_on))
            for p in county.postponements
        ),
    )


def _versions(units: Sequence[UnitRecord]) -> Iterator[Row]:
    for unit in units:
        start = unit.starts_on
        for old in unit.earlier:
            yield _version(unit, old)
            start = old.ends_on or start
        yield _version(unit, VersionRecord(unit.name, unit.kind, unit.form, start, unit.ends_on))


def _version(unit: UnitRecord, was: VersionRecord) -> Row:
    parent = unit.parent.id if unit.parent else None
    days = _iso(was.starts_on), _iso(was.ends_on)
    return (unit.id, parent, was.name, was.kind, was.form, unit.path, unit.order, *days)


def _body_tables(units: Sequence[UnitRecord]) -> Iterator[Table]:
    yield (
        Body,
        "id unit kind name starts_on ends_on",
        (
            (body.id, unit.id, body.kind, body.name, _iso(body.starts_on), _iso(body.ends_on))
            for unit in units
            for body in unit.bodies
        ),
    )
    yield (
        Term,
        "body starts_on due_on ended_on",
        (
            (body.id, _iso(term.starts_on), _iso(term.due_on), _iso(term.ended_on))
            for unit in units
            for body in unit.bodies
            for term in body.terms
        ),
    )
    yield (
        Post,
        "id unit kind starts_on ends_on",
        (
            (post.id, unit.id, post.kind, _iso(post.starts_on), _iso(post.ends_on))
            for unit in units
            for post in unit.posts
        ),
    )


def _person_tables(county: CountyRecord) -> Iterator[Table]:
    yield Person, _PERSON, map(_person, county.people)
    names = "person unit standing joined_on starts_on ends_on end_reason"
    yield Membership, names, (_membership(row) for unit in county.units for row in unit.members)
    yield Absence, "person unit starts_on ends_on", _absences(county)
    yield (
        Seat,
        "id body person starts_on ends_on",
        sorted(
            (seat.id, body.id, seat.person.id, _iso(seat.starts_on), _iso(seat.ends_on))
            for unit in county.units
            for body in unit.bodies
            for seat in body.seats
        ),
    )
    yield (
        PostHolding,
        "post person starts_on ends_on",
        (
            (post.id, held.person.id, _iso(held.starts_on), _iso(held.ends_on))
            for unit in county.units
            for post in unit.posts
            for held in post.holdings
        ),
    )


def _membership(row: MemberRecord) -> Row:
    days = _iso(row.person.joined_on), _iso(row.starts_on), _iso(row.ends_on)
    return (row.person.id, row.unit_id, row.standing, *days, row.end_reason)


_PERSON = (
    "id name initials sex birth_date ethnicity education occupation phone "
    "id_number_sealed id_number_index id_number_masked"
)
_initials = cache(initials)


def _person(person: PersonRecord) -> Row:
    number = IdNumber(person.id_number)
    return (
        person.id,
        person.name,
        _initials(person.name),
        person.sex,
        _iso(person.birth_date),
        person.ethnicity,
        person.education,
        person.occupation,
        person.phone,
        id_numbers.seal(number),
        id_numbers.index(number),
        number.masked,
    )


def _absences(county: CountyRecord) -> Iterator[Row]:
    """Spells away, each with the unit the person belongs to now."""
    units = {
        row.person.id: row.unit_id for unit in county.units for row in unit.members if row.ends_on is None
    }
    for person in county.people:
        if person.id in units:
            for start, end in person.away:
                yield (person.id, units[person.id], _iso(start), _iso(end))


_GATHERING = (
    "id unit body kind state day time place subject minutes items makes_up chair recorder roll absent "
    "entitled present attended measured revision recorded_at recorded_by"
)


def _gatherings(county: CountyRecord, stamp: _Stamp) -> Iterator[Row]:
    dumps = json.dumps
    for row in county.gatherings:
        yield (
            row.id,
            row.unit_id,
            row.body_id,
            row.kind,
            row.state,
            _iso(row.day),
            str(row.time) if row.time else None,
            row.place,
            row.subject,
            row.minutes,
            row.items,
            row.makes_up,
            row.chair,
            row.recorder,
            row.roll.id if row.roll else None,
            None if row.absent is None else dumps(row.absent),
            row.entitled,
            row.present,
            row.attended,
            row.measured,
            row.revision,
            stamp(row.recorded_on),
            row.recorded_by,
        )

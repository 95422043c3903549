"""A member register (党员名册): persons and their memberships."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError

from jiceng.apps.intake import cells
from jiceng.apps.intake.bulk import bulk_insert
from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.kinds.kind import Known, Matched, Written
from jiceng.apps.intake.kinds.people.matching import match
from jiceng.apps.intake.records import RECORDS
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.organisations.models import profile
from jiceng.apps.people.models import Absence, Membership, Person
from jiceng.apps.people.policies import MANAGE
from jiceng.apps.people.services import PersonDraft, build_person
from jiceng.kernel.codes import IdNumber, Sex
from jiceng.kernel.errors import Conflict

_SHORT = ("ethnicity", "education", "occupation")
_LONGEST = {
    name: getattr(Person._meta.get_field(name), "max_length", 0) for name in ("name", "phone", *_SHORT)
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row without a fault in itself: a person as the file tells of her, and the unit she belongs to."""

    source: RowReader
    name: str
    id_number: IdNumber | None
    sex: str
    birth_date: date | None
    ethnicity: str
    education: str
    occupation: str
    phone: str
    standing: str
    joined_on: date
    starts_on: date
    away_since: date | None
    unit_id: int


class People:
    """Persons with their memberships. One who is new becomes a member of her unit on the day the file
    names (转入日期), else on the day of the import.
    """

    code = "people"
    permission = MANAGE
    asks: tuple[str, ...] = ()

    def read(self, reader: RowReader, setting: Setting) -> PersonRow | None:
        """The row as a person and a membership."""
        name = reader.read("name", cells.read_name, _LONGEST["name"])
        number = _id_number(reader)
        sex = _sex(reader, number)
        birth_date = _birth_date(reader, number)
        joined_on = _joined_on(reader, birth_date, setting.day)
        standing = _standing(reader, joined_on, setting.day)
        short = {each: reader.read(each, cells.read_short_text, _LONGEST[each]) or "" for each in _SHORT}
        phone = reader.read("phone", cells.read_phone, _LONGEST["phone"])
        unit = setting.units.of(reader)
        if not name or not standing or joined_on is None or unit is None:
            return None
        return PersonRow(
            source=reader,
            name=name,
            id_number=number,
            sex=sex,
            birth_date=birth_date,
            ethnicity=short["ethnicity"],
            education=short["education"],
            occupation=short["occupation"],
            phone=phone or "",
            standing=standing,
            joined_on=joined_on,
            starts_on=_starts_on(reader, joined_on, setting.units.founded(unit.unit_id), setting.day),
            away_since=_away_since(reader, joined_on, setting.day),
            unit_id=unit.unit_id,
        )

    def match(self, drafts: Sequence[PersonRow], setting: Setting) -> Matched[PersonRow]:
        """Rows against one another and against the register."""
        return match(drafts, setting)

    def write(self, matched: Matched[PersonRow], setting: Setting) -> list[Written]:
        """Persons and memberships of the new rows; of the changed ones what the file says otherwise."""
        try:
            people = bulk_insert(Person, [_built(row) for row in matched.new])
            memberships = bulk_insert(
                Membership,
                [
                    Membership(
                        person_id=person.pk,
                        unit_id=row.unit_id,
                        standing=row.standing,
                        joined_on=row.joined_on,
                        starts_on=row.starts_on,
                    )
                    for person, row in zip(people, matched.new, strict=True)
                ],
            )
            written = [
                Written(row.source.place, "membership", membership.pk, row.unit_id)
                for membership, row in zip(memberships, matched.new, strict=True)
            ]
            return written + _absences(memberships, matched.new) + _correct(matched.changed)
        except IntegrityError:
            raise Conflict("register_changed") from None


def _id_number(reader: RowReader) -> IdNumber | None:
    """A masked number, as our own exports carry it, says nothing; it is noted."""
    if cells.is_masked(reader.cell("id_number")):
        reader.notes["id_number_masked"] += 1
        return None
    return reader.read("id_number", cells.read_id_number)


def _sex(reader: RowReader, number: IdNumber | None) -> str:
    """As the identity number says; the column must agree."""
    written = reader.word("sex") or Sex.UNKNOWN.value
    if number is None:
        return written
    if written not in (Sex.UNKNOWN.value, number.sex.value):
        reader.reject(
            "sex", "sex_differs_from_id_number", suggestion="男" if number.sex == Sex.MALE else "女"
        )
    return number.sex.value


def _birth_date(reader: RowReader, number: IdNumber | None) -> date | None:
    """As the identity number says; the column must agree, a month with its month. Without a number the day
    must be whole: a person is told from another by it.
    """
    written = reader.read("birth_date", cells.read_day)
    if number is None:
        if written is not None and not written.precise:
            reader.reject("birth_date", "day_missing_in_date")
        return written.value if written else None
    if written is not None:
        born = number.birth_date if written.precise else number.birth_date.replace(day=1)
        if written.value != born:
            right = str(number.birth_date)
            reader.reject("birth_date", "birth_date_differs_from_id_number", suggestion=right)
    return number.birth_date


def _joined_on(reader: RowReader, birth_date: date | None, day: date) -> date | None:
    faults = len(reader.rejections)
    found = reader.read_day("joined_on")
    if found is None:
        if len(reader.rejections) == faults:
            reader.reject("joined_on", "joined_on_missing")
        return None
    if found.value > day:
        reader.reject("joined_on", "joined_in_the_future")
    elif birth_date is not None and found.value <= birth_date:
        reader.reject("joined_on", "joined_before_birth")
    return found.value


def _standing(reader: RowReader, joined_on: date | None, day: date) -> str | None:
    """By its column; where that says nothing, by the day she became a full member (转正时间)."""
    if not profile().probation:
        return "full"
    standing = reader.word("standing")
    full_on = reader.read_day("full_on")
    if full_on is not None and joined_on is not None and full_on.value < joined_on:
        reader.reject("full_on", "full_before_joining")
    if standing == "":
        if full_on is None:
            reader.reject("standing", "standing_missing")
        else:
            standing = "full" if full_on.value <= day else "probationary"
    elif standing == "probationary" and full_on is not None and full_on.value <= day:
        reader.reject("standing", "standing_differs_from_day")
    return standing


def _starts_on(reader: RowReader, joined_on: date, founded: date, day: date) -> date:
    """Since when she counts in this unit: as the file says. The register begins somewhere: of one who
    belonged to the unit before that, its first day is taken, and it is noted.
    """
    found = reader.read_day("member_since")
    if found is None:
        return day
    since = found.value
    if not found.precise:
        since = max(since, joined_on) if since.replace(day=1) == joined_on.replace(day=1) else since
    if since > day:
        reader.reject("member_since", "member_in_the_future")
    elif since < joined_on:
        reader.reject("member_since", "member_before_joining", joined_on=joined_on)
    elif since < founded:
        reader.notes["member_with_unit"] += 1
        return founded
    return since


def _away_since(reader: RowReader, joined_on: date, day: date) -> date | None:
    """Since when she is away (流动党员), by her own statement; where, is not asked."""
    found = reader.read_day("away_since")
    if found is None:
        return None
    if found.value > day:
        reader.reject("away_since", "away_in_the_future")
    elif found.value < joined_on:
        reader.reject("away_since", "away_before_joining")
    return found.value


def _absences(memberships: Sequence[Membership], rows: Sequence[PersonRow]) -> list[Written]:
    """Spells away of new members."""
    spells = [
        (row, Absence(person_id=membership.person_id, unit_id=row.unit_id, starts_on=row.away_since))
        for membership, row in zip(memberships, rows, strict=True)
        if row.away_since is not None
    ]
    bulk_insert(Absence, [absence for _, absence in spells])
    return [Written(row.source.place, "absence", absence.pk, row.unit_id) for row, absence in spells]


def _draft(row: PersonRow) -> PersonDraft:
    return PersonDraft(
        name=row.name,
        id_number=row.id_number or "",
        sex=row.sex,
        birth_date=row.birth_date,
        ethnicity=row.ethnicity,
        education=row.education,
        occupation=row.occupation,
        phone=row.phone,
    )


def _built(row: PersonRow) -> Person:
    return build_person(_draft(row))


def _correct(changed: Sequence[Known[PersonRow]]) -> list[Written]:
    """Take what the file says of people who are members already; an empty cell says nothing."""
    record = RECORDS["membership"]
    before = record.values([known.record_id for known in changed])
    rows = Membership.objects.select_related("person").in_bulk([known.record_id for known in changed])
    for known in changed:
        membership, wanted = rows[known.record_id], _built(known.draft)
        for name, value in _said(wanted).items():
            setattr(membership.person, name, value)
        membership.person.save()
        membership.joined_on = known.draft.joined_on
        membership.save(update_fields=["joined_on"])
    return [
        Written(
            known.draft.source.place,
            "membership",
            known.record_id,
            known.draft.unit_id,
            before[known.record_id],
        )
        for known in changed
    ]


def _said(wanted: Person) -> dict[str, Any]:
    """The fields of a person that the row fills in."""
    values = {field.name: getattr(wanted, field.name) for field in Person._meta.fields if field.name != "id"}
    return {name: value for name, value in values.items() if value not in ("", None, Sex.UNKNOWN.value)}

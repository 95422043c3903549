"""People: members as on a day. Every line given is in the reading log; identity numbers never leave."""

from typing import TYPE_CHECKING, Any, Literal

from ninja import Query, Router, Schema, Status

from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.apps.people import policies
from jiceng.apps.people.listing import memberships_below, note_list_read
from jiceng.apps.people.selectors import PersonFile, read_file
from jiceng.apps.people.services import PersonDraft, register_person
from jiceng.faces.api.fields import Code, Day, Given, PathId, line
from jiceng.faces.api.keys import ApiRequest, require_somewhere
from jiceng.faces.api.paging import Paging, paged
from jiceng.faces.api.problems import PROBLEMS, Problem

if TYPE_CHECKING:
    from jiceng.apps.people.models import Membership

router = Router(tags=["people"])

Standing = Literal["full", "probationary"]


class Member(Schema):
    """A member's line: `id` is the person's, `unit` the code of the unit, `away` whether she is away."""

    id: int
    name: str
    sex: str
    birth_date: Day | None
    unit: str
    standing: str
    joined_on: Day
    starts_on: Day
    ends_on: Day | None
    away: bool


class Members(Schema):
    """A page of members, and the cursor of the next."""

    items: list[Member]
    cursor: str | None


class Spell(Schema):
    """A membership, from–to, in the unit of a code."""

    unit: str
    standing: str
    joined_on: Day
    starts_on: Day
    ends_on: Day | None
    end_reason: str


class Person(Schema):
    """One person's file, as far as it is yours to read: memberships newest first."""

    id: int
    name: str
    sex: str
    birth_date: Day | None
    ethnicity: str
    education: str
    occupation: str
    phone: str
    memberships: list[Spell]


class MemberFilter(Paging):
    """`unit`: that unit and all below it; `day`: as on that day, else today."""

    unit: Code | None = None
    standing: Standing | None = None
    away: bool | None = None
    day: Day | None = None


class NewMember(Given):
    """Who is registered, in which unit, from which day (`day`, else today). The identity number is what makes
    sending it twice harmless; it is sealed at once and never given out here.
    """

    unit: Code
    name: line(60, 1)  # type: ignore[valid-type]
    id_number: line(18, 18)  # type: ignore[valid-type]
    standing: Standing
    joined_on: Day
    day: Day | None = None
    ethnicity: line(20) = ""  # type: ignore[valid-type]
    education: line(20) = ""  # type: ignore[valid-type]
    occupation: line(40) = ""  # type: ignore[valid-type]
    phone: line(20) = ""  # type: ignore[valid-type]


@router.get("", response={200: Members, PROBLEMS: Problem}, url_name="api_people")
def list_people(request: ApiRequest, asked: Query[MemberFilter]) -> Any:
    """Members as on a day. Each line given is written in the reading log with the token's name as purpose."""
    require_somewhere(request.actor, policies.READ)
    day = asked.day or request.day
    version = unit_by_code(request.actor, asked.unit, day, policies.READ) if asked.unit else None
    rows = memberships_below(request.actor, day, version)
    if asked.standing:
        rows = rows.filter(standing=asked.standing)
    if asked.away is not None:
        rows = rows.filter(gone=asked.away)
    found, cursor = paged(rows, ["id"], asked)
    note_list_read(actor=request.actor, at=request.at, rows=found)
    return {"items": [_member(each, away=bool(each.gone)) for each in found], "cursor": cursor}


@router.get("/{person_id}", response={200: Person, PROBLEMS: Problem}, url_name="api_person")
def get_person(request: ApiRequest, person_id: PathId) -> Any:
    """One person's file. The look is written in the reading log."""
    file = read_file(actor=request.actor, at=request.at, person_id=person_id, day=request.day)
    return _person(file)


@router.post("", response={201: Member, PROBLEMS: Problem}, url_name="api_people")
def create_member(request: ApiRequest, member: NewMember) -> Any:
    """Register a person with her membership. Sent again: 409 `id_number_in_register`, nothing twice."""
    day = member.day or request.day
    version = unit_by_code(request.actor, member.unit, day, policies.MANAGE)
    draft = PersonDraft(
        name=member.name,
        id_number=member.id_number,
        ethnicity=member.ethnicity,
        education=member.education,
        occupation=member.occupation,
        phone=member.phone,
    )
    made = register_person(
        actor=request.actor,
        at=request.at,
        unit=version.unit,
        draft=draft,
        standing=member.standing,
        joined_on=member.joined_on,
        day=day,
    )
    return Status(201, _member(made, away=False))


def _member(row: "Membership", *, away: bool) -> dict[str, Any]:
    return {
        "id": row.person_id,
        "name": row.person.name,
        "sex": row.person.sex,
        "birth_date": row.person.birth_date,
        "unit": row.unit.code,
        "standing": row.standing,
        "joined_on": row.joined_on,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "away": away,
    }


def _person(file: PersonFile) -> dict[str, Any]:
    person = file.person
    names = ("id", "name", "sex", "birth_date", "ethnicity", "education", "occupation", "phone")
    spells = [
        {
            "unit": each.unit.code,
            "standing": each.standing,
            "joined_on": each.joined_on,
            "starts_on": each.starts_on,
            "ends_on": each.ends_on,
            "end_reason": each.end_reason,
        }
        for each in file.memberships
    ]
    return {name: getattr(person, name) for name in names} | {"memberships": spells}

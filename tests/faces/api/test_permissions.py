"""The API's permission matrix: every operation × every user × every unit, with all that a token can be given.

Expected: a unit one may not see answers 404, whatever is asked of it; one she sees but may not do this to,
403; a list without a unit gives what is hers and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.people.services import PersonDraft, register_person
from jiceng.faces.api.urls import API
from tests.county import AT, FOUNDED, SYSTEM, TREE, County, id_number
from tests.faces.api.conftest import Program, Programs, items

SECRETARY, TOWN, COUNTY, AUDITOR = "secretary", "town_officer", "county_officer", "auditor"
READERS = {SECRETARY, TOWN, COUNTY, AUDITOR}
PERSONNEL = {SECRETARY, TOWN, COUNTY}
RECORDERS = {SECRETARY, TOWN}
MANAGERS = {TOWN, COUNTY}
SEES: dict[str, tuple[str | None, set[str]]] = {
    "shangyao": (SECRETARY, {"上窑村"}),
    "liulin": (SECRETARY, {"柳林村"}),
    "qingshi": (TOWN, {"青石镇", "上窑村", "柳林村"}),
    "hewan": (TOWN, {"河湾镇", "南坡村"}),
    "county": (COUNTY, {name for name, *_ in TREE}),
    "auditor": (AUDITOR, {name for name, *_ in TREE}),
    "stranger": (None, set()),
    "revoked": (None, set()),
}
CODES = {name: code for name, code, *_ in TREE}
MINUTES = {"kind": "members_meeting", "day": "2026-11-03", "minutes": "议事"}


@dataclass
class Things:
    """A person and a gathering of a unit."""

    code: str
    person: int
    gathering: int


@dataclass(frozen=True)
class Operation:
    """What is asked of a unit, and `who` may where she sees it."""

    who: set[str]
    method: str
    path: str
    body: dict[str, Any] | None = None

    def ask(self, program: Program, things: Things) -> HttpResponse:
        """Ask it of a unit; what it writes is taken back."""
        path = self.path.format(**vars(things))
        body = {name: _filled(value, things) for name, value in (self.body or {}).items()}
        with transaction.atomic():
            answer: HttpResponse = getattr(program, self.method)(path, **body)
            transaction.set_rollback(True)
        return answer


def _filled(value: Any, things: Things) -> Any:
    return {"CODE": things.code, "KEY": str(uuid4()), "ID": id_number(777)}.get(value, value)


OPERATIONS = {
    "list_units": Operation(READERS, "get", "units?unit={code}"),
    "get_unit": Operation(READERS, "get", "units/{code}"),
    "list_people": Operation(PERSONNEL, "get", "people?unit={code}"),
    "get_person": Operation(PERSONNEL, "get", "people/{person}"),
    "create_member": Operation(
        MANAGERS,
        "post",
        "people",
        {"unit": "CODE", "name": "新", "id_number": "ID", "standing": "full", "joined_on": "2010-07-01"},
    ),
    "list_gatherings": Operation(READERS, "get", "gatherings?unit={code}"),
    "get_gathering": Operation(READERS, "get", "gatherings/{gathering}"),
    "record_gathering": Operation(
        RECORDERS, "post", "gatherings", {"unit": "CODE", "entry_key": "KEY", **MINUTES}
    ),
    "correct_gathering": Operation(
        RECORDERS, "put", "gatherings/{gathering}", {"reason": "更正", "revision": 1, **MINUTES}
    ),
    "cancel_gathering": Operation(RECORDERS, "post", "gatherings/{gathering}/cancel", {"reason": "重复"}),
    "list_duties": Operation(READERS, "get", "duties?unit={code}"),
    "explain_duty": Operation(READERS, "get", "duties/{code}/members_meeting"),
}


def test_every_operation_is_in_the_matrix() -> None:
    described = API.get_openapi_schema()["paths"].values()
    names = {each["operationId"].rsplit("_api_", 1)[-1] for path in described for each in path.values()}
    assert {name.removeprefix("jiceng_faces_api_").split("_", 1)[-1] for name in names} == set(OPERATIONS)


@pytest.fixture
def world(county: County) -> dict[str, Things]:
    """A person and a gathering in every unit."""
    found = {}
    for number, (name, code) in enumerate(CODES.items()):
        unit, draft = county.unit(name), PersonDraft(f"某{number}", id_number(500 + number))
        member = register_person(
            actor=SYSTEM, at=AT, unit=unit, draft=draft, standing="full", joined_on=FOUNDED, day=FOUNDED
        )
        minutes = Minutes("members_meeting", AT.date(), text="议事")
        gathering = record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)
        found[name] = Things(code, member.person_id, gathering.pk)
    return found


@pytest.mark.parametrize("username", SEES)
def test_each_program_does_what_its_owner_may_and_nothing_else(
    world: dict[str, Things], programs: Programs, username: str
) -> None:
    (role, seen), program, wrong = SEES[username], programs(username), []
    for (operation, asked), (unit, things) in _pairs(world):
        status = asked.ask(program, things).status_code
        allowed = role is not None and role in asked.who
        expected = {404} if unit not in seen else {200, 201} if allowed else {403}
        if role is None or (operation == "list_people" and not allowed):
            expected = {403, 404}
        if status not in expected:
            wrong.append(f"{operation} of {unit}: {status}, not {sorted(expected)}")
    assert not wrong, "\n".join(wrong)


def _pairs(world: dict[str, Things]) -> Iterator[tuple[tuple[str, Operation], tuple[str, Things]]]:
    return ((operation, things) for operation in OPERATIONS.items() for things in world.items())


@pytest.mark.parametrize("username", ["shangyao", "qingshi", "hewan", "county"])
def test_a_list_gives_what_is_hers_and_nothing_else(
    world: dict[str, Things], programs: Programs, username: str
) -> None:
    program, seen = programs(username), {CODES[name] for name in SEES[username][1]}
    assert {each["code"] for each in items(program.get("units"))} == seen
    for path in ("people", "gatherings", "duties?period=2026-Q4&day=2026-11-22"):
        given = {each["unit"] for each in items(program.get(path))}
        assert given, path
        assert given <= seen, path


def test_a_narrow_token_opens_its_part_alone(world: dict[str, Things], programs: Programs) -> None:
    program = programs("county", "青石镇", ("unit.read", "gathering.read"))
    things = world["上窑村"]
    opened = {name for name, asked in OPERATIONS.items() if asked.ask(program, things).status_code < 400}
    assert opened == {"list_units", "get_unit", "list_gatherings", "get_gathering"}
    assert OPERATIONS["get_unit"].ask(program, world["南坡村"]).status_code == 404


def test_no_read_asks_the_database_more_often_where_there_is_more(
    county: County, world: dict[str, Things], programs: Programs
) -> None:
    program = programs("qingshi")
    before = _counts(program, world["青石镇"])
    for number in range(12):
        unit, draft = county.unit("柳林村"), PersonDraft(f"多{number}", id_number(600 + number))
        register_person(
            actor=SYSTEM, at=AT, unit=unit, draft=draft, standing="full", joined_on=FOUNDED, day=FOUNDED
        )
        minutes = Minutes("members_meeting", AT.date(), text=f"议事{number}")
        record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)
    after = _counts(program, world["青石镇"])
    assert after == before
    assert max(after.values()) <= 15


def _counts(program: Program, things: Things) -> dict[str, int]:
    found = {}
    for name, asked in OPERATIONS.items():
        if asked.method == "get":
            path = asked.path.format(**vars(things))
            program.get(path)
            with CaptureQueriesContext(connection) as caught:
                program.get(path)
            own = [
                q
                for q in caught.captured_queries
                if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLL"))
            ]
            found[name] = len(own)
    return found

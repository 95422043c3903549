"""The API: the same records by the same rules as the pages, for other programs."""

from uuid import uuid4

import pytest
from django.test import Client

from jiceng.apps.access import services as access
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.people.models import Person
from jiceng.faces.api import keys
from tests.county import AT, County, id_number
from tests.faces.api.conftest import Programs, items

MEETING = {"unit": "990525100200", "kind": "members_meeting", "day": "2026-11-03", "minutes": "议事"}


def test_units_are_those_the_token_reaches(programs: Programs) -> None:
    found = items(programs("qingshi").get("units"))
    assert [(each["code"], each["name"], each["parent"]) for each in found] == [
        ("990525100", "青石镇", None),
        ("990525100200", "上窑村", "990525100"),
        ("990525100201", "柳林村", "990525100"),
    ]


def test_a_list_comes_a_page_at_a_time(programs: Programs) -> None:
    program, found, cursor = programs("county"), [], ""
    for _ in range(10):
        page = program.get("units", limit=2, cursor=cursor).json()
        found += [each["name"] for each in page["items"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert found == ["青禾县", "青石镇", "河湾镇", "上窑村", "柳林村", "南坡村"]


@pytest.mark.parametrize("cursor", ["x", "W10=", "WyJhIl0=", "WzEsMl0=", "bnVsbA==", "W3RydWVd", "好"])
def test_a_cursor_of_no_list_is_refused(programs: Programs, cursor: str) -> None:
    answer = programs("county").get("units", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_unknown")


def test_a_unit_is_read_as_on_a_day(programs: Programs) -> None:
    program = programs("county")
    assert program.get("units/990525100200").json()["bodies"][0]["kind"] == "branch_committee"
    assert items(program.get("units", day="2018-12-31")) == []


def test_members_never_show_an_identity_number_and_every_line_is_logged(
    county: County, programs: Programs
) -> None:
    answer = programs("shangyao", name="年报").get("people")
    assert len(items(answer)) == 9
    assert "id_number" not in answer.content.decode()
    logged = Reading.objects.filter(part="list")
    assert {(each.purpose, each.actor_id) for each in logged} == {("年报", county.users["shangyao"].pk)}
    assert {each.person_id for each in logged} == {each["id"] for each in items(answer)}


def test_a_file_is_read_as_on_its_page(county: County, programs: Programs) -> None:
    person = county.members["上窑村"][0].person
    answer = programs("qingshi").get(f"people/{person.pk}")
    assert answer.json()["memberships"][0]["unit"] == "990525100200"
    assert person.id_number_masked not in answer.content.decode()
    assert Reading.objects.filter(person_id=person.pk, part="file").count() == 1


def test_people_are_for_those_who_may_read_them(programs: Programs) -> None:
    assert programs("auditor").get("people").status_code == 403
    assert programs("county", permissions=("unit.read",)).get("people").status_code == 403


def test_a_gathering_is_recorded_once_however_often_it_is_sent(county: County, programs: Programs) -> None:
    program, key = programs("shangyao"), str(uuid4())
    absent = [{"person_id": county.members["上窑村"][1].person_id, "reason": "ill"}]
    answers = [program.post("gatherings", **MEETING, entry_key=key, absent=absent) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert Gathering.objects.count() == 1
    made = answers[0].json()
    assert (made["entitled"], made["present"], made["attended"]) == (8, 7, 8)
    assert "absent" not in made
    other = program.post("gatherings", **{**MEETING, "minutes": "另一次"}, entry_key=key)
    assert (other.status_code, other.json()["code"]) == (409, "already_recorded")


def test_a_record_is_corrected_and_taken_back(programs: Programs) -> None:
    program = programs("shangyao")
    made = program.post("gatherings", **MEETING, entry_key=str(uuid4())).json()
    change = {"kind": "members_meeting", "day": "2026-11-04", "minutes": "议事", "reason": "日期写错"}
    corrected = program.put(f"gatherings/{made['id']}", **change, revision=1)
    assert (corrected.status_code, corrected.json()["day"], corrected.json()["revision"]) == (
        200,
        "2026-11-04",
        2,
    )
    late = program.put(f"gatherings/{made['id']}", **change, revision=1)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    taken = program.post(f"gatherings/{made['id']}/cancel", reason="重复")
    assert (taken.status_code, taken.json()["state"]) == (200, "cancelled")


def test_a_write_is_in_the_journal_with_the_token(county: County, programs: Programs) -> None:
    programs("shangyao", name="一体化平台").post("gatherings", **MEETING, entry_key=str(uuid4()))
    entry = AuditEntry.objects.get(type="gathering.recorded")
    assert (entry.actor_id, entry.actor_name) == (county.users["shangyao"].pk, "用户shangyao·一体化平台")


def test_a_verdict_follows_from_the_record(programs: Programs) -> None:
    program = programs("shangyao")
    asked = {"duty": "members_meeting", "period": "2026-Q4", "day": "2026-11-22"}
    before = items(program.get("duties", **asked))[0]
    made = program.post("gatherings", **MEETING, entry_key=str(uuid4())).json()
    after = items(program.get("duties", **asked))[0]
    assert (before["state"], after["state"], after["evidence"]) == ("due", "done", [made["id"]])
    why = program.get("duties/990525100200/members_meeting", period="2026-Q4", day="2026-11-22").json()
    assert why["state"] == "done"
    assert [(act["gathering"], act["accepted"]) for act in why["acts"]] == [(made["id"], True)]
    assert all(each["holds"] for each in why["conditions"])


def test_a_person_is_registered_once(programs: Programs) -> None:
    program, known = programs("qingshi"), Person.objects.count()
    given = {
        "unit": "990525100201",
        "name": "魏新民",
        "id_number": id_number(88),
        "standing": "full",
        "joined_on": "2010-07-01",
    }
    first, second = program.post("people", **given), program.post("people", **given)
    assert (first.status_code, second.status_code) == (201, 409)
    assert Person.objects.count() == known + 1
    assert given["id_number"] not in first.content.decode() + second.content.decode()


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer jc_wrong", "Basic eDp5", "Bearer 好"])
def test_without_a_token_nothing_is_answered(county: County, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    answer = Client(headers=headers).get("/api/v1/units")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_opens_nothing_here(county: County) -> None:
    assert county.client("county").get("/api/v1/units").status_code == 401


def test_a_token_opens_no_page(county: County, programs: Programs) -> None:
    answer = programs("county").client.get("/unit/990525/")
    assert answer.status_code in (302, 404)
    assert programs("county").client.get("/search/").headers["Location"].startswith("/sign-in/")


def test_a_revoked_role_acts_on_the_next_request(county: County, programs: Programs) -> None:
    program = programs("qingshi")
    assert program.get("units").status_code == 200
    access.revoke_grant(actor=county.actor("county"), at=AT, grant=county.users["qingshi"].grants.get())
    assert program.get("units").status_code == 404


def test_one_token_too_often_is_told_to_wait(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "PER_MINUTE", 3)
    program, other = programs("county"), programs("qingshi")
    answers = [program.get("units") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (answers[3].json()["code"], answers[3].headers["Retry-After"]) == ("too_many_requests", "60")
    assert other.get("units").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {**MEETING},
        {**MEETING, "entry_key": str(uuid4()), "day": "2026-13-01"},
        {**MEETING, "entry_key": str(uuid4()), "day": 20261103},
        {**MEETING, "entry_key": str(uuid4()), "day": "9999-01-01"},
        {**MEETING, "entry_key": str(uuid4()), "minute": "a slip"},
        {**MEETING, "entry_key": str(uuid4()), "subject": "a\0b"},
        {**MEETING, "entry_key": str(uuid4()), "subject": "\ud800"},
        {**MEETING, "entry_key": str(uuid4()), "subject": "长" * 201},
        {**MEETING, "entry_key": str(uuid4()), "present": "3"},
    ],
)
def test_what_cannot_be_right_is_refused_and_named(programs: Programs, body: dict[str, object]) -> None:
    answer = programs("shangyao").post("gatherings", **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert not Gathering.objects.exists()


def test_a_filter_there_is_not_is_refused(programs: Programs) -> None:
    """A slip in its name would otherwise give everything."""
    for path in ("units", "people", "gatherings", "duties", "units/990525"):
        answer = programs("county").get(path, kindd="village")
        assert (answer.status_code, answer.json()["data"]["field"]) == (422, "kindd"), path


def test_what_is_not_json_is_refused(programs: Programs) -> None:
    client = programs("shangyao").client
    answer = client.post("/api/v1/gatherings", b"{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v2/units", "/api/v1/units/990525/x"])
def test_an_address_that_names_nothing_answers_in_the_same_shape(county: County, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "page_not_found")


def test_what_is_not_yours_answers_like_what_is_not_there(programs: Programs) -> None:
    program = programs("hewan")
    there, nowhere = program.get("units/990525100200"), program.get("units/990525999999")
    assert (there.status_code, there.json()) == (nowhere.status_code, nowhere.json())
    assert there.status_code == 404


def test_the_description_is_openapi_3_1_and_names_every_problem(county: County) -> None:
    found = Client().get("/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            assert {"401", "403", "404", "422", "429"} <= set(operation["responses"]), f"{method} {path}"
            assert operation["security"], f"{method} {path}"

"""The address a device sends its records to: stored once however often they come, and every refusal said."""

from datetime import date
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from jiceng.apps.access.services import revoke_grant
from jiceng.apps.gatherings import services
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.rolls import entitled_on
from jiceng.apps.gatherings.services import Announcement, Minutes
from jiceng.apps.people import services as people
from jiceng.faces.workbench.gatherings.forms import roll_mark
from jiceng.faces.workbench.offline.law import FORM
from tests.county import AT, DAY, SYSTEM, County

HELD = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def today() -> Any:
    """Devices send on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def address(county: County, kind: str = "members_meeting", **query: str) -> str:
    return reverse("submit_gathering", args=[county.unit("上窑村").code], query={"kind": kind, **query})


def written(county: County, username: str = "shangyao", **changes: Any) -> dict[str, Any]:
    """What a device sends."""
    mark = roll_mark(entitled_on(county.unit("上窑村"), None, "members_meeting", HELD))
    said = {"form": FORM, "user": county.users[username].pk, "entry_key": str(uuid4()), "roll": mark}
    return said | {"day": str(HELD), "subject": "水渠", "minutes": "讨论水渠维修。"} | changes


def send(client: Client, url: str, said: dict[str, Any]) -> HttpResponse:
    return client.post(url, said, headers={"Accept": "application/json"})  # type: ignore[return-value]


def told(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    return found


def test_what_arrives_is_stored_and_told_with_the_servers_time(county: County) -> None:
    said = written(county)
    answer = send(county.client("shangyao"), address(county), said)
    assert answer.status_code == 201, answer.content
    gathering = Gathering.objects.get()
    assert told(answer) == {
        "state": "stored",
        "entry_key": said["entry_key"],
        "at": "11月22日 09:30",
        "url": reverse("gathering", args=[gathering.pk]),
    }


@pytest.mark.parametrize(
    ("kind", "measured", "other", "days_or_hours"),
    [("member_training", "8", "6", 8), ("village_posting", "2026-11-20", "", 10)],
    ids=["hours of a training", "until when a notice was posted"],
)
def test_what_is_measured_arrives_with_the_record(
    county: County, kind: str, measured: str, other: str, days_or_hours: int
) -> None:
    client, url = county.client("shangyao"), address(county, kind)
    said = written(county, measured=measured)
    if kind == "member_training":
        said["roll"] = roll_mark(entitled_on(county.unit("上窑村"), None, kind, HELD))
    answer = send(client, url, said)
    assert answer.status_code == 201, answer.content.decode()
    assert Gathering.objects.get().measured == days_or_hours
    again = send(client, url, said | {"measured": other})
    assert (again.status_code, told(again)["state"]) == (409, "conflict")
    said_of_it = dict(told(again)["theirs"]["lines"])
    assert "学时 8" in said_of_it.get("到会", "") or "11月20日" in said_of_it.get("公布情况", "")


def test_what_arrives_again_is_told_and_not_stored_again(county: County) -> None:
    client, url, said = county.client("shangyao"), address(county), written(county)
    first, second = send(client, url, said), send(client, url, said)
    assert (first.status_code, second.status_code) == (201, 200)
    assert told(first) == told(second)
    assert Gathering.objects.count() == 1


def test_the_same_key_with_other_absences_is_a_conflict_and_overwrites_nothing(county: County) -> None:
    client, url, said = county.client("shangyao"), address(county), written(county)
    send(client, url, said)
    missing = str(county.members["上窑村"][1].person_id)
    answer = send(client, url, said | {"absent": [missing]})
    assert (answer.status_code, told(answer)["code"]) == (409, "already_recorded")
    assert Gathering.objects.get().absent == []


def test_a_record_corrected_since_is_still_known_as_arrived(county: County) -> None:
    client, url, said = county.client("shangyao"), address(county), written(county)
    send(client, url, said)
    gathering = Gathering.objects.get()
    minutes = Minutes("members_meeting", HELD, text="改过。", absent=None)
    services.correct_gathering(
        actor=county.actor("shangyao"), at=AT, gathering=gathering, minutes=minutes, reason="笔误", revision=1
    )
    assert send(client, url, said).status_code == 200
    assert send(client, url, said | {"minutes": "别的。"}).status_code == 409


@pytest.mark.parametrize("changes", [{}, {"minutes": "别的。"}], ids=["as it was", "changed"])
def test_what_was_taken_back_meanwhile_is_not_recorded_again(county: County, changes: dict[str, str]) -> None:
    client, url, said = county.client("shangyao"), address(county), written(county)
    send(client, url, said)
    gathering = Gathering.objects.get()
    services.cancel_gathering(actor=county.actor("qingshi"), at=AT, gathering=gathering, reason="没有开成")
    answer = send(client, url, said | changes)
    assert (answer.status_code, told(answer)["state"]) == (409, "taken_back")
    assert "后来撤销了" in told(answer)["sentences"][0]
    assert told(answer)["theirs"]["url"] == reverse("gathering", args=[gathering.pk])
    assert Gathering.objects.count() == 1
    assert send(client, url, said | {"entry_key": str(uuid4())}).status_code == 201


def test_without_scripts_what_was_taken_back_is_said_and_sent_once_more_recorded(county: County) -> None:
    client, said = county.client("shangyao"), written(county)
    page = reverse("record_gathering", args=[county.unit("上窑村").code], query={"kind": "members_meeting"})
    missing = [str(each.person_id) for each in county.members["上窑村"][1:3]]
    assert client.post(page, said | {"absent": missing}).status_code == 302
    services.cancel_gathering(
        actor=county.actor("qingshi"), at=AT, gathering=Gathering.objects.get(), reason="没有开成"
    )
    answer = client.post(page, said | {"absent": missing})
    assert answer.status_code == 422
    assert "后来撤销了" in answer.content.decode()
    form = answer.context["form"]
    key = form["entry_key"].value()
    assert (key != said["entry_key"], form["absent"].value()) == (True, missing)
    assert client.post(page, said | {"absent": missing, "entry_key": key}).status_code == 302
    assert Gathering.objects.filter(state="held").count() == 1


def test_the_same_meeting_recorded_by_another_is_shown_beside_and_hers_to_decide(county: County) -> None:
    minutes = Minutes("members_meeting", HELD, subject="选举", text="镇里代录。")
    services.record_gathering(
        actor=county.actor("qingshi"), at=AT, unit=county.unit("上窑村"), body=None, minutes=minutes
    )
    client, url, said = county.client("shangyao"), address(county), written(county)
    answer = send(client, url, said)
    assert (answer.status_code, told(answer)["state"]) == (409, "conflict")
    theirs = dict(told(answer)["theirs"]["lines"])
    assert (theirs["议题"], theirs["登记人"]) == ("选举", county.users["qingshi"].name)
    assert Gathering.objects.count() == 1
    assert send(client, url, said | {"beside": "1"}).status_code == 201
    assert Gathering.objects.count() == 2


def test_a_second_talk_of_the_day_is_stored_without_asking(county: County) -> None:
    minutes = Minutes("heart_talk", HELD, items=("between_members",))
    services.record_gathering(
        actor=county.actor("qingshi"), at=AT, unit=county.unit("上窑村"), body=None, minutes=minutes
    )
    said = written(county) | {"chosen": "committee_with_members"}
    assert send(county.client("shangyao"), address(county, "heart_talk"), said).status_code == 201
    assert Gathering.objects.filter(kind="heart_talk").count() == 2


def test_an_announcement_recorded_by_another_meanwhile_is_a_conflict(county: County) -> None:
    actor, unit = county.actor("qingshi"), county.unit("上窑村")
    called = services.announce(
        actor=actor, at=AT, unit=unit, body=None, announcement=Announcement("members_meeting", DAY)
    )
    minutes = Minutes("members_meeting", HELD)
    services.record_gathering(actor=actor, at=AT, unit=unit, body=None, minutes=minutes, announced=called)
    answer = send(
        county.client("shangyao"), address(county, announced=str(called.pk)), written(county, day=str(DAY))
    )
    assert (answer.status_code, told(answer)["code"]) == (409, "already_recorded")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"day": "2026-11-23"}, "day"), ({"day": ""}, "day"), ({"time": "25:00"}, "time")],
    ids=["a day to come, of a clock that is wrong", "no day", "no time of day"],
)
def test_what_is_wrong_is_said_by_field(county: County, changes: dict[str, str], field: str) -> None:
    answer = send(county.client("shangyao"), address(county), written(county, **changes))
    assert (answer.status_code, told(answer)["state"]) == (422, "invalid")
    assert told(answer)["sentences"]
    if field != "day" or not changes["day"]:
        assert field in told(answer)["fields"]


def test_a_roll_that_has_changed_since_is_looked_at_again(county: County) -> None:
    said = written(county)
    people.end_membership(
        actor=SYSTEM, at=AT, membership=county.members["上窑村"][5], day=date(2026, 11, 1), reason="died"
    )
    answer = send(county.client("shangyao"), address(county), said)
    assert answer.status_code == 422
    assert "当日名册" in told(answer)["sentences"][0]


@pytest.mark.parametrize(
    "changes", [{"form": "0"}, {"entry_key": ""}, {"mood": "glad"}], ids=["form", "key", "field"]
)
def test_a_form_of_another_release_is_refused_with_a_sentence(
    county: County, changes: dict[str, str]
) -> None:
    answer = send(county.client("shangyao"), address(county), written(county, **changes))
    assert (answer.status_code, told(answer)["state"]) == (422, "invalid")
    assert "不会丢失" in told(answer)["sentences"][0]
    assert not Gathering.objects.exists()


def test_nobody_sends_what_another_has_written(county: County) -> None:
    answer = send(county.client("qingshi"), address(county), written(county, "shangyao"))
    assert (answer.status_code, told(answer)["state"]) == (401, "signed_out")
    assert not Gathering.objects.exists()


def test_whoever_is_signed_out_is_told_so_and_not_led_to_a_page(county: County) -> None:
    answer = send(Client(), address(county), written(county))
    assert (answer.status_code, told(answer)["state"]) == (401, "signed_out")


def test_a_role_that_has_ended_and_one_elsewhere_are_told_the_same(county: County) -> None:
    client = county.client("shangyao")
    revoke_grant(actor=SYSTEM, at=AT, grant=county.users["shangyao"].grants.get())
    ended = send(client, address(county), written(county))
    elsewhere = send(county.client("nanpo"), address(county), written(county, "nanpo"))
    assert ended.status_code == elsewhere.status_code == 404
    assert told(ended) == told(elsewhere)
    reader = send(county.client("auditor"), address(county), written(county, "auditor"))
    assert (reader.status_code, told(reader)["state"]) == (403, "refused")


def test_a_stale_page_gets_whose_session_it_is_and_a_token_that_works(county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    assert told(client.get(reverse("token")))["user"] is None
    client.force_login(county.users["shangyao"], backend="jiceng.apps.access.backends.SignInBackend")
    said = written(county)
    assert send(client, address(county), said).status_code == 403
    given = told(client.get(reverse("token")))
    assert given["user"] == str(county.users["shangyao"].pk)
    header = {"Accept": "application/json", "X-CSRFToken": given["token"]}
    assert client.post(address(county), said, headers=header).status_code == 201

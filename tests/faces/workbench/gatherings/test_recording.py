"""Recording a meeting: one short form, nothing lost, nothing twice, undone at once."""

import re
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.gatherings import services
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Minutes
from jiceng.apps.people import services as people
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, id_number

HELD = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def today() -> Any:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def address(county: County, name: str = "上窑村", **query: str) -> str:
    return reverse("record_gathering", args=[county.unit(name).code], query=query)


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html) or re.search(
        rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', html
    )
    return found[1] if found else ""


def filled(html: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the page."""
    kept = {name: hidden(html, name) for name in ("roll", "entry_key", "makes_up", "revision")}
    return kept | {"day": str(HELD), "minutes": "讨论水渠维修。"} | changes


def test_a_meeting_is_recorded_with_who_was_absent_and_settles_its_duty(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="members_meeting")
    missing = county.members["上窑村"][1].person_id
    sent = filled(page(client, url), absent=[str(missing)], **{f"reason-{missing}": "ill"})
    answer = client.post(url, sent, follow=True)
    gathering = Gathering.objects.get()
    assert answer.redirect_chain == [(reverse("gathering", args=[gathering.pk]), 302)]
    assert (gathering.entitled, gathering.present, gathering.absent) == (8, 7, [[missing, "ill"]])
    assert "已登记。四季度党员大会：已办" in answer.content.decode()


def test_chair_recorder_and_place_are_known_already(county: County) -> None:
    actor, unit = county.actor("shangyao"), county.unit("上窑村")
    before = Minutes("members_meeting", date(2026, 8, 1), place="村委会会议室")
    services.record_gathering(actor=actor, at=AT, unit=unit, body=None, minutes=before)
    html = page(county.client("shangyao"), address(county, kind="members_meeting"))
    for known in ('value="赵大田"', 'value="村委会会议室"', f'value="{county.users["shangyao"].name}"'):
        assert known in html


def test_no_part_of_an_activity_day_is_claimed_before_it_is_ticked(county: County) -> None:
    html = page(county.client("shangyao"), address(county, kind="activity_day"))
    for part in ("oath", "volunteering"):
        assert f'value="{part}"' in html
        assert not re.search(rf'value="{part}"[^>]*checked', html)


def test_members_registered_as_away_are_ticked_already(county: County) -> None:
    gone = county.members["上窑村"][4]
    people.start_absence(actor=SYSTEM, at=AT, membership=gone, day=date(2026, 6, 1))
    html = page(county.client("shangyao"), address(county, kind="members_meeting"))
    assert re.search(rf'value="{gone.person_id}" checked', html)


def test_an_error_keeps_everything_that_was_typed(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="members_meeting")
    missing = str(county.members["上窑村"][1].person_id)
    tomorrow = str(DAY + timedelta(days=1))
    sent = filled(page(client, url), day=tomorrow, absent=[missing], subject="水渠", place="祠堂")
    answer = client.post(url, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert not Gathering.objects.exists()
    for kept in ("讨论水渠维修。", 'value="水渠"', 'value="祠堂"', f'value="{tomorrow}"'):
        assert kept in html
    assert re.search(rf'value="{missing}" checked', html)
    assert hidden(html, "entry_key") == sent["entry_key"]


def test_a_form_sent_twice_is_one_record(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="members_meeting")
    sent = filled(page(client, url))
    first, second = client.post(url, sent), client.post(url, sent)
    assert first["Location"] == second["Location"]
    assert Gathering.objects.count() == 1


def test_the_same_form_with_other_words_is_no_silent_loss(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="members_meeting")
    sent = filled(page(client, url))
    client.post(url, sent)
    answer = client.post(url, sent | {"minutes": "另一次会议。"})
    assert answer.status_code == 422
    assert "另一次会议。" in answer.content.decode()


def test_a_record_is_undone_with_one_tap_and_its_duty_is_open_again(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="members_meeting")
    shown = client.post(url, filled(page(client, url)), follow=True).content.decode()
    undo = re.search(r'action="([^"]*\?undo=1)"', shown)
    assert undo is not None
    client.post(undo[1])
    assert Gathering.objects.get().state == "cancelled"
    due = page(client, reverse("due", args=[county.unit("上窑村").code]))
    assert "本季应开" in due


def test_the_undo_is_offered_once(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="members_meeting")
    answer = client.post(url, filled(page(client, url)), follow=True)
    again = page(client, answer.redirect_chain[0][0])
    assert "?undo=1" in answer.content.decode()
    assert "?undo=1" not in again


def test_nobody_is_counted_as_present_unseen_when_the_day_changes_the_roll(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="members_meeting")
    sent = filled(page(client, url), day="2026-04-20")  # one joined in May
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert not Gathering.objects.exists()
    assert "当日名册" in answer.content.decode()
    sent["roll"] = hidden(answer.content.decode(), "roll")
    assert client.post(url, sent).status_code == 302
    assert Gathering.objects.get().attended == 8


def test_a_meeting_makes_up_for_the_month_before(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="activity_day", makes_up="2026-10")
    html = page(client, url)
    assert "补办2026年10月" in html
    client.post(url, filled(html))
    assert Gathering.objects.get().makes_up == "2026-10"


def test_a_meeting_of_that_month_entered_late_makes_up_for_nothing(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="activity_day", makes_up="2026-10")
    client.post(url, filled(page(client, url), day="2026-10-20"))
    assert Gathering.objects.get().makes_up == ""


def test_without_a_register_heads_are_counted_by_hand(county: County) -> None:
    client, url = county.client("qingshi"), address(county, "青石镇", kind="party_lecture")
    html = page(client, url)
    assert 'name="absent"' not in html
    wrong = client.post(url, filled(html, entitled="9", present="11"))
    assert wrong.status_code == 422
    assert 'value="11"' in wrong.content.decode()
    client.post(url, filled(html, entitled="11", present="9"))
    gathering = Gathering.objects.get()
    assert (gathering.entitled, gathering.present, gathering.roll) == (11, 9, None)


def test_without_a_kind_the_page_asks_what_was_held(county: County) -> None:
    html = page(county.client("shangyao"), address(county))
    assert "开了什么会" in html
    assert f"kind=branch_committee_meeting&amp;body={county.committee.pk}" in html
    assert "kind=party_group_meeting" not in html  # there is no group


def test_a_committee_meeting_needs_no_choice_of_its_body(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="branch_committee_meeting")
    client.post(url, filled(page(client, url)))
    gathering = Gathering.objects.get()
    assert (gathering.body, gathering.entitled) == (county.committee, 3)


@pytest.mark.parametrize("username", ["liulin", "hewan", "stranger", "revoked"])
def test_outsiders_learn_nothing(county: County, username: str) -> None:
    assert county.client(username).get(address(county)).status_code == 404


def test_a_county_officer_reads_and_does_not_record(county: County) -> None:
    assert county.client("county").get(address(county)).status_code == 403


def test_an_announcement_becomes_the_record(county: County) -> None:
    call = services.Announcement("members_meeting", DAY, place="祠堂", subject="水渠")
    called = services.announce(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), body=None, announcement=call
    )
    client, url = county.client("shangyao"), address(county, announced=str(called.pk))
    html = page(client, url)
    assert 'value="祠堂"' in html
    assert 'value="水渠"' in html
    client.post(url, filled(html, day=str(DAY), subject="水渠"))
    called.refresh_from_db()
    assert called.state == "held"
    assert client.get(url).status_code == 302  # opened again, it leads to the record


def test_the_page_asks_the_database_as_often_for_a_large_branch(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="members_meeting")
    page(client, url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, url)
    for number in range(30):
        people.register_person(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("上窑村"),
            draft=people.PersonDraft(f"员{number}", id_number(300 + number)),
            standing="full",
            joined_on=FOUNDED,
            day=FOUNDED,
        )
    page(client, url)
    with CaptureQueriesContext(connection) as many:
        page(client, url)
    assert len(few) == len(many) <= 15, [query["sql"] for query in many.captured_queries]


def test_an_announcement_or_a_record_taken_back_costs_no_more_queries(county: County) -> None:
    actor, unit = county.actor("shangyao"), county.unit("上窑村")
    call = services.Announcement("members_meeting", DAY)
    called = services.announce(actor=actor, at=AT, unit=unit, body=None, announcement=call)
    minutes = Minutes("members_meeting", HELD)
    back = services.record_gathering(actor=actor, at=AT, unit=unit, body=None, minutes=minutes)
    services.cancel_gathering(actor=actor, at=AT, gathering=back, reason="登错")
    client = county.client("shangyao")
    for query in ({"announced": str(called.pk)}, {"again": str(back.pk)}):
        url = address(county, kind="members_meeting", **query)
        page(client, url)
        with CaptureQueriesContext(connection) as counted:
            page(client, url)
        assert len(counted) <= 15, query


def test_an_unknown_key_is_no_key(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="members_meeting", makes_up="whatever")
    client.post(url, filled(page(client, url), entry_key=str(uuid4())))
    assert Gathering.objects.get().makes_up == ""

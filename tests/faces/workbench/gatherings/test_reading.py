"""The list of meetings, one record with its versions, print and copy; announcing, correcting, taking back."""

from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.gatherings import services
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Minutes
from tests.county import AT, DAY, SYSTEM, County
from tests.faces.workbench.gatherings.test_recording import filled

HELD = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def today() -> Any:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def record(county: County, day: date = HELD, **changes: Any) -> Gathering:
    minutes = Minutes(**({"kind": "members_meeting", "day": day, "text": "讨论水渠维修。"} | changes))
    return services.record_gathering(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), body=None, minutes=minutes
    )


def absence(county: County) -> dict[int, str]:
    return {county.members["上窑村"][1].person_id: "ill"}


def read(county: County, username: str, name: str, *arguments: Any, **query: str) -> str:
    answer = county.client(username).get(reverse(name, args=arguments, query=query))
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def listing(county: County, **query: str) -> str:
    return read(county, "shangyao", "gatherings", county.unit("上窑村").code, **query)


def test_an_empty_list_says_what_to_do_next(county: County) -> None:
    assert reverse("record_gathering", args=[county.unit("上窑村").code]) in listing(county)
    assert "还没有登记会议" in listing(county)


def test_meetings_stand_by_month_newest_first(county: County) -> None:
    record(county)
    record(county, date(2026, 9, 1))
    html = listing(county)
    assert html.index("2026年11月") < html.index("2026年9月")
    assert "应到 8 人，实到 8 人" in html


def test_the_list_is_filtered_by_kind_and_year(county: County) -> None:
    record(county)
    record(county, date(2025, 9, 1), kind="party_lecture", subject="讲乡村振兴")
    assert "讲乡村振兴" not in listing(county, kind="members_meeting")
    assert "讲乡村振兴" in listing(county, year="2025")
    assert "没有这样的会议" in listing(county, kind="members_meeting", year="2025")


def test_a_record_says_whether_enough_were_there(county: County) -> None:
    everyone = {membership.person_id: "" for membership in county.members["上窑村"]}
    most = dict(list(everyone.items())[:5])
    assert "到会人数符合要求（需 4 人）" in read(county, "shangyao", "gathering", record(county).pk)
    alone = read(county, "shangyao", "gathering", record(county, absent=most).pk)
    assert "到会人数不足（需 4 人），不计入" in alone
    assert "没有计入任何应办事项" in alone


def test_a_record_says_which_parts_are_wanting(county: County) -> None:
    html = read(
        county, "shangyao", "gathering", record(county, kind="activity_day", items=("oath", "dues")).pk
    )
    assert "规定动作 2 项，不足 5 项，不计入" in html


def test_names_of_the_absent_are_for_the_branch_alone(county: County) -> None:
    gathering = record(county, absent=absence(county))
    assert "钱秀英（生病）" in read(county, "shangyao", "gathering", gathering.pk)
    for username in ("qingshi", "county"):
        for name in ("gathering", "print_gathering"):
            assert "钱秀英" not in read(county, username, name, gathering.pk)
        copied = read(county, username, "copy_gathering", gathering.pk, "sanjin_pioneer")
        assert "钱秀英" not in copied


def test_a_correction_keeps_what_was_said_before(county: County) -> None:
    gathering = record(county, absent=absence(county))
    client, url = county.client("shangyao"), reverse("correct_gathering", args=[gathering.pk])
    html = client.get(url).content.decode()
    missing = str(county.members["上窑村"][1].person_id)
    sent = filled(html, reason="议题漏写", subject="水渠", absent=[missing])
    answer = client.post(url, sent | {f"reason-{missing}": "ill"}, follow=True)
    shown = answer.content.decode()
    gathering.refresh_from_db()
    assert (gathering.revision, gathering.subject, gathering.present) == (2, "水渠", 7)
    assert "议题漏写" in shown
    assert "议题：“—”改为“水渠”" in shown


def test_a_correction_needs_a_reason_and_keeps_what_was_typed(county: County) -> None:
    client, url = county.client("shangyao"), reverse("correct_gathering", args=[record(county).pk])
    answer = client.post(url, filled(client.get(url).content.decode(), minutes="改过的记录。"))
    assert answer.status_code == 422
    assert "改过的记录。" in answer.content.decode()


def test_of_two_corrections_the_later_is_told(county: County) -> None:
    client, url = county.client("shangyao"), reverse("correct_gathering", args=[record(county).pk])
    sent = filled(client.get(url).content.decode(), reason="漏写")
    assert client.post(url, sent | {"subject": "甲"}).status_code == 302
    second = client.post(url, sent | {"subject": "乙"})
    assert second.status_code == 422
    assert 'value="乙"' in second.content.decode()


def test_an_officers_correction_leaves_attendance_as_it_is(county: County) -> None:
    gathering = record(county, absent=absence(county))
    client, url = county.client("qingshi"), reverse("correct_gathering", args=[gathering.pk])
    html = client.get(url).content.decode()
    assert 'name="absent"' not in html
    assert "钱秀英" not in html
    assert client.post(url, filled(html, reason="代改", subject="水渠")).status_code == 302
    gathering.refresh_from_db()
    assert (gathering.present, gathering.absent) == (7, [[*absence(county).keys(), "ill"]])


def test_after_its_time_attendance_is_gone_and_a_correction_does_not_bring_it_back(county: County) -> None:
    gathering = record(county, absent=absence(county))
    services.expire_attendance(actor=SYSTEM, at=AT, before=DAY)
    assert "期满已删除" in read(county, "shangyao", "gathering", gathering.pk)
    client, url = county.client("shangyao"), reverse("correct_gathering", args=[gathering.pk])
    client.post(url, filled(client.get(url).content.decode(), reason="漏写", subject="水渠"))
    gathering.refresh_from_db()
    assert (gathering.subject, gathering.present, gathering.roll) == ("水渠", 7, None)


def test_taking_back_needs_a_reason_and_leaves_the_record_readable(county: County) -> None:
    gathering = record(county)
    client, url = county.client("shangyao"), reverse("cancel_gathering", args=[gathering.pk])
    assert client.post(url, {"reason": " "}).status_code == 422
    shown = client.post(url, {"reason": "登错了单位"}, follow=True).content.decode()
    assert all(words in shown for words in ("已撤销", "登错了单位", "讨论水渠维修。"))


def test_what_was_taken_back_is_written_again_from_what_it_said(county: County) -> None:
    gathering = record(county, absent=absence(county))
    client = county.client("shangyao")
    client.post(reverse("cancel_gathering", args=[gathering.pk]) + "?undo=1")
    query = {"kind": "members_meeting", "again": str(gathering.pk)}
    url = reverse("record_gathering", args=[county.unit("上窑村").code], query=query)
    html = client.get(url).content.decode()
    missing = next(iter(absence(county)))
    for kept in ("讨论水渠维修。", f'value="{HELD}"', f'value="{missing}" checked'):
        assert kept in html
    assert client.post(url, filled(html)).status_code == 302


def test_a_meeting_is_announced_and_its_notice_can_be_sent_round(county: County) -> None:
    client = county.client("shangyao")
    url = reverse("announce_gathering", args=[county.unit("上窑村").code])
    sent = {
        "kind": "members_meeting",
        "day": "2026-11-28",
        "time": "19:30",
        "place": "祠堂",
        "subject": "水渠",
    }
    late = client.post(url, sent | {"day": "2026-11-01"})
    assert late.status_code == 422
    assert 'value="祠堂"' in late.content.decode()
    html = client.post(url, sent, follow=True).content.decode()
    assert "上窑村定于11月28日 19:30召开党员大会。<br>地点：祠堂。<br>议题：水渠。" in html


def test_minutes_print_as_the_office_keeps_them(county: County) -> None:
    html = read(county, "shangyao", "print_gathering", record(county, chair="赵大田").pk)
    for part in ("上窑村党员大会记录", "2026年11月10日", "赵大田", "讨论水渠维修。", "应到 8 人，实到 8 人"):
        assert part in html


def test_a_record_is_copied_in_the_fields_of_a_platform(county: County) -> None:
    html = read(county, "shangyao", "copy_gathering", record(county, place="祠堂").pk, "sanjin_pioneer")
    assert "活动地点：祠堂" in html
    assert 'data-copy="#record"' in html


def test_what_was_not_held_has_no_minutes(county: County) -> None:
    call = services.Announcement("members_meeting", DAY)
    called = services.announce(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), body=None, announcement=call
    )
    assert county.client("shangyao").get(reverse("print_gathering", args=[called.pk])).status_code == 404


@pytest.mark.parametrize("name", ["gathering", "correct_gathering", "cancel_gathering", "print_gathering"])
@pytest.mark.parametrize("username", ["liulin", "hewan", "stranger", "revoked"])
def test_outsiders_learn_nothing(county: County, username: str, name: str) -> None:
    gathering = record(county)
    assert county.client(username).get(reverse(name, args=[gathering.pk])).status_code == 404


def test_pages_ask_the_database_as_often_for_a_long_history(county: County) -> None:
    gathering = record(county)
    code = county.unit("上窑村").code
    pages = [reverse("gatherings", args=[code]), reverse("gathering", args=[gathering.pk])]
    client = county.client("shangyao")

    def counts() -> list[int]:
        found = []
        for url in pages:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        return found

    few = counts()
    for month in range(1, 11):
        record(county, date(2026, month, 5))
    services.correct_gathering(
        actor=county.actor("shangyao"),
        at=AT,
        gathering=gathering,
        minutes=Minutes("members_meeting", HELD, subject="水渠"),
        reason="漏写",
        revision=1,
    )
    assert counts() == few
    assert max(few) <= 15

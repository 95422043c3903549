"""On screen: a notice asks from when until when, training its hours; heads that nobody lists are typed."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings

from jiceng.apps.gatherings.models import Gathering
from jiceng.engines.procedure import HeldAs
from tests.county import AT, County
from tests.faces.workbench.gatherings.test_recording import address, filled, page


@pytest.fixture(autouse=True)
def today() -> Any:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def recorded(county: County, kind: str, **sent: Any) -> tuple[Gathering, str]:
    """A record made through its form, and its page."""
    client, url = county.client("shangyao"), address(county, kind=kind)
    answer = client.post(url, filled(page(client, url), **sent), follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return Gathering.objects.get(), answer.content.decode()


def test_a_notice_asks_for_no_roll_no_chair_no_hour(county: County) -> None:
    html = page(county.client("shangyao"), address(county, kind="village_posting"))
    names = set(re.findall(r'name="(\w+)"', html))
    assert {"day", "measured", "chosen", "subject", "minutes", "place", "recorder"} <= names
    assert not {"absent", "entitled", "present", "chair", "time", "roll"} & names
    for words in ("公布日期", "撤下日期", "还在公布的，留空。", "公布不少于 15 天", "登记公开"):
        assert words in html


def test_a_notice_still_posted_says_from_when_it_counts(county: County) -> None:
    found, html = recorded(county, "village_posting", day="2026-11-18", chosen=["accounts"], place="公开栏")
    assert (found.measured, found.items, found.place) == (None, "accounts", "公开栏")
    assert "仍在公布" in html
    assert "已公布</span>" in html
    assert "12月3日起计入" in html
    assert "应到" not in html


def test_a_notice_taken_down_too_soon_says_that_it_does_not_count(county: County) -> None:
    found, html = recorded(county, "village_posting", day="2026-11-01", measured="2026-11-15")
    assert found.measured == 14
    assert "公布至11月15日，共 14 天" in html
    assert "不计入：公布不少于 15 天" in html


@pytest.mark.parametrize(
    ("taken_down", "words"), [("2026-10-31", "早于公布日期"), ("2026-11-24", "还没有到")]
)
def test_a_notice_is_taken_down_between_its_first_day_and_today(
    county: County, taken_down: str, words: str
) -> None:
    client, url = county.client("shangyao"), address(county, kind="village_posting")
    answer = client.post(url, filled(page(client, url), day="2026-11-01", measured=taken_down))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Gathering.objects.exists()


def test_the_day_it_was_taken_down_is_added_later(county: County) -> None:
    found, _ = recorded(county, "village_posting", day="2026-11-01")
    client, url = county.client("shangyao"), f"/gatherings/{found.pk}/correct/"
    html = page(client, url)
    assert "到会名单" not in html
    client.post(url, filled(html, day="2026-11-01", measured="2026-11-20", reason="已撤下"))
    found.refresh_from_db()
    assert (found.measured, found.revision) == (19, 2)
    assert 'value="2026-11-20"' in page(client, url)


def test_training_asks_its_hours(county: County) -> None:
    client, url = county.client("shangyao"), address(county, kind="member_training")
    assert client.post(url, filled(page(client, url))).status_code == 422
    found, html = recorded(county, "member_training", measured="8")
    assert (found.measured, found.entitled) == (8, len(county.members["上窑村"]))
    for words in ("学时 8", "应参加"):
        assert words in html
    for words in ("应到", "实到", "主持人", "预备党员没有表决权", "表决权"):
        assert words not in html


def test_a_training_asks_for_a_teacher_and_for_no_vote(county: County) -> None:
    html = page(county.client("shangyao"), address(county, kind="member_training"))
    for words in ("登记培训", "授课人", "培训内容", "应参加", "谁缺席"):
        assert words in html
    for words in ("应到", "实到", "主持人", "表决权", "登记会议<"):
        assert words not in html
    teacher = re.search(r'<input[^>]*name="chair"[^>]*>', html)
    assert teacher is not None
    assert "value=" not in teacher[0]


def test_a_talk_asks_who_talked_with_whom_and_counts_nobody(county: County) -> None:
    html = page(county.client("shangyao"), address(county, kind="heart_talk"))
    names = set(re.findall(r'name="(\w+)"', html))
    assert {"day", "chosen", "subject", "minutes", "time", "place", "recorder"} <= names
    assert not {"absent", "entitled", "present", "chair", "measured", "roll"} & names
    for words in ("登记谈话", "谁与谁谈", "谈话内容"):
        assert words in html


def test_a_talk_is_read_and_printed_without_heads(county: County) -> None:
    found, html = recorded(county, "heart_talk", chosen=["between_members"], minutes="谈了生活困难。")
    assert (found.entitled, found.items) == (0, "between_members")
    printed = page(county.client("shangyao"), f"/gatherings/{found.pk}/print/")
    assert "谈心谈话记录" in printed
    listing = page(county.client("shangyao"), f"/units/{county.unit('上窑村').code}/gatherings/")
    for said in (html, printed, listing):
        assert "谈心谈话" in said
        for words in ("应到", "实到", "主持人", "缺席"):
            assert words not in said


def test_a_kind_of_another_profile_is_a_training_by_its_own_word(county: County) -> None:
    kind = replace(settings.PROFILE.gathering_kinds["party_lecture"], held_as=HeldAs.TRAINING)
    with patch.dict(settings.PROFILE.gathering_kinds, {"party_lecture": kind}):
        html = page(county.client("shangyao"), address(county, kind="party_lecture"))
    assert "授课人" in html
    assert "应到" not in html


def test_heads_of_an_assembly_are_typed_and_kept_for_the_next(county: County) -> None:
    found, html = recorded(
        county, "villagers_assembly_of_households", entitled="300", present="199", day="2026-03-10"
    )
    assert (found.entitled, found.present, found.roll) == (300, 199, None)
    assert "到会人数不足" in html or "不足" in html
    again = page(county.client("shangyao"), address(county, kind="villagers_assembly_of_households"))
    assert re.search(r'name="entitled"[^>]*value="300"|value="300"[^>]*name="entitled"', again)


def test_a_notice_prints_without_heads_and_chair(county: County) -> None:
    found, _ = recorded(county, "village_posting", day=str(date(2026, 11, 1)), measured="2026-11-20")
    html = page(county.client("shangyao"), f"/gatherings/{found.pk}/print/")
    assert "村务公开记录" in html
    assert "共 19 天" in html
    for absent in ("主持人", "应到", "缺席"):
        assert absent not in html


def test_a_notice_is_not_announced(county: County) -> None:
    html = page(county.client("shangyao"), f"/units/{county.unit('上窑村').code}/gatherings/announce/")
    assert 'value="members_meeting"' in html
    assert 'value="village_posting"' not in html

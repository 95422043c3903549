"""A person's file, changes to it, and the search."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.journal.models import Reading
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import closures, services
from jiceng.apps.people.models import Absence, Membership, Person
from tests.county import AT, DAY, SYSTEM, County, id_number


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def page(county: County, username: str, name: str) -> str:
    answer = county.client(username).get(reverse("person", args=[person(name).pk]))
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def send(county: County, route: str, whose: str, username: str = "qingshi", /, **given: Any) -> HttpResponse:
    url = reverse(route, args=[person(whose).pk])
    answer: HttpResponse = county.client(username).post(url, {"day": str(DAY)} | given)
    return answer


def done(answer: HttpResponse) -> None:
    assert answer.status_code == 302, answer.content.decode()


def open_membership(name: str) -> Membership:
    return Membership.objects.get(person__name=name, ends_on=None)


def test_the_look_is_logged_and_the_id_number_masked(county: County) -> None:
    html = page(county, "shangyao", "赵大田")
    reading = Reading.objects.get()
    assert (reading.person_id, reading.part, reading.purpose) == (person("赵大田").pk, "file", "ordinary")
    assert id_number(1) not in html
    assert id_number(1)[:3] + "*" * 13 in html
    assert "书记" in html
    assert "支部委员会" in html
    assert "已记入查阅记录" in html


def test_who_read_it_is_shown_to_those_who_read_the_journal(county: County) -> None:
    page(county, "shangyao", "赵大田")
    html = page(county, "county", "赵大田")
    assert "谁查阅过本档案" in html
    assert "用户shangyao" in html
    assert "用户shangyao" not in page(county, "qingshi", "赵大田")


def test_an_outsider_learns_nothing_and_leaves_no_trace(county: County) -> None:
    url = reverse("person", args=[person("赵大田").pk])
    for username in ("liulin", "hewan", "stranger"):
        assert county.client(username).get(url).status_code == 404
    assert county.client("auditor").get(url).status_code == 403, "she sees the unit, and reads no persons"
    assert not Reading.objects.exists()


def test_a_former_membership_in_a_closed_unit_stays_in_the_file(county: County) -> None:
    for membership in county.members["柳林村"]:
        services.transfer(actor=SYSTEM, at=AT, membership=membership, unit=county.unit("上窑村"), day=DAY)
    closures.close_unit(actor=SYSTEM, at=AT, unit=county.unit("柳林村"), day=DAY, reason="撤并")
    html = page(county, "qingshi", "陈志明")
    assert "柳林村" in html
    assert "转出" in html


def test_the_full_number_is_shown_once_for_a_stated_purpose(county: County) -> None:
    answer = send(county, "read_id_number", "赵大田", "county", purpose="开具介绍信")
    assert answer.status_code == 200
    assert id_number(1) in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert Reading.objects.get(part="id_number").purpose == "开具介绍信"
    again = county.client("county").get(reverse("read_id_number", args=[person("赵大田").pk]))
    assert id_number(1) not in again.content.decode()


@pytest.mark.parametrize("purpose", ["", "   "])
def test_without_a_purpose_no_number(county: County, purpose: str) -> None:
    answer = send(county, "read_id_number", "赵大田", "county", purpose=purpose)
    assert answer.status_code == 422
    assert id_number(1) not in answer.content.decode()
    assert not Reading.objects.filter(part="id_number").exists()


def test_only_those_who_may_unmask_are_offered_to(county: County) -> None:
    assert "查看完整号码" not in page(county, "qingshi", "赵大田")
    assert send(county, "read_id_number", "赵大田", "qingshi", purpose="看看").status_code == 403


def test_a_membership_is_transferred_and_a_spell_away_ends_with_it(county: County) -> None:
    services.start_absence(actor=SYSTEM, at=AT, membership=open_membership("褚红霞"), day=date(2026, 3, 1))
    done(send(county, "transfer", "褚红霞", unit="上窑村"))
    assert open_membership("褚红霞").unit == county.unit("上窑村")
    assert Absence.objects.get(person=person("褚红霞")).ends_on == DAY


def test_a_transfer_beyond_one_s_responsibility_is_refused_with_what_was_typed(county: County) -> None:
    answer = send(county, "transfer", "褚红霞", unit="南坡村")
    assert answer.status_code == 422
    assert 'value="南坡村"' in answer.content.decode()


def test_a_membership_ends_for_a_reason(county: County) -> None:
    assert send(county, "end_membership", "褚红霞", reason="transferred").status_code == 422
    done(send(county, "end_membership", "褚红霞", reason="died"))
    assert "现不属于任何单位" in page(county, "qingshi", "褚红霞")
    assert send(county, "end_membership", "褚红霞", reason="died").status_code == 409


def test_a_probationary_member_becomes_a_full_one(county: County) -> None:
    assert "登记转正" in page(county, "qingshi", "冯小雨")
    done(send(county, "become_full", "冯小雨"))
    assert open_membership("冯小雨").standing == "full"
    assert send(county, "become_full", "赵大田").status_code == 409


def test_a_member_goes_away_and_comes_back(county: County) -> None:
    done(send(county, "start_absence", "褚红霞", day="2026-11-01", told="spoken"))
    assert "2026年11月1日起外出流动" in page(county, "qingshi", "褚红霞")
    done(send(county, "end_absence", "褚红霞"))
    assert "起外出流动" not in page(county, "qingshi", "褚红霞")
    assert send(county, "end_absence", "褚红霞").status_code == 409


def test_an_entry_is_corrected_for_a_reason_and_the_number_kept(county: County) -> None:
    before = person("褚红霞")
    assert send(county, "correct_person", "褚红霞", name="褚虹霞").status_code == 422
    done(send(county, "correct_person", "褚红霞", name="褚虹霞", phone="00000000009", reason="以身份证为准"))
    after = person("褚虹霞")
    assert (after.pk, after.id_number_masked, after.sex, after.birth_date) == (
        before.pk,
        before.id_number_masked,
        before.sex,
        before.birth_date,
    )


def test_what_a_person_does_is_entered_shown_and_kept_when_something_else_is_corrected(
    county: County,
) -> None:
    given = {"name": "褚红霞", "reason": "补填职业"}
    done(send(county, "correct_person", "褚红霞", **given, occupation="农民"))
    assert "<dt>职业</dt><dd>农民</dd>" in page(county, "qingshi", "褚红霞")
    url = reverse("correct_person", args=[person("褚红霞").pk])
    assert 'value="农民"' in county.client("qingshi").get(url).content.decode()
    assert person("褚红霞").occupation == "农民"


def test_a_secretary_changes_nothing_in_the_register(county: County) -> None:
    assert "办理变更" not in page(county, "shangyao", "赵大田")
    assert send(county, "transfer", "赵大田", "shangyao", unit="柳林村").status_code == 403


def search(county: County, username: str, text: str) -> str:
    answer = county.client(username).get(reverse("search"), {"q": text})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("text", ["上窑", "990525100200"])
def test_units_are_found_by_name_and_code(county: County, text: str) -> None:
    html = search(county, "county", text)
    assert reverse("unit", args=[county.unit("上窑村").code]) in html
    assert "青石镇 ·" in html


def test_units_are_found_by_a_former_name(county: County) -> None:
    organisations.revise_unit(
        actor=SYSTEM, at=AT, unit=county.unit("柳林村"), day=DAY, name="柳新村", kind="village", form="branch"
    )
    assert "柳新村" in search(county, "county", "柳林村")


@pytest.mark.parametrize("text", ["大田", "zdt", "ZD"])
def test_people_are_found_by_name_and_pinyin_initials(county: County, text: str) -> None:
    html = search(county, "qingshi", text)
    assert "赵大田" in html
    assert "上窑村" in html


def test_what_lies_outside_is_not_found(county: County) -> None:
    assert "没有找到" in search(county, "liulin", "赵大田")
    assert "赵大田" not in search(county, "hewan", "zdt")
    assert "没有找到" in search(county, "hewan", "上窑")
    assert "青石镇" not in search(county, "liulin", "柳林"), "nor what stands above"
    assert "赵大田</span>" not in search(county, "auditor", "赵大田")


def test_an_empty_search_says_what_can_be_searched(county: County) -> None:
    assert "拼音首字母" in search(county, "shangyao", "")


def test_more_than_fifty_ask_to_be_narrowed(county: County) -> None:
    Person.objects.bulk_create(Person(name=f"何某{n}", initials="hm") for n in range(51))
    people = Person.objects.filter(initials="hm")
    Membership.objects.bulk_create(
        Membership(person=each, unit=county.unit("上窑村"), standing="full", joined_on=DAY, starts_on=DAY)
        for each in people
    )
    html = search(county, "qingshi", "hm")
    assert "只显示前 50 条" in html
    assert html.count("何某") == 50


def queries(county: County, url: str) -> int:
    client = county.client("county")
    client.get(url)  # right after signing in, and once a minute, that she is there is written down
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_the_number_of_queries_does_not_grow_with_a_file_or_the_finds(county: County) -> None:
    urls = [reverse("person", args=[person("赵大田").pk]), reverse("search") + "?q=z"]
    before = [queries(county, url) for url in urls]
    for month, unit in enumerate(("柳林村", "南坡村", "上窑村"), start=8):
        services.transfer(
            actor=SYSTEM,
            at=AT,
            membership=open_membership("赵大田"),
            unit=county.unit(unit),
            day=date(2026, month, 1),
        )
    services.register_person(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("南坡村"),
        draft=services.PersonDraft("朱来"),
        standing="full",
        joined_on=DAY,
        day=DAY,
    )
    after = [queries(county, url) for url in urls]
    assert after == before
    assert max(after) <= 15


def test_on_a_phone_each_day_of_a_membership_says_what_it_is(county: County) -> None:
    person = county.members["上窑村"][0].person
    html = county.client("qingshi").get(reverse("person", args=[person.pk])).content.decode()
    assert 'data-label="起始日期"' in html
    assert 'data-label="截止日期"' in html

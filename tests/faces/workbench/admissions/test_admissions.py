"""The pages of admissions: the list, one case, its forms, what is due on the home pages, the table."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.urls import reverse

from jiceng.apps.admissions.models import Admission
from jiceng.apps.journal.models import Reading
from jiceng.apps.people import id_numbers
from jiceng.apps.people.models import Person
from jiceng.kernel.codes import IdNumber
from tests.apps.admissions.steps import apply, take, up_to
from tests.county import AT, County, id_number
from tests.faces.workbench.exports.files import PURPOSE, rows


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def read(county: County, username: str, route: str, *arguments: Any, query: str = "") -> str:
    answer = county.client(username).get(reverse(route, args=arguments) + query)
    assert answer.status_code == 200, answer.content.decode()
    html: str = answer.content.decode()
    return html


def send(county: County, username: str, route: str, *arguments: Any, **given: Any) -> HttpResponse:
    answer: HttpResponse = county.client(username).post(reverse(route, args=arguments), given)
    return answer


CODE = "990525100200"


def test_a_secretary_opens_a_case_and_records_the_first_talk(county: County) -> None:
    answer = send(
        county,
        "shangyao",
        "open_admission",
        CODE,
        name="朱小禾",
        birth_date="1995-04-02",
        sex="2",
        day="2026-11-02",
    )
    admission = Admission.objects.get()
    assert answer.headers["Location"] == reverse("admission", args=[admission.pk])
    html = read(county, "shangyao", "admission", admission.pk)
    assert "登记：派人谈话" in html
    assert "12月2日前办" in html
    talker = county.members["上窑村"][0].person_id
    answer = send(
        county, "shangyao", "record_step", admission.pk, "first_talk", day="2026-11-10", talker=talker
    )
    assert answer.status_code == 302
    html = read(county, "shangyao", "admission", admission.pk)
    assert "谈话人：赵大田" in html
    assert "登记：确定为入党积极分子" in html


def test_what_is_out_of_order_is_said_with_its_clause_and_nothing_is_kept(county: County) -> None:
    admission = up_to(county, "review")
    answer = send(county, "shangyao", "record_step", admission.pk, "candidate", day="2024-05-31")
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "“确定为发展对象”自2024年6月1日起可以办理（发展党员工作细则第十二条）" in said
    assert admission.entries.filter(step="candidate").count() == 0


def test_an_id_number_of_another_unit_opens_the_case_and_only_who_sees_both_is_told(county: County) -> None:
    other = county.members["柳林村"][0].person
    number = id_number(1)
    Person.objects.filter(id_number_index__isnull=False).update(id_number_index=None)
    Person.objects.filter(pk=other.pk).update(id_number_index=id_numbers.index(IdNumber.parse(number)))
    given = {"name": "朱小禾", "id_number": number, "day": "2026-11-02"}
    assert send(county, "shangyao", "open_admission", CODE, **given).status_code == 302
    admission = Admission.objects.get()
    told, address = "在册中已有他人登记", reverse("person", args=[other.pk])
    page = read(county, "shangyao", "admission", admission.pk)
    assert told not in page
    assert address not in page
    assert admission.person.id_number_masked in page, "as of any other number"
    for username in ("qingshi", "county"):
        page = read(county, username, "admission", admission.pk)
        assert told in page
        assert f'href="{address}"' in page


def test_one_introducer_is_refused_at_the_second_field(county: County) -> None:
    admission = up_to(county, "candidate_filing")
    first = county.members["上窑村"][0].person_id
    answer = send(
        county, "shangyao", "record_step", admission.pk, "introducers", day="2024-07-10", introducer=first
    )
    assert answer.status_code == 422
    assert 'href="#id_introducer-2"' in answer.content.decode()


def test_the_vote_is_entered_in_heads_with_the_register_filled_in(county: County) -> None:
    admission = up_to(county, "application_form")
    html = read(county, "shangyao", "record_step", admission.pk, "acceptance_meeting")
    assert 'name="entitled" value="8"' in html
    assert "应到人数中超过二分之一到会" in html
    assert "无记名投票" in html
    numbers = {"day": "2024-08-31", "entitled": "8", "present": "7", "ayes": "4"}
    send(county, "shangyao", "record_step", admission.pk, "acceptance_meeting", **numbers)
    html = read(county, "shangyao", "admission", admission.pk)
    assert "赞成不足，未通过" in html
    assert "登记：支部大会讨论接收" in html


def test_the_officer_approves_and_the_secretary_may_not(county: County) -> None:
    admission = up_to(county, "acceptance_talk")
    address = reverse("record_step", args=[admission.pk, "acceptance_approval"])
    assert address not in read(county, "shangyao", "admission", admission.pk)
    given = {"day": "2024-09-20", "passed": "yes", "note": "青石党组〔2024〕12号"}
    arguments = ("record_step", admission.pk, "acceptance_approval")
    assert send(county, "shangyao", *arguments, **given).status_code == 403
    assert address in read(county, "qingshi", "admission", admission.pk)
    assert send(county, "qingshi", *arguments, **given).status_code == 302
    membership = admission.person.memberships.get()
    assert (membership.standing, membership.joined_on) == ("probationary", date(2024, 8, 31))


def test_a_corrected_entry_stays_beside_the_new_one(county: County) -> None:
    admission = up_to(county, "activist")
    entry = admission.entries.get(step="activist")
    send(county, "shangyao", "correct_step", entry.pk, day="2023-06-02", reason="会议记录为六月二日")
    html = read(county, "shangyao", "admission", admission.pk)
    assert '<del><time datetime="2023-06-01">' in html
    assert "2023年6月2日" in html
    assert "原因：会议记录为六月二日" in html


def test_a_struck_entry_stays_readable(county: County) -> None:
    admission = up_to(county, "activist")
    entry = admission.entries.get(step="activist")
    send(county, "shangyao", "strike_step", entry.pk, reason="误录")
    html = read(county, "shangyao", "admission", admission.pk)
    assert "登记已撤销" in html
    assert "登记：确定为入党积极分子" in html


def test_a_case_is_closed_and_reopened_on_its_page(county: County) -> None:
    admission = apply(county)
    send(county, "shangyao", "close_admission", admission.pk, outcome="withdrawn", day="2026-11-20")
    html = read(county, "shangyao", "admission", admission.pk)
    assert "已于2026年11月20日终结：本人撤回" in html
    assert "/steps/" not in html
    send(county, "shangyao", "reopen_admission", admission.pk, reason="误操作")
    assert "登记：派人谈话" in read(county, "shangyao", "admission", admission.pk)


def test_opening_a_case_is_in_the_reading_log(county: County) -> None:
    admission = apply(county)
    read(county, "qingshi", "admission", admission.pk)
    reading = Reading.objects.get()
    assert (reading.person_id, reading.part) == (admission.person_id, "admission")


def test_the_list_says_who_stands_where_and_what_is_overdue(county: County) -> None:
    up_to(county, "review")
    apply(county, "朱小满", day=date(2026, 11, 2))
    html = read(county, "qingshi", "admissions", "990525100")
    assert html.index("朱小禾") < html.index("朱小满")  # the review was due in 2024
    assert "应于2024年5月30日前办" in html
    assert "有逾期的 1" in html
    overdue = read(county, "qingshi", "admissions", "990525100", query="?show=overdue")
    assert "朱小满" not in overdue
    staged = read(county, "qingshi", "admissions", "990525100", query="?stage=application")
    assert ("朱小满" in staged, "朱小禾" in staged) == (True, False)


def test_the_list_of_another_town_is_empty(county: County) -> None:
    apply(county)
    assert "朱小禾" not in read(county, "hewan", "admissions", "990525101")


def test_the_home_pages_show_each_her_own_steps(county: County) -> None:
    admission = up_to(county, "activist")
    secretary = read(county, "shangyao", "due", CODE)
    assert "指定培养联系人 · 朱小禾" in secretary
    assert "报上级党委备案" not in secretary
    officer = read(county, "qingshi", "board", "990525100")
    assert "积极分子报上级党委备案 · 朱小禾" in officer
    assert "指定培养联系人" not in officer
    take(county, admission, "activist_filing")
    assert "朱小禾" not in read(county, "qingshi", "board", "990525100")
    assert "朱小禾" not in read(county, "auditor", "board", "990525100")


def test_the_table_leaves_for_a_stated_purpose_without_numbers_or_reviews(county: County) -> None:
    apply(county, phone="00001234567")
    url = reverse("admissions", args=[CODE]) + "?export=admissions"
    client = county.client("shangyao")
    assert "用途" in client.get(url).content.decode()
    cells = [str(cell) for line in rows(client.post(url, PURPOSE)) for cell in line]
    assert "朱小禾" in cells
    assert "派人谈话" in cells
    assert not [cell for cell in cells if "00001234567" in cell]

"""Models, page by page: nominated, noticed, named, published, reviewed, retired."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.urls import reverse

from jiceng.apps.exemplars.models import Exemplar
from tests.apps.exemplars.nominees import enter, named, nominated, noticed, post
from tests.county import AT, DAY, County

CODE, COUNTY = "990525100200", "990525"
NOMINATION = {
    "kind": "model_village",
    "unit": CODE,
    "what": "账目月月贴",
    "reason": "培育对象",
    "day": "2026-11-22",
}


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    """The pages' clock: 22 November 2026, until a test sets it."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT) as clock:
        yield clock


def read(county: County, username: str, name: str, *given: object, query: str = "") -> str:
    answer = county.client(username).get(reverse(name, args=given) + query)
    assert answer.status_code == 200, (answer.status_code, name)
    return answer.content.decode()


def send(county: County, username: str, name: str, *given: object, **said: Any) -> HttpResponse:
    answer: HttpResponse = county.client(username).post(reverse(name, args=given), said)
    return answer


def test_a_model_is_nominated_named_published_and_retired(county: County, now: Any) -> None:
    assert send(county, "qingshi", "nominate_exemplar", "990525100", **NOMINATION).status_code == 302
    model = Exemplar.objects.get()
    assert send(county, "qingshi", "write_exemplar_notice", model.pk).status_code == 302
    model.refresh_from_db()
    assert model.notice is not None
    assert "公示期 5 日" in model.notice.html
    post(county, model.notice, AT)
    assert "2026年11月27日起可命名" in read(county, "county", "exemplar", model.pk)
    now.return_value = AT + timedelta(days=5)
    said = {"paper": "组发〔2026〕20号", "day": "2026-11-27"}
    assert send(county, "county", "enter_exemplar", model.pk, "named", **said).status_code == 302
    assert send(county, "qingshi", "write_practice", model.pk).status_code == 302
    model.refresh_from_db()
    assert model.practice is not None
    now.return_value = AT + timedelta(days=370)
    assert "待复核" in read(county, "county", "exemplars", COUNTY, query="?show=due")
    said = {"text": "做法已停", "day": str(DAY + timedelta(days=370))}
    assert send(county, "county", "enter_exemplar", model.pk, "retired", **said).status_code == 302
    assert "已退出" in read(county, "auditor", "exemplars", COUNTY, query="?show=ended")


def test_a_failing_check_is_asked_for_a_reason_and_the_form_keeps_what_was_typed(county: County) -> None:
    assert 'name="reason"' not in read(county, "qingshi", "nominate_exemplar", CODE)
    answer = send(
        county, "qingshi", "nominate_exemplar", CODE, **{**NOMINATION, "kind": "model_branch", "reason": ""}
    )
    assert answer.status_code == 422
    assert "账目月月贴" in answer.content.decode()
    assert 'name="reason"' in answer.content.decode()
    assert not Exemplar.objects.exists()


def test_a_person_is_found_by_her_name_in_the_unit(county: County) -> None:
    said = {**NOMINATION, "kind": "model_member", "person": "钱秀英"}
    assert send(county, "qingshi", "nominate_exemplar", CODE, **said).status_code == 302
    assert Exemplar.objects.get().person == county.members["上窑村"][1].person
    assert (
        send(county, "qingshi", "nominate_exemplar", CODE, **{**said, "person": "陈志明"}).status_code == 422
    )


def test_who_reads_no_persons_sees_no_model_that_is_one(county: County) -> None:
    person = county.members["上窑村"][1].person
    model = nominated(county, kind="model_member", person=person)
    assert "钱秀英" in read(county, "county", "exemplars", COUNTY)
    assert "钱秀英" not in read(county, "auditor", "exemplars", COUNTY)
    answer = county.client("auditor").get(reverse("exemplar", args=[model.pk]))
    assert answer.status_code == 403


def test_the_checks_show_what_they_rest_on(county: County) -> None:
    page = read(county, "county", "exemplar", nominated(county).pk)
    assert "不在整顿之列" in page
    assert "培育" in page


def test_an_objection_is_settled_in_place(county: County, now: Any) -> None:
    model = nominated(county)
    noticed(county, model)
    enter(model, "objection", DAY, "账目未公开")
    now.return_value = AT + timedelta(days=6)
    assert "待处理异议" in read(county, "county", "exemplar", model.pk)
    said = {"objection": 2, "upheld": "no", "text": "已核实", "day": str(DAY + timedelta(days=6))}
    assert send(county, "qingshi", "enter_exemplar", model.pk, "settled", **said).status_code == 302
    assert "待命名" in read(county, "county", "exemplar", model.pk)


def test_persons_leave_for_a_purpose_only(county: County) -> None:
    named(county, nominated(county))
    url = reverse("exemplars", args=[COUNTY]) + "?export=exemplars&show=named"
    answer = county.client("auditor").get(url)
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    nominated(county, kind="model_member", person=county.members["上窑村"][1].person)
    answer = county.client("county").get(reverse("exemplars", args=[COUNTY]) + "?export=exemplars")
    assert b"<form" in answer.content


def test_an_entry_is_taken_out_with_a_reason(county: County) -> None:
    model = nominated(county)
    entry = enter(model, "dropped", DAY, "材料不实")
    assert send(county, "qingshi", "strike_exemplar", entry.pk, reason="登错了村").status_code == 302
    page = read(county, "qingshi", "exemplar", model.pk)
    assert "登错了村" in page
    assert "待公示" in page

"""The rules as anyone reads them, and the office's own figures."""

from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from jiceng.apps.duties.models import ParameterValue
from jiceng.apps.duties.rules import current_rules
from jiceng.faces.workbench.rules import words
from jiceng.faces.workbench.rules.cases import case_facts, case_question
from tests.county import AT, County

PARAMETER = "make_up_days_quarter"


@pytest.fixture(autouse=True)
def today() -> Any:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


@pytest.mark.parametrize("username", ["shangyao", "qingshi", "county", "auditor"])
def test_every_duty_is_told_in_one_line_with_its_clause(county: County, username: str) -> None:
    html = county.client(username).get(reverse("rules")).content.decode()
    for duty in current_rules().duties.values():
        assert duty.title.zh in html
    assert "党支部、联合党支部" in html
    assert "一般每季度不少于 1 次" in html
    assert "第十一条" in html


def test_a_rule_shows_its_versions_cases_and_pending_figures(county: County) -> None:
    html = county.client("shangyao").get(reverse("rule", args=["activity_day"])).content.decode()
    assert "2018年10月28日" in html
    assert "2019年5月1日起施行" in html
    assert "算例" in html
    assert "待核定" in html
    assert reverse("set_parameter", args=["activity_day_fixed_items"]) not in html


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_rule_and_case_of_the_profile_can_be_said(language: str) -> None:
    rules = current_rules()
    with override(language):
        for duty in rules.duties.values():
            for version in duty.versions:
                said = [words.asks(rules, version), words.frequency(rules, version)]
                said += [line for _, lines in words.told(rules, version) for line in lines]
                assert all(said)
                assert "%(" not in "".join(said)
            for case in duty.cases:
                assert "%(" not in "".join([*case_facts(rules, case), case_question(case)])
        for parameter in rules.parameters.values():
            assert words.unit_of_figure(parameter.unit) != parameter.unit or language == "en"


def test_the_county_sets_a_figure_and_the_rule_shows_it(county: County) -> None:
    client = county.client("county")
    address = reverse("set_parameter", args=[PARAMETER])
    answer = client.post(address, {"value": "20", "day": "2026-01-01"}, follow=True)
    assert "已核定" in answer.content.decode()
    assert "20 天" in answer.content.decode()
    found = ParameterValue.objects.get()
    assert (found.value, found.starts_on) == ("20", date(2026, 1, 1))
    html = county.client("shangyao").get(reverse("rule", args=["members_meeting"])).content.decode()
    assert "期满后 20 天内可以补办" in html
    assert "本单位核定，2026年1月1日起" in html


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"value": "many", "day": "2026-01-01"}, "many"),
        ({"value": "1/2", "day": "2026-01-01"}, "1/2"),
        ({"value": "7", "day": ""}, "7"),
    ],
)
def test_a_wrong_figure_is_told_and_kept_in_the_form(
    county: County, given: dict[str, str], kept: str
) -> None:
    answer = county.client("county").post(reverse("set_parameter", args=[PARAMETER]), given)
    assert answer.status_code == 422
    assert f'value="{kept}"' in answer.content.decode()
    assert not ParameterValue.objects.exists()


@pytest.mark.parametrize(("username", "status"), [("qingshi", 403), ("auditor", 403), ("stranger", 404)])
def test_only_the_county_sets_figures(county: County, username: str, status: int) -> None:
    assert county.client(username).get(reverse("set_parameter", args=[PARAMETER])).status_code == status


def test_unknown_rules_and_figures_are_not_found(county: County) -> None:
    client = county.client("county")
    assert client.get(reverse("rule", args=["no"])).status_code == 404
    assert client.get(reverse("set_parameter", args=["no"])).status_code == 404


def test_whoever_has_no_role_reads_no_rules(county: County) -> None:
    assert county.client("stranger").get(reverse("rules")).status_code == 404


def test_queries_are_few(county: County) -> None:
    client = county.client("county")
    for address in (
        reverse("rules"),
        reverse("rule", args=["members_meeting"]),
        reverse("set_parameter", args=[PARAMETER]),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= 10

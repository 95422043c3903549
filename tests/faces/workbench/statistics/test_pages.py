"""The yearly tables on the pages: figures with their lists, sums told, files that leave."""

import re
from collections.abc import Iterator
from typing import Any, cast
from unittest.mock import patch
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.urls import reverse

from jiceng.apps.access.policies import ROLES
from jiceng.apps.journal.models import Reading
from jiceng.apps.organisations.models import profile
from tests.apps.statistics.entered_twice import enter_twice
from tests.county import AT, County
from tests.faces.workbench.exports.files import PURPOSE, file_name, rows, table


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def url(county: County, unit: str, query: str = "", name: str = "statistics") -> str:
    return reverse(name, args=[county.unit(unit).code]) + query


def page(county: County, username: str, unit: str, query: str = "") -> str:
    answer = county.client(username).get(url(county, unit, query))
    assert answer.status_code == 200
    return answer.content.decode()


def lists(html: str) -> list[tuple[str, int]]:
    """Addresses of the lists behind the figures, each with its figure."""
    found = re.findall(r'<a class="cell" href="([^"]+)">(\d+)</a>', html)
    return [(unquote(address.replace("&amp;", "&")), int(number)) for address, number in found]


@pytest.mark.parametrize("code", ["sex", "joined", "changes", "organisations", "size", "committees", "posts"])
def test_every_figure_opens_a_list_as_long_as_it_says(county: County, code: str) -> None:
    client = county.client("county")
    found = lists(page(county, "county", "青禾县", f"?table={code}"))
    assert found
    for address, number in found:
        text = client.get(address).content.decode()
        assert f"共{number}条" in text, address
        assert text.count('<th scope="row">') == number, address


def test_the_running_year_says_that_it_is_not_over(county: County) -> None:
    assert "本年未完，截至今天（2026年11月22日）" in page(county, "qingshi", "青石镇")
    past = page(county, "qingshi", "青石镇", "?year=2025")
    assert "截至2025年12月31日" in past
    assert "本年未完" not in past


@pytest.mark.parametrize("query", ["?year=1999", "?year=2027", "?year=abcd", "?year=²⁰²⁵", "?table=none"])
def test_what_there_is_not_is_not_found(county: County, query: str) -> None:
    assert county.client("county").get(url(county, "青禾县", query)).status_code == 404


def test_sums_that_agree_are_one_quiet_line(county: County) -> None:
    assert re.search(r"勾稽关系 \d\d 项全部成立", page(county, "county", "青禾县"))


def test_a_person_entered_twice_is_told_with_the_list(county: County) -> None:
    enter_twice(county)
    html = page(county, "county", "青禾县", "?year=2025&table=age")
    assert "勾稽关系有1处不成立" in html
    address = unquote(re.findall(r'href="([^"]+row=once[^"]*)"', html)[0].replace("&amp;", "&"))
    assert "赵大田" in county.client("county").get(address).content.decode()


def test_what_is_not_entered_leads_to_where_it_is_completed(county: County) -> None:
    html = page(county, "qingshi", "柳林村")
    assert "学历 <a href=" in html
    listed = county.client("qingshi").get(
        url(county, "柳林村", "?table=education&row=unknown", "statistic_list")
    )
    assert reverse("correct_person", args=[county.members["柳林村"][0].person.pk]) in listed.content.decode()
    known = county.client("qingshi").get(url(county, "柳林村", "?table=sex&row=male", "statistic_list"))
    assert "补填" not in known.content.decode()
    own = county.client("liulin").get(url(county, "柳林村", "?table=education&row=unknown", "statistic_list"))
    assert "补填" not in own.content.decode()  # a secretary corrects no entries


def test_an_auditor_sees_figures_and_opens_no_persons(county: County) -> None:
    html = page(county, "auditor", "青禾县", "?table=sex")
    assert not lists(html)
    assert ">16</td>" in html
    assert lists(page(county, "auditor", "青禾县", "?table=organisations"))


@pytest.mark.parametrize(
    ("query", "text", "number"),
    [
        ("table=sex&row=total", "赵大田", 1),
        ("table=sex&row=total", "zdt", 1),
        ("table=sex&row=total", "上窑村", 9),
        ("table=changes&row=closing", "赵大田", 1),
        ("table=organisations&row=total", "柳林", 1),
        ("table=posts&row=total", "上窑村", 1),
        ("table=committees&row=total", "上窑村", 1),
    ],
)
def test_a_list_is_searched_by_name(county: County, query: str, text: str, number: int) -> None:
    client = county.client("county")
    html = client.get(url(county, "青禾县", f"?{query}&q={text}", "statistic_list")).content.decode()
    assert f"共{number}条" in html
    assert html.count('<th scope="row">') == number


def test_a_name_that_is_not_in_the_list_says_so_and_leads_back(county: County) -> None:
    address = url(county, "青禾县", "?table=sex&row=female&q=赵大田", "statistic_list")
    html = county.client("county").get(address).content.decode()
    assert "清单中没有这个名称" in html
    assert "export=" not in html
    assert "row=female&amp;column=total" in html


def test_a_long_list_is_paged_and_keeps_what_was_asked(county: County) -> None:
    with patch("jiceng.faces.workbench.statistics.views.PAGE", 5):
        address = url(county, "青禾县", "?table=sex&row=total&q=上窑村", "statistic_list")
        html = county.client("county").get(address).content.decode()
    assert html.count('<th scope="row">') == 5
    assert "共 9 条" in html
    assert "page=2" in html


def export(county: County, username: str, query: str, name: str = "statistics", **given: str) -> HttpResponse:
    client, address = county.client(username), url(county, "青石镇", query, name)
    answer: Any = client.post(address, given) if given else client.get(address)
    return cast("HttpResponse", answer)


def test_one_table_leaves_as_it_stands(county: County) -> None:
    answer = export(county, "qingshi", "?table=organisations&year=2025&export=statistic")
    found = rows(answer)
    assert found[0][0] == "青石镇2025年党组织统计表"
    assert found[1][0] == "填报单位（盖章）：青石镇"
    lines = {row[0]: row[1:] for row in table(answer, "单位类别")}
    assert list(lines["单位类别"])[:3] == ["合计", "未建立党组织", "党支部"]
    assert lines["村"][0] == 2
    assert lines["合计"][0] == 3


def test_the_whole_set_leaves_with_a_sheet_a_table_and_the_sums(county: County) -> None:
    answer = export(county, "auditor", "?export=statistics")
    assert file_name(answer).startswith("青石镇2026年度统计报表")
    first, last = rows(answer, 0), rows(answer, 12)
    assert first[0][0] == "青石镇2026年党员性别统计表"
    assert "勾稽关系" in last[0][0]
    assert {row[2] for row in table(answer, "统计表", 12)[1:]} == {"是"}


LIST = "?table=sex&row=male&export=statistic_list"


def test_a_list_of_persons_leaves_for_a_purpose_by_who_may_export_persons(county: County) -> None:
    assert "用途" in export(county, "qingshi", LIST, "statistic_list").content.decode()
    assert export(county, "qingshi", LIST, "statistic_list", purpose="").status_code == 422
    answer = export(county, "qingshi", LIST, "statistic_list", **PURPOSE)
    assert len(table(answer, "姓名")) > 2
    narrowed = export(county, "qingshi", f"{LIST}&q=赵大田", "statistic_list", **PURPOSE)
    assert len(table(narrowed, "姓名")) == 2
    assert export(county, "auditor", LIST, "statistic_list").status_code == 403


def test_a_reader_of_persons_who_may_not_export_them_has_no_file(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = ROLES["town_officer"] - {"person.export"}
    monkeypatch.setitem(ROLES, "town_officer", kept)
    client = county.client("qingshi")
    seen = client.get(url(county, "青石镇", "?table=sex&row=male", "statistic_list"))
    assert seen.status_code == 200
    assert "export=" not in seen.content.decode()
    assert client.get(url(county, "青石镇", LIST, "statistic_list")).status_code == 403


def test_who_reads_the_whole_office_leaves_a_trace_in_the_reading_log(county: County) -> None:
    query = "?table=sex&row=male"
    county.client("qingshi").get(url(county, "青石镇", query, "statistic_list"))
    assert not Reading.objects.exists()  # her own town is her daily work
    county.client("county").get(url(county, "青禾县", query, "statistic_list"))
    assert Reading.objects.filter(part="list").exists()


@patch.dict(profile().statistics, clear=True)
def test_a_profile_without_tables_has_no_such_page(county: County) -> None:
    client = county.client("county")
    assert client.get(url(county, "青禾县")).status_code == 404
    home = client.get(reverse("board", args=[county.unit("青禾县").code])).content.decode()
    assert "年度统计报表" not in home


def test_the_registers_lead_to_the_tables(county: County) -> None:
    html = county.client("shangyao").get(url(county, "上窑村", name="registers")).content.decode()
    assert url(county, "上窑村") in html

"""A unit's page: what it is and was, who leads it, what it owes, what is below it."""

import re
from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.gatherings import services as gatherings
from jiceng.apps.gatherings.services import Minutes
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import posts, services
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, id_number

CHANGE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def page(county: County, username: str, unit: str, query: str = "") -> str:
    answer = county.client(username).get(reverse("unit", args=[county.unit(unit).code]) + query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_branch_shows_its_leader_committee_and_heads(county: County) -> None:
    html = page(county, "qingshi", "上窑村")
    assert "赵大田" in html
    assert "2022年3月1日至今" in html
    assert "本届2022年3月1日至2027年3月1日" in html
    assert "正式 8 人，预备 1 人" in html
    assert "2027年3月1日届满" in html, "a term that ends within a year is said on top"


def test_a_vacant_secretary_s_post_is_said_first_with_its_days(county: County) -> None:
    holding = county.unit("上窑村").posts.get(kind="secretary").holdings.get()
    posts.leave_post(actor=SYSTEM, at=AT, holding=holding, day=date(2026, 11, 12))
    html = page(county, "qingshi", "上窑村")
    assert (
        html.index("需要办理")
        < html.index("空缺 10 天")
        < html.index("单位类别" if "单位类别" in html else "代码")
    )
    assert reverse("take_post", args=[holding.post_id]) in html


def work(html: str) -> dict[str, str]:
    """The links to what else is kept of a unit: what they are called, where they lead."""
    found = re.search(r"各项工作</dt><dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    return (
        {label: url for url, label in re.findall(r'<a href="([^"]+)">([^<]+)</a>', found[1])} if found else {}
    )


def test_a_unit_leads_to_its_needs_standards_and_whatever_else_is_kept_of_it(county: County) -> None:
    code = county.unit("上窑村").code
    found = work(page(county, "qingshi", "上窑村"))
    names = ("needs", "decisions", "standards", "rectification", "exemplars", "dues_totals", "statistics")
    assert {reverse(name, args=[code]) for name in names} < set(found.values())
    client = county.client("qingshi")
    assert {client.get(url).status_code for url in found.values()} == {200}
    assert not work(page(county, "qingshi", "上窑村", "?on=2026-01-01"))


def test_what_else_is_kept_of_a_unit_is_offered_to_who_may_open_it(county: County) -> None:
    code = county.unit("上窑村").code
    own, auditor = (set(work(page(county, who, "上窑村")).values()) for who in ("shangyao", "auditor"))
    assert reverse("dues", args=[code]) in own
    assert reverse("admissions", args=[code]) in own
    assert reverse("dues", args=[code]) not in auditor
    assert reverse("admissions", args=[code]) not in auditor
    for who, urls in (("shangyao", own), ("auditor", auditor)):
        client = county.client(who)
        assert {client.get(url).status_code for url in urls} == {200}


def test_its_duties_lead_to_their_explanation(county: County) -> None:
    gatherings.record_gathering(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        body=None,
        minutes=Minutes("members_meeting", date(2026, 11, 3)),
    )
    html = page(county, "shangyao", "上窑村")
    explained = reverse("duty_explained", args=[county.unit("上窑村").code, "members_meeting"])
    assert f"{explained}?period=2026-Q4" in html
    assert "11月3日，到会 9 人" in html


def test_a_town_lists_its_units_in_official_order_with_heads_below(county: County) -> None:
    html = page(county, "qingshi", "青石镇")
    assert html.index("上窑村</a>") < html.index("柳林村</a>")
    assert "南坡村" not in html
    assert "青禾县</a>" not in html
    assert "连同下辖单位共 13 人" in html
    assert "13" in html[html.index("<tfoot>") :]


def test_a_county_counts_all_depths(county: County) -> None:
    html = page(county, "county", "青禾县")
    assert "下辖 5 个单位" in html
    assert "党员 16 人" in html


def test_as_on_a_day_it_shows_names_and_places_of_then(county: County) -> None:
    village = county.unit("柳林村")
    organisations.revise_unit(
        actor=SYSTEM, at=AT, unit=village, day=CHANGE, name="柳林新村", kind="village", form="branch"
    )
    organisations.move_unit(actor=SYSTEM, at=AT, unit=village, day=CHANGE, parent=county.unit("河湾镇"))
    then = page(county, "county", "柳林村", "?on=2026-05-31")
    assert "<h1>柳林村</h1>" in then
    assert "以下是2026年5月31日的情况" in then
    assert "办理变更" not in then
    now = page(county, "hewan", "柳林村")
    assert "<h1>柳林新村</h1>" in now
    assert "由柳林村更名为柳林新村" in now
    assert "柳林村</a>" in page(county, "county", "青石镇", "?on=2026-05-31")
    assert "柳林" not in page(county, "county", "青石镇", "?on=2026-06-01")


def test_who_took_a_unit_over_sees_its_past_though_it_lay_elsewhere(county: County) -> None:
    village = county.unit("柳林村")
    organisations.move_unit(actor=SYSTEM, at=AT, unit=village, day=CHANGE, parent=county.unit("河湾镇"))
    html = page(county, "hewan", "柳林村", "?on=2026-05-31")
    assert "陈志明" in html
    assert "青石镇" not in html, "the breadcrumb names nothing outside one's responsibility"
    assert county.client("qingshi").get(reverse("unit", args=[village.code])).status_code == 404


def test_a_day_before_the_founding_and_one_that_is_none_are_said(county: County) -> None:
    assert "当时尚未设立" in page(county, "county", "上窑村", "?on=2018-12-31")
    assert "不是日期" in page(county, "county", "上窑村", "?on=yesterday")


def test_a_merger_stands_in_both_histories_and_the_closed_unit_stays_readable(county: County) -> None:
    new = organisations.UnitDraft("990525100209", "北沟村", "village", "branch")
    north = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=new, day=FOUNDED
    )
    organisations.merge_units(actor=SYSTEM, at=AT, units=[north], into=county.unit("上窑村"), day=CHANGE)
    county.units["北沟村"] = north
    closed = page(county, "qingshi", "北沟村")
    assert "已于2026年6月1日撤销" in closed
    assert "并入" in closed
    assert "上窑村</a>" in closed
    assert "并入了" in page(county, "qingshi", "上窑村")


def test_an_auditor_reads_counts_and_leaders_but_no_names_of_members(county: County) -> None:
    html = page(county, "auditor", "上窑村")
    assert "赵大田" in html
    assert "成员 3 人" in html
    assert "钱秀英" not in html
    assert "/members/" not in html


def test_an_outsider_learns_nothing(county: County) -> None:
    for username in ("liulin", "hewan", "stranger", "revoked"):
        url = reverse("unit", args=[county.unit("上窑村").code])
        assert county.client(username).get(url).status_code == 404, username


@pytest.mark.parametrize("unit", ["青禾县", "青石镇", "上窑村"])
def test_the_number_of_queries_does_not_grow_with_the_county(county: County, unit: str) -> None:
    client, url = county.client("county"), reverse("unit", args=[county.unit(unit).code])
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    grow(county)
    client.get(url)
    with CaptureQueriesContext(connection) as after:
        client.get(url)
    assert len(after) == len(before) <= 15


def grow(county: County) -> None:
    """As many units and members again."""
    for number, parent in enumerate(["青禾县", "青石镇", "青石镇", "上窑村", "上窑村"]):
        kind, form = ("town", "committee") if parent == "青禾县" else ("branch", "branch")
        draft = organisations.UnitDraft(f"9905259{number:02}", f"新设{number}", kind, form)
        organisations.found_unit(actor=SYSTEM, at=AT, parent=county.unit(parent), draft=draft, day=FOUNDED)
    for number in range(6):
        membership = services.register_person(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("上窑村"),
            draft=services.PersonDraft(f"新来{number}", id_number(300 + number)),
            standing="full",
            joined_on=FOUNDED,
            day=FOUNDED,
        )
        posts.take_seat(actor=SYSTEM, at=AT, body=county.committee, person=membership.person, day=DAY)


def test_units_below_sort_by_their_figures(county: County) -> None:
    def rows(query: str) -> list[tuple[str, int]]:
        html = page(county, "qingshi", "青石镇", query)
        found = re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a></th><td>(\d+)</td>', html)
        return [(name, int(number)) for name, number in found]

    official = rows("")
    assert [name for name, _ in official][:2] == ["上窑村", "柳林村"]
    by_members = rows("?sort=members")
    assert sorted(by_members) == sorted(official)
    assert [number for _, number in by_members] == sorted((n for _, n in official), reverse=True)
    assert rows("?sort=since")
    assert rows("?sort=nonsense") == official


def test_seats_are_listed_in_the_order_of_the_posts(county: County) -> None:
    html = page(county, "qingshi", "上窑村")
    posts = re.findall(r'href="/people/(\d+)/"', html[html.index('id="posts"') : html.index('id="bodies"')])
    seats = re.findall(r'href="/people/(\d+)/"', html[html.index('id="bodies"') :])
    assert posts
    assert [each for each in seats if each in posts][: len(posts)] == [
        each for each in posts if each in seats
    ]


def test_nobody_is_short_of_hours_where_the_rules_ask_for_none(county: County) -> None:
    address = reverse("leaders", args=[county.unit("上窑村").code])
    client = county.client("shangyao")
    assert "学时不足" in client.get(address).content.decode()
    with patch("jiceng.faces.workbench.units.leaders.figure", return_value=None):
        assert "学时不足" not in client.get(address).content.decode()

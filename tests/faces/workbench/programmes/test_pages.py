"""The pages of a programme: known before asked, each figure open to what stands behind it."""

from datetime import date
from fractions import Fraction
from io import BytesIO

import python_calamine
from django.test import Client
from django.urls import reverse

from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.programmes import readings
from jiceng.apps.programmes.models import Entry, Reading, Risk, Target
from jiceng.apps.programmes.selectors import Point
from jiceng.engines.procedure.programmes import Amount
from jiceng.faces.workbench.programmes.drawing import trend
from tests.county import AT, DAY, SYSTEM, County

CODE = "strategy_541"
COUNTY, TOWN, VILLAGE = "990525", "990525100", "990525100200"
BASELINE = date(2025, 12, 31)


def at(name: str, unit: str, *more: object) -> str:
    return reverse(name, args=[unit, CODE, *more])


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def read(county: County) -> None:
    for unit, day in (("上窑村", date(2026, 11, 5)), ("柳林村", date(2026, 10, 6)), ("南坡村", DAY)):
        minutes = Minutes("activity_day", day, text="学习")
        record_gathering(actor=SYSTEM, at=AT, unit=county.unit(unit), body=None, minutes=minutes)
    readings.rebuild(actor=SYSTEM, at=AT, month=DAY)


def test_one_programme_is_opened_by_its_own_name_from_the_navigation(county: County) -> None:
    client = county.client("qingshi")
    assert f'href="{reverse("programmes", args=[TOWN])}"' in text(client, reverse("board", args=[TOWN]))
    answer = client.get(reverse("programmes", args=[TOWN]))
    assert answer["Location"] == at("programme", TOWN)


def test_the_board_has_outcomes_before_activities_and_says_what_is_not_carried(county: County) -> None:
    read(county)
    page = text(county.client("county"), at("programme", COUNTY))
    assert page.index("活动日规范的党支部") < page.index("党员活动日次数")
    assert "没有要求任何人上报" in page
    assert "要由居民无记名评议得出" in page
    assert f'href="{at("indicator", COUNTY, "activity_days")}"' in page


def test_a_board_nobody_has_read_says_so_and_names_the_next_step(county: County) -> None:
    page = text(county.client("shangyao"), at("programme", VILLAGE))
    assert "本单位没有汇总数" in page
    assert "重新取数" not in page


def test_the_records_are_read_again_at_the_top_by_who_sets_targets(county: County) -> None:
    client = county.client("county")
    assert at("read_programme", COUNTY) in text(client, at("programme", COUNTY))
    assert client.post(at("read_programme", COUNTY)).status_code == 302
    assert Reading.objects.filter(month=DAY.replace(day=1)).exists()


def test_an_indicator_by_town_stands_in_official_order_with_its_total(county: County) -> None:
    read(county)
    page = text(county.client("county"), at("indicator", COUNTY, "activity_days"))
    table = page[page.index("<tbody>") :]
    assert table.index("青石镇") < table.index("河湾镇") < table.index("合计")
    assert f'href="{at("indicator", TOWN, "activity_days")}"' in table
    assert "近12个月" in page


def test_a_figure_opens_its_units_and_a_units_amount_its_records(county: County) -> None:
    read(county)
    client = county.client("qingshi")
    units = text(client, at("indicator_units", TOWN, "activity_days"))
    assert "上窑村" in units
    assert "南坡村" not in units
    records = text(client, at("indicator_records", VILLAGE, "activity_days"))
    assert "2026年11月5日" in records
    assert "/gatherings/" in records


def test_units_can_be_narrowed_to_those_that_do_not_meet_it(county: County) -> None:
    client = county.client("county")
    url = at("indicator_units", COUNTY, "secretaries_trained")
    assert "上窑村" in text(client, url)
    assert "上窑村" in text(client, f"{url}?show=unmet")
    assert "上窑村" not in text(client, f"{url}?show=met")


def test_a_share_is_typed_in_per_cent_and_kept_as_a_share(county: County) -> None:
    client, url = county.client("county"), at("set_target", COUNTY, "life_regular")
    data = {"value": "92.5", "by": "2026-12-31", "reason": "年初部署"}
    assert client.post(url, data)["Location"] == at("indicator", COUNTY, "life_regular")
    assert Fraction(str(Target.objects.get().value)) == Fraction(37, 40)
    client.post(url, data | {"value": "95", "reason": "多数镇已达到"})
    page = text(client, at("indicator", COUNTY, "life_regular"))
    assert page.index("多数镇已达到") < page.index("年初部署")


def test_what_is_refused_keeps_what_was_typed(county: County) -> None:
    client, url = county.client("county"), at("set_target", COUNTY, "life_regular")
    answer = client.post(url, {"value": "120", "by": "2026-12-31", "reason": "年初部署"})
    assert answer.status_code == 422
    assert 'value="120"' in answer.content.decode()
    assert "年初部署" in answer.content.decode()
    assert not Target.objects.exists()


def test_a_number_by_hand_shows_with_its_source(county: County) -> None:
    client = county.client("county")
    data = {"value": "22860", "day": str(BASELINE), "source": "统计公报"}
    assert client.post(at("enter_number", COUNTY, "rural_income"), data).status_code == 302
    page = text(client, at("indicator", COUNTY, "rural_income"))
    assert "统计公报" in page
    assert "22860 元" in page
    assert Entry.objects.count() == 1


def test_what_records_carry_asks_for_nothing_but_a_start_they_do_not_reach(county: County) -> None:
    client = county.client("county")
    assert "补录基期数" in text(client, at("indicator", COUNTY, "admitted"))
    assert at("enter_number", COUNTY, "satisfaction") not in text(
        client, at("indicator", COUNTY, "satisfaction")
    )
    form = text(client, at("enter_number", COUNTY, "admitted"))
    assert 'value="2025-12-31"' in form


def test_a_risk_is_noted_and_closed_on_the_projects_page(county: County) -> None:
    client = county.client("qingshi")
    data = {"text": "换届推迟", "owner": "组织科", "due": "2026-12-01"}
    assert client.post(at("raise_risk", TOWN, "norms"), data).status_code == 302
    page = text(client, at("programme_project", TOWN, "norms"))
    close = reverse("close_risk", args=[Risk.objects.get().pk])
    assert close in page
    assert client.post(close, {"how": "已换届"}).status_code == 302
    page = text(client, at("programme_project", TOWN, "norms"))
    assert close not in page
    assert "已换届" in page
    assert "换届推迟" not in text(client, at("programme_project", TOWN, "quality"))


def test_an_auditor_sees_no_way_to_write(county: County) -> None:
    client = county.client("auditor")
    for url in (
        at("programme", COUNTY),
        at("programme_project", COUNTY, "norms"),
        at("indicator", COUNTY, "life_regular"),
    ):
        page = text(client, url)
        for name in ("set_target", "enter_number"):
            assert at(name, COUNTY, "life_regular") not in page
        assert at("read_programme", COUNTY) not in page
        assert at("raise_risk", COUNTY, "norms") not in page


def test_the_report_is_a_paper_of_outcomes(county: County) -> None:
    read(county)
    page = text(county.client("county"), at("programme_report", COUNTY))
    paper = page[page.index("<article") : page.index("</article>")]
    assert "青禾县“541”组织工作进展情况" in paper
    assert "活动日规范的党支部" in paper
    assert "党员活动日次数" not in paper


def test_the_tables_leave_as_workbooks(county: County) -> None:
    read(county)
    client = county.client("county")
    for url, word in (
        (at("programme", COUNTY) + "?export=programme", "活动日规范的党支部"),
        (at("indicator", COUNTY, "activity_days") + "?export=programme_parts", "河湾镇"),
        (at("indicator_units", COUNTY, "activity_days") + "?export=programme_units", "南坡村"),
    ):
        book = python_calamine.load_workbook(BytesIO(client.get(url).content))
        cells = [str(cell) for line in book.get_sheet_by_index(0).to_python() for cell in line]
        assert word in cells, url


def test_an_unknown_programme_project_or_indicator_is_not_there(county: County) -> None:
    client = county.client("county")
    assert client.get(reverse("programme", args=[COUNTY, "nothing"])).status_code == 404
    assert client.get(at("programme_project", COUNTY, "nothing")).status_code == 404
    assert client.get(at("indicator", COUNTY, "nothing")).status_code == 404
    assert client.get(at("indicator_records", COUNTY, "satisfaction")).status_code == 404


def points(*values: int | None, short: int = 0) -> list[Point]:
    return [
        Point(date(2026, place + 1, 28), value, Amount(value or 0, 1), whole=place >= short)
        for place, value in enumerate(values)
    ]


def test_the_line_needs_two_months_and_says_itself_in_words() -> None:
    assert trend(points(3), None, "") == ""
    assert trend(points(3, None), None, "") == ""
    drawn = trend(points(1, 2, 3), 4, "从1到3")
    assert 'aria-label="从1到3"' in drawn
    assert drawn.count("<line") == 1
    assert "style" not in drawn


def test_months_the_records_do_not_reach_over_are_hollow() -> None:
    assert trend(points(1, 2, 3, short=2), None, "").count('class="hollow"') == 2
    assert 'class="last"' not in trend(points(1, 2, short=2), None, "")


def test_a_course_that_never_changes_is_a_level_line() -> None:
    drawn = trend(points(5, 5, 5), None, "")
    heights = {point.split(",")[1] for point in drawn.split('points="')[1].split('"')[0].split(" ")}
    assert heights == {"18.0"}

"""Checks on the pages: little is asked, all is traced, differences stand side by side, tables leave."""

import io
import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.urls import reverse
from python_calamine import CalamineSheet, CalamineWorkbook

from jiceng.apps.standards import services
from jiceng.apps.standards.models import Answer, Assessment
from jiceng.apps.standards.services import Said
from jiceng.engines.procedure.standards import Level
from tests.apps.standards.checks import YEAR, named, own_check, sheet_of, town_check
from tests.county import AT, County


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def page(county: County, username: str, name: str, *args: str, unit: str = "上窑村", query: str = "") -> str:
    answer = county.client(username).get(reverse(name, args=[county.unit(unit).code, *args]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(county: County, username: str, name: str, *args: str, data: dict[str, object]) -> int:
    code = county.unit("上窑村").code
    return county.client(username).post(reverse(name, args=[code, *args]), data).status_code


FILLED = {
    "points_dues": "3",
    "dues": "党费证到11月",
    "points_place": "3",
    "place": "村委会二楼",
    "points_plates": "2",
    "plates": "两块",
    "points_funds": "3",
    "funds": "凭证12号",
    "points_households": "2",
    "households": "九名党员",
    "points_report": "1",
    "report": "1月8日述职",
}


def test_a_secretary_says_six_items_and_closes(county: County) -> None:
    client, code = county.client("shangyao"), county.unit("上窑村").code
    assert "还有 6 项要说明" in page(county, "shangyao", "standards")
    form = page(county, "shangyao", "say_standards")
    assert form.count('name="points_') == 12  # six, yes or no
    assert "points_secretary" not in form
    answer = client.post(reverse("say_standards", args=[code]), FILLED)
    assert answer.headers["Location"] == reverse("standards", args=[code])
    assert "可以结束本级核查" in page(county, "shangyao", "standards")
    client.post(reverse("close_standards", args=[code]), {"sent": "1"})
    check = Assessment.objects.get()
    assert check.closed_at == AT
    assert "重新打开本级核查" in page(county, "shangyao", "standards")


def test_half_an_item_is_refused_and_the_rest_kept_as_typed(county: County) -> None:
    client, url = county.client("shangyao"), reverse("say_standards", args=[county.unit("上窑村").code])
    answer = client.post(url, {"points_dues": "3", "dues": "", "place": "村委会二楼"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "村委会二楼" in text
    assert "请选择一项" in text
    answer = client.post(url, {"points_dues": "3", "dues": ""})
    assert (answer.status_code, Answer.objects.count()) == (422, 0)
    assert "请写明依据或理由。" in answer.content.decode()


def test_an_item_left_empty_is_said_later(county: County) -> None:
    assert post(county, "shangyao", "say_standards", data={"points_dues": "0", "dues": "差一个月"}) == 302
    assert Assessment.objects.get().left == 5


def test_last_years_words_are_filled_in_and_asked_whether_still_so(county: County) -> None:
    own_check(county)
    Assessment.objects.update(year=YEAR - 1)
    form = page(county, "shangyao", "say_standards")
    assert 'value="依据dues"' in form
    assert form.count("现在还是这样吗") == 6


def test_an_item_tells_its_rule_its_amount_and_its_clause(county: County) -> None:
    text = page(county, "shangyao", "standards_item", "secretary")
    for part in ("书记空缺天数", "≤ 0 天得 4 分", "≤ 90 天得 2 分", "标准化建设评分表", "数字待本级核定"):
        assert part in text


def test_what_lacks_points_says_what_to_do_and_where(county: County) -> None:
    text = page(county, "shangyao", "standards")
    assert reverse("leaders", args=[county.unit("上窑村").code]) in text
    assert "登记书记参加的培训" in text


def test_a_difference_is_found_replied_to_and_settled(county: County) -> None:
    town_check(county, closed=False)
    assert post(county, "qingshi", "find_standard", "place", data={"points": "1", "text": "门锁着"}) == 302
    home = page(county, "shangyao", "standards")
    assert "待定的差异" in home
    assert post(county, "shangyao", "reply_standard", "place", data={"text": "那天去镇里开会"}) == 302
    side = page(county, "qingshi", "standards_item", "place")
    for part in ("依据place", "门锁着", "那天去镇里开会", "待定"):
        assert part in side
    assert (
        post(county, "qingshi", "settle_standard", "place", data={"points": "3", "text": "再看属实"}) == 302
    )
    side = page(county, "shangyao", "standards_item", "place")
    assert "再看属实" in side
    assert "门锁着" in side
    assert post(county, "qingshi", "close_standards", data={"sent": "1"}) == 302


def test_who_only_reads_is_offered_nothing_to_write(county: County) -> None:
    town_check(county, closed=False)
    services.say(**named(county, "qingshi"), said=[Said("place", 1, "不符")])
    code = county.unit("上窑村").code
    for text in (page(county, "auditor", "standards"), page(county, "auditor", "standards_item", "place")):
        for name in (
            "say_standards",
            "close_standards",
            "find_standard",
            "settle_standard",
            "reply_standard",
        ):
            args = [code] if name.startswith(("say", "close")) else [code, "place"]
            assert reverse(name, args=args) not in text


def test_the_county_says_whether_it_accepts(county: County) -> None:
    town_check(county)
    services.open_checks(
        actor=county.actor("county"), at=AT, units=[county.unit("上窑村")], year=YEAR, level=Level.COUNTY
    )
    assert post(county, "county", "close_standards", data={"accepted": "no", "remark": ""}) == 422
    assert post(county, "county", "close_standards", data={"accepted": "no", "remark": "补记录"}) == 302
    assert "未通过" in page(county, "county", "standards_units", unit="青禾县")


def test_a_sample_is_drawn_shown_and_opened(county: County) -> None:
    own_check(county, "上窑村")
    own_check(county, "柳林村")
    query = "?level=town&size=1&seed=甲&q=村"
    text = page(county, "qingshi", "standards_sample", unit="青石镇", query=query)
    assert "种子“甲”" in text
    assert text.count('name="units"') == 2
    assert text.count(" checked") == 1
    codes = [county.unit("上窑村").code, county.unit("柳林村").code]
    url = reverse("standards_sample", args=[county.unit("青石镇").code])
    county.client("qingshi").post(url, {"level": "town", "seed": "甲", "units": codes})
    assert {each.seed for each in Assessment.objects.filter(level=Level.TOWN)} == {"甲"}


def test_a_town_is_not_offered_the_countys_checks(county: County) -> None:
    text = page(county, "qingshi", "standards_sample", unit="青石镇")
    assert '<option value="town"' in text
    assert '<option value="county"' not in text


def test_the_board_filters_counts_and_reminds(county: County) -> None:
    own_check(county, "柳林村")
    services.say(**named(county, "nanpo", "南坡村"), said=[Said("dues", 3, "到11月")])
    text = page(county, "county", "standards", unit="青禾县")
    assert "青石镇（1 个）：上窑村" in text
    assert "河湾镇（1 个）：南坡村（还差 5 项）" in text
    assert "截至2026年11月22日，有 2 个单位" in text
    assert "2026年11月30日" in text
    found = page(county, "county", "standards_units", unit="青禾县", query="?show=idle")
    table = found[found.index('id="list"') :]
    assert "上窑村" in table
    assert "柳林村" not in table
    assert "没有符合的" in page(county, "county", "standards_units", unit="青禾县", query="?q=没有这村")
    searched = page(county, "county", "standards_units", unit="青禾县", query="?q=南坡")
    assert re.findall(r'class="chip"[^>]*>(\S+) (\d+)<', searched)[0] == ("全部", "1")


def test_the_three_basics_are_the_same_items(county: County) -> None:
    own_check(county)
    text = page(county, "shangyao", "basics")
    score = sheet_of(county).score
    assert "基层组织" in text
    assert "基本能力" in text
    assert sum(each.points for each in score.basics.values()) == score.whole.points


def workbook(county: County, name: str, table: str, unit: str = "上窑村") -> CalamineSheet:
    url = reverse(name, args=[county.unit(unit).code]) + f"?export={table}"
    content = county.client("county").get(url).content
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)


def test_the_scoring_sheet_leaves_in_the_layout_an_office_uses(county: County) -> None:
    own_check(county)
    sheet = workbook(county, "standards", "standards_sheet")
    rows = sheet.to_python(skip_empty_area=False)
    heads = ["序号", "项目", "内容", "分值", "自评", "镇核", "县验", "得分依据"]
    assert heads in [row[:8] for row in rows]
    first = next(row for row in rows if row[0] == 1)
    assert first[1] == "组织设置"
    merged = [first for first, _last in sheet.merged_cell_ranges or []]
    assert (3, 1) in merged  # 项目 stands once for its items
    total = next(row for row in rows if row[1] == "合计")
    check = Assessment.objects.get()
    assert total[4] == check.points
    assert total[5:7] == ["", ""]
    assert (
        next(row for row in rows if row[2] == "党费按月足额收缴、专人管理")[7] == "依据dues（用户shangyao）"
    )


def test_the_printed_sheet_has_what_is_known_and_blanks_for_the_rest(county: County) -> None:
    text = page(county, "shangyao", "standards_sheet")
    assert "上窑村2026年度标准化建设评分表" in text
    assert "镇核查人（签字）：" in text
    assert "书记空缺天数 0 天" in text


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("standards_units", "standards_units"),
        ("standards_units", "standards_board"),
        ("standards_lacking", "standards_lacking"),
    ],
)
def test_every_board_leaves_as_a_workbook(county: County, name: str, table: str) -> None:
    own_check(county)
    services.rebuild(actor=county.actor("county"), at=AT)
    assert len(workbook(county, name, table, "青禾县").to_python()) > 2


def test_the_home_has_one_line_until_the_check_is_closed(county: County) -> None:
    line = "标准化建设自评"
    home = page(county, "shangyao", "due")
    assert home.count(line) == 1
    assert reverse("standards_due", args=[county.unit("上窑村").code]) in home
    told = page(county, "shangyao", "standards_due")
    assert line in told
    assert "还有 6 项要说明" in told
    own_check(county)
    assert line not in page(county, "shangyao", "standards_due")


def test_a_year_gone_by_is_read_as_its_checks_kept_it(county: County) -> None:
    check = own_check(county)
    Assessment.objects.update(year=YEAR - 1)
    text = page(county, "shangyao", "standards", query=f"?year={YEAR - 1}")
    assert f"{check.points}<small>/{check.base}</small>" in text
    assert reverse("say_standards", args=[county.unit("上窑村").code]) not in text


def test_a_unit_checked_against_nothing_shows_the_board(county: County) -> None:
    text = page(county, "qingshi", "standards", unit="青石镇")
    assert "按建制顺序排列，不排名" in text
    answer = county.client("qingshi").get(reverse("basics", args=[county.unit("青石镇").code]))
    assert answer.status_code == 404

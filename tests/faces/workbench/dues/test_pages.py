"""Dues on the pages: set up once, recorded in one submission, put right in the open, summed above."""

import io
import re
from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from python_calamine import CalamineWorkbook

from jiceng.apps.dues.models import DuesStanding, Payment, Reduction
from jiceng.apps.journal.files import entries_of
from jiceng.apps.journal.models import AuditEntry
from tests.apps.dues.test_dues import NOVEMBER, OCTOBER, ask, record, set_up
from tests.browsing import check_page, signed_in
from tests.county import AT, County


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def url(name: str, county: County, unit: str = "上窑村") -> str:
    return reverse(name, args=[county.unit(unit).code])


def body(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def everyone(county: County) -> dict[str, str]:
    """The form as the page has it filled: farmers, as is usual in a village, and the village's sum."""
    ids = [each.person_id for each in county.members["上窑村"]]
    rows = {f"payer-{id}": "farmer" for id in ids} | {f"given-{id}": "" for id in ids}
    return {"since": "2026-10-01", "common": "0.50", **rows}


def test_a_list_is_set_up_in_one_submission_from_the_register(county: County) -> None:
    client = county.client("shangyao")
    page = body(client, url("dues_standards", county))
    assert page.count('<option value="farmer" selected>') == 9  # a village's members: nobody types a name
    assert client.post(url("dues_standards", county), everyone(county)).status_code == 302
    assert set(DuesStanding.objects.values_list("payer", "chosen_fen", "starts_on")) == {
        ("farmer", 50, OCTOBER)
    }
    assert 'name="payer-' not in body(client, url("dues_standards", county))  # asked once


def test_what_the_rule_refuses_is_said_at_its_row_and_all_that_was_typed_stays(county: County) -> None:
    first, second = (each.person_id for each in county.members["上窑村"][:2])
    typed = everyone(county) | {
        f"given-{first}": "1.01",
        f"payer-{second}": "salaried",
        f"given-{second}": "4321.5",
    }
    answer = county.client("shangyao").post(url("dues_standards", county), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "0.20 元至 1.00 元" in page
    assert 'value="1.01"' in page
    assert 'value="4321.5"' in page
    assert not DuesStanding.objects.exists()


def test_all_have_paid_but_the_one_whose_tick_was_taken_away(county: County) -> None:
    ids = set_up(county, month=OCTOBER)
    client, address = county.client("shangyao"), url("record_dues", county) + "?month=2026-10"
    page = body(client, address)
    assert len(re.findall(r'name="paid-\d+"[^>]*checked', page)) == len(ids)
    form = {f"paid-{id}": "on" for id in ids[1:]} | {f"amount-{id}": "0.50" for id in ids}
    answer = client.post(address, {**form, "last": "2026-10-01", "paid_on": "2026-11-20"}, follow=True)
    said = answer.content.decode()
    assert "已登记 8 人，共 4.00 元" in said
    assert len(re.findall(r"<strong>\w+ 0.50 元</strong>", said)) == 8, "a sum stands by its name"
    assert Payment.objects.filter(month=OCTOBER, paid_on=date(2026, 11, 20)).count() == 8
    assert said.count('type="checkbox"') == 1  # who has not paid yet is the one left to record


def test_a_tick_without_a_sum_is_asked_for_at_its_row(county: County) -> None:
    ids = set_up(county, month=OCTOBER)
    form = {f"paid-{ids[0]}": "on", f"amount-{ids[0]}": "", "last": "2026-10-01", "paid_on": "2026-11-20"}
    answer = county.client("shangyao").post(url("record_dues", county) + "?month=2026-10", form)
    assert answer.status_code == 422
    assert "请填写交了多少" in answer.content.decode()


def test_a_correction_shows_beside_what_it_corrects(county: County) -> None:
    first = set_up(county, month=OCTOBER)[0]
    (row,) = record(county, OCTOBER, OCTOBER, {first: 50})
    client = county.client("shangyao")
    sent = {"amount": "1.00", "paid_on": "2026-11-20", "reason": "多交五角"}
    client.post(reverse("correct_payment", args=[row.pk]), sent)
    page = body(client, url("record_dues", county) + "?month=2026-10")
    assert re.search(r"<s>赵大田 0\.50</s>", page)
    assert "1.00 元" in page
    assert "多交五角" in page


def test_receipts_are_for_all_months_paid_at_once(county: County) -> None:
    first = set_up(county, month=OCTOBER)[0]
    record(county, OCTOBER, NOVEMBER, {first: 50})
    page = body(county.client("shangyao"), url("dues_receipts", county) + "?month=2026-11")
    assert "赵大田" in page
    assert "2026年10月至2026年11月" in page
    assert "1.00 元" in page
    assert "（壹元整）" in page
    assert page.count('class="receipt"') == 1


def test_receipts_leave_as_one_word_file_with_sums_in_capitals_and_its_mark_in_the_journal(
    county: County,
) -> None:
    first, second = set_up(county, month=OCTOBER)[:2]
    record(county, OCTOBER, NOVEMBER, {first: 50})
    record(county, NOVEMBER, NOVEMBER, {second: 105})
    client, address = county.client("shangyao"), url("dues_receipts_word", county)
    assert f'href="{address}?month=2026-11"' in body(client, url("dues_receipts", county) + "?month=2026-11")
    answer = client.get(f"{address}?month=2026-11")
    assert answer.status_code == 200
    opened = Document(io.BytesIO(answer.content))
    said = [[each.text for each in table.cell(0, 0).paragraphs] for table in opened.tables]
    assert [each[1:4] for each in said] == [
        [
            "第 2026-0001 号",
            "今收到赵大田同志交来2026年10月至2026年11月党费。",
            "人民币（大写）：壹元整　　￥1.00",
        ],
        [
            "第 2026-0002 号",
            f"今收到{county.members['上窑村'][1].person.name}同志交来2026年11月党费。",
            "人民币（大写）：壹元零伍分　　￥1.05",
        ],
    ]
    assert "上窑村" in said[0][4]
    mark = re.findall(r"标记 (\S+?)。", opened.core_properties.comments)[0]
    entry = AuditEntry.objects.get(pk=entries_of(mark)[0])
    assert (entry.type, entry.unit_id) == ("dues.receipts_taken_out", county.unit("上窑村").pk)
    assert "赵大田" not in (entry.content or "")


def test_a_month_without_receipts_has_no_file(county: County) -> None:
    set_up(county, month=OCTOBER)
    client = county.client("shangyao")
    answer = client.get(url("dues_receipts_word", county) + "?month=2026-10", follow=True)
    assert "这个月还没有登记" in answer.content.decode()
    assert not AuditEntry.objects.filter(type="dues.receipts_taken_out").exists()


def test_a_reduction_goes_up_is_granted_and_comes_back(county: County) -> None:
    first = set_up(county, month=OCTOBER)[0]
    shangyao, qingshi = county.client("shangyao"), county.client("qingshi")
    sent = {"person": first, "amount": "0", "first": "2026-11-01", "last": "2027-10-01", "reason": "大病住院"}
    assert shangyao.post(url("ask_reduction", county), sent).status_code == 302
    row = Reduction.objects.get()
    assert (row.starts_on, row.ends_on) == (NOVEMBER, date(2027, 11, 1))
    above = body(qingshi, url("dues_totals", county, "青石镇"))
    assert "大病住院" in above
    assert "赵大田" in above
    decide = reverse("decide_reduction", args=[row.pk])
    assert qingshi.post(decide, {"granted": "no", "answer": ""}).status_code == 422
    assert qingshi.post(decide, {"granted": "yes"}).status_code == 302
    assert "已批准" in body(shangyao, url("dues", county))
    assert "大病住院" not in body(qingshi, url("dues_totals", county, "青石镇"))


def test_sums_name_nobody_and_say_which_lists_are_not_set_up(county: County) -> None:
    ids = set_up(county, month=OCTOBER)
    record(county, OCTOBER, OCTOBER, {ids[0]: 50})
    for reader, unit in (("qingshi", "青石镇"), ("county", "青禾县"), ("auditor", "青禾县")):
        page = body(county.client(reader), url("dues_totals", county, unit))
        assert "9.00" in page
        assert "0.50" in page
        assert not any(each.person.name in page for each in county.members["上窑村"])


def test_the_year_leaves_as_a_workbook_for_a_purpose_with_its_sums(county: County) -> None:
    ids = set_up(county, month=OCTOBER)
    record(county, OCTOBER, OCTOBER, dict.fromkeys(ids, 50))
    client, address = county.client("shangyao"), url("dues", county) + "?export=dues"
    assert client.post(address, {"usual": ""}).status_code == 422
    answer = client.post(address, {"usual": "statistics"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    heading = next(row for row in rows if row[0] == "姓名")
    total = next(row for row in rows if row[0] == "合计")
    assert total[heading.index("10 月")] == total[-1] == 4.5


def test_home_says_once_what_is_left_this_month_and_only_to_who_keeps_the_list(county: County) -> None:
    home = url("due", county)
    assert "党费待登记" not in body(county.client("shangyao"), home)
    ids = set_up(county, month=OCTOBER)
    assert body(county.client("shangyao"), home).count("党费待登记") == 1
    assert "党费待登记" not in body(county.client("qingshi"), home)
    record(county, NOVEMBER, NOVEMBER, dict.fromkeys(ids, 50))
    assert "党费待登记" not in body(county.client("shangyao"), home)


def test_a_file_says_until_when_dues_are_paid(county: County) -> None:
    first = set_up(county, month=OCTOBER)[0]
    record(county, OCTOBER, NOVEMBER, {first: 50})
    page = body(county.client("qingshi"), reverse("person", args=[first]))
    assert "交到2026年11月（2 个月）" in page
    assert "0.50" not in page


@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_fit_and_read_aloud(
    county: County, width: int, page: Page, live_server: LiveServer
) -> None:
    ids = set_up(county, month=OCTOBER)
    record(county, OCTOBER, OCTOBER, dict.fromkeys(ids[1:], 50))
    ask(county, ids[0])
    page.set_viewport_size({"width": width, "height": 800})
    signed_in(page, live_server, county, "shangyao")
    for name, query in (
        *(("dues", ""), ("dues_standards", "?all=1"), ("record_dues", "?month=2026-10")),
        *(
            ("dues_receipts", "?month=2026-10"),
            ("ask_reduction", ""),
            ("commendations", ""),
            ("training", ""),
        ),
    ):
        check_page(page, live_server.url + url(name, county) + query, width)
    signed_in(page, live_server, county, "qingshi")
    for name in ("dues_totals", "training", "enter_commendation"):
        check_page(page, live_server.url + url(name, county, "青石镇"), width)

"""The reading log and the journal: scope, words, filters."""

import json
from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import shred
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import selectors, services
from jiceng.faces.workbench.records.words import details, type_words
from tests.county import AT, DAY, SYSTEM, County


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def page(county: County, name: str, username: str = "auditor", query: str = "") -> str:
    answer = county.client(username).get(reverse(name) + query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def read(county: County, unit: str, username: str = "county") -> int:
    person_id = county.members[unit][0].person_id
    selectors.read_file(actor=county.actor(username), at=AT, person_id=person_id, day=DAY)
    return person_id


def test_the_log_says_who_read_whose_file_and_why(county: County) -> None:
    assert "还没有人查阅过档案" in page(county, "readings")
    read(county, "上窑村", "shangyao")
    html = page(county, "readings")
    assert "用户shangyao" in html
    assert "赵大田" in html
    assert "上窑村" in html
    assert "日常工作" in html
    assert "11月22日 09:30" in html


def test_a_file_is_linked_for_those_who_may_open_it(county: County) -> None:
    person_id = read(county, "上窑村")
    url = reverse("person", args=[person_id])
    assert url in page(county, "readings", "county")
    assert url not in page(county, "readings", "auditor")


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("reader=shangyao", "赵大田"),
        ("person=陈志", "陈志明"),
        ("part=id_number", None),
        ("first=2026-11-22&last=2026-11-22", "赵大田"),
        ("last=2026-11-21", None),
    ],
)
def test_the_log_is_narrowed(county: County, query: str, there: str | None) -> None:
    read(county, "上窑村", "shangyao")
    read(county, "柳林村", "county")
    html = page(county, "readings", query=f"?{query}")
    assert (there in html) if there else ("没有符合条件的记录" in html)


def test_the_log_of_one_file(county: County) -> None:
    person_id = read(county, "上窑村")
    read(county, "柳林村")
    html = page(county, "readings", query=f"?file={person_id}")
    assert "赵大田" in html
    assert "陈志明" not in html


def test_a_day_that_is_none_is_said(county: County) -> None:
    for name in ("readings", "journal"):
        answer = county.client("auditor").get(reverse(name) + "?first=heute")
        assert answer.status_code == 422
        assert 'href="#id_first"' in answer.content.decode()


def test_who_reads_no_journal_has_no_such_pages(county: County) -> None:
    for username in ("shangyao", "qingshi", "stranger"):
        for name in ("readings", "journal"):
            assert county.client(username).get(reverse(name)).status_code == 404


def test_the_journal_tells_changes_in_words(county: County) -> None:
    organisations.revise_unit(
        actor=SYSTEM, at=AT, unit=county.unit("柳林村"), day=DAY, name="柳新村", kind="village", form="branch"
    )
    html = page(county, "journal")
    assert "变更单位" in html
    assert "柳林村 → 柳新村" in html
    assert reverse("unit", args=[county.unit("柳林村").code]) in html


def test_a_posting_says_which_article_it_is_and_how_long_it_stood() -> None:
    content = json.dumps({"number": 41, "days": 20, "unit": "990525", "revision": 1})
    entry = AuditEntry(type="article.stood", subject="publication:41", content=content)
    with translation.override("zh-hans"):
        assert details(entry) == ["稿件编号 41", "20 天"]


def test_the_journal_is_narrowed_by_type_and_day(county: County) -> None:
    html = page(county, "journal", query="?type=term.started")
    assert "共 1 条" in html
    assert "2027年3月1日届满" in html
    assert "没有符合条件的记录" in page(county, "journal", query="?first=2026-11-23")


def test_closed_units_stay_in_the_journal(county: County) -> None:
    draft = organisations.UnitDraft("990525100300", "北沟村", "village", "branch")
    unit = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=date(2026, 11, 1)
    )
    organisations.close_unit(actor=SYSTEM, at=AT, unit=unit, day=DAY, reason="设立有误")
    html = page(county, "journal", query="?type=unit.closed")
    assert "北沟村" in html
    assert "原因：设立有误" in html


def test_accounts_belong_to_those_who_watch_the_whole_tree(county: County) -> None:
    assert "新建账号" in page(county, "journal", query="?type=user.created")


def test_what_was_shredded_says_so(county: County) -> None:
    person_id = county.members["上窑村"][0].person_id
    shred(actor=SYSTEM, at=AT, subject=f"person:{person_id}")
    assert "内容保存期满已清除" in page(county, "journal", query="?type=post.taken")


def test_every_type_of_entry_has_its_words() -> None:
    assert set(AuditType.registered) <= set(type_words())


def test_every_entry_of_the_small_county_can_be_told(county: County) -> None:
    kept = {json.dumps(json.loads(each.content or "{}")) for each in AuditEntry.objects.all()}
    assert kept
    for number in range(1, AuditEntry.objects.count() // 50 + 2):
        page(county, "journal", "county", f"?page={number}")


@pytest.mark.parametrize("name", ["readings", "journal"])
def test_the_number_of_queries_does_not_grow(county: County, name: str) -> None:
    read(county, "上窑村")
    client = county.client("county")
    client.get(reverse(name))  # what the first page of a session asks
    with CaptureQueriesContext(connection) as before:
        client.get(reverse(name))
    for unit in ("柳林村", "南坡村", "柳林村"):
        read(county, unit)
        services.start_absence(
            actor=SYSTEM, at=AT, membership=county.members[unit][-1], day=date(2026, 3, 1)
        ) if unit == "南坡村" else None
    with CaptureQueriesContext(connection) as after:
        client.get(reverse(name))
    assert len(after) == len(before) <= 15


@pytest.mark.parametrize("by", ["mark", "sha256"])
def test_a_file_that_turned_up_somewhere_is_found_in_the_journal(county: County, by: str) -> None:
    county.client("qingshi").get(reverse("board", args=[county.unit("青石镇").code]) + "?export=board")
    entry = AuditEntry.objects.latest("pk")
    told = json.loads(entry.content or "{}")
    found = page(county, "journal", query=f"?file={told[by]}")
    assert "1 条" in found
    assert told["mark"] in found
    assert told["mark"] not in page(county, "journal", query="?file=2222-2222")
    assert county.client("shangyao").get(reverse("journal") + f"?file={told[by]}").status_code == 404


def test_the_file_itself_is_enough_to_find_when_it_left_and_is_not_kept(county: County) -> None:
    left = county.client("qingshi").get(reverse("board", args=["990525100"]) + "?export=board").getvalue()
    mark = json.loads(AuditEntry.objects.latest("pk").content or "{}")["mark"]
    auditor, before = county.client("auditor"), AuditEntry.objects.count()

    def found(content: bytes) -> str:
        file = SimpleUploadedFile("捡到的.xlsx", content)
        answer = auditor.post(reverse("find_file"), {"found": file}, follow=True)
        assert answer.redirect_chain[-1][0].startswith(reverse("journal"))
        return str(answer.content.decode())

    assert mark in found(left)
    assert "没有符合条件的" in found(left + b" ")  # changed since
    assert "没有符合条件的" in found(b"")
    nothing = auditor.post(reverse("find_file"), follow=True).content.decode()
    assert "1 条" not in nothing
    assert AuditEntry.objects.count() == before
    assert county.client("shangyao").post(reverse("find_file"), {}).status_code == 404

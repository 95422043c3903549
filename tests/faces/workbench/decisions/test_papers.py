"""Papers of a decision and its notices, on their pages and as files."""

import io
from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.urls import reverse
from docx import Document

from jiceng.apps.decisions.models import Decision
from jiceng.apps.decisions.services import Entry, correct
from jiceng.apps.editorial import services as editorial
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.services import Text
from jiceng.apps.journal.files import entries_of
from jiceng.apps.journal.models import AuditEntry, HandedOut
from jiceng.engines.procedure.decisions import Kind
from tests.apps.decisions.steps import entered, opened
from tests.county import AT, County

RECORD = "议事记录.json"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


@pytest.fixture
def decision(county: County) -> Decision:
    """A road resolved on 18 October 2026, not disclosed yet."""
    found = opened(county, carry_out_by=date(2027, 3, 31))
    entered(county, found, "representatives_meeting")
    return found


def asked(
    county: County, decision: Decision, paper: str, form: str, username: str = "shangyao"
) -> HttpResponse:
    url = reverse("decision_paper", args=[decision.pk, paper, form])
    answer: HttpResponse = county.client(username).get(url)
    return answer


def page(county: County, decision: Decision, paper: str) -> str:
    answer = asked(county, decision, paper, "page")
    assert answer.status_code == 200
    return answer.content.decode()


def disclose(
    county: County, decision: Decision, method: str = "post", username: str = "shangyao"
) -> HttpResponse:
    url = reverse("disclose_step", args=[decision.pk, "resolution_posting"])
    answer: HttpResponse = getattr(county.client(username), method)(url)
    return answer


def test_the_minutes_say_who_came_what_was_said_and_how_it_was_voted(
    county: County, decision: Decision
) -> None:
    html = page(county, decision, "minutes-e4")
    for words in (
        "上窑村党员大会记录",
        "时间：2026年10月15日",
        "主持人：赵大田",
        "到会情况：应到8人，实到8人",
        "讨论了方案。",
        "同意6票，反对1票，弃权1票",
        "表决通过。",
    ):
        assert words in html


def test_the_call_says_when_and_what_about(county: County, decision: Decision) -> None:
    html = page(county, decision, "announcement-e3")
    assert "关于召开党员大会的通知" in html
    assert "党员大会全体成员：" in html
    assert "修西沟路。" in html
    assert "应不少于应到人数的三分之二" in html


def test_the_resolution_has_every_vote_in_a_table(county: County, decision: Decision) -> None:
    html = page(county, decision, "resolution")
    assert "关于修西沟路的决议" in html
    assert "<td>村民代表会议决议</td><td>2026-10-18</td><td>30</td><td>26</td><td>24</td><td>2</td>" in html
    assert "拟于2027年3月31日前实施完毕。" in html


def test_an_office_s_papers_are_chinese_whatever_the_reader_s_language(
    county: County, decision: Decision
) -> None:
    client = county.client("shangyao")
    url = reverse("decision_paper", args=[decision.pk, "resolution", "page"])
    html = client.get(url, headers={"accept-language": "en"}).content.decode()
    assert "关于修西沟路的决议" in html


def test_a_word_file_leaves_with_a_mark_and_stands_in_the_journal_by_its_hash(
    county: County, decision: Decision
) -> None:
    answer = asked(county, decision, "resolution", "docx")
    document = Document(io.BytesIO(answer.content))
    assert document.paragraphs[0].text == "关于修西沟路的决议"
    left = HandedOut.objects.get()
    assert left.mark in document.core_properties.comments
    (entry,) = (AuditEntry.objects.get(pk=each) for each in entries_of(left.mark))
    assert (entry.type, entry.subject) == ("decision.paper_taken_out", f"decision:{decision.pk}")


def test_a_pdf_leaves_in_the_same_way(county: County, decision: Decision) -> None:
    answer = asked(county, decision, "minutes-e4", "pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert HandedOut.objects.count() == 1


def test_where_pdf_is_not_installed_the_page_says_how(county: County, decision: Decision) -> None:
    with (
        patch("jiceng.faces.workbench.decisions.papers.is_installed", return_value=False),
        patch("jiceng.apps.decisions.printing.is_installed", return_value=False),
    ):
        html = page(county, decision, "resolution")
        answer = asked(county, decision, "resolution", "pdf")
    assert "make documents" in html
    assert "/resolution/pdf/" not in html
    assert answer.status_code == 409
    assert not HandedOut.objects.exists()


@pytest.mark.parametrize(
    "paper", ["minutes-e3", "announcement-e4", "minutes-e99", "notice-proposal", "letter"]
)
def test_what_is_no_such_paper_is_not_found(county: County, decision: Decision, paper: str) -> None:
    assert asked(county, decision, paper, "page").status_code == 404


def test_a_form_there_is_not_is_not_found_and_nothing_leaves(county: County, decision: Decision) -> None:
    assert asked(county, decision, "resolution", "odt").status_code == 404
    assert not HandedOut.objects.exists()


def test_outsiders_get_no_paper(county: County, decision: Decision) -> None:
    assert asked(county, decision, "resolution", "docx", "liulin").status_code == 404
    assert not HandedOut.objects.exists()


def test_minutes_that_were_corrected_give_way_to_those_that_stand(county: County, decision: Decision) -> None:
    event = decision.events.get(step="two_committees")
    right = Entry("two_committees", Kind.HELD, event.day, {**event.said, "ayes": 5, "nays": 0})
    new = correct(actor=county.actor("shangyao"), at=AT, event=event, entry=right, reason="写错")
    assert asked(county, decision, f"minutes-{event.code}", "page").status_code == 404
    assert "同意5票，反对0票" in page(county, decision, f"minutes-{new.code}")


def test_a_notice_is_shown_first_and_then_drafted_with_its_record(county: County, decision: Decision) -> None:
    shown = disclose(county, decision, "get").content.decode()
    assert "关于修西沟路的决议公开" in shown
    answer = disclose(county, decision)
    article = Article.objects.get()
    assert answer.headers["Location"] == reverse("article", args=[article.pk])
    assert "<h2>一、决议内容</h2>" in article.html
    assert [each.name for each in article.files.all()] == [RECORD]
    assert disclose(county, decision).status_code == 409
    assert Article.objects.count() == 1


def test_who_writes_no_articles_there_drafts_no_notice(county: County, decision: Decision) -> None:
    assert disclose(county, decision, username="auditor").status_code == 403
    assert disclose(county, decision, username="liulin").status_code == 404
    assert not Article.objects.exists()


def test_the_paper_of_a_notice_says_what_the_article_says(county: County, decision: Decision) -> None:
    disclose(county, decision)
    article = Article.objects.get()
    text = Text(
        article.title, article.html.replace("硬化西沟路三百米", "硬化西沟路三百二十米"), article.column
    )
    editorial.revise(
        actor=county.actor("shangyao"), at=AT, article=article, text=text, revision=article.revision
    )
    answer = asked(county, decision, "notice-resolution_posting", "docx")
    said = [each.text for each in Document(io.BytesIO(answer.content)).paragraphs if each.text]
    assert said[0] == "关于修西沟路的决议公开"
    assert "一、决议内容" in said
    assert "硬化西沟路三百二十米。" in said
    assert said[-2:] == ["上窑村村民委员会", "2026年11月22日"]


def test_a_record_no_longer_of_today_is_put_in_anew(county: County, decision: Decision) -> None:
    disclose(county, decision)
    event = decision.events.get(step="two_committees")
    right = Entry("two_committees", Kind.HELD, event.day, {**event.said, "ayes": 5, "nays": 0})
    correct(actor=county.actor("shangyao"), at=AT, event=event, entry=right, reason="写错")
    url = reverse("renew_disclosure", args=[decision.pk, "resolution_posting"])
    assert county.client("shangyao").post(url).status_code == 302
    article = Article.objects.get()
    kept = article.versions.get(revision=article.revision).content["files"]
    (file,) = article.files.filter(token__in=kept)
    assert b'"ayes": 5' in bytes(file.data)


def test_the_second_notice_tells_what_became_of_it(county: County) -> None:
    found = opened(county)
    entered(county, found, "carrying_out")
    url = reverse("disclose_step", args=[found.pk, "results_posting"])
    shown = county.client("shangyao").get(url).content.decode()
    assert "关于修西沟路实施结果的公开" in shown
    assert "已于2026年11月10日实施完毕。" in shown

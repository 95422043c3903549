"""The pages of decisions: the list and the board above it, one story, who stands aside, the home pages."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.urls import reverse

from jiceng.apps.decisions.drafts import Entry, Proposal
from jiceng.apps.decisions.models import Decision, Interest
from jiceng.apps.decisions.selectors import public_verdict, story
from jiceng.apps.decisions.services import correct, drop, enter, open_decision
from jiceng.apps.journal.ledger import sequence
from jiceng.apps.journal.models import Reading
from jiceng.engines.procedure.decisions import Kind, as_json, judge, read_record
from tests.apps.decisions.firm import asked, founded
from tests.apps.decisions.steps import ENTRIES, OPENED, entered, minutes, opened
from tests.county import AT, DAY, County
from tests.faces.workbench.exports.files import rows

CODE, TOWN = "990525100200", "990525100"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def read(county: County, username: str, route: str, *arguments: Any, query: str = "") -> str:
    """The page as it is read: its text, marks of the browser left out, with its addresses."""
    answer = county.client(username).get(reverse(route, args=arguments) + query)
    assert answer.status_code == 200, answer.content.decode()
    return said(answer)


def said(answer: HttpResponse) -> str:
    html = answer.content.decode()
    kept = re.sub(r"<(?!a |/a|del|/del|time|form)[^>]*>", "", html)
    return unescape(re.sub(r"\s+", " ", kept))


def begun(county: County, until: str) -> Decision:
    decision = opened(county)
    entered(county, decision, until)
    return decision


def test_the_list_says_what_presses_and_leads_to_the_story(county: County) -> None:
    decision = begun(county, "representatives_meeting")
    page = read(county, "shangyao", "decisions", CODE)
    assert f'href="{reverse("decision", args=[decision.pk])}"' in page
    assert "决议公开：张贴公开" in page
    assert "应于10月23日前办" in page
    assert "公开逾期 1" in page
    assert f'href="{reverse("start_decision", args=[CODE])}"' in page
    assert "修西沟路" not in read(county, "shangyao", "decisions", CODE, query="?show=ended")
    assert "修西沟路" not in read(county, "shangyao", "decisions", CODE, query="?q=水渠")
    assert "修西沟路" in read(
        county, "shangyao", "decisions", CODE, query="?q=西沟&procedure=four_deliberations"
    )


def test_marks_count_and_rows_stand_by_what_is_shown(county: County) -> None:
    sooner, later = begun(county, "representatives_meeting"), begun(county, "results_posting")
    sooner.expected.update(due_by=date(2026, 12, 15))
    kept = later.expected.get()  # up until 27 November; besides, something may be done by a later day
    later.expected.create(
        place=9, action="post", step=kept.step, keeper=kept.keeper, due_by=date(2026, 12, 31)
    )
    page = read(county, "shangyao", "decisions", CODE, query="?procedure=collective_assembly")
    assert "正在进行 0" in page
    assert "四议两公开 2" in page
    page = read(county, "shangyao", "decisions", CODE)
    assert page.index(f"/decisions/{sooner.pk}/") < page.index(f"/decisions/{later.pk}/")


def test_what_is_posted_is_waited_for_until_its_last_day(county: County) -> None:
    begun(county, "results_posting")  # up from 12 November for fifteen days
    for route in ("decisions", "due"):
        page = read(county, "shangyao", route, CODE)
        assert "实施结果公开：继续张贴" in page
        assert "至11月27日" in page


def test_an_empty_list_says_how_to_begin(county: County) -> None:
    page = read(county, "shangyao", "decisions", CODE)
    assert "目前没有正在进行的议题" in page
    assert page.count(reverse("start_decision", args=[CODE])) == 2
    assert reverse("start_decision", args=[CODE]) not in read(county, "auditor", "decisions", CODE)


def test_a_town_s_board_leads_to_each_unit_s_list_and_says_what_to_chase(county: County) -> None:
    begun(county, "representatives_meeting")
    page = read(county, "qingshi", "decisions", TOWN)
    for show in ("", "?show=stuck", "?show=undisclosed", "?show=overdue"):
        assert f'href="{reverse("decisions", args=[CODE])}{show}"' in page
    assert "另有 1 个单位还没有按程序议过事" in page
    assert f"{reverse('chasing', args=[TOWN])}?list=decisions" in page
    chased = read(county, "qingshi", "chasing", TOWN)
    assert "决议公开，张贴公开：上窑村；应于10月23日前办理，已过30天（依据：" in chased
    assert "修西沟路" not in chased  # a title may name somebody
    assert "各单位议题" not in read(county, "shangyao", "decisions", CODE)


def test_list_and_board_leave_as_tables(county: County) -> None:
    begun(county, "representatives_meeting")
    listed = county.client("qingshi").get(reverse("decisions", args=[TOWN]) + "?export=decisions")
    table = rows(listed)
    assert any("修西沟路" in row and "上窑村" in row and "决议公开：张贴公开" in row for row in table)
    board = county.client("qingshi").get(reverse("decisions", args=[TOWN]) + "?export=decisions_board")
    table = rows(board)
    assert next(row for row in table if row and row[0] == "合计")[1:6] == [1, 0, 1, 1, 1]


def test_the_story_says_what_is_needed_next_in_heads(county: County) -> None:
    decision = begun(county, "two_committees")
    page = read(county, "shangyao", "decision", decision.pk)
    assert "进行中；下一步：党员大会审议" in page
    assert "应到 8；需到 6 人以上；应到人数过半数同意（5 票以上）" in page
    assert "“四议两公开”通行做法党员大会审议 · 数字待本级核定" in page
    assert "一般提前 3 日通知；写明所议方案" in page
    for action in ("announce", "hold"):
        assert reverse("enter_step", args=[decision.pk, "members_meeting", action]) in page


def test_the_story_tells_each_step_with_its_figures_and_minutes(county: County) -> None:
    decision = begun(county, "representatives_meeting")
    page = read(county, "qingshi", "decision", decision.pk)
    assert "2026年10月18日 开会 · 应到 30 · 实到 26 · 赞成 24 · 反对 2" in page
    assert "实到人数 26/30，须 20 · 赞成票 24/26，须 14" in page
    assert "村民委员会组织法（2025年修正）第二十八条、第三十条" in page
    assert "讨论了方案。" in page
    assert "待存证" in page
    sequence(at=AT)
    assert re.search(r"存证第 \d+ 条", read(county, "qingshi", "decision", decision.pk))


def test_who_may_not_enter_sees_no_button_and_who_does_it(county: County) -> None:
    decision = begun(county, "representatives_meeting")
    page = read(county, "auditor", "decision", decision.pk)
    assert "决议公开：张贴公开" in page
    assert "由本单位登记" in page
    assert "/steps/" not in page
    assert "/correct/" not in page
    assert reverse("drop_decision", args=[decision.pk]) not in page
    assert reverse("annul_decision", args=[decision.pk]) in read(county, "qingshi", "decision", decision.pk)
    assert reverse("annul_decision", args=[decision.pk]) not in read(
        county, "shangyao", "decision", decision.pk
    )


def test_a_corrected_entry_is_struck_beside_the_new_one_with_the_reason(county: County) -> None:
    decision = opened(county)
    event = entered(county, decision, "proposal")[-1]
    right = Entry("proposal", Kind.HELD, event.day, {"ayes": 2, "nays": 1})
    correct(actor=county.actor("shangyao"), at=AT, event=event, entry=right, reason="写反了")
    page = read(county, "shangyao", "decision", decision.pk)
    assert re.search(r"<del>.*赞成 3 · 反对 0</del> 已更正，不再算数", page)
    assert "更正此前的记录 · 原因：写反了" in page
    assert "赞成 2 · 反对 1" in page
    assert page.count("/correct/") == 1, "the entry that stands now"


def test_what_is_against_a_rule_says_by_which_clause_and_how_it_is_mended(county: County) -> None:
    decision = opened(county)
    actor = county.actor("shangyao")
    enter(actor=actor, at=AT, decision=decision, entry=ENTRIES[1], knowing=True)
    page = read(county, "shangyao", "decision", decision.pk)
    assert "次序不对：前面的步骤没有办 · 村党组织提议 〔农村基层组织工作条例第十九条〕" in page
    assert "怎样改正：" in page


def test_it_is_read_as_it_stood_on_a_day_gone_by(county: County) -> None:
    decision = begun(county, "results_posting")
    page = read(county, "shangyao", "decision", decision.pk, query="?on=2026-10-12")
    assert "这是截至2026年10月12日的情况" in page
    assert "进行中；下一步：党员大会审议" in page
    assert "2026年10月10日 开会" in page
    assert "2026年10月15日" not in page, "what came later is not told"
    assert "/steps/" not in page, "nothing is entered into the past"
    today_s = read(county, "shangyao", "decision", decision.pk, query="?on=2031-01-01")
    assert "已通过；下一步：实施结果公开" in today_s
    assert read(county, "shangyao", "decision", decision.pk, query="?on=never") == today_s


def test_an_annulled_one_says_since_when_and_offers_no_step_any_more(county: County) -> None:
    decision = opened(county)
    actor, day = county.actor("shangyao"), date(2026, 10, 8)
    empty = {"roll": {"on": str(day), "entitled": 5}, "present": 1, "ayes": 1}
    enter(actor=actor, at=AT, decision=decision, entry=Entry("proposal", Kind.HELD, day, empty))
    entered(county, decision, "resolution_posting")
    assert "/object/" in read(county, "shangyao", "decision", decision.pk)
    entry = Entry("", Kind.ANNULLED, DAY, {"reason": "违反上位规定"})
    event = enter(actor=county.actor("qingshi"), at=AT, decision=decision, entry=entry)
    page = read(county, "shangyao", "decision", decision.pk)
    assert "违反上位规定" in page
    assert "：撤销决定，2026年11月22日" in page
    assert "/steps/" not in page
    above = read(county, "qingshi", "decision", decision.pk)
    assert reverse("withdraw_event", args=[event.pk]) in above
    assert reverse("correct_event", args=[event.pk]) not in above, (
        "an annulment has no form to be corrected in"
    )


def test_the_talk_of_a_meeting_is_told_once_with_the_objections_voiced(county: County) -> None:
    decision, day = opened(county), date(2026, 10, 9)
    told = minutes("branch_committee_meeting", day)
    voiced = {"objections": "路线要改"}
    entry = Entry("proposal", Kind.HELD, day, {"ayes": 3}, text=told.text, details=voiced, minutes=told)
    enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=entry)
    paper = ("decision_paper", decision.pk, "minutes-e1", "page")
    for page in (read(county, "shangyao", "decision", decision.pk), read(county, "shangyao", *paper)):
        assert page.count("讨论了方案。") == 1
        assert page.count("会上异议：路线要改") == 1


@pytest.mark.parametrize(
    ("matter", "page"), [("branch", "found_unit"), ("committee", "revise_unit"), ("closing", "close_unit")]
)
def test_a_change_of_a_unit_that_was_approved_leads_to_its_page_of_the_register(
    county: County, matter: str, page: str
) -> None:
    proposal = Proposal("unit_change", "党组织调整", OPENED, matter)
    unit, actor = county.unit("上窑村"), county.actor("qingshi")
    decision = open_decision(actor=actor, at=AT, unit=unit, proposal=proposal)
    said: dict[str, Any] = {"papers": ["reasons"], "figures": {"members": 120, "units": 1}}
    address = f'href="{reverse(page, args=[CODE])}"'
    for entry in (
        Entry("application", Kind.REPORTED, date(2026, 10, 9), said),
        Entry("approval", Kind.RULED, date(2026, 10, 12), {"passed": True}),
    ):
        assert address not in read(county, "qingshi", "decision", decision.pk)
        enter(actor=actor, at=AT, decision=decision, entry=entry, knowing=True)
    assert address in read(county, "qingshi", "decision", decision.pk)
    assert address not in read(county, "shangyao", "decision", decision.pk), "she does not change units"


def test_one_given_up_says_since_when_and_why_and_asks_nothing_more(county: County) -> None:
    decision = begun(county, "proposal")
    drop(actor=county.actor("shangyao"), at=AT, decision=decision, day=date(2026, 11, 1), reason="资金未到位")
    page = read(county, "shangyao", "decision", decision.pk)
    assert "2026年11月1日起停办：资金未到位" in page
    assert "下一步要办" not in page
    assert reverse("resume_decision", args=[decision.pk]) in page
    assert reverse("drop_decision", args=[decision.pk]) not in page


def test_anybody_gets_the_same_verdict_from_the_record(county: County) -> None:
    decision = begun(county, "results_posting")
    answer = county.client("auditor").get(reverse("decision_record", args=[decision.pk]))
    record = json.loads(answer.content)
    text = answer.content.decode()
    assert "赵大田" not in text
    assert "修西沟路" not in text
    told = story(county.actor("auditor"), decision.pk, DAY)
    procedure = told.state.procedure
    assert as_json(judge(procedure, read_record(record, procedure), DAY)) == public_verdict(told)
    page = read(county, "auditor", "decision", decision.pk)
    assert (
        f"jiceng procedure judge four_deliberations --on {DAY} --record decision-{decision.pk}.json" in page
    )


def test_whom_it_is_about_is_told_to_who_reads_persons_alone(county: County) -> None:
    person = county.members["上窑村"][5].person
    decision = opened(county, concerned=(person.pk,))
    assert person.name in read(county, "shangyao", "decision", decision.pk)
    assert person.name not in read(county, "auditor", "decision", decision.pk)


def test_the_home_page_has_each_matter_with_its_line_and_clause(county: County) -> None:
    decision = begun(county, "two_committees")
    page = read(county, "shangyao", "due", CODE)
    assert "在办议题" in page
    assert f'href="{reverse("decision", args=[decision.pk])}"' in page
    assert "党员大会审议：发会议通知：一般提前 3 日通知；写明所议方案" in page
    assert "依据 “四议两公开”通行做法党员大会审议 · 数字待本级核定" in page
    line = page[page.index("在办议题") :]
    assert re.search(r"✓ .*村党组织提议 ?✓ .*商议 ?党员大会审议 ?村民会议决议或村民代表会议决议", line)


def test_the_board_of_duties_brings_the_figures_of_decisions(county: County) -> None:
    begun(county, "representatives_meeting")
    address = reverse("decision_figures", args=[TOWN])
    assert (
        f'hx-get="{address}"' in county.client("qingshi").get(reverse("board", args=[TOWN])).content.decode()
    )
    page = read(county, "qingshi", "decision_figures", TOWN)
    assert "在办议题" in page
    assert f'href="{reverse("decisions", args=[TOWN])}?show=overdue">1</a>' in page


def test_a_relation_is_declared_on_its_page_and_named_nowhere_else(county: County) -> None:
    firm, people = founded(county)
    decision = asked(county, firm)
    address = reverse("decision_interests", args=[decision.pk])
    assert address in read(county, "qingshi", "decision", decision.pk)
    client = county.client("qingshi")
    sent = client.post(address, {"person": people[1].pk, "relation": "interest"})
    assert sent.status_code == 302
    assert "应当回避：何立春" in said(client.get(address))
    assert Reading.objects.filter(part="interests", person_id=people[1].pk).count() == 1
    for route, argument in (("decision", decision.pk), ("decisions", firm.code), ("decisions", TOWN)):
        assert "何立春" not in read(county, "qingshi", route, argument)
    assert address not in read(county, "auditor", "decision", decision.pk)
    assert county.client("auditor").get(address).status_code == 403
    refused = client.post(address, {"person": people[5].pk, "relation": "interest"})
    assert refused.status_code == 422
    client.post(address, {"take_back": Interest.objects.get().pk})
    assert not Interest.objects.exists()


def test_who_decided_what_about_whom_is_asked_from_her_file(county: County) -> None:
    person = county.members["上窑村"][0].person
    decision = opened(county, concerned=(person.pk,))
    entered(county, decision, "members_meeting")
    assert reverse("person_decisions", args=[person.pk]) in read(county, "shangyao", "person", person.pk)
    page = read(county, "shangyao", "person_decisions", person.pk)
    assert page.count(reverse("decision", args=[decision.pk])) == 2
    assert "支部委员会 · 村党组织提议 · 主持人 赵大田" in page
    assert "党员大会审议" not in page, "whether she came to a meeting of all is not told"
    assert Reading.objects.filter(part="decisions", person_id=person.pk).exists()


def test_how_many_members_a_new_organisation_has_is_known_from_the_register(county: County) -> None:
    proposal = Proposal("unit_change", "设立党支部", OPENED, "branch")
    unit = county.unit("上窑村")
    decision = open_decision(actor=county.actor("shangyao"), at=AT, unit=unit, proposal=proposal)
    address = reverse("enter_step", args=[decision.pk, "application", "report"])
    form = county.client("shangyao").get(address).context["form"]
    assert form["figure-members"].value() == 8  # and one on probation
    assert "名册" in form["figure-members"].help_text
    town = open_decision(actor=county.actor("qingshi"), at=AT, unit=county.unit("青石镇"), proposal=proposal)
    address = reverse("enter_step", args=[town.pk, "application", "report"])
    assert county.client("qingshi").get(address).context["form"]["figure-members"].value() == 12
    typed = county.client("qingshi").post(address, {"figure-members": "11"}).context["form"]
    assert typed["figure-members"].value() == "11"

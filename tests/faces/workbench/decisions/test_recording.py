"""Entering decisions in the room: what is asked, what is refused and mended, what a correction keeps."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.urls import reverse

from jiceng.apps.decisions.drafts import Entry, Proposal
from jiceng.apps.decisions.interests import declare
from jiceng.apps.decisions.models import Decision, Event
from jiceng.apps.decisions.services import enter, open_decision
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.rolls import RollEntry
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.engines.procedure.decisions import Kind
from jiceng.faces.workbench.gatherings.forms import roll_mark
from tests.apps.decisions import firm
from tests.apps.decisions.steps import entered, opened
from tests.county import AT, County

pytestmark = pytest.mark.django_db
CODE = "990525100200"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def read(county: County, username: str, address: str) -> str:
    answer = county.client(username).get(address)
    assert answer.status_code == 200, answer.content.decode()
    html: str = answer.content.decode()
    return html


def send(county: County, username: str, address: str, **given: Any) -> HttpResponse:
    answer: HttpResponse = county.client(username).post(address, given)
    return answer


def step(decision: Decision, code: str, action: str, query: str = "") -> str:
    return reverse("enter_step", args=[decision.pk, code, action]) + query


def roll(county: County, *places: int) -> str:
    """The mark of the roll of 上窑村's committee, or of its members."""
    members = county.members["上窑村"]
    rows = [RollEntry(members[n].person_id, "", members[n].standing == "full") for n in places]
    return roll_mark(rows)


def test_a_village_begins_with_four_deliberations(county: County) -> None:
    html = read(county, "shangyao", reverse("start_decision", args=[CODE]))
    assert html.index("四议两公开") < html.index("村民小组会议决定")
    assert "村党组织提议 → 村“两委”会议商议 → 党员大会审议 → 村民会议决议 / 村民代表会议决议" in html
    address = reverse("start_decision", args=[CODE]) + "?procedure=four_deliberations"
    given = {
        "title": "修西沟路",
        "matter": "public_works",
        "day": "2026-10-08",
        "concerned": "钱秀英、李春梅",
    }
    answers = [send(county, "shangyao", address, **given) for _ in range(2)]
    decision = Decision.objects.get()
    assert {each.headers["Location"] for each in answers} == {reverse("decision", args=[decision.pk])}
    assert sorted(each.name for each in decision.concerned.all()) == ["李春梅", "钱秀英"]


def test_a_name_nobody_here_has_is_refused_at_its_field(county: County) -> None:
    address = reverse("start_decision", args=[CODE]) + "?procedure=four_deliberations"
    given = {"title": "修西沟路", "matter": "public_works", "day": "2026-10-08", "concerned": "陈志明"}
    answer = send(county, "shangyao", address, **given)
    assert answer.status_code == 422
    assert "陈志明" in answer.content.decode()
    assert not Decision.objects.exists()


def test_the_committee_is_ticked_off_and_its_meeting_counts_once(county: County) -> None:
    decision = opened(county)
    html = read(county, "shangyao", step(decision, "proposal", "hold", "?day=2026-10-09"))
    assert html.count('class="js-absent"') == 3
    assert "需 2" in html, "half of three, before anybody has voted"
    gone = county.members["上窑村"][2].person_id
    given = {"day": "2026-10-09", "absent": gone, "roll": roll(county, 0, 1, 2), "ayes": 2, "text": "议了。"}
    key = {"entry_key": "8c0f2f0e-5f4e-4f26-9f43-0b4f0a5d8f11"}
    address = step(decision, "proposal", "hold")
    first = send(county, "shangyao", address, **given, **key)
    assert first.status_code == 302, first.content.decode()
    assert send(county, "shangyao", address, **given, **key).status_code == 302
    event = decision.events.get()
    assert event.said == {
        "roll": {"on": "2026-10-09", "entitled": 3}, "present": 2, "ayes": 2,
    }  # fmt: skip
    held = Gathering.objects.get(kind="branch_committee_meeting")
    assert (held.entitled, held.present, held.subject) == (3, 2, "修西沟路")


def test_a_call_is_drafted_in_full_and_preset_to_the_earliest_lawful_day(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "members_meeting")
    address = step(decision, "villagers_assembly", "announce")
    html = read(county, "shangyao", address)
    assert 'name="meets_on" value="2026-12-02"' in html
    assert "按规定提前 10 日以上通知（村民委员会组织法（2025年修正）第二十五条、第二十六条）" in html
    given = {
        "day": "2026-11-22",
        "meets_on": "2026-12-03",
        "time": "15:00",
        "place": "村部",
        "agenda": "修西沟路",
    }
    given |= {"gathering_kind": "villagers_assembly"}
    draft = send(county, "shangyao", address + "?weigh=1", **given).content.decode()
    assert "上窑村定于2026年12月3日（星期四） 15:00召开会议。" in draft
    assert not decision.events.filter(step="villagers_assembly").exists(), "a draft writes nothing"
    assert send(county, "shangyao", address, **given).status_code == 302
    event = decision.events.get(step="villagers_assembly")
    assert "地点：村部。" in event.text
    called = Gathering.objects.get(state="announced")
    assert (called.day, called.kind) == (date(2026, 12, 3), "villagers_assembly")


REPRESENTATIVES = {"day": "2026-10-18", "entitled": 41, "present": 28, "ayes": 20, "nays": 8}


def test_what_is_needed_follows_what_is_typed(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "members_meeting")
    address = step(decision, "representatives_meeting", "hold", "?weigh=1")
    given = {**REPRESENTATIVES, "present": 27, "nays": 9}
    html = send(county, "shangyao", address, **given).content.decode()
    assert "需 28" in html
    assert "还差 1" in html
    assert "比实到多 2" in html
    assert not decision.events.filter(step="representatives_meeting").exists()


def test_a_refusal_says_why_by_which_clause_and_how_to_mend_it_and_keeps_what_was_typed(
    county: County,
) -> None:
    decision = opened(county)
    entered(county, decision, "proposal")
    address = step(decision, "representatives_meeting", "hold")
    answer = send(county, "shangyao", address, **REPRESENTATIVES, text="议了修路。")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "先补开、补登前面的环节：村“两委”会议商议、党员大会审议。" in html
    assert "先取得材料，再勾选：村民会议的授权。" in html
    assert "第二十八条、第三十条" in html
    assert "议了修路。" in html
    assert 'value="41"' in html
    assert 'name="knowing"' in html
    assert not Gathering.objects.filter(kind="villagers_representatives_meeting").exists()
    assert send(county, "shangyao", address, **REPRESENTATIVES, knowing="on").status_code == 302
    decision.refresh_from_db()
    assert (decision.current, decision.violations) == ("two_committees", 1)


def test_what_cannot_be_is_mended_and_never_insisted_on(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "members_meeting")
    given = {**REPRESENTATIVES, "nays": 9, "papers": "delegation", "knowing": "on"}
    answer = send(county, "shangyao", step(decision, "representatives_meeting", "hold"), **given)
    assert answer.status_code == 422
    assert "这几个数字不可能都对" in answer.content.decode()
    assert 'name="knowing"' not in answer.content.decode()


def test_too_short_a_call_names_the_earliest_day(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "members_meeting")
    called = Entry("villagers_assembly", Kind.ANNOUNCED, date(2026, 11, 10))
    enter(actor=county.actor("shangyao"), at=AT, decision=decision, entry=called)
    given = {"day": "2026-11-18", "entitled": 600, "present": 301, "ayes": 200, "nays": 101}
    given |= {"gathering_kind": "villagers_assembly"}
    answer = send(county, "shangyao", step(decision, "villagers_assembly", "hold"), **given)
    assert answer.status_code == 422
    assert "会议须提前 10 日通知：按那次通知，最早可在2026年11月20日开会。" in answer.content.decode()


def test_a_step_rests_on_minutes_written_already(county: County) -> None:
    decision = opened(county)
    events = entered(county, decision, "proposal")
    other = open_decision(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        proposal=Proposal("four_deliberations", "修桥", date(2026, 10, 8), "public_works"),
    )
    held = events[0].gathering
    assert held is not None
    assert f"?gathering={held.pk}" in read(county, "shangyao", step(other, "proposal", "hold"))
    address = step(other, "proposal", "hold", f"?gathering={held.pk}")
    assert "依据2026年10月9日的会议记录：应到 3，实到 3。" in read(county, "shangyao", address)
    assert send(county, "shangyao", address, ayes=2, nays=1).status_code == 302
    event = other.events.get()
    assert (event.gathering_id, event.day, event.said["present"]) == (held.pk, held.day, 3)
    assert Gathering.objects.filter(kind="branch_committee_meeting").count() == 1


def test_heads_are_guessed_from_the_last_such_meeting(county: County) -> None:
    entered(county, opened(county), "representatives_meeting")
    other = open_decision(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        proposal=Proposal("four_deliberations", "修桥", date(2026, 10, 8), "public_works"),
    )
    html = read(county, "shangyao", step(other, "representatives_meeting", "hold"))
    assert 'name="entitled" value="30"' in html


def test_a_correction_is_prefilled_and_says_which_entries_fall(county: County) -> None:
    decision = opened(county)
    events = entered(county, decision, "representatives_meeting")
    event = events[-1]
    address = reverse("correct_event", args=[event.pk])
    html = read(county, "shangyao", address)
    assert 'name="present" value="26"' in html
    assert 'name="ayes" value="24"' in html
    given = {"day": "2026-10-18", "entitled": 30, "present": 25, "ayes": 24, "papers": "delegation"}
    assert send(county, "shangyao", address, **given, reason="数错了").status_code == 302
    event.refresh_from_db()
    new = event.replaced_by
    assert (new.said["present"], new.reason, new.gathering.present) == (25, "数错了", 25)
    members = events[3]
    address = reverse("correct_event", args=[members.pk])
    answer = send(county, "shangyao", address, ayes=1, nays=7, reason="写反了")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "这些记录将不再作数" in html
    assert "村民代表会议决议：2026年10月18日开会" in html
    assert send(county, "shangyao", address, ayes=1, nays=7, reason="写反了", knowing="on").status_code == 302


def test_what_falls_with_an_entry_taken_back_is_said_first(county: County) -> None:
    decision = opened(county)
    event = entered(county, decision, "two_committees")[0]
    address = reverse("withdraw_event", args=[event.pk])
    assert "村“两委”会议商议：2026年10月10日开会" in read(county, "shangyao", address)
    assert send(county, "shangyao", address, reason="记错了村").status_code == 422
    key = "8c0f2f0e-5f4e-4f26-9f43-0b4f0a5d8f12"
    for _ in range(2):
        answer = send(county, "shangyao", address, reason="记错了村", knowing="on", entry_key=key)
        assert answer.status_code == 302
    assert decision.events.filter(kind="withdrawn").count() == 1
    decision.refresh_from_db()
    assert decision.current == "proposal"


def test_a_call_taken_back_is_called_off(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "two_committees")
    given = {"day": "2026-11-22", "meets_on": "2026-11-25", "tells": "plan"}
    send(county, "shangyao", step(decision, "members_meeting", "announce"), **given)
    event = decision.events.get(kind="announced")
    given |= {"meets_on": "2026-11-26", "reason": "改期"}
    assert send(county, "shangyao", reverse("correct_event", args=[event.pk]), **given).status_code == 302
    assert list(Gathering.objects.filter(state="announced").values_list("day", flat=True)) == [
        date(2026, 11, 26)
    ]
    new = Event.objects.get(replaces=event)
    address = reverse("withdraw_event", args=[new.pk])
    assert send(county, "shangyao", address, reason="不开了").status_code == 302
    assert not Gathering.objects.filter(state="announced").exists()


def test_a_call_corrected_to_a_day_gone_by_rests_on_no_meeting_called_off(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "two_committees")
    given = {"day": "2026-11-18", "meets_on": "2026-11-25", "tells": "plan"}
    send(county, "shangyao", step(decision, "members_meeting", "announce"), **given)
    event = decision.events.get(kind="announced")
    given |= {"meets_on": "2026-11-21", "reason": "写错了日子"}
    assert send(county, "shangyao", reverse("correct_event", args=[event.pk]), **given).status_code == 302
    assert Event.objects.get(replaces=event).gathering is None
    assert not Gathering.objects.filter(state="announced").exists()


def test_a_town_officer_enters_one_signed_sheet_after_the_other(county: County) -> None:
    decision = opened(county)
    address = step(decision, "proposal", "hold", "?paper=1")
    html = read(county, "qingshi", address)
    assert 'class="js-absent"' not in html, "attendance by name is the unit's alone"
    given = {
        "day": "2026-10-09",
        "entitled": 3,
        "present": 3,
        "ayes": 3,
        "on_paper": "on",
        "signed_by": "赵大田",
    }
    answer = send(county, "qingshi", address, **given, next_sheet=1)
    assert answer.headers["Location"] == step(decision, "two_committees", "hold", "?paper=1")
    event = decision.events.get()
    assert event.on_paper
    assert event.details["signed_by"] == "赵大田"
    assert event.gathering is not None
    assert event.gathering.roll_id is None


def test_the_blank_sheet_has_the_roll_to_be_signed(county: County) -> None:
    decision = opened(county)
    html = read(county, "shangyao", step(decision, "proposal", "sheet"))
    assert "上窑村表决记录单（村党组织提议）" in html
    assert html.count("<td>赵大田</td><td></td>") == 1
    assert "监票人（签字）" in html
    assert "赵大田</td>" not in read(county, "qingshi", step(decision, "proposal", "sheet"))


def test_an_election_keeps_names_in_the_office_and_codes_in_the_record(county: County) -> None:
    decision = open_decision(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        proposal=Proposal("villagers_election", "换届", date(2026, 9, 1)),
    )
    given = {"day": "2026-09-02", "tells": "names", "entitled": 500}
    assert send(county, "shangyao", step(decision, "voter_list", "post"), **given).status_code == 302
    given = {"day": "2026-09-22", "issued": 400, "returned": 390, "secret": "yes", "seats": 3}
    for row, (name, votes) in enumerate((("甲", 300), ("乙", 290), ("丙", 280), ("丁", 100)), start=1):
        given |= {f"name-{row}": name, f"votes-{row}": votes}
    answer = send(county, "shangyao", step(decision, "election", "hold"), **given)
    assert answer.status_code == 302, answer.content.decode()
    event = decision.events.get(step="election")
    assert event.said["votes"] == {"c1": 300, "c2": 290, "c3": 280, "c4": 100}
    assert event.details["candidates"]["c1"] == "甲"
    decision.refresh_from_db()
    assert (decision.result, decision.current) == ("adopted", "handover")


def test_objections_are_entered_and_ruled_on(county: County) -> None:
    decision = open_decision(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        proposal=Proposal("villagers_election", "换届", date(2026, 11, 1)),
    )
    send(
        county,
        "shangyao",
        step(decision, "voter_list", "post"),
        day="2026-11-18",
        tells="names",
        entitled=500,
    )
    given = {"day": "2026-11-20", "text": "漏了一户", "by": "某村民"}
    assert send(county, "shangyao", step(decision, "voter_list", "object"), **given).status_code == 302
    assert "某村民" not in str(decision.events.get(kind="objected").said)
    html = read(county, "shangyao", step(decision, "voter_list", "rule"))
    assert "漏了一户" in html
    given = {"day": "2026-11-21", "answers": "e2", "entitled": 502, "text": "属实，补入"}
    assert send(county, "shangyao", step(decision, "voter_list", "rule"), **given).status_code == 302
    assert decision.events.get(kind="ruled").said["roll"]["entitled"] == 502


def test_two_steps_held_together_need_written_grounds(county: County) -> None:
    decision = opened(county)
    address = step(decision, "proposal", "leave_out")
    assert "书记、主任一人兼任" in read(county, "shangyao", address)
    given = {"day": "2026-10-09", "how": "merged"}
    assert send(county, "shangyao", address, **given).status_code == 422
    assert send(county, "shangyao", address, **given, grounds="镇党委2026年3号批复").status_code == 302
    assert decision.events.get().said == {"reason": "镇党委2026年3号批复", "into": "two_committees"}


def test_whoever_must_stand_aside_is_named_and_does_not_count_in_the_vote(county: County) -> None:
    unit, members = firm.founded(county)
    decision = firm.asked(county, unit)
    actor = county.actor("qingshi")
    declare(
        actor=actor, at=AT, decision=decision, person_id=members[0].pk, relation="interest", day=AT.date()
    )
    address = step(decision, firm.STEP, "hold")
    html = read(county, "qingshi", address)
    assert "利害关系：应回避人数" in html
    given = {"day": "2026-10-10", "entitled": 5, "present": 4, "ayes": 4}
    for typed in (
        {"conflict-interest": 1},
        {"conflict-interest": 0},
        {},
    ):  # what was declared is not forgotten
        answer = send(county, "qingshi", address, **given, **typed)
        assert answer.status_code == 422
        assert "应当回避的人不参加讨论和表决（利害关系）" in answer.content.decode()
    given |= {"recused-interest": 1}
    assert send(county, "qingshi", address, **given).status_code == 302
    event = decision.events.get()
    assert event.said["conflicts"] == event.said["recused"] == {"interest": 1}
    html = read(county, "qingshi", reverse("correct_event", args=[event.pk]))
    for name in ("conflict-interest", "recused-interest"):
        assert f'name="{name}" value="1"' in html


def test_the_organisation_above_annuls(county: County) -> None:
    decision = opened(county)
    address = reverse("annul_decision", args=[decision.pk])
    assert county.client("shangyao").get(address).status_code == 403
    given = {"day": "2026-11-20", "reason": "程序不合规"}
    assert send(county, "qingshi", address, **given).status_code == 302
    decision.refresh_from_db()
    assert decision.result == "void"


def test_given_up_and_gone_on_with(county: County) -> None:
    decision = opened(county)
    given = {"day": "2026-11-20", "reason": "资金未到位"}
    assert send(county, "shangyao", reverse("drop_decision", args=[decision.pk]), **given).status_code == 302
    assert county.client("shangyao").get(step(decision, "proposal", "hold")).status_code == 409
    address = reverse("resume_decision", args=[decision.pk])
    assert send(county, "shangyao", address, reason="资金到了").status_code == 302
    assert read(county, "shangyao", step(decision, "proposal", "hold"))


def test_a_called_meeting_whose_minutes_are_written_is_rested_upon(county: County) -> None:
    decision = opened(county)
    entered(county, decision, "two_committees")
    actor = county.actor("shangyao")
    given = {"day": "2026-11-22", "meets_on": "2026-11-22", "tells": "plan"}
    send(county, "shangyao", step(decision, "members_meeting", "announce"), **given)
    record_gathering(
        actor=actor,
        at=AT,
        unit=county.unit("上窑村"),
        body=None,
        minutes=Minutes("members_meeting", AT.date(), text="议了修路。"),
        announced=Gathering.objects.get(state="announced"),
    )
    html = read(county, "shangyao", step(decision, "members_meeting", "hold"))
    assert "依据2026年11月22日的会议记录：应到 8，实到 8。" in html
    answer = send(county, "shangyao", step(decision, "members_meeting", "hold"), ayes=8, knowing="on")
    assert answer.status_code == 302
    assert decision.events.get(kind="held", step="members_meeting").said["present"] == 8

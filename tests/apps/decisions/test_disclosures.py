"""Notices of decisions: drafted from the record, entered when posted, corrected when taken down too early."""

import json
from datetime import date, timedelta

import pytest

from jiceng.apps.decisions.disclosures import Notice, draft, is_outdated, renew
from jiceng.apps.decisions.drafts import Entry
from jiceng.apps.decisions.models import Decision
from jiceng.apps.decisions.selectors import public_record, public_verdict, story
from jiceng.apps.decisions.services import correct, drop, enter
from jiceng.apps.editorial import services as editorial
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.revisions import files_of
from jiceng.apps.journal.models import AuditEntry
from jiceng.engines.procedure.decisions import Kind, as_json, judge, read_record
from jiceng.kernel.actors import system_actor
from jiceng.kernel.errors import Conflict, Refused
from tests.apps.decisions.steps import at, entered, opened
from tests.county import County

pytestmark = pytest.mark.django_db

RESOLVED = date(2026, 10, 18)
DRAFTED, POSTED = at(RESOLVED + timedelta(1)), at(RESOLVED + timedelta(2))
NOTICE = Notice("关于修西沟路的决议公开", "<p>决议通过。</p>", "议事记录.json")


@pytest.fixture
def resolved(county: County) -> Decision:
    """A road resolved on 18 October 2026."""
    decision = opened(county)
    entered(county, decision, "representatives_meeting")
    decision.refresh_from_db()
    return decision


def drafted(county: County, decision: Decision) -> Article:
    return draft(
        actor=county.actor("shangyao"),
        at=DRAFTED,
        decision=decision,
        step="resolution_posting",
        notice=NOTICE,
    )


def posted(county: County, decision: Decision) -> Article:
    article = drafted(county, decision)
    editorial.submit(actor=county.actor("shangyao"), at=DRAFTED, article=article)
    editorial.approve(actor=county.actor("qingshi"), at=POSTED, article=article, revision=article.revision)
    article.refresh_from_db()
    decision.refresh_from_db()
    return article


def test_a_draft_says_which_kind_stays_long_enough_and_has_the_record(
    county: County, resolved: Decision
) -> None:
    article = drafted(county, resolved)
    assert (article.kind, article.column, article.state) == ("decisions", "resolutions", "draft")
    assert article.until is not None
    assert article.until >= DRAFTED.date() + timedelta(15)
    (file,) = files_of(article)
    assert json.loads(bytes(file.data))["events"][-1]["step"] == "representatives_meeting"
    assert resolved.disclosures.get().article_id == article.pk


def test_one_notice_of_a_step_at_a_time(county: County, resolved: Decision) -> None:
    drafted(county, resolved)
    with pytest.raises(Conflict, match="disclosure_there"):
        drafted(county, resolved)


def test_what_is_not_to_be_posted_now_is_not_drafted(county: County) -> None:
    decision = opened(county)
    with pytest.raises(Conflict, match="nothing_to_disclose"):
        drafted(county, decision)


def test_who_may_not_record_drafts_nothing(county: County, resolved: Decision) -> None:
    with pytest.raises(Refused):
        draft(
            actor=county.actor("auditor"),
            at=DRAFTED,
            decision=resolved,
            step="resolution_posting",
            notice=NOTICE,
        )


def test_posting_the_notice_enters_the_step_on_that_day(county: County, resolved: Decision) -> None:
    article = posted(county, resolved)
    event = resolved.events.get(kind=Kind.POSTED)
    assert (event.step, event.day, event.article_id) == ("resolution_posting", POSTED.date(), article.pk)
    assert event.said == {"tells": ["resolution"]}
    assert event.recorded_by == "jiceng"
    assert (resolved.result, resolved.current) == ("adopted", "resolution_posting")
    entry = AuditEntry.objects.get(pk=event.entry_id)
    assert '"verdict":"ok"' in (entry.content or "")


def test_a_notice_posted_at_its_time_by_the_program_enters_it_too(county: County, resolved: Decision) -> None:
    article = drafted(county, resolved)
    editorial.submit(actor=county.actor("shangyao"), at=DRAFTED, article=article)
    when = POSTED + timedelta(days=1)
    editorial.approve(
        actor=county.actor("qingshi"), at=POSTED, article=article, revision=article.revision, post_at=when
    )
    assert not resolved.events.filter(kind=Kind.POSTED).exists()
    editorial.post_due(actor=system_actor("jiceng work"), at=when)
    assert resolved.events.get(kind=Kind.POSTED).day == when.date()


def test_new_words_of_a_posted_notice_leave_its_days_as_they_run(county: County, resolved: Decision) -> None:
    article = posted(county, resolved)
    later = POSTED + timedelta(days=3)
    text = editorial.Text(
        article.title, "<p>决议通过了。</p>", article.column, article.kind, until=article.until
    )
    writer, reviewer = county.actor("shangyao"), county.actor("qingshi")
    article = editorial.revise(
        actor=writer, at=later, article=article, text=text, revision=article.revision, reason="错字"
    )
    editorial.submit(actor=writer, at=later, article=article)
    editorial.approve(actor=reviewer, at=later, article=article, revision=article.revision)
    assert resolved.events.get(kind=Kind.POSTED).day == POSTED.date()


@pytest.mark.parametrize(("days", "short"), [(14, True), (15, False)])
def test_a_notice_taken_down_before_its_days_shows_and_is_owed_again(
    county: County, resolved: Decision, days: int, short: bool
) -> None:
    article = posted(county, resolved)
    down = POSTED + timedelta(days=days)
    editorial.withdraw(actor=county.actor("qingshi"), at=down, article=article, reason="内容有误")
    resolved.refresh_from_db()
    last = resolved.events.order_by("-number").first()
    assert last is not None
    assert (last.replaces is not None, last.said.get("until")) == (
        short,
        str(down.date()) if short else None,
    )
    state = story(county.actor("shangyao"), resolved.pk, down.date()).state
    assert state.event(last.code).verdict == ("posted_short" if short else "ok")  # type: ignore[union-attr]


def test_after_it_was_taken_down_another_may_be_posted(county: County, resolved: Decision) -> None:
    article = posted(county, resolved)
    down = POSTED + timedelta(days=2)
    editorial.withdraw(actor=county.actor("qingshi"), at=down, article=article, reason="内容有误")
    again = draft(
        actor=county.actor("shangyao"), at=down, decision=resolved, step="resolution_posting", notice=NOTICE
    )
    editorial.submit(actor=county.actor("shangyao"), at=down, article=again)
    editorial.approve(actor=county.actor("qingshi"), at=down, article=again, revision=again.revision)
    state = story(county.actor("shangyao"), resolved.pk, down.date() + timedelta(15)).state
    assert state.current == "carrying_out"


def test_a_posting_is_not_stopped_by_a_decision_not_gone_on_with(county: County, resolved: Decision) -> None:
    article = drafted(county, resolved)
    editorial.submit(actor=county.actor("shangyao"), at=DRAFTED, article=article)
    drop(
        actor=county.actor("shangyao"), at=DRAFTED, decision=resolved, day=DRAFTED.date(), reason="资金未到位"
    )
    editorial.approve(actor=county.actor("qingshi"), at=POSTED, article=article, revision=article.revision)
    article.refresh_from_db()
    assert article.state == Article.State.POSTED
    assert not resolved.events.filter(kind=Kind.POSTED).exists()


def test_a_posting_is_not_stopped_by_a_procedure_the_rules_no_longer_have(
    county: County, resolved: Decision
) -> None:
    article = drafted(county, resolved)
    editorial.submit(actor=county.actor("shangyao"), at=DRAFTED, article=article)
    Decision.objects.filter(pk=resolved.pk).update(procedure="of_other_rules")
    editorial.approve(actor=county.actor("qingshi"), at=POSTED, article=article, revision=article.revision)
    article.refresh_from_db()
    assert article.state == Article.State.POSTED


def test_a_record_corrected_after_the_draft_is_put_in_anew(county: County, resolved: Decision) -> None:
    article, actor = drafted(county, resolved), county.actor("shangyao")
    disclosure = resolved.disclosures.get()
    assert not is_outdated(disclosure, public_record(story(actor, resolved.pk, DRAFTED.date())))
    event = resolved.events.get(step="two_committees")
    right = Entry("two_committees", Kind.HELD, event.day, {**event.said, "ayes": 5, "nays": 0})
    correct(actor=actor, at=DRAFTED, event=event, entry=right, reason="写错")
    told = public_record(story(actor, resolved.pk, DRAFTED.date()))
    assert is_outdated(disclosure, told)
    renew(actor=actor, at=DRAFTED, disclosure=disclosure)
    disclosure.article.refresh_from_db()
    assert not is_outdated(disclosure, told)
    assert len(files_of(disclosure.article)) == 1
    assert article.pk == disclosure.article_id


def test_the_record_alone_gives_the_verdict_of_the_story(county: County, resolved: Decision) -> None:
    article = drafted(county, resolved)
    told = story(county.actor("shangyao"), resolved.pk, DRAFTED.date())
    data = json.loads(bytes(files_of(article)[0].data))
    procedure = told.state.procedure
    assert as_json(judge(procedure, read_record(data, procedure), DRAFTED.date())) == public_verdict(told)
    assert "赵大田" not in json.dumps(data, ensure_ascii=False)


def test_a_draft_that_was_deleted_leaves_the_step_to_be_disclosed(county: County, resolved: Decision) -> None:
    article = drafted(county, resolved)
    editorial.discard(actor=county.actor("shangyao"), at=DRAFTED, article=article)
    assert not resolved.disclosures.exists()
    assert drafted(county, resolved).pk


def test_a_step_posted_by_hand_meanwhile_is_not_entered_twice(county: County, resolved: Decision) -> None:
    article = drafted(county, resolved)
    editorial.submit(actor=county.actor("shangyao"), at=DRAFTED, article=article)
    said = {"tells": ["resolution"]}
    by_hand = Entry("resolution_posting", Kind.POSTED, DRAFTED.date(), said)
    enter(actor=county.actor("shangyao"), at=DRAFTED, decision=resolved, entry=by_hand)
    editorial.approve(actor=county.actor("qingshi"), at=POSTED, article=article, revision=article.revision)
    assert resolved.events.get(kind=Kind.POSTED).day == DRAFTED.date()


def test_what_was_promised_and_what_was_carried_out_falls_due(county: County) -> None:
    decision = opened(county, carry_out_by=date(2026, 11, 1))
    entered(county, decision, "resolution_posting")
    assert [(each.action, each.due_by) for each in decision.expected.all()][-1] == (
        "report",
        date(2026, 11, 1),
    )
    done = Entry("carrying_out", Kind.REPORTED, date(2026, 11, 10))
    enter(actor=county.actor("shangyao"), at=at(date(2026, 11, 10)), decision=decision, entry=done)
    due = decision.expected.get(action="post")
    assert (due.step, due.due_by) == ("results_posting", date(2026, 11, 25))

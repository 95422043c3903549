"""A notice that does a duty is on record by being posted: once, while it is up, changed by no hand."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jiceng.apps.duties.selectors import UnitVerdict, open_verdicts
from jiceng.apps.editorial import records, services
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.services import Text
from jiceng.apps.gatherings import postings
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import (
    Minutes,
    cancel_gathering,
    correct_gathering,
    record_gathering,
)
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.versions import last_version
from jiceng.kernel.errors import Conflict, Refused
from tests.county import AT, SYSTEM, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
DAY = timezone.localdate(AT)
LAST = DAY + timedelta(15)
ACCOUNTS = Text("三季度财务收支", "<p>收入三千元。</p>", "village_affairs", kind="accounts")


def posted(county: County, text: Text = ACCOUNTS, post_at=None) -> Article:  # noqa: ANN001
    """Written by 上窑村's secretary, approved by the town's officer."""
    secretary = county.actor("shangyao")
    article = services.draft(actor=secretary, at=AT, unit=county.unit("上窑村"), text=text)
    services.submit(actor=secretary, at=AT, article=article)
    services.approve(actor=county.actor("qingshi"), at=AT, article=article, revision=1, post_at=post_at)
    article.refresh_from_db()
    return article


def revised(county: County, article: Article, text: Text, at) -> None:  # noqa: ANN001
    """Changed and approved again."""
    secretary, revision = county.actor("shangyao"), article.revision
    services.revise(actor=secretary, at=at, article=article, text=text, revision=revision, reason="更正标题")
    services.submit(actor=secretary, at=at, article=article)
    services.approve(actor=county.actor("qingshi"), at=at, article=article, revision=revision + 1)
    article.refresh_from_db()


def by_hand(county: County, day: date = DAY, items: tuple[str, ...] = ("accounts",)) -> Gathering:
    """The same notice, recorded by the secretary."""
    minutes = Minutes("village_posting", day, "财务公开栏", items=items, place="公示栏")
    return record_gathering(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), body=None, minutes=minutes
    )


def on_record() -> list[tuple[str, date, str, int | None, str]]:
    rows = Gathering.objects.filter(kind__endswith="_posting").order_by("pk")
    return [(each.items, each.day, each.subject, each.measured, each.state) for each in rows]


def duty(county: County, day: date, code: str = "accounts_posting") -> UnitVerdict:
    version = last_version(county.unit("上窑村"))
    found = open_verdicts(county.actor("shangyao"), version, day)
    return next(each for each in found if each.duty.code == code)


def test_a_notice_is_on_record_in_the_step_that_posts_it(county: County) -> None:
    article = posted(county)
    record = Gathering.objects.get()
    assert on_record() == [("accounts", DAY, "三季度财务收支", None, "held")]
    assert (record.follows, record.roll, record.minutes) == (f"article:{article.pk}", None, "")
    entry = AuditEntry.objects.get(type="gathering.recorded")
    assert (entry.subject, entry.actor_name) == (f"gathering:{record.pk}", "jiceng")


def test_nothing_is_on_record_before_its_time(county: County) -> None:
    posted(county, post_at=AT + timedelta(days=2))
    assert on_record() == []
    services.post_due(actor=SYSTEM, at=AT + timedelta(days=2))
    assert on_record() == [("accounts", DAY + timedelta(2), "三季度财务收支", None, "held")]


def test_the_duty_waits_for_its_days_and_is_then_done(county: County) -> None:
    assert not duty(county, DAY).verdict.evidence
    record = posted(county) and Gathering.objects.get()
    waiting = duty(county, DAY)
    assert (waiting.state, waiting.verdict.met_on, waiting.evidence_ids) == ("due", LAST, [record.pk])
    assert duty(county, LAST - timedelta(1)).state == "due"
    assert duty(county, LAST).state == "done"


def test_a_notice_up_until_its_last_day_was_up_long_enough(county: County) -> None:
    posted(county, Text(**_said(ACCOUNTS, until=LAST)))
    services.post_due(actor=SYSTEM, at=AT + timedelta(days=16))
    assert on_record() == [("accounts", DAY, "三季度财务收支", 15, "held")]
    assert duty(county, LAST).state == "done"


def test_a_longer_last_day_is_that_of_the_record(county: County) -> None:
    article = posted(county, Text(**_said(ACCOUNTS, until=LAST)))
    longer = Text(**_said(ACCOUNTS, until=LAST + timedelta(5)))
    revised(county, article, longer, AT + timedelta(days=3))
    services.post_due(actor=SYSTEM, at=AT + timedelta(days=16))
    assert on_record()[0][3] is None
    services.post_due(actor=SYSTEM, at=AT + timedelta(days=30))  # the program stood still
    assert on_record() == [("accounts", DAY, "三季度财务收支", 20, "held")]


def test_one_withdrawn_a_day_early_does_no_duty(county: County) -> None:
    article = posted(county)
    services.withdraw(
        actor=county.actor("qingshi"), at=AT + timedelta(days=14), article=article, reason="数字有误"
    )
    assert on_record() == [("accounts", DAY, "三季度财务收支", 14, "held")]
    assert duty(county, LAST).state == "due"
    assert duty(county, LAST).verdict.met_on is None
    assert Gathering.objects.get().revisions.get().reason == "数字有误"


def test_one_withdrawn_the_day_it_was_posted_counts_for_nothing(county: County) -> None:
    """The collective's notices have no days the law asks for: a minute must not do."""
    text = Text("集体收支", "<p>收入三千元。</p>", "collective", kind="collective_accounts")
    article = posted(county, text)
    services.withdraw(
        actor=county.actor("qingshi"), at=AT + timedelta(minutes=5), article=article, reason="发错了"
    )
    assert on_record() == [("accounts", DAY, "集体收支", None, "cancelled")]


def test_a_new_title_is_a_correction_of_the_same_record(county: County) -> None:
    article = posted(county)
    other = Text(**_said(ACCOUNTS, title="第三季度财务收支公布"))
    revised(county, article, other, AT + timedelta(days=1))
    assert on_record() == [("accounts", DAY, "第三季度财务收支公布", None, "held")]
    assert Gathering.objects.get().revisions.get().content["subject"] == "三季度财务收支"


def test_another_kind_begins_another_record(county: County) -> None:
    article = posted(county)
    other = Text(**_said(ACCOUNTS, kind="decisions", column="resolutions"))
    revised(county, article, other, AT + timedelta(days=3))
    assert on_record() == [
        ("accounts", DAY, "三季度财务收支", 3, "held"),
        ("resolutions", DAY + timedelta(3), "三季度财务收支", None, "held"),
    ]
    plain = Text(**_said(ACCOUNTS, kind="announcement", column="announcements"))
    revised(county, article, plain, AT + timedelta(days=5))
    assert [each[3] for each in on_record()] == [3, 2]


def test_articles_that_do_no_duty_leave_no_record(county: County) -> None:
    posted(county, Text("公告", "<p>停水。</p>", "announcements", kind="announcement"))
    posted(county, Text("村里的事", "<p>秋收。</p>", "village_affairs"))
    town = county.unit("青石镇")
    article = services.draft(actor=county.actor("qingshi"), at=AT, unit=town, text=ACCOUNTS)
    services.submit(actor=county.actor("qingshi"), at=AT, article=article)
    services.approve(actor=county.actor("county"), at=AT, article=article, revision=1)
    assert Article.objects.filter(state="posted").count() == 3
    assert on_record() == []  # the last: a town posts no village's accounts


def test_what_was_recorded_by_hand_that_day_is_not_recorded_twice(county: County) -> None:
    hand = by_hand(county, items=("accounts", "resolutions"))
    article = posted(county)
    hand.refresh_from_db()
    assert on_record() == [("accounts,resolutions", DAY, "三季度财务收支", None, "held")]
    assert (hand.follows, hand.place) == (f"article:{article.pk}", "公示栏")
    assert hand.revisions.get().content["subject"] == "财务公开栏"


def test_of_another_day_or_about_something_else_it_is_another_notice(county: County) -> None:
    by_hand(county, items=("resolutions",))
    earlier = by_hand(county, DAY - timedelta(9))
    posted(county)
    assert len(on_record()) == 3
    article, version = Article.objects.get(), last_version(county.unit("上窑村"))
    told = records.beside(county.actor("shangyao"), article, version)
    assert [each.pk for each in told] == [earlier.pk]
    assert records.beside(county.actor("liulin"), article, version) == []


def test_what_is_on_record_is_not_written_once_more(county: County) -> None:
    posted(county)
    with pytest.raises(Conflict, match="posted_already"):
        by_hand(county)
    by_hand(county, items=("accounts", "public_funds"))  # more than was posted
    by_hand(county, DAY - timedelta(1))
    assert len(on_record()) == 3


def test_a_posted_notice_may_be_said_to_make_up_for_an_earlier_period(county: County) -> None:
    """As the link “make up” of what is late says it; it is no second record."""
    posted(county)
    minutes = Minutes("village_posting", DAY, "补三季度", items=("accounts",), makes_up="2026-Q3")
    given = {"actor": county.actor("shangyao"), "at": AT, "unit": county.unit("上窑村"), "body": None}
    for _twice in range(2):
        record_gathering(minutes=minutes, **given)  # type: ignore[arg-type]
    assert on_record() == [("accounts", DAY, "三季度财务收支", None, "held")]
    record = Gathering.objects.get()
    assert (record.makes_up, record.revision) == ("2026-Q3", 2)


def test_no_hand_changes_what_follows_a_posting(county: County) -> None:
    posted(county)
    record, secretary = Gathering.objects.get(), county.actor("shangyao")
    minutes = Minutes("village_posting", DAY - timedelta(20), "三季度财务收支", items=("accounts",))
    with pytest.raises(Conflict, match="follows_posting"):
        correct_gathering(
            actor=secretary, at=AT, gathering=record, minutes=minutes, reason="补登", revision=1
        )
    with pytest.raises(Conflict, match="follows_posting"):
        cancel_gathering(actor=secretary, at=AT, gathering=record, reason="误登")
    assert on_record() == [("accounts", DAY, "三季度财务收支", None, "held")]


def test_nobody_but_the_program_writes_such_a_record(county: County) -> None:
    notice = postings.Notice("village_posting", ("accounts",), "三季度财务收支", "林晓")
    given = {
        "actor": county.actor("shangyao"),
        "at": AT,
        "unit": county.unit("上窑村"),
        "follows": "article:1",
    }
    with pytest.raises(Refused):
        postings.follow_posting(notice=notice, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        postings.end_posting(last=DAY, taken_back=True, **given)  # type: ignore[arg-type]


def _said(text: Text, **other: object) -> dict[str, object]:
    return {name: getattr(text, name) for name in Text.__dataclass_fields__} | other

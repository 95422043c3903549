"""What was posted is in the ledger, and an outsider can check it with the public key alone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from jiceng.apps.editorial import sealing, services
from jiceng.apps.editorial.models import Article, Posted
from jiceng.apps.editorial.posting import bring_in_line, follow_anew, keep_time
from jiceng.apps.editorial.services import Text
from jiceng.apps.journal import keys, ledger
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.publications import store
from jiceng.apps.publications.models import Version
from jiceng.apps.publications.sealed import sealed
from jiceng.apps.publications.seals import Proved, check_seal
from jiceng.kernel.errors import ProofError
from tests.county import AT, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
TEXT = Text("三季度村务公开", "<p>收入三千元。</p>", "village_affairs", kind="decisions")
CHANGED = Text("三季度村务公开", "<p>收入三千一百元。</p>", "village_affairs", kind="decisions")


@pytest.fixture(autouse=True)
def an_office(tmp_path: Path, settings: Any) -> None:
    settings.KEYS_FOLDER = tmp_path / "keys"
    store.put_column("village_affairs", title="村务公开", title_en="Village affairs", order=1, listed=True)


def posted(county: County, at: datetime = AT, text: Text = TEXT, article: Article | None = None) -> Article:
    """An article, or a change of one, approved and posted."""
    writer = county.actor("shangyao")
    if article is None:
        article = services.draft(actor=writer, at=at, unit=county.unit("上窑村"), text=text)
    else:
        article.refresh_from_db()
        article = services.revise(
            actor=writer, at=at, article=article, text=text, revision=article.revision, reason="更正"
        )
    services.submit(actor=writer, at=at, article=article)
    services.approve(actor=county.actor("qingshi"), at=at, article=article, revision=article.revision)
    article.refresh_from_db()
    return article


def between_jobs(at: datetime = AT) -> int:
    """What the worker does between jobs."""
    return keep_time(at=at) + ledger.sequence(at=at) + sealing.seal_waiting(at=at)


def seal_of(article: Article, at: datetime = AT) -> str:
    """The file an outsider takes from the portal."""
    found = sealed(article.number or 0, at)
    assert found is not None
    return found.file or ""


def proved(article: Article, at: datetime = AT) -> list[Proved]:
    return check_seal(seal_of(article, at), [ledger.verifier()])


def test_what_is_posted_can_be_checked_once_the_ledger_has_it(county: County) -> None:
    article = posted(county)
    keep_time(at=AT)
    assert seal_of(article) == ""
    ledger.sequence(at=AT)
    assert sealing.seal_waiting(at=AT) == 1
    (version,) = proved(article)
    assert (version.version, version.words, version.posted_at, version.days) == (1, True, AT, None)


def test_the_entry_names_nobody_and_quotes_nothing(county: County) -> None:
    posted(county)
    between_jobs()
    entry = AuditEntry.objects.get(type="article.posted")
    assert (entry.actor_id, entry.actor_name, entry.subject) == (None, "jiceng", "publication:1")
    assert "村务公开" not in (entry.content or "")


def test_a_changed_word_is_found(county: County) -> None:
    article = posted(county)
    between_jobs()
    with pytest.raises(ProofError, match="seal_other_words"):
        check_seal(seal_of(article).replace("三千元", "四千元"), [ledger.verifier()])


def test_what_stood_unchanged_for_as_long_as_is_asked_is_entered(county: County) -> None:
    article = posted(county)
    between_jobs()
    last = AT + timedelta(days=15)
    assert (between_jobs(last), proved(article, last)[0].days) == (0, None)
    after = AT + timedelta(days=16)
    assert keep_time(at=after) == 1
    between_jobs(after)
    (version,) = proved(article, after)
    assert (version.days, version.stood_at) == (15, after)
    assert keep_time(at=after) == 0


def test_what_was_changed_begins_anew(county: County) -> None:
    article = posted(county)
    between_jobs()
    change = AT + timedelta(days=10)
    posted(county, change, CHANGED, article)
    between_jobs(change)
    assert between_jobs(AT + timedelta(days=16)) == 0
    after = change + timedelta(days=16)
    between_jobs(after)
    assert [each.days for each in proved(article, after)] == [None, 15]


def test_what_was_changed_after_it_stood_has_stood_though_nobody_came_by_before(county: County) -> None:
    article = posted(county)
    between_jobs()
    change = AT + timedelta(days=20)
    posted(county, change, CHANGED, article)
    between_jobs(change)
    assert [each.days for each in proved(article, change)] == [15, None]


def test_what_was_taken_back_too_soon_did_not_stand(county: County) -> None:
    article = posted(county)
    between_jobs()
    early = AT + timedelta(days=3)
    services.withdraw(actor=county.actor("qingshi"), at=early, article=article, reason="数字有误")
    between_jobs(early)
    assert between_jobs(AT + timedelta(days=30)) == 0
    (version,) = proved(article, early)
    assert (version.days, version.words) == (None, False)


def test_salt_and_words_go_with_the_end_of_the_posting_and_the_digest_stays(county: County) -> None:
    article = posted(county)
    between_jobs()
    before = proved(article)[0].digest
    services.withdraw(actor=county.actor("qingshi"), at=AT, article=article, reason="数字有误")
    bring_in_line(AT)
    row = Posted.objects.get()
    assert (row.salt, row.digest) == (None, before)
    assert "三千元" not in seal_of(article)
    assert proved(article)[0].digest == before


def test_the_public_reads_what_was_entered(county: County) -> None:
    posted(county)
    between_jobs()
    found = sealed(1, AT)
    assert found is not None
    assert [each.digest for each in found.versions] == [Posted.objects.get().digest]


def test_a_notice_of_a_kind_without_a_rule_is_held_to_its_own_last_day(county: County) -> None:
    last = date(2026, 12, 1)
    posted(county, AT, Text("通知", "<p>停水。</p>", "village_affairs", until=last))
    assert Posted.objects.get().stands_on == last


def test_a_posting_that_is_rolled_back_leaves_no_entry(county: County) -> None:
    def cut() -> None:
        with transaction.atomic():
            posted(county)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut()
    assert not AuditEntry.objects.filter(type="article.posted").exists()


def test_a_key_that_has_been_replaced_still_proves_what_it_signed(county: County) -> None:
    article = posted(county)
    keep_time(at=AT)
    ledger.sequence(at=AT)
    old = ledger.verifier()
    keys.next_signing_key()
    keys.take_over()
    assert sealing.seal_waiting(at=AT) == 1
    assert check_seal(seal_of(article), [old, ledger.verifier()])
    with pytest.raises(ProofError, match="seal_other_key"):
        check_seal(seal_of(article), [ledger.verifier()])


def test_nothing_waiting_costs_two_reads(
    county: County, django_assert_num_queries: Callable[[int], Any]
) -> None:
    posted(county)
    between_jobs()
    with django_assert_num_queries(2):
        assert sealing.keep_stood(AT) + sealing.seal_waiting(at=AT) == 0


def test_of_a_list_of_people_helped_nobody_keeps_the_words_once_it_is_over(county: County) -> None:
    helped = Text("救助公示", "<p>某某，五百元。</p>", "village_affairs", listed=False)
    article, other = posted(county, AT, helped), posted(county)
    for each in (article, other):
        services.withdraw(actor=county.actor("qingshi"), at=AT, article=each, reason="期满")
    article.refresh_from_db()
    other.refresh_from_db()
    assert (article.html, other.html) == ("", TEXT.html)
    assert [each.content["html"] for each in article.versions.all()] == [""]
    assert "某某" not in str(list(AuditEntry.objects.values_list("content", flat=True)))


def test_after_a_backup_was_restored_every_seal_is_brought_again(county: County) -> None:
    article = posted(county)
    between_jobs()
    Version.objects.update(seal=None)
    assert (between_jobs(), seal_of(article)) == (0, "")
    follow_anew()
    between_jobs()
    assert [each.words for each in proved(article)] == [True]

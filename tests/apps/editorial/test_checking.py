"""Whoever may write every published row changes none of them unseen: the ledger's extract tells."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction

from jiceng.apps.editorial import files, sealing, services
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.posting import keep_time
from jiceng.apps.editorial.services import Text
from jiceng.apps.journal import ledger
from jiceng.apps.publications import store
from jiceng.apps.publications.checking import Told, check_published
from jiceng.apps.publications.models import Attachment, Column, Publication, Version
from jiceng.apps.publications.routing import PUBLISHED
from jiceng.engines.ledger import Verified, verify_extract, write_extract
from jiceng.kernel.errors import ProofError
from tests.county import AT, SYSTEM, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
EDITS = 1_000
OTHER = {"publication_id", "unit_name", "token", "order", "id", "size"}
"""Names no notice's own, keys, and what a change of more than one field is tried with below."""


@pytest.fixture
def office(county: County, tmp_path: Path, settings: Any) -> County:
    """Six notices: changed, with a file, withdrawn, expired, stood its days, unlisted."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.LEDGER_NAME = "jiceng.test/ledger"
    for order, code in enumerate(("village_affairs", "resolutions")):
        store.put_column(code, title=code, title_en=code, order=order, listed=True)
    changed = posted(county, AT, text("一", kind="accounts"))
    posted(county, AT + timedelta(days=1), text("一", html="<p>更正。</p>", kind="accounts"), changed)
    attached(county)
    gone = posted(county, AT, text("三", byline="村委会"))
    posted(county, AT, text("四", until=(AT + timedelta(days=3)).date()))
    posted(county, AT, text("五", listed=False, author="林晓"))
    posted(county, AT + timedelta(days=2), text("六", column="resolutions", source="镇里"))
    between_jobs(AT + timedelta(days=2))
    services.withdraw(
        actor=county.actor("qingshi"), at=AT + timedelta(days=2), article=gone, reason="数字有误"
    )
    between_jobs(AT + timedelta(days=20))
    return county


def text(title: str, html: str = "<p>收入三千元。</p>", column: str = "village_affairs", **more: Any) -> Text:
    return Text(title, html, column, **more)


def posted(county: County, at: datetime, said: Text, article: Article | None = None) -> Article:
    """Written, or changed, reviewed and posted."""
    writer = county.actor("shangyao")
    if article is None:
        article = services.draft(actor=writer, at=at, unit=county.unit("上窑村"), text=said)
    else:
        article = services.revise(
            actor=writer, at=at, article=article, text=said, revision=article.revision, reason="更正"
        )
    approved(county, at, article)
    return article


def approved(county: County, at: datetime, article: Article) -> None:
    services.submit(actor=county.actor("shangyao"), at=at, article=article)
    article.refresh_from_db()
    services.approve(actor=county.actor("qingshi"), at=at, article=article, revision=article.revision)
    article.refresh_from_db()


def attached(county: County) -> None:
    """With a file."""
    writer = county.actor("shangyao")
    article = services.draft(actor=writer, at=AT, unit=county.unit("上窑村"), text=text("二"))
    files.attach(actor=writer, at=AT, article=article, name="明细.txt", data="收入三千元".encode(), reason="")
    article.refresh_from_db()
    approved(county, AT, article)


def between_jobs(at: datetime) -> None:
    services.post_due(actor=SYSTEM, at=at)
    keep_time(at=at)
    while ledger.sequence(at=at):
        pass
    sealing.seal_waiting(at=at)


def extract(*, shown: bool = True) -> tuple[Told, Verified]:
    """What an auditor has taken out and checked."""
    told = Told()
    lines = write_extract(ledger.verifier().name, ledger.extract_parts(shown=shown))
    return told, verify_extract(lines, [ledger.verifier()], None, told.take)


# ── a superuser ──────────────────────────────────────────────────────────────────────────────────


def other(value: Any, field: models.Field[Any, Any], chance: random.Random) -> Any:
    """Another value of a field."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value + chance.choice((-1, 1)) * timedelta(seconds=chance.randint(1, 9_000))
    if isinstance(value, int):
        return value + chance.randint(1, 9)
    if isinstance(value, bytes | memoryview):
        return bytes(value) + b"x" if chance.random() < 0.5 else bytes(value)[1:] or b"x"
    if isinstance(value, list):
        return (
            [*value, {"name": "x", "sha256": "0" * 64}] if not value or chance.random() < 0.5 else value[1:]
        )
    if isinstance(value, dict):
        return other_seal(value, chance)
    if isinstance(field, models.DateTimeField):
        return AT
    if isinstance(field, models.DateField):
        return AT.date() if value is None else value + timedelta(days=chance.randint(1, 20))
    if field.choices:
        return chance.choice([code for code, _ in field.choices if code != value])
    if isinstance(field, models.JSONField | models.BinaryField):
        return {} if isinstance(field, models.JSONField) else b"x"
    rest = str(value or "")[1:]  # no longer than before: a column has its width
    return f"改{rest}" if chance.random() < 0.5 or not value else rest


def other_seal(seal: dict[str, Any], chance: random.Random) -> Any:
    kind = chance.choice(("none", "days", "posted", "stood"))
    if kind == "none":
        return None
    if kind == "days":
        return seal | {"days": (seal["days"] or 0) + 15}
    if kind == "stood":
        return seal | {"stood": None if seal["stood"] else seal["posted"]}
    name = chance.choice(("commitment", "salt", "checkpoint", "key", "content"))
    return seal | {"posted": seal["posted"] | {name: seal["posted"][name][:-1]}}


def some(model: type[models.Model], chance: random.Random) -> Any:
    return chance.choice(list(model._default_manager.order_by("pk")))


def change(chance: random.Random) -> str:
    """Another word in one field of one row."""
    model = chance.choice((Publication, Publication, Version, Version, Attachment))
    row = some(model, chance)
    fields = [each for each in model._meta.concrete_fields if each.attname not in OTHER]
    field = chance.choice([each for each in fields if not each.primary_key])
    if field.name == "column":
        wanted: Any = Column.objects.exclude(pk=row.column_id).first()
    else:
        wanted = other(getattr(row, field.attname), field, chance)
    model._default_manager.filter(pk=row.pk).update(**{field.name: wanted})
    return f"{model.__name__}.{field.name}"


def delete(chance: random.Random) -> str:
    row = some(chance.choice((Publication, Version, Attachment)), chance)
    row.delete()
    return type(row).__name__


def insert(chance: random.Random) -> str:
    """A notice, a version or a file that was never entered, of the time before the checkpoint."""
    row = some(chance.choice((Publication, Version, Attachment)), chance)
    if isinstance(row, Publication):
        row.pk = 50 + chance.randrange(50)
    elif isinstance(row, Version):
        row.pk, row.number = None, row.number + chance.randint(2, 9)
    else:
        row.pk, row.token = None, "y" * 43
    row.save(force_insert=True)
    return type(row).__name__


def reorder(chance: random.Random) -> str:
    """Two notices change what they say, with their seals."""
    one, two = chance.sample(list(Version.objects.order_by("pk")), 2)
    names = ("title", "html", "files", "salt", "digest", "seal", "at")
    for row, said in ((one, two), (two, one)):
        Version.objects.filter(pk=row.pk).update(**{name: getattr(said, name) for name in names})
    return ""


def truncate(chance: random.Random) -> str:
    Publication.objects.filter(pk__gte=some(Publication, chance).pk).delete()
    return ""


def set_back(_chance: random.Random) -> str:
    """The first notice as it was before it was corrected."""
    Version.objects.filter(publication=1, number=2).delete()
    before = Version.objects.get(publication=1, number=1)
    said = {"html": before.html, "title": before.title, "changed_at": before.at, "version": 1}
    Publication.objects.filter(pk=1).update(**said, text="收入三千元。")
    return ""


def revive(_chance: random.Random) -> str:
    """One that was taken down is posted again."""
    Publication.objects.filter(state="withdrawn").update(state="posted", ended_at=None, end_reason="")
    return ""


def take_down(chance: random.Random) -> str:
    """One that is posted is made to look withdrawn."""
    row = chance.choice(list(Publication.objects.filter(state="posted").order_by("pk")))
    store.end(row.pk, at=AT, state="withdrawn", reason="有误")
    return str(row.pk)


ALL: Sequence[Callable[[random.Random], str]] = (
    *(change, change, change, change, delete, delete, insert, insert, reorder, truncate, set_back),
    *(revive, take_down),
)


def edits() -> Iterator[tuple[int, Callable[[random.Random], str], random.Random]]:
    for seed in range(EDITS):
        chance = random.Random(seed)
        yield seed, chance.choice(ALL), chance


def test_a_thousand_edits_of_published_rows_are_all_found(office: County) -> None:
    told, found = extract()
    assert check_published(told, found) == 7
    missed, seen = [], set()
    for seed, edit, chance in edits():
        with transaction.atomic(using=PUBLISHED):
            what = edit(chance)
            seen.add((edit.__name__, what))
            try:
                check_published(told, found)
            except ProofError:
                pass
            else:
                missed.append((seed, edit.__name__, what))
            transaction.set_rollback(True, using=PUBLISHED)
    assert not missed
    assert len(seen) > 40
    assert check_published(told, found) == 7


def test_the_first_wrong_notice_is_named(office: County) -> None:
    told, found = extract()
    Version.objects.filter(publication=6).update(html="<p>四千元。</p>")
    Publication.objects.filter(pk=2).update(title="另一个")
    with pytest.raises(ProofError) as error:
        check_published(told, found)
    assert (error.value.code, error.value.data) == ("published_changed", {"number": 2, "what": "title"})


def test_without_contents_what_is_read_is_protected_all_the_same(office: County) -> None:
    told, found = extract(shown=False)
    assert check_published(told, found) == 7
    Publication.objects.filter(pk=5).update(author="别人")
    with pytest.raises(ProofError, match="published_changed"):
        check_published(told, found)


def test_what_came_after_the_extract_is_no_fault(office: County) -> None:
    told, found = extract()
    later = AT + timedelta(days=21)
    article = Article.objects.get(number=1)
    posted(office, later, text("一", html="<p>再更正。</p>", kind="accounts"), article)
    posted(office, later, text("七"))
    services.withdraw(
        actor=office.actor("qingshi"), at=later, article=Article.objects.get(number=6), reason="有误"
    )
    between_jobs(later)
    assert check_published(told, found) == 7
    assert check_published(*extract()) == 9


def test_two_postings_before_anybody_read_the_first_are_both_kept(office: County) -> None:
    later = AT + timedelta(days=21)
    article = posted(office, later, text("七"))
    posted(office, later, text("七", html="<p>改。</p>"), article)
    gone = posted(office, later, text("八"))
    posted(office, later, text("八", html="<p>改。</p>"), gone)
    services.withdraw(actor=office.actor("qingshi"), at=later, article=gone, reason="有误")
    between_jobs(later)
    assert check_published(*extract()) == 11
    assert list(Version.objects.filter(publication=8).values_list("html", flat=True)) == ["", ""]

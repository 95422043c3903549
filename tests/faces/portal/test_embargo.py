"""Nothing tells the public of what is not posted: neither a page, nor a count, nor a header, nor its absence.

Whatever an office does with an article before its time, every answer of the portal stays the same to the
byte. EMBARGO_SEED says which of the ways an article can go is taken.
"""

import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiceng.apps.editorial import files, services
from jiceng.apps.editorial.models import Article, ArticleFile
from jiceng.apps.editorial.posting import keep_time
from jiceng.apps.editorial.services import Text
from jiceng.apps.publications import store
from jiceng.faces.portal.urls import urlpatterns
from tests.county import AT, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
SEED = int(os.environ.get("EMBARGO_SEED", "20261123"))
STEPS = int(os.environ.get("EMBARGO_STEPS", "30"))
SECRET = "泄密词"
UNITS = ("990525", "990525100", "990525100200", "990525100201", "990525101200", "990525999")
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the time for what answers."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    put(AT)
    return put


class Office:
    """An office that writes under embargo, and the public that asks everywhere."""

    def __init__(self, county: County) -> None:
        self.county, self.at = county, AT
        self.writer, self.reviewer = county.actor("shangyao"), county.actor("qingshi")
        self.settle()

    def settle(self) -> None:
        """What happens between jobs, once the minute is over in which the office looks at its duties once."""
        self.at += timedelta(seconds=61)
        keep_time(at=self.at)

    def draft(self, said: str, **more: Any) -> Article:
        text = Text(f"{said}的公告", f"<p>{said}三千元。</p>", "village_affairs", **more)
        return services.draft(actor=self.writer, at=self.at, unit=self.county.unit("上窑村"), text=text)

    def revise(self, article: Article, said: str) -> None:
        article.refresh_from_db()
        text = Text(f"{said}的公告", f"<p>{said}四千元。</p>", "announcements", until=article.until)
        given = {"article": article, "text": text, "revision": article.revision, "reason": "更正"}
        services.revise(actor=self.writer, at=self.at, **given)

    def attach(self, article: Article, said: str) -> None:
        content = f"{said}{random.random()}".encode()
        given = {"article": article, "name": f"{said}.txt", "data": content, "reason": "补附件"}
        files.attach(actor=self.writer, at=self.at, **given)

    def submit(self, article: Article) -> None:
        article.refresh_from_db()
        services.submit(actor=self.writer, at=self.at, article=article)

    def approve(self, article: Article, after: timedelta | None = None) -> None:
        article.refresh_from_db()
        when = self.at + after if after else None
        given = {"article": article, "revision": article.revision, "post_at": when}
        services.approve(actor=self.reviewer, at=self.at, **given)

    def posted(self, said: str, **more: Any) -> Article:
        article = self.draft(said, **more)
        self.attach(article, said)
        self.submit(article)
        self.approve(article)
        self.settle()
        article.refresh_from_db()
        return article

    def withdraw(self, article: Article) -> None:
        services.withdraw(actor=self.reviewer, at=self.at, article=article, reason="数字有误")


def addresses() -> list[str]:
    """All the public may ask, about everything that is there and some that is not."""
    columns, last = ("village_affairs", "announcements", "none"), Article.objects.count() + 3
    tokens = [*ArticleFile.objects.values_list("token", flat=True), "u" * 43]
    given: dict[str, list[list[Any]]] = {
        "portal_column": [[code] for code in columns],
        "portal_year": [[code, 2026] for code in columns],
        "portal_month": [[code, 2026, month] for code in columns for month in (10, 11, 12)],
        "portal_column_rss": [[code] for code in columns],
        "portal_column_atom": [[code] for code in columns],
        "portal_attachment": [[token] for token in tokens],
        "portal_unit": [[code] for code in UNITS],
        "portal_sitemap_part": [[0], [1]],
    }
    for name in ("portal_article", "portal_versions", "portal_seal", "portal_seal_file"):
        given[name] = [[number] for number in range(1, last)]
    found = [
        reverse(each.name, args=args) for each in urlpatterns for args in given.get(str(each.name), [[]])
    ]
    asked = [f"{reverse('portal_search')}?q={words}" for words in (SECRET, SECRET[:2], "公告", "三千", "1")]
    guessed = [f"/{SECRET}/", f"/2026/11/{SECRET}.html", "/articles/1/", "/show.php?id=1", "/media/1.txt"]
    return [*found, *asked, *guessed, f"{reverse('portal_unit', args=[UNITS[2]])}?kind=accounts"]


def everything(asked: list[str]) -> dict[str, Answer]:
    """What the public is told, wherever it asks."""
    client = Client()
    found = {}
    for address in asked:
        answer = client.get(address)
        assert answer.status_code < 500, address
        headers = tuple(sorted((name, value) for name, value in answer.items()))
        found[address] = (answer.status_code, headers, answer.content)
    return found


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """All that is in the public's database."""
    models = apps.get_app_config("publications").get_models()
    return {
        model.__name__: sorted(model._base_manager.using("published").values_list(), key=repr)
        for model in models
        if model.__name__ != "Letter"
    }


def told(found: dict[str, Answer], word: str) -> set[str]:
    """Where a word is said; what was asked is said again by the page of a search."""
    return {
        address
        for address, (_status, _headers, body) in found.items()
        if word in body.decode("utf-8", "replace") and word not in address
    }


@pytest.mark.parametrize("seed", [SEED, SEED + 1])
def test_nothing_done_before_its_time_changes_any_answer(
    county: County, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    coming = [f"{number:043}" for number in range(2 * STEPS)]  # what no one guesses is asked for all the same
    left = iter(coming)
    monkeypatch.setattr(files.secrets, "token_urlsafe", lambda _size: next(left))
    office, chance = Office(county), random.Random(seed)
    standing = [office.posted("水渠收支"), office.posted("道路收支", listed=False), office.posted("路灯收支")]
    office.revise(standing[0], "水渠收支")  # into the other column: a feed of nothing says when it was asked
    office.submit(standing[0])
    office.approve(standing[0])
    office.withdraw(office.posted("有误收支"))
    office.settle()
    office.settle()
    clock(office.at)
    asked, before = addresses() + [reverse("portal_attachment", args=[each]) for each in coming[4:20]], rows()
    answers = everything(asked)
    hidden: list[Article] = []
    steps: list[Callable[[], Any]] = [
        lambda: hidden.append(office.draft(SECRET)),
        lambda: office.revise(chance.choice([*hidden, *standing]), SECRET),
        lambda: office.attach(chance.choice([*hidden, *standing]), SECRET),
        lambda: office.submit(chance.choice([*hidden, *standing])),
        lambda: office.approve(chance.choice([*hidden, *standing]), timedelta(days=chance.randint(1, 9))),
        lambda: services.recall(actor=office.writer, at=office.at, article=chance.choice(hidden)),
    ]
    done = 0
    with CaptureQueriesContext(connections["published"]) as asked_of_it:
        for _step in range(STEPS):
            try:
                chance.choice(steps)()
                done += 1
            except (services.Conflict, services.Invalid, services.Refused, IndexError):
                continue  # what cannot be done now
            office.settle()
    assert done > STEPS / 3
    written = [each["sql"] for each in asked_of_it if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not written
    assert rows() == before
    assert everything(asked) == answers
    later = everything(addresses())
    assert not told(later, SECRET)
    assert ArticleFile.objects.filter(article__in=hidden).exists()


def test_what_a_set_time_holds_back_is_there_from_that_time_on(
    county: County, clock: Callable[[datetime], None]
) -> None:
    office = Office(county)
    article = office.draft(SECRET)
    office.attach(article, SECRET)
    office.submit(article)
    begun = office.at
    office.approve(article, timedelta(hours=1))
    for seconds, there in ((3599, False), (3600, True)):
        clock(begun + timedelta(seconds=seconds))
        keep_time(at=timezone.now())
        assert bool(told(everything(addresses()), SECRET)) is there, seconds


def test_what_lies_in_the_public_database_too_early_is_not_there_either(
    county: County, clock: Callable[[datetime], None]
) -> None:
    """As after a clock that was set back, or by a hand that wrote there."""
    office = Office(county)
    office.posted("路灯收支")
    office.revise(standing := office.posted("水渠收支"), "水渠收支")
    office.submit(standing)
    office.approve(standing)
    office.settle()
    clock(office.at)
    later = office.at + timedelta(seconds=1)
    token = "e" * 43
    asked = [*addresses(), reverse("portal_attachment", args=[token]), "/old/9.html"]
    before = everything(asked)
    early = store.Posting(
        number=3,
        column="village_affairs",
        title=f"{SECRET}水渠收支的公告",
        html=f"<p>{SECRET}</p>",
        text=f"{SECRET}水渠收支",
        posted_at=later,
        changed_at=later,
        version=1,
        unit_code="990525100200",
        kind="accounts",
        files=[store.File(token, f"{SECRET}.txt", "text/plain", b"x")],
    )
    store.post(early)
    store.lead_on("/old/9.html", 3)
    assert everything(asked) == before
    clock(later)
    assert told(everything(asked), SECRET) >= {"/", "/a/3/", "/rss.xml"}


@pytest.mark.parametrize("ended", ["withdrawn", "expired"])
@pytest.mark.parametrize("listed", [True, False])
def test_what_is_taken_down_says_so_at_its_address_and_is_nowhere_else(
    county: County, clock: Callable[[datetime], None], ended: str, listed: bool
) -> None:
    office = Office(county)
    office.posted("水渠收支")
    last = timezone.localdate(AT)
    gone = office.posted(SECRET, listed=listed, until=last if ended == "expired" else None)
    own = {f"/a/{gone.number}/{rest}" for rest in ("", "versions/", "seal/", "seal.json")}
    file = reverse("portal_attachment", args=[gone.files.get().token])
    clock(office.at)
    assert told(everything([*addresses(), file]), SECRET) >= {f"/a/{gone.number}/", file}
    office.at += timedelta(days=ended == "expired", minutes=1)
    if ended == "withdrawn":
        office.withdraw(gone)
        office.settle()
    clock(office.at)
    for settled in (False, True):  # its last day is over for the public, though the office sleeps
        found = everything([*addresses(), file])
        assert (found[f"/a/{gone.number}/"][0], found[file][0]) == (410, 404)
        assert told(found, SECRET) <= (own if listed else set())
        assert not told(found, f"{SECRET}三千元"), settled
        office.settle()


def test_what_is_not_listed_is_in_no_search_feed_sitemap_or_related(
    county: County, clock: Callable[[datetime], None]
) -> None:
    office = Office(county)
    office.posted(f"{SECRET}水渠收支", listed=False)
    office.posted("水渠收支")
    clock(office.at)
    found = told(everything(addresses()), SECRET)
    column = {
        address for address in found if address.startswith("/c/village_affairs/") and "xml" not in address
    }
    own = {address for address in found if address.startswith(("/a/1/", "/f/"))}
    assert "/a/1/" in own
    assert found == column | own
    assert "/a/1/" not in Client().get("/sitemap-0.xml").content.decode()
    for address in column | own:
        assert "noindex" in Client().get(address).headers["X-Robots-Tag"], address

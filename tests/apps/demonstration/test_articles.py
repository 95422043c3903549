"""The sample's publications: written and reviewed by two, posted over a year, and nothing shown too early."""

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings

from jiceng.apps.demonstration.articles import write_articles
from jiceng.apps.demonstration.services import SEED
from jiceng.apps.editorial import records
from jiceng.apps.editorial.models import Article, Review
from jiceng.apps.exemplars.models import Exemplar
from jiceng.apps.exemplars.selectors import standing_of
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.publications import relating, selectors, units
from jiceng.apps.publications.models import Publication
from jiceng.kernel.actors import NOBODY
from jiceng.kernel.errors import Refused
from tests.apps.demonstration.fixtures import SmallCounty
from tests.county import AT, DAY, SYSTEM

DUTIES = [code for code, each in settings.PROFILE.notices.items() if each.does]


class Articles(SmallCounty):
    databases = {"default", "published"}
    count: int

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.count = write_articles(actor=SYSTEM, at=AT, seed=SEED)

    def test_there_are_articles_in_every_state(self) -> None:
        states = Counter(Article.objects.values_list("state", flat=True))
        assert 60 <= self.count <= 120
        assert states["approved"] == 2
        assert (states["in_review"], states["draft"], states["withdrawn"]) == (1, 1, 1)
        assert states["expired"] > 0

    def test_every_public_column_has_something_to_read(self) -> None:
        read = set(selectors.posted(AT).values_list("column__code", flat=True))
        assert read == {each.column for each in settings.PROFILE.notices.values()}

    def test_the_public_reads_what_is_posted_and_nothing_else(self) -> None:
        posted = set(Article.objects.filter(state="posted").values_list("number", flat=True))
        assert set(selectors.posted(AT).values_list("number", flat=True)) == posted
        unlisted = selectors.posted(AT).filter(listed=False)
        assert {each.column.code for each in unlisted} == {"aid", "announcements"}
        corrected = Publication.objects.get(version=2)
        assert [each.number for each in selectors.versions(corrected)] == [2, 1]

    def test_nobody_reviewed_what_she_wrote(self) -> None:
        assert Review.objects.filter(approved=True).count() >= self.count - 2
        for review in Review.objects.select_related("article"):
            assert review.by not in review.article.versions.values_list("by", flat=True)

    def test_a_village_has_posted_what_it_owes(self) -> None:
        accounts = selectors.listed(AT).filter(kind="accounts").first()
        assert accounts is not None
        village = units.unit(accounts.unit_code)
        assert village is not None
        owed = {each.due.code: each for each in units.owed(village, AT)}
        assert owed["accounts_posting"].times == 1

    def test_what_was_posted_of_late_is_not_old(self) -> None:
        late = selectors.posted(AT).filter(posted_at__gte=AT - timedelta(days=14), kind__in=DUTIES)
        assert late.count() >= 3

    def test_a_notice_is_on_record_once_and_by_its_posting(self) -> None:
        """None was recorded by hand for the quarter in which it was posted too."""
        articles = Article.objects.filter(kind="accounts", posted_at__isnull=False)
        followed = Gathering.objects.exclude(follows="")
        assert {f"article:{each.pk}" for each in articles} <= set(followed.values_list("follows", flat=True))
        assert articles.count() > 20
        for each in articles:
            version = UnitVersion.objects.get(unit=each.unit_id, ends_on=None)
            assert records.beside(SYSTEM, each, version) == [], each
        still = followed.filter(measured=None, state="held")
        posted = Article.objects.filter(state="posted", kind__in=DUTIES)
        assert {each.follows for each in still} == {f"article:{each.pk}" for each in posted}

    def test_what_is_about_like_things_is_related(self) -> None:
        """Policies for talent lead to one another (one also to a study of the same); a village's accounts to
        its own other quarters.
        """
        talent = list(selectors.listed(AT).filter(column__code="talent"))
        near = {
            each.title: [other.column.code for other in relating.related(each, AT)[:2]] for each in talent
        }
        assert all("talent" in codes and {*codes} <= {"talent", "studies"} for codes in near.values()), near
        assert sum(codes == ["talent"] * 2 for codes in near.values()) >= len(talent) - 1
        accounts = selectors.listed(AT).filter(kind="accounts").first()
        assert accounts is not None
        near = relating.related(accounts, AT)
        assert {each.unit_code for each in near[:3]} == {accounts.unit_code}

    def test_one_model_shows_its_whole_story_and_one_its_notice(self) -> None:
        named = Exemplar.objects.get(practice__isnull=False)
        assert named.notice is not None
        assert named.practice is not None
        assert named.notice.state == "expired"
        assert standing_of(named, DAY).stage == "named"
        assert selectors.posted(AT).filter(number=named.practice.number).exists()
        lately = Exemplar.objects.get(named_on=None, ended_on=None)
        assert standing_of(lately, DAY).stage == "posting"

    def test_only_the_program_makes_them(self) -> None:
        with pytest.raises(Refused):
            write_articles(actor=NOBODY, at=AT, seed=SEED)

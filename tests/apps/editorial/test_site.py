"""What stands on every page of the portal is said by the office, and told in the journal."""

import pytest

from jiceng.apps.editorial.site import SiteWords, describe, words
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.publications import selectors
from jiceng.kernel.errors import Invalid, Refused
from tests.county import AT, SYSTEM, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])


def test_what_is_given_is_changed_and_the_rest_stays() -> None:
    describe(
        actor=SYSTEM, at=AT, site=SiteWords(title="青禾门户", host="青禾县", footer="备案号 1\n备案号 2")
    )
    describe(actor=SYSTEM, at=AT, site=SiteWords(address="https://example.gov.cn/"))
    site = selectors.site()
    assert site is not None
    assert (site.title, site.host, site.address) == ("青禾门户", "青禾县", "https://example.gov.cn")
    assert words()["footer"].splitlines() == ["备案号 1", "备案号 2"]
    assert AuditEntry.objects.filter(type="site.described").count() == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [({"title": " "}, "title_missing"), ({"title": "门户", "address": "ftp://x"}, "address_malformed")],
)
def test_what_no_page_can_say_is_refused(given: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        describe(actor=SYSTEM, at=AT, site=SiteWords(**given))
    assert selectors.site() is None


def test_nobody_but_the_program_describes_the_site(county: County) -> None:
    with pytest.raises(Refused):
        describe(actor=county.actor("county"), at=AT, site=SiteWords(title="门户"))

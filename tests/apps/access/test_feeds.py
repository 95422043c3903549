"""The address of one's own calendar."""

import pytest

from jiceng.apps.access import feeds
from jiceng.apps.access import services as access
from jiceng.apps.access.models import CalendarFeed
from jiceng.apps.journal.models import AuditEntry
from jiceng.kernel.errors import Conflict, NotFound, Refused
from tests.county import AT, DAY, County


def make(county: County, username: str = "shangyao", by: str = "") -> str:
    """The secret of a user's address."""
    return feeds.make_feed(
        actor=county.actor(by or username), at=AT, user=county.users[username], language="zh-hans"
    )


def test_the_address_is_its_users(county: County) -> None:
    found = feeds.subscriber(make(county), DAY)
    assert (found.actor.id, found.language) == (county.users["shangyao"].pk, "zh-hans")


def test_the_secret_is_long_and_kept_nowhere(county: County) -> None:
    secret = make(county)
    assert len(secret) >= 43
    assert secret not in str(CalendarFeed.objects.values().get())


def test_a_new_address_ends_the_one_before(county: County) -> None:
    first, second = make(county), make(county)
    feeds.subscriber(second, DAY)
    with pytest.raises(NotFound):
        feeds.subscriber(first, DAY)


def test_an_ended_address_is_like_one_that_never_was(county: County) -> None:
    secret, user = make(county), county.users["shangyao"]
    feeds.end_feed(actor=county.actor("shangyao"), at=AT, user=user)
    with pytest.raises(NotFound) as ended:
        feeds.subscriber(secret, DAY)
    with pytest.raises(NotFound) as unknown:
        feeds.subscriber("never", DAY)
    assert ended.value.as_json() == unknown.value.as_json()
    with pytest.raises(Conflict, match="feed_ended"):
        feeds.end_feed(actor=county.actor("shangyao"), at=AT, user=user)


def test_it_dies_with_the_role(county: County) -> None:
    secret = make(county)
    grant = county.users["shangyao"].grants.get()
    access.revoke_grant(actor=county.actor("county"), at=AT, grant=grant)
    with pytest.raises(NotFound):
        feeds.subscriber(secret, DAY)


def test_it_dies_with_the_account(county: County) -> None:
    secret = make(county)
    access.close_user(actor=county.actor("county"), at=AT, user=county.users["shangyao"])
    with pytest.raises(NotFound):
        feeds.subscriber(secret, DAY)


@pytest.mark.parametrize("by", ["a new password", "signing out everywhere", "closing"])
def test_it_dies_with_the_sessions_and_the_journal_says_so(county: County, by: str) -> None:
    """Reopened or not, who once had the address reads nothing more."""
    secret, user = make(county), county.users["shangyao"]
    officer = {"actor": county.actor("county"), "at": AT, "user": user}
    if by == "closing":
        access.close_user(**officer)
    elif by == "a new password":
        access.reset_password(**officer, password="one-for-once")
    else:
        access.sign_out_elsewhere(actor=county.actor("shangyao"), at=AT, user=user)
    assert not CalendarFeed.objects.exists()
    assert AuditEntry.objects.filter(type="calendar.ended", subject=f"user:{user.pk}").count() == 1
    with pytest.raises(NotFound):
        feeds.subscriber(secret, DAY)


def test_who_had_none_has_none_that_ends(county: County) -> None:
    access.sign_out_elsewhere(actor=county.actor("shangyao"), at=AT, user=county.users["shangyao"])
    assert not AuditEntry.objects.filter(type="calendar.ended").exists()


def test_nobody_makes_or_ends_anothers(county: County) -> None:
    with pytest.raises(Refused):
        make(county, "shangyao", by="county")
    with pytest.raises(Refused):
        feeds.end_feed(actor=county.actor("county"), at=AT, user=county.users["shangyao"])

"""What changes hands: terms that end, posts that are vacant."""

from datetime import date, timedelta

from jiceng.apps.organisations import bodies
from jiceng.apps.people import posts
from jiceng.apps.people.changes import changes, vacant_posts
from tests.county import AT, DAY, FOUNDED, SYSTEM, County

YEAR = timedelta(days=365)


def leave(county: County, unit: str, day: date) -> None:
    post = county.unit(unit).posts.get(kind="secretary")
    posts.leave_post(actor=SYSTEM, at=AT, holding=post.holdings.get(), day=day)


def test_terms_within_a_year_and_vacancies_are_listed_town_by_town(county: County) -> None:
    leave(county, "柳林村", date(2026, 10, 1))
    found = changes(county.actor("county"), DAY, DAY + YEAR)
    assert [(row.kind, row.name, row.days) for row in found.rows] == [
        ("vacancy", "柳林村", 52),
        ("term", "上窑村", (DAY - date(2027, 3, 1)).days),
    ]
    assert list(found.groups.values()) == ["青石镇"]


def test_an_overdue_term_says_by_how_many_days(county: County) -> None:
    body = bodies.found_body(
        actor=SYSTEM, at=AT, unit=county.unit("南坡村"), kind="branch_committee", name="支委会", day=FOUNDED
    )
    bodies.start_term(actor=SYSTEM, at=AT, body=body, day=FOUNDED, due_on=date(2026, 11, 12))
    row = next(row for row in changes(county.actor("county"), DAY, DAY + YEAR).rows if row.name == "南坡村")
    assert (row.overdue, row.days) == (True, 10)


def test_a_post_nobody_was_ever_entered_for_is_not_called_vacant(county: County) -> None:
    found = changes(county.actor("county"), DAY, DAY + YEAR)
    assert [row for row in found.rows if row.kind == "vacancy"] == []
    assert found.unknown == 3  # both towns, 南坡村
    assert not vacant_posts(county.actor("county"), DAY)


def test_each_sees_her_own(county: County) -> None:
    leave(county, "柳林村", date(2026, 10, 1))
    for username, expected in (("qingshi", 2), ("liulin", 1), ("hewan", 0), ("stranger", 0), ("revoked", 0)):
        assert len(changes(county.actor(username), DAY, DAY + YEAR).rows) == expected, username
    path = county.version("河湾镇").path
    assert not vacant_posts(county.actor("county"), DAY, path)
    assert [post.name for post in vacant_posts(county.actor("county"), DAY)] == ["柳林村"]

"""The public is told what is in force and who owes it, and no more of the office's records than that."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from jiceng.apps.duties.services import rebuild, set_parameter
from jiceng.apps.editorial import publicity
from jiceng.apps.publications import selectors, units
from jiceng.apps.publications.models import Due, Kind, Unit
from tests.county import AT, SYSTEM, County

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
SHANGYAO = "990525100200"


def told(at: datetime = AT) -> int:
    rebuild(actor=SYSTEM, at=at)
    return publicity.bring_in_line(at)


def monthly(county: County) -> None:
    """The office says that accounts are posted monthly here."""
    actor = county.actor("county")
    set_parameter(
        actor=actor, at=AT, parameter="accounts_postings_per_quarter", value="3", day=date(2026, 10, 1)
    )


def test_columns_and_kinds_are_the_profiles(county: County) -> None:
    told()
    assert [each.code for each in selectors.columns()] == list(settings.PROFILE.columns)
    assert [each.code for each in selectors.columns() if not each.listed] == ["aid"]
    assert set(Kind.objects.values_list("code", flat=True)) == set(settings.PROFILE.notices)


def test_a_village_owes_what_the_rules_in_force_ask_with_their_clause(county: County) -> None:
    told()
    village = units.unit(SHANGYAO)
    assert village is not None
    assert village.owes == ["village_posting", "accounts_posting"]
    assert village.above is not None
    assert village.above.name == "青石镇"
    accounts = Due.objects.get(code="accounts_posting")
    assert (accounts.strength, accounts.cadence, accounts.times, accounts.days) == ("must", "quarter", 1, 15)
    assert accounts.clause == "村民委员会组织法（2025年修正）第三十五条"
    assert accounts.kinds == ["accounts"]
    assert set(Due.objects.get(code="village_posting").kinds) > {"accounts", "decisions", "village_affairs"}


def test_before_the_law_changed_the_earlier_rule_is_told(county: County) -> None:
    told(datetime(2025, 12, 31, 12, tzinfo=ZoneInfo("Asia/Shanghai")))
    accounts = Due.objects.get(code="accounts_posting")
    assert (accounts.clause, accounts.days) == ("村民委员会组织法（2018年修正）第三十条", None)
    told()
    assert Due.objects.get(code="accounts_posting").days == 15


@pytest.mark.parametrize(
    ("kind", "day", "days"),
    [
        ("accounts", date(2025, 12, 31), None),
        ("accounts", date(2026, 1, 1), 15),
        ("collective_report", date(2025, 4, 30), None),
        ("collective_report", date(2025, 5, 1), 10),
        ("voters", date(2025, 12, 31), 20),
        ("voters", date(2026, 1, 1), 20),
        ("study", date(2026, 1, 1), None),
        ("no_such_kind", date(2026, 1, 1), None),
    ],
)
def test_how_long_a_notice_must_stay_is_read_off_the_rules(
    db: None, kind: str, day: date, days: int | None
) -> None:
    assert publicity.days_to_stay(kind, day) == days


def test_units_that_owe_and_post_nothing_are_not_told_of(county: County) -> None:
    told()
    assert set(Unit.objects.values_list("name", flat=True)) == set(
        county.units
    )  # villages, and what is above


def test_only_what_changed_is_written(county: County) -> None:
    assert told() > 0
    assert publicity.bring_in_line(AT) == 0
    monthly(county)
    assert publicity.bring_in_line(AT) == 1
    assert Due.objects.get(code="accounts_posting").times == 3


def test_between_jobs_it_looks_again_once_a_minute_and_only_after_a_write(
    county: County,
    django_assert_num_queries,  # noqa: ANN001
) -> None:
    rebuild(actor=SYSTEM, at=AT)
    assert publicity.keep(AT) > 0
    with django_assert_num_queries(3):
        assert publicity.keep(AT + timedelta(hours=1)) == 0
    Unit.objects.all().delete()
    monthly(county)
    assert publicity.keep(AT + timedelta(seconds=59)) == 0
    assert publicity.keep(AT + timedelta(seconds=60)) == len(county.units) + 1  # the rule, too

"""Amounts of the small county, as on any day, with what they rest on."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.services import rebuild
from jiceng.apps.duties.states import state_expression
from jiceng.apps.people import posts
from jiceng.apps.people.leadership import TrainingDraft, enter_training
from jiceng.apps.people.models import Person, PostHolding
from jiceng.apps.quantities.counting import Counted, months_between
from jiceng.apps.quantities.selectors import amounts_below, amounts_of, count, met, quantity
from jiceng.apps.quantities.sources import SOURCES
from jiceng.engines.procedure.quantities import Comparison, Criterion, Source
from jiceng.kernel.errors import NotFound
from tests.apps.duties.records import record
from tests.county import AT, DAY, SYSTEM, County

LATER = {Source.PRACTICES, Source.GRADE_POINTS, Source.CASES}


def amount(county: County, unit: str, code: str, day: date = DAY) -> Counted | None:
    return amounts_of(county.actor("county"), county.version(unit), day, [code]).get(code)


def value(county: County, unit: str, code: str, day: date = DAY) -> object:
    found = amount(county, unit, code, day)
    return "not asked" if found is None else found.value


def test_members_of_all_standings_or_of_one(county: County) -> None:
    assert (value(county, "上窑村", "members"), value(county, "上窑村", "full_members")) == (9, 8)
    assert value(county, "青石镇", "members") == 0


def test_members_as_on_an_earlier_day(county: County) -> None:
    assert value(county, "上窑村", "members", date(2026, 4, 30)) == 8


def test_a_post_is_vacant_since_its_last_holder_left(county: County) -> None:
    holding = PostHolding.objects.get(post__unit=county.unit("上窑村"))
    posts.leave_post(actor=SYSTEM, at=AT, holding=holding, day=DAY - timedelta(days=90))
    found = amount(county, "上窑村", "secretary_vacant_days")
    assert found is not None
    assert found.value == 90
    [evidence] = found.evidence
    assert (evidence.kind, evidence.day) == ("post", DAY - timedelta(days=90))
    assert value(county, "柳林村", "secretary_vacant_days") == 0


def test_a_post_nobody_is_known_to_have_held_is_unknown_and_not_vacant(county: County) -> None:
    assert value(county, "南坡村", "secretary_vacant_days") is None


def test_a_term_is_overdue_from_the_day_after_its_end(county: County) -> None:
    due = date(2027, 3, 1)
    assert value(county, "上窑村", "term_overdue_days", due) == 0
    assert value(county, "上窑村", "term_overdue_days", due + timedelta(days=1)) == 1
    assert value(county, "柳林村", "term_overdue_days") == "not asked", "it has no committee"


def test_gatherings_count_back_to_the_day_a_year_before_and_not_further(county: County) -> None:
    record(county, "上窑村", "activity_day", date(2025, 11, 22))
    kept = record(county, "上窑村", "activity_day", date(2025, 11, 23))
    record(county, "上窑村", "party_lecture", date(2026, 5, 1))
    found = amount(county, "上窑村", "activity_days")
    assert found is not None
    assert [each.id for each in found.evidence] == [kept]
    assert value(county, "柳林村", "activity_days") == 0


def test_months_without_count_from_where_the_records_begin(county: County) -> None:
    assert value(county, "上窑村", "months_without_life") == 0, "an empty register blames nobody"
    record(county, "上窑村", "activity_day", date(2026, 6, 22))
    assert value(county, "上窑村", "months_without_life") == 5
    assert value(county, "上窑村", "months_without_life", date(2026, 11, 21)) == 4
    assert value(county, "柳林村", "months_without_life") == 5, "since the office's records begin"
    assert value(county, "青石镇", "months_without_life") == "not asked"


def test_shares_leave_out_what_was_not_owed_and_name_what_was_missed(county: County) -> None:
    for month in range(1, 7):
        record(county, "上窑村", "branch_committee_meeting", date(2026, month, 5))
    rebuild(actor=SYSTEM, at=AT)
    duties = ("members_meeting", "branch_committee", "party_group", "party_lecture")
    rows = Verdict.objects.filter(unit=county.unit("上窑村"), duty__in=duties, closes_on__lte=DAY)
    closed = rows.filter(closes_on__gt=date(2025, 11, 22)).annotate(state=state_expression(DAY))
    states = Counter(closed.values_list("state", flat=True))
    assert (states["done"], states["missed"] > 0) == (6, True)
    found = amount(county, "上窑村", "life_share")
    assert found is not None
    assert found.value == Fraction(6, 6 + states["missed"])
    assert {each.id for each in found.evidence} == set(
        closed.filter(state="missed").values_list("pk", flat=True)
    )
    assert value(county, "青石镇", "life_share") == "not asked"


def test_hours_and_age_are_those_of_who_holds_the_post(county: County) -> None:
    holder = Person.objects.get(name="赵大田")
    unit = county.unit("上窑村")
    for day in (date(2025, 12, 31), date(2026, 1, 1)):
        enter_training(
            actor=SYSTEM, at=AT, person=holder, unit=unit, draft=TrainingDraft(day, Decimal(8), "党务")
        )
    assert value(county, "上窑村", "secretary_training_hours") == 8
    holder.birth_date = date(1970, 11, 23)
    holder.save()
    assert value(county, "上窑村", "secretary_age") == 55
    assert value(county, "上窑村", "secretary_age", DAY + timedelta(days=1)) == 56
    Person.objects.filter(name="陈志明").update(birth_date=None)
    assert value(county, "柳林村", "secretary_age") is None


def test_all_below_a_unit_at_once_and_nobody_elses(county: County) -> None:
    found = amounts_below(county.actor("qingshi"), county.version("青石镇"), DAY, ["members"])["members"]
    names = {county.units[name].pk: name for name in ("青石镇", "上窑村", "柳林村")}
    assert {names[unit]: each.value for unit, each in found.items()} == {
        "青石镇": 0,
        "上窑村": 9,
        "柳林村": 4,
    }
    with pytest.raises(NotFound):
        amounts_below(county.actor("qingshi"), county.version("河湾镇"), DAY, ["members"])


def test_what_two_ask_of_one_source_is_read_once(county: County) -> None:
    with CaptureQueriesContext(connection) as one:
        count(DAY, ["activity_share"])
    with CaptureQueriesContext(connection) as several:
        count(DAY, ["activity_share", "life_share", "life_missed", "openness_share"])
    assert len(several) == len(one)


def test_a_criterion_of_a_unit_holds_fails_or_is_open(county: County) -> None:
    criterion = Criterion("members", Comparison.LESS_THAN, 3)
    assert met(criterion, Counted(2), DAY) is True
    assert met(criterion, Counted(3), DAY) is False
    assert met(criterion, Counted(None), DAY) is None
    assert met(criterion, None, DAY) is None


def test_an_unknown_quantity_is_told(db: None) -> None:
    with pytest.raises(NotFound):
        quantity("none")


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 8, 31), date(2027, 2, 27), 5),
        (date(2026, 8, 31), date(2027, 2, 28), 6),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2026, 11, 22), date(2026, 11, 1), 0),
    ],
)
def test_whole_months(first: date, last: date, months: int) -> None:
    assert months_between(first, last) == months


def test_every_source_says_how_it_is_read() -> None:
    assert set(Source) - LATER <= set(SOURCES)

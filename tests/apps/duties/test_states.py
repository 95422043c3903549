"""A verdict's state in SQL is the engine's own law."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.states import state_expression
from jiceng.apps.organisations.models import Unit
from jiceng.engines.procedure import EXCUSES, Outcome, state_on
from jiceng.kernel.periods import Period

FIRST = date(2026, 1, 1)
days = st.integers(0, 12).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    """Any outcome within twelve days, so that every pair of its days meets, is equal and is crossed."""
    opens, closes, grace = sorted(draw(st.tuples(days, days, days)))
    excuse = draw(st.sampled_from(EXCUSES))
    return Outcome(
        unit=0,
        duty="members_meeting",
        version=1,
        period=Period(opens, closes),
        opens_on=opens,
        closes_on=closes,
        grace_until=grace,
        at_risk_from=opens,
        required=1,
        counted=0,
        met_on=draw(st.none() | days),
        excuse=excuse,
        excuse_until=draw(st.none() | days) if excuse else None,
        evidence=(),
    )


COPIED = (
    "duty",
    "version",
    "opens_on",
    "closes_on",
    "grace_until",
    "required",
    "counted",
    "met_on",
    "excuse",
    "excuse_until",
)


@pytest.mark.django_db
@settings(max_examples=60)
@given(found=st.lists(outcomes(), min_size=1, max_size=30), day=days)
def test_sql_and_engine_agree_on_every_day(found: list[Outcome], day: date) -> None:
    unit, _ = Unit.objects.get_or_create(code="1")
    Verdict.objects.all().delete()
    rows = [
        Verdict(unit=unit, period=each.period.key, **{name: getattr(each, name) for name in COPIED})
        for each in found
    ]
    Verdict.objects.bulk_create(rows)
    asked = Verdict.objects.annotate(state=state_expression(day)).order_by("pk")
    assert [row.state for row in asked] == [state_on(each, day).value for each in found]

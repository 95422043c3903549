"""Postponements, and the office's own figures."""

from datetime import date
from typing import Any

import pytest

from jiceng.apps.duties import services
from jiceng.apps.duties.explanations import explained
from jiceng.apps.duties.models import ParameterValue, Postponement
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.models import AuditEntry
from jiceng.engines.procedure import Profile
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from jiceng.kernel.periods import Period
from tests.county import AT, DAY, County

Q3 = Period.parse("2026-Q3")


def postpone(county: County, username: str = "qingshi", **changes: Any) -> Postponement:
    given: dict[str, Any] = {
        "unit": county.unit("上窑村"),
        "duty": "members_meeting",
        "period": Q3,
        "until": date(2026, 12, 10),
        "reason": "秋收",
    } | changes
    return services.postpone(actor=county.actor(username), at=AT, **given)


def state(county: County) -> str:
    found = explained(county.actor("qingshi"), county.version("上窑村"), "members_meeting", DAY, Q3)
    return found.occasion.state if found.occasion else ""


def test_an_approved_postponement_excuses_until_its_day_and_can_be_withdrawn(county: County) -> None:
    assert state(county) == "missed"
    found = postpone(county)
    assert state(county) == "excused"
    services.withdraw_postponement(actor=county.actor("qingshi"), at=AT, postponement=found)
    assert state(county) == "missed"
    with pytest.raises(Conflict, match="postponement_withdrawn"):
        services.withdraw_postponement(actor=county.actor("qingshi"), at=AT, postponement=found)
    kinds = AuditEntry.objects.filter(type__startswith="duty.postpone").values_list("type", flat=True)
    assert sorted(kinds) == ["duty.postponed", "duty.postponement_withdrawn"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"duty": "nothing"}, "unknown_duty"),
        ({"until": date(2026, 9, 30)}, "postponed_to_before_its_end"),
        ({"reason": " "}, "reason_missing"),
        ({"period": Period.parse("2026-08")}, "not_to_be_postponed"),
    ],
)
def test_what_cannot_be_postponed_is_refused(county: County, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        postpone(county, **changes)


def test_one_postponement_at_a_time(county: County) -> None:
    postpone(county)
    with pytest.raises(Conflict, match="postponed_already"):
        postpone(county)


def test_secretaries_do_not_postpone_and_strangers_learn_nothing(county: County) -> None:
    with pytest.raises(Refused):
        postpone(county, "shangyao")
    with pytest.raises(NotFound):
        postpone(county, "hewan")


def set_value(county: County, value: str, day: date, username: str = "county") -> ParameterValue:
    return services.set_parameter(
        actor=county.actor(username), at=AT, parameter="make_up_days_quarter", value=value, day=day
    )


def grace(rules: Profile, day: date) -> int:
    """Days in which a members' meeting may be made up, by the rule in force on a day."""
    version = rules.duties["members_meeting"].version_on(day)
    assert version is not None
    return version.plan.grace_days


def test_the_offices_figure_judges_from_its_day_on_and_the_earlier_one_before(county: County) -> None:
    before = current_rules()
    set_value(county, "20", date(2026, 1, 1))
    set_value(county, "60", date(2026, 7, 1))
    rules = current_rules()
    assert rules.fingerprint != before.fingerprint
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    own = grace(before, days[0])
    graces = [grace(rules, day) for day in days]
    assert graces == [own, 20, 20, 60]
    assert state(county) == "late"


@pytest.mark.parametrize(("value", "code"), [("many", "bad_"), ("1/2", "wrong_figure_kind")])
def test_a_figure_of_the_wrong_kind_is_refused_before_anything_is_kept(
    county: County, value: str, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        set_value(county, value, DAY)
    assert not ParameterValue.objects.exists()


def test_a_figure_cannot_begin_before_the_last_one(county: County) -> None:
    set_value(county, "20", date(2026, 7, 1))
    with pytest.raises(Invalid, match="before_last_change"):
        set_value(county, "25", date(2026, 7, 1))


def test_a_figure_of_a_parameter_the_profile_no_longer_has_is_left_out(county: County) -> None:
    ParameterValue.objects.create(parameter="gone", value="1", starts_on=DAY, set_by="x", set_at=AT)
    assert current_rules().fingerprint


def test_only_the_county_sets_figures(county: County) -> None:
    with pytest.raises(Refused):
        set_value(county, "20", DAY, "qingshi")

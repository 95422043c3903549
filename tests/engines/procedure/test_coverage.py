"""Who counts, what covers whom, what share that is: boundary cases, and laws of figures over any list."""

from collections import Counter
from datetime import date
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.procedure import GROUPS, WAYS, Row, Stand, among, tally
from jiceng.engines.procedure.coverage import NEVER, unreported
from jiceng.engines.procedure.parameters import ParameterValue
from jiceng.kernel.errors import ProfileError
from tests.engines.procedure.profiles import packaged
from tests.engines.procedure.test_notices import loaded

NATIONAL = packaged("national")
COVERAGE = NATIONAL.coverage
RATES = COVERAGE.rates
DAY = date(2026, 11, 22)

stands = st.builds(Stand, st.booleans(), st.booleans(), st.frozensets(st.sampled_from(WAYS)), st.booleans())


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), stands)))
def test_figures_of_towns_add_up_to_the_county(listed: list[tuple[str, Stand]]) -> None:
    towns = groupby(sorted(listed, key=lambda each: each[0]), key=lambda each: each[0])
    parts = [tally(RATES, (stand for _, stand in rows)) for _, rows in towns]
    assert sum(parts, Counter[str]()) == tally(RATES, (stand for _, stand in listed))


@given(st.lists(stands))
def test_no_share_exceeds_its_base_and_organised_are_work_covered(listed: list[Stand]) -> None:
    found = tally(RATES, listed)
    assert all(found[code] <= found[rate.base] for code, rate in RATES.items())
    assert found["organised"] == found["organisation_rate"] <= found["work_rate"]
    assert found["sole"] + found["joint"] == found["organised"]
    assert found["organised"] + found["only_work"] + found["uncovered"] == found["counted"]
    assert found["counted"] + found["excluded"] == found["listed"] == len(listed)
    assert found["idle"] <= found["organised"]
    assert found["formation_rate"] <= found["eligible"] <= found["counted"]


@given(stands)
def test_every_figure_is_the_length_of_its_list(stand: Stand) -> None:
    found = tally(RATES, [stand])
    assert all(found[each] == int(among(RATES, each, stand)) for each in (*GROUPS, *RATES))


def test_what_is_left_out_is_nowhere_covered() -> None:
    stand = Stand(counted=False, ways=frozenset(WAYS), eligible=True, idle=True)
    assert tally(RATES, [stand]) == {"listed": 1, "excluded": 1}


def test_its_own_organisation_goes_before_a_joint_one() -> None:
    found = tally(RATES, [Stand(counted=True, ways=frozenset({"sole", "joint"}))])
    assert (found["sole"], found["joint"], found["organised"]) == (1, 0, 1)


def test_all_rules_that_leave_one_out_are_named() -> None:
    row = Row("suspended", employees=0, last_report=2023)
    assert COVERAGE.excluded_by(row, DAY) == ("dormant", "shell", "unreported")
    assert COVERAGE.excluded_by(Row("operating"), DAY) == ()


@pytest.mark.parametrize(
    ("on", "registered", "last", "missing"),
    [
        (date(2026, 6, 30), None, 2024, 0),  # the report for 2025 may still be made today
        (date(2026, 7, 1), None, 2024, 1),
        (date(2026, 7, 1), None, 2025, 0),
        (date(2026, 7, 1), None, 2026, 0),  # reported ahead of time
        (date(2026, 7, 1), date(2025, 12, 31), NEVER, 1),
        (date(2026, 7, 1), date(2026, 1, 1), NEVER, 0),  # the year of registration is reported next year
        (date(2026, 7, 1), None, None, 0),
    ],
)
def test_reports_missing_in_a_row(on: date, registered: date | None, last: int | None, missing: int) -> None:
    assert unreported(Row("operating", registered_on=registered, last_report=last), on) == missing


def test_an_office_sets_its_own_figures() -> None:
    values = [
        ParameterValue("coverage_idle_months", 3, date(2026, 11, 1)),
        ParameterValue("coverage_unreported_years", 3, date(2026, 11, 1)),
    ]
    own = NATIONAL.with_parameters(values).coverage
    since, row = date(2026, 7, 31), Row("operating", last_report=2023)
    assert not own.is_idle(since, date(2026, 10, 31))
    assert own.is_idle(since, date(2026, 11, 1))
    assert own.excluded_by(row, date(2026, 10, 31)) == ("unreported",)
    assert own.excluded_by(row, date(2026, 11, 1)) == ()


def test_what_reported_is_never_left_out_as_unreported() -> None:
    none = NATIONAL.with_parameters([ParameterValue("coverage_unreported_years", 0, date(2026, 1, 1))])
    assert none.coverage.excluded_by(Row("operating", last_report=2025), DAY) == ()
    assert none.coverage.excluded_by(Row("operating"), DAY) == ()


def test_a_rule_that_would_leave_out_everything_is_refused() -> None:
    text = """
[exclusion.all]
title = { zh = "全部", en = "All" }
[[exclusion.all.version]]
in_force_from = 2012-01-01
instrument = "coverage_practice"
article = { zh = "一", en = "1" }
confidence = "?"
"""
    with pytest.raises(ProfileError) as refused:
        loaded(text)
    assert refused.value.code == "missing_key"
    half = text + "employees_at_most = 3\n" + text[text.index("[[") :] + "employees_at_most = 2\n"
    with pytest.raises(ProfileError) as refused:
        loaded(half)
    assert refused.value.code == "versions_overlap"


@pytest.mark.parametrize(("members", "eligible"), [(2, False), (3, True), (0, False), (None, False)])
def test_three_members_make_one_eligible(members: int | None, eligible: bool) -> None:
    assert COVERAGE.is_eligible(Row("operating", members=members), DAY) is eligible


def test_a_profile_may_count_nothing() -> None:
    none = packaged("cooperative").coverage
    assert (none.kinds, none.exclusions, none.rates, none.joining, none.idle) == ({}, {}, {}, (), ())

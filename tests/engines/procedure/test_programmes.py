"""Programmes as data, amounts from the units below, and how far an indicator is on its way."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.procedure import check_profile
from jiceng.engines.procedure.programmes import (
    Aggregate,
    Amount,
    Carrier,
    Indicator,
    Kind,
    Progress,
    Standing,
    amount_of,
    progress,
    total,
)
from jiceng.engines.procedure.quantities import Comparison, Criterion
from jiceng.engines.procedure.reading import load_profile
from jiceng.engines.procedure.text import Text
from jiceng.kernel.errors import NotFound, ProfileError
from tests.engines.procedure.profiles import PACKAGED, packaged

ZEZHOU = packaged("zezhou")
STRATEGY = ZEZHOU.programme("strategy_541")
FILE = "zezhou/programmes.toml"


def an_indicator(aggregate: Aggregate) -> Indicator:
    where = aggregate in (Aggregate.UNITS_WHERE, Aggregate.SHARE_WHERE)
    criterion = Criterion("members", Comparison.AT_LEAST, 7) if where else None
    title = Text("甲", "A")
    return Indicator(
        "a", title, Kind.OUTCOME, Carrier.RECORDS, "count", "more", "members", aggregate, criterion, (),
        None, None,
    )  # fmt: skip


def come_to(aggregate: Aggregate, values: list[int | None]) -> Amount:
    return total(amount_of(an_indicator(aggregate), each, 7) for each in values)


def test_the_packaged_programme_has_five_projects_four_innovations_and_one_aim() -> None:
    parts = [each.part for each in STRATEGY.projects]
    assert [parts.count(part) for part in STRATEGY.parts] == [5, 4, 1]


def test_at_least_fourteen_indicators_and_twelve_of_them_draw_on_records() -> None:
    carried = [each.carrier for each in STRATEGY.indicators.values()]
    assert len(carried) >= 14
    assert carried.count(Carrier.RECORDS) >= 12
    assert Carrier.NAMED in carried


def test_each_project_asks_what_changed_and_not_only_what_was_done() -> None:
    for project in STRATEGY.projects:
        assert Kind.OUTCOME in {each.kind for each in project.indicators}, project.code
        for measure in project.measures:
            kinds = [each.kind for each in measure.indicators]
            assert kinds == sorted(kinds, key=lambda kind: kind is Kind.ACTIVITY)


def test_what_is_not_drawn_from_records_says_why_or_by_whom() -> None:
    for each in STRATEGY.indicators.values():
        assert each.carrier is Carrier.RECORDS or (each.note and each.note.zh and each.note.en)


def test_targets_are_the_offices_own_to_settle() -> None:
    for each in STRATEGY.indicators.values():
        assert each.target in (None, 0) or ZEZHOU.parameters[str(each.target)].pending


def test_a_worked_case_that_is_wrong_is_found_out() -> None:
    for case in STRATEGY.cases:
        for state in {str(each) for each in Standing} - {case.state}:
            turned = replace(STRATEGY, cases=(replace(case, state=state),))
            profile = replace(ZEZHOU, programmes={"strategy_541": turned})
            assert not check_profile(profile)[-1].ok, (case.name.en, state)


def test_other_organisations_need_no_programme() -> None:
    assert not packaged("cooperative").programmes
    assert not packaged("national").programmes


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('where = { quantity = "life_share"', 'where = { quantity = "nothing"', "unknown_code"),
        ('kind = "outcome"', 'kind = "percent_complete"', "unknown_code"),
        ('aggregate = "share_where"', 'aggregate = "sum"', "missing_key"),
        ("indicator.life_meetings]", "indicator.activity_days]", "indicator_twice"),
        ('indicator = "life_regular"', 'indicator = "nothing"', "unknown_code"),
        ("baseline_on = 2025-12-31", 'baseline_on = "lately"', "wrong_type"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(before: str, after: str, code: str) -> None:
    def read(name: str) -> str:
        text = (PACKAGED / name).read_text(encoding="utf-8")
        return text.replace(before, after, 1) if name == FILE else text

    with pytest.raises(ProfileError, match=code):
        load_profile("zezhou", read)


def test_an_unknown_indicator_or_project_is_said_to_be_so() -> None:
    with pytest.raises(NotFound, match="unknown_indicator"):
        STRATEGY.indicator("nothing")
    with pytest.raises(NotFound, match="unknown_project"):
        STRATEGY.project("nothing")
    with pytest.raises(NotFound, match="unknown_programme"):
        ZEZHOU.programme("nothing")


def test_what_is_not_known_is_counted_and_not_taken_for_nothing() -> None:
    amount = come_to(Aggregate.SHARE_WHERE, [7, 6, None])
    assert amount == Amount(1, 2, 1)
    assert amount.value(Aggregate.SHARE_WHERE) == Fraction(1, 2)
    assert come_to(Aggregate.SUM, [None]).value(Aggregate.SUM) is None
    assert come_to(Aggregate.SUM, []).value(Aggregate.SUM) is None


def test_a_mean_is_exact_and_over_the_known_alone() -> None:
    assert come_to(Aggregate.MEAN, [1, 0, None, 0]).value(Aggregate.MEAN) == Fraction(1, 3)


VALUES = st.lists(st.lists(st.none() | st.integers(0, 40), max_size=6), max_size=6)


@given(VALUES)
def test_the_parts_add_up_to_the_whole(towns: list[list[int | None]]) -> None:
    for aggregate in (Aggregate.SUM, Aggregate.UNITS_WHERE):
        parts = [come_to(aggregate, values) for values in towns]
        whole = come_to(aggregate, [value for values in towns for value in values])
        assert total(parts) == whole
        assert sum(each.value(aggregate) or 0 for each in parts) == (whole.value(aggregate) or 0)


@given(VALUES)
def test_a_share_of_the_whole_follows_from_what_is_kept_of_the_parts(towns: list[list[int | None]]) -> None:
    whole = come_to(Aggregate.SHARE_WHERE, [value for values in towns for value in values])
    parts = [come_to(Aggregate.SHARE_WHERE, values) for values in towns]
    assert total(parts).value(Aggregate.SHARE_WHERE) == whole.value(Aggregate.SHARE_WHERE)
    assert all(0 <= (each.value(Aggregate.SHARE_WHERE) or 0) <= 1 for each in parts)


@pytest.mark.parametrize(
    ("baseline", "now", "target", "better", "standing", "share"),
    [
        (10, 20, 20, "more", Standing.MET, 1),
        (10, 19, 20, "more", Standing.UNDER_WAY, Fraction(9, 10)),
        (10, 10, 20, "more", Standing.NO_NEARER, 0),
        (10, 9, 20, "more", Standing.NO_NEARER, 0),
        (25, 19, 20, "more", Standing.NO_NEARER, 0),
        (10, 5, 0, "less", Standing.UNDER_WAY, Fraction(1, 2)),
        (10, 0, 0, "less", Standing.MET, 1),
        (0, 1, 0, "less", Standing.NO_NEARER, 0),
        (None, 19, 20, "more", Standing.SHORT, None),
        (None, 20, 20, "more", Standing.MET, 1),
        (10, None, 20, "more", Standing.UNKNOWN, None),
        (10, 15, None, "more", Standing.NO_TARGET, None),
    ],
)
def test_where_it_is_between_baseline_and_target(
    baseline: int | None,
    now: int | None,
    target: int | None,
    better: str,
    standing: Standing,
    share: Fraction | None,
) -> None:
    assert progress(baseline, now, target, better) == Progress(standing, share)


FIGURES = st.none() | st.fractions(0, 1000)


@given(FIGURES, FIGURES, FIGURES, st.sampled_from(["more", "less"]))
def test_progress_never_claims_more_than_there_is(
    baseline: Fraction | None, now: Fraction | None, target: Fraction | None, better: str
) -> None:
    found = progress(baseline, now, target, better)
    assert found.share is None or 0 <= found.share <= 1
    assert (found.share == 1) == (found.standing is Standing.MET)
    if now is None:
        assert found.standing is Standing.UNKNOWN

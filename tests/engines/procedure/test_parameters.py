"""An office's own figures: dated, checked, and cut into versions where they change."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from jiceng.engines.procedure import ParameterValue
from jiceng.kernel.errors import Invalid, NotFound
from tests.engines.procedure.profiles import every_clause, packaged


def spans(profile: Any, duty: str) -> list[tuple[int, date, date | None, int]]:
    """Number, both days and needed count of each version of a duty."""
    return [
        (each.number, each.in_force_from, each.in_force_to, each.plan.requirement.value)
        for each in profile.duty(duty).versions
    ]


def test_a_value_cuts_the_versions_that_name_it() -> None:
    value = ParameterValue("often", 3, date(2026, 1, 1), date(2026, 6, 30))
    assert spans(every_clause().with_parameters([value]), "meetings") == [
        (1, date(2024, 11, 15), date(2025, 7, 1), 1),
        (2, date(2025, 8, 1), date(2025, 12, 31), 2),
        (3, date(2026, 1, 1), date(2026, 6, 30), 3),
        (4, date(2026, 7, 1), None, 2),
    ]


def test_a_value_from_the_beginning_leaves_one_version() -> None:
    value = ParameterValue("often", "4", date(2020, 1, 1))
    profile = every_clause().with_parameters([value])
    assert spans(profile, "meetings")[1:] == [(2, date(2025, 8, 1), None, 4)]


def test_a_share_is_read_exactly() -> None:
    profile = every_clause().with_parameters([ParameterValue("away", "2/3", date(2025, 1, 1))])
    shares = [version.plan.excuses[1].share for version in profile.duty("meetings").versions[:2]]
    assert shares == [Fraction(1, 2), Fraction(2, 3)]
    assert profile.figure("away", date(2024, 12, 31)) == Fraction(1, 2)
    assert profile.figure("away", date(2025, 1, 1)) == Fraction(2, 3)


def test_values_replace_each_other_and_change_the_fingerprint() -> None:
    profile = every_clause()
    once = profile.with_parameters([ParameterValue("often", 3, date(2026, 1, 1))])
    again = once.with_parameters([ParameterValue("often", 4, date(2026, 1, 1))])
    assert len({profile.fingerprint, once.fingerprint, again.fingerprint}) == 3
    assert again.with_parameters([]).fingerprint == profile.fingerprint
    assert again.with_parameters([]) == profile


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([ParameterValue("seldom", 1, date(2026, 1, 1))], "unknown_parameter"),
        ([ParameterValue("often", "1/2", date(2026, 1, 1))], "wrong_figure_kind"),
        ([ParameterValue("away", 1, date(2026, 1, 1))], "wrong_figure_kind"),
        ([ParameterValue("often", 10**9 + 1, date(2026, 1, 1))], "bad_figure"),
        ([ParameterValue("away", "1e-5", date(2026, 1, 1))], "bad_share"),
        ([ParameterValue("away", "0.5", date(2026, 1, 1))], "bad_share"),
        ([ParameterValue("often", True, date(2026, 1, 1))], "bad_figure"),
        ([ParameterValue("often", -3, date(2026, 1, 1))], "bad_figure"),
        ([ParameterValue("often", 1, date(2026, 1, 2), date(2026, 1, 1))], "value_ends_before_it_starts"),
        (
            [
                ParameterValue("often", 1, date(2026, 1, 1), date(2026, 3, 1)),
                ParameterValue("often", 2, date(2026, 3, 1)),
            ],
            "values_overlap",
        ),
        (
            [ParameterValue("often", 1, date(2026, 1, 1)), ParameterValue("often", 2, date(2027, 1, 1))],
            "values_overlap",
        ),
    ],
)
def test_wrong_values_are_refused(values: list[ParameterValue], code: str) -> None:
    with pytest.raises(Invalid) as caught:
        every_clause().with_parameters(values)
    assert caught.value.code == code


def test_terms_follow_the_kind_of_unit_and_the_day() -> None:
    profile = packaged("zezhou")
    day = date(2026, 1, 1)
    years = {kind: profile.term_years(kind, day) for kind in profile.unit_kinds}
    assert (years["village"], years["community"], years["office"], years["county"]) == (5, 5, 3, None)
    changed = profile.with_parameters([ParameterValue("term_years_other", 4, date(2026, 6, 1))])
    assert changed.term_years("office", date(2026, 5, 31)) == 3
    assert changed.term_years("office", date(2026, 6, 1)) == 4


def test_an_unknown_figure_is_not_found() -> None:
    with pytest.raises(NotFound):
        packaged("national").figure("nothing", date(2026, 1, 1))

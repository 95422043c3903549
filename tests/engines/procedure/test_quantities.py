"""Quantities and criteria: read strictly, compared exactly."""

from datetime import date
from fractions import Fraction

import pytest

from jiceng.engines.procedure import Profile
from jiceng.engines.procedure.quantities import (
    Comparison,
    Criterion,
    Source,
    given_back,
    kept,
    read_criterion,
)
from jiceng.engines.procedure.tables import Table
from jiceng.kernel.errors import ProfileError
from tests.engines.procedure.profiles import packaged
from tests.engines.procedure.test_notices import loaded

DAY = date(2026, 11, 22)
TITLE = 'title = { zh = "口径", en = "Quantity" }'


def quantity(text: str) -> Profile:
    return loaded(f"[quantity.q]\n{TITLE}\n{text}")


def test_a_quantity_reads_what_its_source_asks() -> None:
    found = quantity(
        'unit = "count"\nsource = "gatherings"\ngathering_kinds = ["activity_day"]\n'
        'months = { parameter = "look_back_months" }\nforms = ["branch"]'
    )
    read = found.quantities["q"]
    assert (read.source, read.words, read.forms) == (
        Source.GATHERINGS,
        {"gathering_kinds": ("activity_day",)},
        ("branch",),
    )
    assert found.amount(read.months, DAY) == 12


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ('unit = "days"\nsource = "moon"', "unknown_code", "source"),
        ('unit = "moons"\nsource = "members"', "unknown_code", "unit"),
        ('unit = "days"\nsource = "vacant_days"\nposts = ["king"]', "unknown_code", "posts"),
        ('unit = "days"\nsource = "vacant_days"\nduties = ["activity_day"]', "unknown_key", "duties"),
        (
            'unit = "count"\nsource = "gatherings"\ngathering_kinds = ["activity_day"]',
            "missing_key",
            "months",
        ),
        ('unit = "people"\nsource = "members"\nmonths = 12', "unknown_key", "months"),
        ('unit = "count"\nsource = "needs"\nmonths = 12\ngroups = ["open"]', "unknown_code", "groups"),
        (
            'unit = "count"\nsource = "violations"\nmonths = { parameter = "none" }\nprocedures = []',
            "unknown_code",
            "months.parameter",
        ),
    ],
)
def test_what_names_nothing_known_is_refused(text: str, code: str, where: str) -> None:
    with pytest.raises(ProfileError) as refused:
        quantity(text)
    assert (refused.value.code, refused.value.data["where"]) == (code, f"quantity.q.{where}")


@pytest.mark.parametrize(
    ("compare", "below", "equal", "above"),
    [
        (">=", False, True, True),
        (">", False, False, True),
        ("<", True, False, False),
        ("<=", True, True, False),
    ],
)
def test_comparisons_at_the_figure_and_on_both_sides(
    compare: str, below: bool, equal: bool, above: bool
) -> None:
    criterion = Criterion("q", Comparison(compare), 90)
    assert [criterion.met(each, 90) for each in (89, 90, 91)] == [below, equal, above]


def test_a_share_is_compared_exactly() -> None:
    criterion = Criterion("q", Comparison.LESS_THAN, Fraction(2, 3))
    assert criterion.met(Fraction(2, 3), Fraction(2, 3)) is False
    assert criterion.met(Fraction(66, 100), Fraction(2, 3)) is True


@pytest.mark.parametrize("given", [0, 90, Fraction(2, 3), Fraction(1), "vacancy_days"])
def test_a_figure_comes_back_as_it_was_kept(given: int | Fraction | str) -> None:
    assert given_back(kept(given)) == given
    assert type(given_back(kept(given))) is type(given)


def test_what_is_not_known_neither_holds_nor_fails() -> None:
    assert Criterion("q", Comparison.MORE_THAN, 90).met(None, 90) is None


def test_a_criterion_names_a_known_quantity_and_a_figure() -> None:
    table = Table({"quantity": "q", "compare": ">", "value": {"parameter": "p"}})
    assert read_criterion(table, {"q"}, {"p"}) == Criterion("q", Comparison.MORE_THAN, "p")
    for changed, code in (
        ({"quantity": "x"}, "unknown_code"),
        ({"compare": "=="}, "unknown_comparator"),
        ({"value": "two"}, "bad_share"),
        ({"value": "1/0"}, "bad_share"),
        ({"value": {"parameter": "x"}}, "unknown_code"),
    ):
        with pytest.raises(ProfileError) as refused:
            read_criterion(Table(table.data | changed), {"q"}, {"p"})
        assert refused.value.code == code


@pytest.mark.parametrize("code", ["national", "zezhou", "cooperative"])
def test_packaged_profiles_name_only_what_they_have(code: str) -> None:
    for name, each in packaged(code).quantities.items():
        assert each.title.zh, name
        assert all(each.words.values()) or each.source is Source.MEMBERS, f"{name} looks at nothing"

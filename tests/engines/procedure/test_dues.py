"""Dues by rule: bands on the whole of a base, sums chosen or fixed, dated versions, one rounding."""

from datetime import date
from fractions import Fraction

import pytest

from jiceng.config.profile import PACKAGED
from jiceng.engines.procedure import Profile, check_profile, load_profile, standard
from jiceng.engines.procedure.dues import rounded
from jiceng.kernel.errors import Invalid, ProfileError

DAY = date(2026, 11, 1)
HEAD = """
[profile]
code = "own"
title = { zh = "试", en = "Own" }
version = "1"
timezone = "Asia/Shanghai"
extends = ["national"]
"""


def loaded(text: str = "") -> Profile:
    def read(name: str) -> str:
        return HEAD + text if name == "own/profile.toml" else (PACKAGED / name).read_text(encoding="utf-8")

    return load_profile("own", read)


@pytest.mark.parametrize(
    ("base", "due"),
    [
        (300_000, 1_500),  # 3000.00: half a per cent, the boundary included
        (300_001, 3_000),  # 3000.01: one per cent of the whole, not of what lies above
        (500_000, 5_000),
        (500_001, 7_500),
        (1_000_000, 15_000),
        (1_000_001, 20_000),
        (0, 0),
    ],
)
def test_a_rate_is_on_the_whole_base_up_to_and_with_the_boundary(base: int, due: int) -> None:
    assert standard(loaded().payers["salaried"], DAY, base).fen == due


def test_the_clause_and_the_rate_go_with_the_sum() -> None:
    found = standard(loaded().payers["retired"], DAY, 500_001)
    assert (found.rate, found.citation.clause.zh) == (Fraction(1, 100), "党费收缴使用管理规定第五条")


@pytest.mark.parametrize(("payer", "given"), [("farmer", 19), ("farmer", 101)])
def test_a_sum_outside_what_the_rule_leaves_is_refused_with_its_bounds(payer: str, given: int) -> None:
    with pytest.raises(Invalid) as refused:
        standard(loaded().payers[payer], DAY, given)
    assert (refused.value.code, refused.value.data["least"], refused.value.data["most"]) == (
        *("dues_out_of_range", "0.20"),
        "1.00",
    )


@pytest.mark.parametrize("payer", ["salaried", "farmer"])
def test_what_must_be_said_is_asked_for(payer: str) -> None:
    with pytest.raises(Invalid, match="dues_base_missing"):
        standard(loaded().payers[payer], DAY, None)


def test_a_fixed_sum_asks_for_nothing() -> None:
    assert standard(loaded().payers["student"], DAY, None).fen == 20


@pytest.mark.parametrize(
    ("exact", "to", "fen"),
    [
        (Fraction(2345, 2), 1, 1173),  # half a fen goes up
        (Fraction(1172), 10, 1170),
        (Fraction(1175), 10, 1180),
        (Fraction(11_49), 100, 1100),
        (Fraction(11_50), 100, 1200),
    ],
)
def test_a_due_is_rounded_once_halves_up(exact: Fraction, to: int, fen: int) -> None:
    assert rounded(exact, to) == fen


def test_a_later_rule_binds_from_its_own_day() -> None:
    later = """
[[payer.student.version]]
in_force_from = 2008-04-01
in_force_to = 2026-12-31
instrument = "dues_rules"
article = { zh = "第六条", en = "art. 6" }
confidence = "S"
least_fen = 20
most_fen = 20
[[payer.student.version]]
in_force_from = 2027-01-01
instrument = "dues_rules"
article = { zh = "新", en = "new" }
confidence = "?"
least_fen = 50
most_fen = 50
"""
    student = loaded(later).payers["student"]
    assert [standard(student, date(year, 1, 1), None).fen for year in (2026, 2027)] == [20, 50]


def test_no_two_rules_bind_on_one_day() -> None:
    version = """
[[payer.student.version]]
in_force_from = 2008-04-01
instrument = "dues_rules"
article = { zh = "第六条", en = "art. 6" }
confidence = "S"
least_fen = 20
most_fen = 20
"""
    with pytest.raises(ProfileError) as refused:
        loaded(version + version.replace("2008-04-01", "2027-01-01"))
    assert refused.value.code == "versions_overlap"


@pytest.mark.parametrize(("to", "found"), [(0, 1173), (1, 1173), (10, 1170), (100, 1200)])
def test_a_due_is_rounded_halves_up(to: int, found: int) -> None:
    assert rounded(Fraction(11728, 10), to) == found
    assert rounded(Fraction(to, 2), to) == to


def test_an_office_rounds_as_it_has_decided() -> None:
    own = """
[parameter.dues_rounding_fen]
value = 10
unit = "fen"
source = "own"
title = { zh = "尾数", en = "rest" }
"""
    failed = [each.name.en for each in check_profile(loaded(own)) if not each.ok]
    assert failed == ["2345.67 yuan: 11.728, to the fen 11.73"]


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ('[{ up_to_yuan = 3000, rate = "1/200" }]', "missing_key"),  # nothing above
        ('[{ rate = "1/200" }, { rate = "1/100" }]', "missing_key"),
        ('[{ rate = "0.5" }]', "bad_share"),
        ('[{ rate = "1/200", colour = "red" }]', "unknown_key"),
    ],
)
def test_bands_that_do_not_cover_every_base_are_refused(bands: str, code: str) -> None:
    text = f"""
[[payer.retired.version]]
in_force_from = 2008-04-01
instrument = "dues_rules"
article = {{ zh = "第五条", en = "art. 5" }}
confidence = "S"
bands = {bands}
"""
    with pytest.raises(ProfileError) as refused:
        loaded(text)
    assert refused.value.code == code

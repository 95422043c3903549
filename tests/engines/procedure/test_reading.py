"""Profiles are read strictly: what is wrong is named by the path of its key."""

import json
from datetime import date
from typing import Any

import pytest

from jiceng.engines.procedure import HeldAs, load_profile
from jiceng.engines.procedure.plan import Clock, Count
from jiceng.kernel.comparators import Comparator
from jiceng.kernel.errors import NotFound, ProfileError
from jiceng.kernel.periods import Cadence
from tests.engines.procedure.profiles import EVERY_CLAUSE, VECTORS, every_clause, packaged, written

BAD = json.loads((VECTORS / "bad-profiles.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", BAD, ids=[case["name"] for case in BAD])
def test_a_wrong_profile_names_the_key(case: dict[str, str]) -> None:
    assert case["find"] in EVERY_CLAUSE
    with pytest.raises(ProfileError) as caught:
        written(EVERY_CLAUSE.replace(case["find"], case["put"], 1))
    assert (caught.value.code, caught.value.data["where"]) == (case["error"], case["where"])


def test_a_plan_is_what_the_table_says() -> None:
    duty = every_clause().duty("meetings")
    first, second = (version.plan for version in duty.versions)
    assert (first.clock, first.cadence, first.grace_days) == (Clock.CALENDAR, Cadence.QUARTER, 15)
    assert second.requirement.count is Count.GATHERINGS
    assert (second.requirement.comparator, second.requirement.value) == (Comparator.AT_LEAST, 2)
    (evidence,) = second.evidence
    assert evidence.quorum is not None
    assert evidence.quorum.comparator is Comparator.MORE_THAN
    assert evidence.quorum.share.as_integer_ratio() == (1, 2)


def test_fixed_items_are_those_the_profile_marks() -> None:
    plan = every_clause().duty("days").versions[0].plan
    assert plan.evidence[0].items is not None
    assert plan.evidence[0].items.among == ("one", "two")


def test_the_version_in_force_is_found_by_day() -> None:
    duty = every_clause().duty("meetings")
    numbers = [
        None if version is None else version.number
        for version in map(
            duty.version_on, (date(2024, 11, 14), date(2024, 11, 15), date(2025, 7, 1), date(2025, 8, 1))
        )
    ]
    assert numbers == [None, 1, 1, 2]


def test_unit_kinds_come_in_official_order() -> None:
    profile = every_clause()
    assert [*profile.unit_kinds] == ["firm", "village"]
    assert profile.numbers.unit_kinds == {"firm": 0, "village": 1}


def test_an_unknown_duty_is_not_found() -> None:
    with pytest.raises(NotFound):
        every_clause().duty("dancing")


def test_item_bits_follow_the_profiles_order() -> None:
    numbers = every_clause().numbers
    assert numbers.item_bits(["one", "three", "one"]) == 0b101
    with pytest.raises(NotFound):
        numbers.item_bits(["four"])


CHILD = """
[profile]
code = "child"
title = { zh = "子", en = "Child" }
version = "1"
timezone = "Asia/Shanghai"
extends = ["trial"]
[item.three]
fixed = true
[item.four]
title = { zh = "四", en = "Four" }
[duty.days]
title = { zh = "子活动", en = "Child's days" }
"""


def texts(**files: str) -> Any:
    """Reads profiles out of a dictionary."""
    return {f"{code}/profile.toml": text for code, text in files.items()}.__getitem__


def test_a_child_lays_its_keys_over_its_parent() -> None:
    child = load_profile("child", texts(child=CHILD, trial=EVERY_CLAUSE))
    assert (child.code, child.title.en) == ("child", "Child")
    assert [*child.items] == ["one", "two", "three", "four"]
    assert child.items["three"].title.en == "Three"
    assert child.duty("days").title.zh == "子活动"
    assert child.duty("days").group == "all"
    plan = child.duty("days").versions[0].plan
    assert plan.evidence[0].items is not None
    assert plan.evidence[0].items.among == ("one", "two", "three")


def test_a_profile_may_not_extend_itself() -> None:
    around = CHILD.replace('"trial"]', '"child"]')
    with pytest.raises(ProfileError, match="profile_extends_itself"):
        load_profile("child", texts(child=around))


def test_the_fingerprint_follows_the_data_and_nothing_else() -> None:
    same = written(EVERY_CLAUSE.replace("grace_days = 20", "grace_days   =   20  # twenty"))
    other = written(EVERY_CLAUSE.replace("grace_days = 20", "grace_days = 21"))
    assert same.fingerprint == every_clause().fingerprint
    assert other.fingerprint != every_clause().fingerprint
    assert len(same.fingerprint) == 64


def test_a_parents_change_changes_the_childs_fingerprint() -> None:
    before = load_profile("child", texts(child=CHILD, trial=EVERY_CLAUSE)).fingerprint
    changed = EVERY_CLAUSE.replace("grace_days = 20", "grace_days = 21")
    assert load_profile("child", texts(child=CHILD, trial=changed)).fingerprint != before


def test_a_clause_reads_as_one_line() -> None:
    citation = packaged("zezhou").duty("members_meeting").versions[0].citation
    assert citation.clause.zh == "支部工作条例（试行）第十一条"
    assert citation.clause.in_language("en") == "Branch Work Regulations, art. 11"
    assert citation.clause.in_language("zh-hans") == citation.clause.zh
    assert not citation.pending


def test_a_kind_is_held_as_a_meeting_unless_the_profile_says_otherwise() -> None:
    kinds = packaged("national").gathering_kinds
    held = {code: kind.held_as.value for code, kind in kinds.items() if kind.held_as is not HeldAs.MEETING}
    assert held == {"heart_talk": "talk", "member_training": "training"}
    assert [code for code, kind in kinds.items() if not kind.once_a_day] == ["heart_talk"]
    with pytest.raises(ProfileError) as caught:
        written(
            EVERY_CLAUSE + '[gathering_kind.walk]\ntitle = { zh = "走", en = "Walk" }\nheld_as = "walk"\n'
        )
    assert (caught.value.code, caught.value.data["value"]) == ("unknown_code", "walk")


SUSPENDED = """
[departure.resting]
title = {{ zh = "停", en = "Rests" }}
instrument = "{instrument}"
article = {{ zh = "", en = "" }}
confidence = "K"
"""


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ("suspends = true", "missing_key"),
        ('after_suspension = {{ parameter = "{parameter}" }}', "unknown_key"),
    ],
)
def test_what_suspends_says_after_how_long_it_may_end_for_good_and_nothing_else_does(
    lines: str, error: str
) -> None:
    known = every_clause()
    table = SUSPENDED + lines
    table = table.format(instrument=next(iter(known.instruments)), parameter=next(iter(known.parameters)))
    with pytest.raises(ProfileError) as caught:
        written(EVERY_CLAUSE + table)
    assert (caught.value.code, caught.value.data["where"]) == (error, "departure.resting.after_suspension")

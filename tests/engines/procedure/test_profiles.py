"""The packaged profiles: complete, cited, and true to their worked cases."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest

from jiceng.engines.procedure import Clock, Profile, check_profile, load_profile
from jiceng.engines.procedure.profile import Duty
from jiceng.kernel.comparators import Comparator
from jiceng.kernel.errors import ProfileError
from jiceng.kernel.periods import Cadence
from tests.engines.procedure.profiles import PACKAGED, packaged

NATIONAL, ZEZHOU = packaged("national"), packaged("zezhou")
BRANCH_LIFE = ("three_meetings_one_lecture", "organisational_life")
BOTH = pytest.mark.parametrize("profile", [NATIONAL, ZEZHOU], ids=lambda profile: profile.code)


OTHERS = ("courses", "procedures", "notices", "payers", "classifications", "weaknesses", "programmes")
"""What else of a profile has worked cases."""


@BOTH
def test_every_worked_case_holds(profile: Profile) -> None:
    wrong = [result for result in check_profile(profile) if not result.ok]
    assert not wrong


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        ("weak_branches.toml", "weakness.secretary_vacant"),
        ("exemplars.toml", "exemplar_kind.model_branch"),
        ("coverage.toml", "exclusion.ended"),
        ("coverage.toml", "joint_organisation"),
        ("coverage.toml", "idle_organisation"),
    ],
)
def test_no_two_versions_of_a_rule_bind_on_one_day(file: str, rule: str) -> None:
    def read(name: str) -> str:
        text = (PACKAGED / name).read_text(encoding="utf-8")
        return re.sub(version, r"\1\1", text, count=1) if name == f"national/{file}" else text

    version = rf"(?ms)(^\[\[{re.escape(rule)}\.version\]\]$.+?)(?=^\[(?!\[{re.escape(rule)}\.version\.)|\Z)"
    with pytest.raises(ProfileError) as refused:
        load_profile("national", read)
    assert refused.value.code == "versions_overlap"


@BOTH
def test_every_duty_has_three_worked_cases(profile: Profile) -> None:
    assert not [duty.code for duty in profile.duties.values() if len(duty.cases) < 3]


@BOTH
def test_a_worked_case_that_is_wrong_is_found_out(profile: Profile) -> None:
    """Each case is set to every other state in turn; none of them may pass."""
    for duty in profile.duties.values():
        for case in duty.cases:
            for state in {"done", "due", "late", "missed", "excused", "not_applicable"} - {case.state}:
                turned = _with(profile, replace(duty, cases=(replace(case, state=state),)))
                assert not check_profile(turned)[0].ok, (duty.code, case.name.en, state)


def test_a_wrong_reason_or_count_is_found_out() -> None:
    duty = NATIONAL.duty("members_meeting")
    below = next(case for case in duty.cases if case.reason == "no_quorum")
    for wrong in (replace(below, reason="items_missing"), replace(below, counted=1)):
        result = check_profile(_with(NATIONAL, replace(duty, cases=(wrong,))))[0]
        assert not result.ok
    excused = next(case for case in duty.cases if case.excuse)
    wrong = replace(excused, excuse="closed_within_period")
    assert not check_profile(_with(NATIONAL, replace(duty, cases=(wrong,))))[0].ok


def _with(profile: Profile, duty: Duty) -> Profile:
    """The profile whose only worked cases are those of one duty."""
    bare = {code: replace(each, cases=()) for code, each in profile.duties.items()}
    return replace(profile, duties={**bare, duty.code: duty}, **{name: {} for name in OTHERS})


@BOTH
def test_the_duties_of_branch_life_are_there_in_full(profile: Profile) -> None:
    found = {
        duty.code: (duty.versions[-1].strength, duty.versions[-1].plan.cadence)
        for duty in profile.duties.values()
        if duty.versions[-1].plan.clock is Clock.CALENDAR and duty.group in BRANCH_LIFE
    }
    assert found == {
        "members_meeting": ("normally", Cadence.QUARTER),
        "branch_committee": ("normally", Cadence.MONTH),
        "party_group": ("normally", Cadence.MONTH),
        "party_lecture": ("normally", Cadence.QUARTER),
        "secretary_lecture": ("must", Cadence.YEAR),
        "activity_day": ("must", Cadence.MONTH),
        "organisational_life_meeting": ("must", Cadence.YEAR),
        "democratic_appraisal": ("normally", Cadence.YEAR),
        "heart_talks": ("must", Cadence.YEAR),
        "heart_talks_without_committee": ("must", Cadence.YEAR),
    }
    clocks = {duty.code: duty.versions[-1].plan.clock for duty in profile.duties.values()}
    assert clocks["term_election"] is Clock.TERM
    assert clocks["secretary_vacancy"] is Clock.VACANCY


@BOTH
def test_the_duties_of_villages_collectives_and_training(profile: Profile) -> None:
    found = {
        duty.code: [(str(each.in_force_from), str(each.in_force_to or "")) for each in duty.versions]
        for duty in profile.duties.values()
        if duty.group not in BRANCH_LIFE and duty.group != "leadership"
    }
    both, later = [("2018-12-29", "2025-12-31"), ("2026-01-01", "")], [("2026-01-01", "")]
    collective = [("2025-05-01", "")]
    assert found == {
        "member_training": [("2019-05-06", "")],
        "village_posting": both,
        "accounts_posting": both,
        "villagers_representatives_meeting": both,
        "villagers_assembly": later,
        "committee_evaluation": both,
        "villagers_committee_election": both,
        "villagers_supervision_election": both,
        "residents_meeting": later,
        "residents_committee_election": both,
        "collective_assembly": collective,
        "collective_report": collective,
        "collective_posting": collective,
        "collective_council_meeting": collective,
    }


@BOTH
def test_the_assembly_counts_villagers_or_households(profile: Profile) -> None:
    """Art 26: over half of the villagers, or representatives of at least two thirds of the households."""
    people, households = profile.duty("villagers_assembly").versions[0].plan.evidence
    assert people.quorum is not None
    assert (people.quorum.comparator, str(people.quorum.share)) == (Comparator.MORE_THAN, "1/2")
    assert households.quorum is not None
    assert (households.quorum.comparator, str(households.quorum.share)) == (Comparator.AT_LEAST, "2/3")


@BOTH
def test_a_notice_of_a_village_stays_up_fifteen_days_since_2026(profile: Profile) -> None:
    before, since = (
        version.plan.evidence[0].measured for version in profile.duty("village_posting").versions
    )
    assert before is None
    assert since is not None
    assert (since.value, since.full_after) == (15, 15)


@BOTH
def test_half_is_enough_where_the_rule_says_so(profile: Profile) -> None:
    for code in ("members_meeting", "branch_committee"):
        (evidence,) = profile.duty(code).versions[0].plan.evidence
        assert evidence.quorum is not None
        assert evidence.quorum.comparator is Comparator.AT_LEAST
        assert str(evidence.quorum.share) == "1/2"


@BOTH
def test_three_meetings_and_one_lecture_bind_branches_only(profile: Profile) -> None:
    for code in ("members_meeting", "branch_committee", "party_group", "party_lecture"):
        for version in profile.duty(code).versions:
            assert version.plan.population.forms == {"branch", "joint_branch"}


@BOTH
def test_nothing_is_judged_before_the_rules_were_issued(profile: Profile) -> None:
    issued = profile.instruments["branch_rules"].issued
    assert issued == date(2018, 10, 28)
    assert all(duty.versions[0].in_force_from >= issued for duty in profile.duties.values())


@BOTH
def test_what_is_uncertain_is_pending(profile: Profile) -> None:
    for duty in profile.duties.values():
        for version in duty.versions:
            assert version.citation.pending or version.citation.confidence != "?"
            assert version.citation.article.zh
            assert version.citation.article.en
    assert all(each.pending for each in profile.parameters.values() if each.confidence == "?")


@BOTH
def test_size_rules(profile: Profile) -> None:
    found = {
        code: (rule.comparator.value, rule.value, rule.strength) for code, rule in profile.size_rules.items()
    }
    assert found == {
        "branch": (">=", 3, "must"),
        "branch_committee": (">=", 7, "must"),
        "general_branch": (">", 50, "may"),
        "committee": (">=", 100, "may"),
    }


def test_the_general_profile_stands_alone() -> None:
    assert NATIONAL.register is None
    assert [*NATIONAL.unit_kinds] == [*ZEZHOU.unit_kinds]
    assert not any(item.fixed for item in NATIONAL.items.values())


def test_the_county_has_five_fixed_items_and_others_to_choose() -> None:
    items = [ZEZHOU.items[code] for code in ZEZHOU.gathering_kinds["activity_day"].items]
    assert [item.code for item in items if item.fixed] == [
        "oath",
        "charter_reading",
        "dues",
        "study",
        "political_birthday",
    ]
    assert sum(not item.fixed for item in items) >= 5
    assert ZEZHOU.parameters["activity_day_fixed_items"].pending


def test_every_unit_of_the_register_has_a_kind() -> None:
    register = ZEZHOU.register
    assert register is not None
    lines = (PACKAGED / register.file).read_text(encoding="utf-8")
    found: dict[str, int] = {}
    for row in csv.DictReader(StringIO(lines)):
        kind = next(
            kind
            for key, kind in register.kinds.items()
            if key.partition(":")[0] == row["level"] and row["name"].endswith(key.partition(":")[2])
        )
        found[kind] = found.get(kind, 0) + 1
    assert found == {"county": 1, "town": 16, "village": 428, "community": 22}
    assert set(found) <= set(ZEZHOU.unit_kinds)


def test_platforms_are_filled_from_a_record_and_pending() -> None:
    assert len(ZEZHOU.platforms) == 2
    for platform in ZEZHOU.platforms.values():
        assert platform.source == "pending"
        assert len({field.label for field in platform.fields}) == len(platform.fields) > 5


@BOTH
def test_every_word_has_both_languages(profile: Profile) -> None:
    words = [
        *profile.unit_kinds.values(),
        *profile.organisation_forms.values(),
        *profile.body_kinds.values(),
        *profile.gathering_kinds.values(),
        *profile.post_kinds.values(),
        *profile.items.values(),
        *profile.duties.values(),
        *profile.parameters.values(),
    ]
    for word in words:
        assert word.title.in_language("zh-hans") == word.title.zh != ""
        assert word.title.in_language("en") == word.title.en != ""
        assert any("一" <= letter <= "鿿" for letter in word.title.zh)
        assert word.title.en.isascii() or "“" in word.title.en

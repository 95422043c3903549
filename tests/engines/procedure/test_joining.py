"""Which small establishments are put together, and that no group breaks the rule."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.procedure import Candidate, Suggestion, suggestions
from tests.engines.procedure.profiles import packaged

RULE = packaged("national").coverage.joining[0]
candidates = st.lists(
    st.builds(
        Candidate,
        st.integers(0, 10**6),
        st.integers(1, 3),
        st.sampled_from(("", "制造业", "商贸")),
        st.integers(0, 4),
    ),
    unique_by=lambda each: each.key,
    max_size=40,
)


def of(*members: int, industry: str = "制造业", place: int = 1) -> list[Candidate]:
    """Candidates of one place and industry with so many members each."""
    return [Candidate(place * 100 + key, place, industry, count) for key, count in enumerate(members)]


def sizes(found: list[Suggestion]) -> list[list[int]]:
    """The members of each in each group."""
    return [[each.members for each in group.candidates] for group in found]


def test_the_rule_is_the_branch_rule() -> None:
    assert RULE.in_force_from == date(2018, 10, 28)
    assert (RULE.alone_from, RULE.together_from, RULE.units_at_most, RULE.strength) == (3, 3, 5, "normally")


def test_three_together_are_enough_and_two_are_not() -> None:
    assert sizes(suggestions(of(1, 2), RULE)) == [[2, 1]]
    assert sizes(suggestions(of(1, 1), RULE)) == []


def test_who_has_three_forms_her_own_and_who_has_none_joins_nobody() -> None:
    assert sizes(suggestions(of(3, 2, 0, 1), RULE)) == [[2, 1]]


def test_those_left_over_join_up_to_five() -> None:
    assert sizes(suggestions(of(2, 2, 1), RULE)) == [[2, 2, 1]]
    assert sizes(suggestions(of(1, 1, 1, 1, 1), RULE)) == [[1, 1, 1, 1, 1]]
    assert sizes(suggestions(of(1, 1, 1, 1, 1, 1), RULE)) == [[1, 1, 1], [1, 1, 1]]


def test_one_industry_before_another_and_never_another_place() -> None:
    mixed = [*of(2), *of(2, industry="商贸")]
    both = [Candidate(key, each.place, each.industry, each.members) for key, each in enumerate(mixed)]
    (group,) = suggestions(both, RULE)
    assert (sizes([group]), group.same_industry) == ([[2, 2]], False)
    assert suggestions([*of(2), *of(2, place=2)], RULE) == []
    (alike,) = suggestions(of(2, 1), RULE)
    assert alike.same_industry


@given(candidates)
def test_no_group_breaks_the_rule(listed: list[Candidate]) -> None:
    found = suggestions(listed, RULE)
    seated = [each.key for group in found for each in group.candidates]
    assert len(seated) == len(set(seated))
    for group in found:
        assert group.members >= RULE.together_from
        assert 2 <= len(group.candidates) <= RULE.units_at_most
        assert {each.place for each in group.candidates} == {group.place}
        assert all(0 < each.members < RULE.alone_from for each in group.candidates)
        if group.same_industry:
            assert len({each.industry for each in group.candidates}) == 1


@given(candidates)
def test_the_order_of_a_list_does_not_matter(listed: list[Candidate]) -> None:
    assert sizes(suggestions(listed, RULE)) == sizes(suggestions(reversed(listed), RULE))

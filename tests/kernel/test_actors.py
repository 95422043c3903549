"""Actors: what a grant allows, and nothing else."""

from datetime import date

from jiceng.kernel.actors import NOBODY, Actor, Grant, PathRange, system_actor

START = date(2026, 1, 1)


def grant(path: str, *permissions: str) -> Grant:
    return Grant("role", frozenset(permissions), 1, path, START)


def test_a_grant_reaches_its_unit_and_all_under_it_and_no_sibling() -> None:
    actor = Actor(1, "a", (grant("0000001", "read"),))
    assert actor.may("read", "0000001")
    assert actor.may("read", "00000010000002")
    assert not actor.may("read", "0000002")
    assert not actor.may("read", "")
    assert not actor.may("write", "0000001")


def test_subtrees_inside_another_are_left_out() -> None:
    actor = Actor(
        1, "a", (grant("00000010000002", "read"), grant("0000001", "read"), grant("0000003", "write"))
    )
    assert actor.ranges("read") == (PathRange.below("0000001"),)


def test_nobody_may_nothing_and_the_program_everything() -> None:
    assert not NOBODY.may("read", "0000001")
    assert NOBODY.ranges("read") == ()
    assert system_actor("x").may("anything", "0000001")


def test_a_grant_holds_from_its_first_day_until_the_day_it_ends() -> None:
    found = Grant("role", frozenset(), 1, "", START, date(2026, 2, 1))
    assert [found.holds_on(d) for d in (date(2025, 12, 31), START, date(2026, 1, 31), date(2026, 2, 1))] == [
        False,
        True,
        True,
        False,
    ]

"""What minutes say: one to four sentences from a seeded grammar, about what a place of that kind would
talk about.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.words import (
    APPRAISAL,
    HEART_TALKS,
    HEART_TALKS_WITHOUT_COMMITTEE,
    LIFE_MEETING,
    MEMBER_TRAINING,
    PARTY_LECTURE,
    SECRETARY_LECTURE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The text parts of one record."""

    place: str
    subject: str
    minutes: str


def wording(
    random: Random, duty: str, setting: str, day: date, names: tuple[str, str], place: str = "", year: int = 0
) -> Wording:
    """Words for one gathering.

    Parameters: `duty`, the code whose gathering it is; `setting`, what kind of place; `names`, two of
    those present; `place`, where
    this unit usually meets, or ""; `year`, the year it is about, where it makes up for one gone by.
    """
    data = read_data("minutes")
    topics = _topics(setting, day.month)
    topic = topics[int(random.random() * len(topics))]
    slots = _slots(random, data, setting, day, names, topic[0], year or day.year)
    parts = [_pick(random, data["opens"][duty])]
    if duty not in _ALONE:
        parts.append(topic[1])
        if random.random() < 0.35:
            other = topics[int(random.random() * len(topics))]
            if other is not topic:
                parts.append(other[1])
    if random.random() < 0.7:
        parts.append(_pick(random, data["closes"][duty]))
    subject = _pick(random, data["subjects"][duty]).format_map(slots)
    text = "".join(parts).format_map(slots)
    return Wording(place or _pick(random, data["places"][setting]), subject, text)


_ALONE = frozenset(
    {
        LIFE_MEETING,
        APPRAISAL,
        HEART_TALKS,
        HEART_TALKS_WITHOUT_COMMITTEE,
        PARTY_LECTURE,
        SECRETARY_LECTURE,
        MEMBER_TRAINING,
    }
)
"""Gatherings that speak of themselves, not of local matters."""


def usual_place(random: Random, setting: str) -> str:
    """Where a unit of that setting usually meets."""
    return str(_pick(random, read_data("minutes")["places"][setting]))


def _slots(
    random: Random,
    data: dict[str, Any],
    setting: str,
    day: date,
    names: tuple[str, str],
    matter: str,
    year: int,
) -> dict[str, object]:
    draw = random.random
    later = day + timedelta(days=4 + int(draw() * 26))
    return {
        "name": names[0],
        "other": names[1],
        "number": 2 + int(draw() * 7),
        "many": 40 + 20 * int(draw() * 40),
        "household": 3 + int(draw() * 22),
        "minutes": 40 + 5 * int(draw() * 7),
        "later": f"{later.month}月{later.day}日前",
        "place": _pick(random, data["spots"][setting]),
        "theme": _pick(random, data["themes"]),
        "month": day.month,
        "quarter": _NUMERALS[(day.month - 1) // 3],
        "year": year,
        "matter": matter,
    }


_NUMERALS = "一二三四"


@cache
def _topics(setting: str, month: int) -> list[tuple[str, str]]:
    """What is talked about in a month: a topic may name the months it belongs to."""
    rows = read_data("minutes")["topics"][setting]
    return [(row[0], row[1]) for row in rows if len(row) == 2 or month in row[2]]


def _pick(random: Random, choices: Any) -> Any:
    return choices[int(random.random() * len(choices))]

"""Personal names put together from frequency lists; nobody in particular is meant."""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from jiceng.apps.demonstration.data import read_data


@dataclass(frozen=True, slots=True)
class _GivenNames:
    sex: str
    until: int
    single_share: int
    single: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]


@cache
def _given_names() -> tuple[_GivenNames, ...]:
    return tuple(
        _GivenNames(
            sex=row["sex"],
            until=row["until"],
            single_share=row["single_share"],
            single=tuple(row["single"].split()),
            first=tuple(row["first"].split()),
            second=tuple(row["second"].split()),
        )
        for row in read_data("names")["given"]
    )


@cache
def _surnames() -> tuple[tuple[str, ...], tuple[int, ...]]:
    rows = read_data("names")["surnames"]
    return tuple(name for name, _ in rows), tuple(accumulate(weight for _, weight in rows))


@cache
def _group(sex: str, birth_year: int) -> _GivenNames:
    return next(group for group in _given_names() if group.sex == sex and birth_year <= group.until)


def village_surnames(random: Random) -> tuple[str, ...]:
    """The few surnames most families of one village share."""
    names, weights = _surnames()
    return tuple(random.choices(names, cum_weights=weights, k=4))


def personal_name(random: Random, sex: str, birth_year: int, common: tuple[str, ...] = ()) -> str:
    """A name as given to someone of that sex and year of birth; more than half bear one of the `common`
    surnames.
    """
    if common and random.random() < 0.55:
        surname = common[int(random.random() * len(common))]
    else:
        names, weights = _surnames()
        surname = random.choices(names, cum_weights=weights)[0]
    group = _group(sex, birth_year)
    if random.random() * 100 < group.single_share:
        return surname + random.choice(group.single)
    first = random.choice(group.first)
    second = random.choice(group.second)
    return surname + first + (second if second != first else group.second[0])

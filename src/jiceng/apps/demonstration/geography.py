"""The divisions: a real county's shape under invented names."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from jiceng.apps.demonstration.data import read_data
from jiceng.kernel.errors import Conflict

_COUNTY_DIGITS = 6
_SUFFIXES = ("社区居民委员会", "村民委员会", "居民委员会", "村委会", "社区", "镇", "乡", "村")


@dataclass(frozen=True, slots=True)
class Division:
    """A county, town or village-level unit; `kind` is the profile's unit kind. Parents come first,
    official order kept.
    """

    code: str
    parent_code: str
    name: str
    kind: str
    level: str


def stem(name: str) -> str:
    """A place's name without what says which kind of place it is: 东沟村委会 → 东沟."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return stem(name.removesuffix(suffix))
    return name


def divisions(
    random: Random, lines: Iterable[str], kinds: Mapping[str, str], towns: int | None = None
) -> list[Division]:
    """Invented divisions with the numbers, kinds, order and code endings of a register.

    Parameters: `lines`, the register (CSV with code, name, level, parent_code); `kinds`, unit kind by
    level or "level:ending", as
    `organisations.register` reads them; `towns`, keep only the first so many towns. No name has the stem
    of a registered one.
    Raises `Conflict("names_exhausted")` when the register has more places than there are names.
    """
    rows = _kept(list(csv.DictReader(lines)), towns)
    names = _Names(random, {stem(row["name"]) for row in rows})
    area = read_data("geography")["area_code"]
    return [
        Division(
            code=area + row["code"][_COUNTY_DIGITS:],
            parent_code=area + row["parent_code"][_COUNTY_DIGITS:] if row["parent_code"] else "",
            name=names.next("community" if _kind(row, kinds) == "community" else row["level"]),
            kind=_kind(row, kinds),
            level=row["level"],
        )
        for row in rows
    ]


def _kept(rows: list[dict[str, str]], towns: int | None) -> list[dict[str, str]]:
    if towns is None:
        return rows
    kept = {row["code"] for row in [row for row in rows if row["level"] == "town"][:towns]}
    return [
        row for row in rows if row["level"] == "county" or row["code"] in kept or row["parent_code"] in kept
    ]


def _kind(row: dict[str, str], kinds: Mapping[str, str]) -> str:
    for key, kind in kinds.items():
        level, _, ending = key.partition(":")
        if level == row["level"] and (not ending or row["name"].endswith(ending)):
            return kind
    raise Conflict("register_level_unknown", level=row["level"])


class _Names:
    """Hands out each invented name once, passing over those whose stem is taken."""

    def __init__(self, random: Random, taken: set[str]) -> None:
        data = read_data("geography")
        pairs = [a + b for a in data["village_first"] for b in data["village_last"] if a[-1] != b[0]]
        random.shuffle(pairs)
        communities = list(data["communities"])
        random.shuffle(communities)
        self._left = {
            "county": iter([data["county"]]),
            "town": iter([name for name in data["towns"] if stem(name) not in taken]),
            "village": iter([f"{name}村" for name in pairs if name not in taken]),
            "community": iter([f"{name}社区" for name in communities if name not in taken]),
        }

    def next(self, sort: str) -> str:
        """The next name for a "county", "town", "village" or "community"."""
        try:
            return next(self._left[sort])
        except StopIteration:
            raise Conflict("names_exhausted", level=sort) from None

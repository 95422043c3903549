"""Members: plausible age, sex, education and joining; how they came, and how some left in the last years."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.names import personal_name, village_surnames
from jiceng.apps.demonstration.records import MemberRecord, PersonRecord, UnitRecord
from jiceng.kernel.codes import id_number_check

_YEAR = timedelta(days=365)
PROBATION_YEARS = 1


@dataclass(frozen=True, slots=True)
class _Makeup:
    """What the members of one setting are like: ages (mean, spread, least, most), share of women, mobile,
    age at joining.
    """

    age: tuple[float, float, int, int]
    women: float
    mobile: float
    joined_at: tuple[float, float]
    educations: tuple[str, ...]
    weights: tuple[int, ...]
    occupations: tuple[str, ...]


_SCHOOLS = ("小学", "初中", "高中", "中专", "大专", "本科", "研究生")
_VILLAGE = (*("农民",) * 12, "养殖户", "村干部", "外出务工人员", "个体工商户", "乡村医生", "农机手")
_TOWN = ("社区工作者", "个体工商户", "自由职业者", "工人", "企业管理人员", "教师")
_SCHOOL = (*("教师",) * 5, "医生", "护士", "工程师", "学校管理人员")
_FIRM = (*("工人",) * 6, "技术员", "会计", "车间管理人员", "企业经理")
_RETIRED_AT = {"1": 60, "2": 55}
_MAKEUPS = {
    "village": _Makeup((57, 15, 19, 93), 0.25, 0.075, (30, 8), _SCHOOLS, (16, 45, 20, 6, 9, 4, 0), _VILLAGE),
    "community": _Makeup((55, 16, 20, 92), 0.41, 0.035, (30, 8), _SCHOOLS, (6, 26, 26, 9, 20, 13, 0), _TOWN),
    "farmers": _Makeup((51, 12, 20, 84), 0.4, 0.02, (41, 9), _SCHOOLS, (14, 48, 22, 6, 8, 2, 0), _VILLAGE),
    "office": _Makeup((42, 9, 23, 60), 0.36, 0.004, (26, 4), _SCHOOLS, (0, 0, 2, 3, 26, 61, 8), ("公务员",)),
    "institution": _Makeup((42, 9, 23, 60), 0.58, 0.006, (28, 5), _SCHOOLS, (0, 0, 2, 6, 29, 57, 6), _SCHOOL),
    "firm": _Makeup((41, 9, 21, 60), 0.29, 0.02, (28, 6), _SCHOOLS, (0, 14, 24, 14, 28, 19, 1), _FIRM),
    "society": _Makeup((47, 12, 22, 76), 0.4, 0.015, (29, 6), _SCHOOLS, (1, 12, 20, 12, 28, 25, 2), _TOWN),
}
_ETHNICITIES = ("汉", "回", "满", "蒙古", "壮", "土家")
_ETHNIC_WEIGHTS = (9900, 45, 30, 12, 7, 6)


@dataclass(slots=True)
class Population:
    """Makes persons; every identity number once."""

    today: date
    first_day: date
    people: list[PersonRecord] = field(default_factory=list)
    _ids: "count[int]" = field(default_factory=lambda: count(1))
    _numbered: dict[tuple[date, str], int] = field(default_factory=dict)

    def person(
        self, random: Random, setting: str, common: tuple[str, ...], joined_on: date | None = None
    ) -> PersonRecord:
        """A new person; `joined_on` when it is settled already."""
        makeup = _MAKEUPS[setting]
        sex = "2" if random.random() < makeup.women else "1"
        born, joined = self._days(random, makeup, joined_on)
        id = next(self._ids)
        person = PersonRecord(
            id=id,
            name=personal_name(random, sex, born.year, common),
            sex=sex,
            birth_date=born,
            ethnicity=random.choices(_ETHNICITIES, _ETHNIC_WEIGHTS)[0],
            education=_education(random, makeup, born),
            occupation=_occupation(id, makeup, sex, self.today.year - born.year),
            phone=f"0000{id:07}" if random.random() < 0.7 else "",
            id_number=self._id_number(born, sex),
            joined_on=joined,
        )
        self.people.append(person)
        return person

    def _days(self, random: Random, makeup: _Makeup, joined_on: date | None) -> tuple[date, date]:
        mean, spread, least, most = makeup.age
        at_joining = min(max(random.gauss(*makeup.joined_at), 18.2), 58.0)
        if joined_on is not None:
            return joined_on - timedelta(days=round(at_joining * 365.25)), joined_on
        age = min(max(random.gauss(mean, spread), least), most)
        since = age - at_joining
        if since < 1.2:  # too young to have joined at that age: joined lately
            since = 1.2 + random.random() * max(age - 19.4, 0.0)
            age = max(age, 18.2 + since)
        born = self.today - timedelta(days=round(age * 365.25))
        joined = self.today - timedelta(days=round(since * 365.25))
        return born, joined

    def _id_number(self, born: date, sex: str) -> str:
        sequence = self._numbered.get((born, sex), -1) + 1
        self._numbered[born, sex] = sequence
        order = (sequence * 2 + (1 if sex == "1" else 0) + born.day * 26) % 1000
        digits = f"{read_data('geography')['area_code']}{born:%Y%m%d}{order:03}"
        return digits + id_number_check(digits)


def _education(random: Random, makeup: _Makeup, born: date) -> str:
    found = random.choices(makeup.educations, makeup.weights)[0]
    if born.year >= 1990 and found in ("小学", "初中"):
        return "高中" if random.random() < 0.5 else "大专"
    if born.year < 1960 and found in ("本科", "研究生"):
        return "大专"
    return found


def _occupation(id: int, makeup: _Makeup, sex: str, age: int) -> str:
    """What she does: told by her number, so that nothing else is drawn otherwise; of a few unknown."""
    drawn = id * 2_654_435_761 % 2**32 >> 8
    if drawn % 83 == 0:
        return ""
    if age < 22:
        return "学生"
    if age >= _RETIRED_AT[sex] and makeup.occupations != _VILLAGE:
        return "退休人员"
    return makeup.occupations[drawn % len(makeup.occupations)]


def fill(population: Population, random: Random, unit: UnitRecord, others: Sequence[UnitRecord]) -> None:
    """Give a unit its members and those it had: new ones, some who were transferred in from `others`, some
    who left or died.
    """
    common = village_surnames(random) if unit.setting in ("village", "community") else ()
    for _ in range(unit.size):
        drawn = random.random()
        if drawn < 0.033:
            joined = _recently(random, population, unit)
            person = population.person(random, unit.setting, common, joined)
        else:
            person = population.person(random, unit.setting, common)
        settle(population, random, unit, person, others if drawn > 0.995 else (), 0.033 <= drawn < 0.036)
    for _ in range(_binomial(random, unit.size, 0.025)):
        _leave(population, random, unit, common)


def _recently(random: Random, population: Population, unit: UnitRecord) -> date:
    """A day of joining in the last two years and a bit, never before the unit was there."""
    span = (population.today - population.first_day).days + 200
    day = population.today - timedelta(days=1 + int(random.random() * span))
    return min(max(day, unit.starts_on), population.today)


def settle(
    population: Population,
    random: Random,
    unit: UnitRecord,
    person: PersonRecord,
    others: Sequence[UnitRecord],
    from_outside: bool = False,
) -> None:
    """A person's memberships up to today: probationary for a year, then full; transferred from one of
    `others` on the way, or `from_outside`.
    """
    full_on = _years_after(person.joined_on, PROBATION_YEARS)
    start = max(person.joined_on, unit.starts_on)
    if full_on > start and full_on > population.first_day - _YEAR:
        probation = MemberRecord(person, unit.id, "probationary", start)
        unit.members.append(probation)
        if full_on > population.today:
            return
        probation.ends_on, probation.end_reason, others = full_on, "became_full", ()
    start = max(full_on, unit.starts_on)
    moved = population.today - timedelta(days=10 + int(random.random() * 700))
    if from_outside and moved > start + _YEAR:
        start = moved
    elif others and moved > start:
        other = others[int(random.random() * len(others))]
        if max(full_on, other.starts_on) < moved:
            came = max(full_on, other.starts_on)
            other.members.append(MemberRecord(person, other.id, "full", came, moved, "transferred"))
            start = moved
    unit.members.append(MemberRecord(person, unit.id, "full", start))
    if (
        random.random() < _MAKEUPS[unit.setting].mobile
        and person.birth_date.year > population.today.year - 62
    ):
        _go_away(population, random, person, start)


def _go_away(population: Population, random: Random, person: PersonRecord, since: date) -> None:
    left = max(population.today - timedelta(days=20 + int(random.random() * 1600)), since)
    back = left + timedelta(days=190 + int(random.random() * 900))
    person.away.append((left, back if back < population.today and random.random() < 0.6 else None))


def _leave(population: Population, random: Random, unit: UnitRecord, common: tuple[str, ...]) -> None:
    """Someone who was a member for years and died, moved away or was removed in the days the records
    cover.
    """
    span = (population.today - population.first_day).days
    day = population.first_day + timedelta(days=5 + int(random.random() * max(span - 10, 1)))
    if day - unit.starts_on < _YEAR:
        return
    years = 2.5 + random.random() * (46 if unit.setting in ("village", "community") else 18)
    person = population.person(random, unit.setting, common, day - timedelta(days=round(years * 365.25)))
    start = max(_years_after(person.joined_on, PROBATION_YEARS), unit.starts_on)
    old = (population.today - person.birth_date) > 62 * _YEAR
    reason = random.choices(("died", "transferred", "removed"), (8, 2, 0) if old else (1, 8, 1))[0]
    unit.members.append(MemberRecord(person, unit.id, "full", start, day, reason))


def _years_after(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def _binomial(random: Random, trials: int, share: float) -> int:
    """About as many of `trials` as `share` says; small numbers are drawn whole."""
    expected = trials * share
    return int(expected) + (random.random() < expected - int(expected))

"""Counties at random, as rows: units that move, change their kind, are founded and closed; persons who come,
become full members, move, leave, come back, some entered twice.

Not through the services: what the register refuses today may stand in it from before.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from jiceng.apps.organisations.models import OPEN, Body, Post, Term, Unit, UnitVersion
from jiceng.apps.organisations.versions import path_of
from jiceng.apps.people.models import Membership, Person, PostHolding
from jiceng.apps.transfers.models import Transfer

FIRST, TODAY = date(2021, 1, 1), date(2026, 11, 22)
KINDS = ("village", "community", "office", "private_firm")
FORMS = ("branch", "joint_branch", "general_branch", "none", "")
WORDS = {
    "ethnicity": ("汉", "汉族", "回", "土家族", "", "不详"),
    "education": ("初中", "小学", "高中", "中专", "大专", "在职大学本科", "硕士研究生", "夜校", ""),
    "occupation": ("农民", "外出务工", "退休教师", "公务员", "教师", "个体户", "学生", ""),
}
REASONS = ("died", "left", "removed", "expelled", "suspended", "transferred", "")


@dataclass
class RandomCounty:
    """The rows of a county: units, and memberships in the order they were drawn."""

    root: Unit
    towns: list[Unit] = field(default_factory=list)
    villages: list[Unit] = field(default_factory=list)


def draw(random: Random) -> RandomCounty:
    """Write a county."""
    prefix = f"R{random.randrange(10**9)}"
    county = RandomCounty(_unit(f"{prefix}-0"))
    _version(county.root, None, "county", "none", FIRST, None)
    for number in range(2):
        town = _unit(f"{prefix}-{number + 1}")
        _version(town, county.root, "town", "committee", FIRST, None)
        county.towns.append(town)
    for number in range(random.randint(2, 5)):
        village = _unit(f"{prefix}-1{number}")
        _life(random, county, village)
        county.villages.append(village)
    for _ in range(random.randint(3, 24)):
        _person(random, county)
    for village in county.villages:
        _leaders(random, village)
    return county


def day_after(random: Random, day: date, most: int = 700) -> date:
    """A later day, often at the turn of a year: there mistakes by one day show."""
    turns = [date(year, *at) for year in range(2022, 2027) for at in ((1, 1), (12, 31))]
    coming = [turn for turn in turns if turn > day]
    if coming and random.random() < 0.3:
        return random.choice(coming[:4])
    return day + timedelta(days=random.randint(1, most))


def _unit(code: str) -> Unit:
    return Unit.objects.create(code=code)


def _version(
    unit: Unit, above: Unit | None, kind: str, form: str, first: date, end: date | None
) -> UnitVersion:
    parent = UnitVersion.objects.get(OPEN, unit=above) if above else None
    path = path_of(unit, parent.path if parent else "")
    return UnitVersion.objects.create(
        unit=unit, parent=above, name=unit.code, kind=kind, form=form, path=path, starts_on=first, ends_on=end
    )


def _life(random: Random, county: RandomCounty, village: Unit) -> None:
    """Founded, sometimes moved to the other town or changed, sometimes closed."""
    first = random.choice((FIRST, day_after(random, FIRST, 1500)))
    town = random.choice(county.towns)
    while first <= TODAY:
        end = day_after(random, first, 1200) if random.random() < 0.5 else None
        last = end is None or end > TODAY or random.random() < 0.2
        if last and end is not None and end > TODAY:
            end = None
        _version(village, town, random.choice(KINDS), random.choice(FORMS), first, end)
        if last or end is None:
            return
        first, town = end, random.choice(county.towns)


def _person(random: Random, county: RandomCounty) -> None:
    said = {name: random.choice(words) for name, words in WORDS.items()}
    born = date(1940, 1, 1) + timedelta(days=random.randint(0, 25_000)) if random.random() < 0.9 else None
    person = Person.objects.create(
        name="某人", initials="mr", sex=random.choice("012"), birth_date=born, **said
    )
    day = random.choice((FIRST, day_after(random, FIRST)))
    joined = random.choice((day, date(2020, 12, 31) - timedelta(days=random.randint(0, 20_000))))
    standing, unit = random.choice(("full", "probationary")), random.choice(county.villages)
    for _ in range(random.randint(1, 5)):
        end = day_after(random, day) if random.random() < 0.7 else None
        if end is not None and end > TODAY:
            end = None
        reason = random.choice((*REASONS, "became_full")) if end else ""
        row = {"person": person, "unit": unit, "standing": standing, "joined_on": joined}
        Membership.objects.create(**row, starts_on=day, ends_on=end, end_reason=reason)
        if random.random() < 0.2:
            _letter(person, unit, day)
        if end is None:
            return
        if reason == "became_full":
            day, standing = end, "full"
        elif reason == "transferred":
            day, unit = random.choice((end, end, day_after(random, end))), random.choice(county.villages)
        else:
            day = random.choice((end, day_after(random, end), day_after(random, day, 400)))
            unit, standing = random.choice(county.villages), random.choice(("full", "probationary"))


def _letter(person: Person, unit: Unit, day: date) -> None:
    if Transfer.objects.filter(person=person).exists():
        return
    Transfer.objects.create(
        person=person,
        direction="in",
        from_words="外地",
        to_unit=unit,
        to_words=unit.code,
        reason="work",
        standing="full",
        starts_on=day,
        letter_day=day,
        letter_number="1",
        state="received",
        issued_by="某人",
    )


def _leaders(random: Random, village: Unit) -> None:
    """A post held or not, a committee with terms or without."""
    post = Post.objects.create(unit=village, kind="secretary", starts_on=FIRST)
    if random.random() < 0.7:
        end = random.choice((None, day_after(random, FIRST)))
        person = Person.objects.create(name="某人", initials="mr")
        PostHolding.objects.create(post=post, person=person, starts_on=FIRST, ends_on=end)
    body = Body.objects.create(unit=village, kind="branch_committee", name="支委会", starts_on=FIRST)
    if random.random() < 0.7:
        first = day_after(random, FIRST)
        Term.objects.create(body=body, starts_on=first, due_on=day_after(random, first, 1200))

"""People in motion in the invented county: letters, statements, members from elsewhere, training,
successors.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Exists, F, Min, OuterRef

from jiceng.apps.access.models import Grant
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.names import personal_name
from jiceng.apps.intake.bulk import bulk_insert
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.versions import last_version
from jiceng.apps.people.models import Absence, LeaderTraining, Membership, PostHolding, Successor
from jiceng.apps.transfers.mobile import CONTACT, figure
from jiceng.apps.transfers.models import Transfer, Visitor
from jiceng.apps.transfers.services import valid_until
from jiceng.kernel.periods import months_after

_BRANCHES = ("branch", "joint_branch")
_TOWNS, _EACH = 20, 2
_UNTRAINED, _SHORT = 0.07, 0.22
"""Shares of leaders without any course this year, and of those who are short of the year's hours."""
_NEW_DAYS = 30
"""Days after taking office within which nobody has been on a course yet."""
_FEW_HOURS, _YEARS_HOURS = ((8,), (16, 16), (24, 16), (24, 24)), ((56,), (32, 24), (24, 24, 8), (40, 24))
"""Hours of the courses of one year."""
_LATE = 0.012
"""Share of statements renewed too long ago."""


def write_motion(today: date, seed: int, by: str) -> dict[str, int]:
    """Write a believable few of each, most of them where the demonstration's accounts look.

    Parameters: `by`, who issued letters and named successors. Returns rows by table.
    """
    words = read_data("motion")
    random = Random(f"motion {seed}")
    branches = list(
        UnitVersion.objects.filter(on(today), form__in=_BRANCHES).select_related("unit").order_by("pk")
    )
    if not branches:
        return {}
    shown = _shown(branches)
    letters = list(_letters(random, words, shown, branches, today, by))
    visitors = [_visitor(random, words, version, today) for version in shown[:12] if random.random() < 0.6]
    letters += _arrivals(Random(f"arrivals {seed}"), words, today, by)
    made: dict[Any, list[Any]] = {
        Transfer: Transfer.objects.bulk_create(letters),
        Visitor: Visitor.objects.bulk_create(visitors),
        LeaderTraining: LeaderTraining.objects.bulk_create(
            _trainings(random, words, today), batch_size=2_000
        ),
        Successor: Successor.objects.bulk_create(_successors(random, words, today, by)),
    }
    _statements(random, today)
    return {model._meta.db_table: len(rows) for model, rows in made.items()}


def _shown(branches: list[UnitVersion]) -> list[UnitVersion]:
    """The branches the accounts look at first: the secretary's own, then her town's, then others."""
    grants = Grant.objects.filter(role__in=("secretary", "town_officer")).select_related("unit")
    paths = [last_version(grant.unit).path for grant in grants.order_by("role")]
    near = [each for path in paths for each in branches if each.path.startswith(path)]
    step = max(len(branches) // _TOWNS, 1)
    return list(dict.fromkeys([*near[: _TOWNS * _EACH], *branches[::step]]))


def _letters(
    random: Random, words: dict[str, list[str]], shown: list[UnitVersion], branches: list[UnitVersion],
    today: date, by: str,
) -> Iterator[Transfer]:  # fmt: skip
    """Letters of every kind: to answer, near their end, expired, to be addressed, done, cancelled."""
    kinds = ("within", "out", "within", "unaddressed", "out_late", "out_near", "done", "cancelled")
    own = shown[0]
    for number, version in enumerate(shown[1:17]):
        kind = kinds[number % len(kinds)]
        row = _mover(version, today, done=kind == "done")
        if row is None:
            continue
        day = _letter_day(random, kind, row, today)
        other = own if number == 0 else random.choice(branches)
        within = kind in ("within", "unaddressed") and other.unit_id != version.unit_id
        yield Transfer(
            person=row.person, direction="within" if within else "out", from_unit=version.unit,
            from_words=version.name, to_unit=other.unit if within and kind == "within" else None,
            to_words=other.name if within and kind == "within" else random.choice(
                words["near" if within else "outside"]
            ),
            reason=random.choice(("work", "residence", "work", "retirement")), standing=row.standing,
            starts_on=day, letter_day=day, letter_number=f"{day.year}-{number + 1:04}", year=day.year,
            serial=number + 1, valid_until=valid_until(day), issued_by=by,
            state=kind if kind in ("done", "cancelled") else "issued",
            settled_on={"done": row.ends_on, "cancelled": day + timedelta(days=9)}.get(kind),
            settled_why=words["returned"][0] if kind == "cancelled" else "",
        )  # fmt: skip


def _arrivals(random: Random, words: dict[str, list[str]], today: date, by: str) -> Iterator[Transfer]:
    """The letters of those who came from outside in the last two years."""
    rows = Membership.objects.filter(standing="full", starts_on__gt=today - timedelta(days=730))
    earlier = Membership.objects.filter(person=OuterRef("person"), starts_on__lt=OuterRef("starts_on"))
    came = rows.exclude(Exists(earlier)).filter(joined_on__lt=F("starts_on") - timedelta(days=730))
    names = dict(UnitVersion.objects.filter(on(today)).values_list("unit_id", "name"))
    for row in came.annotate(founded=Min("unit__versions__starts_on")).order_by("starts_on", "pk"):
        if row.starts_on <= row.founded or row.unit_id not in names:
            continue
        day, settled = row.starts_on - timedelta(days=random.randint(4, 25)), random.randint(2, 12)
        done = row.starts_on + timedelta(days=settled)
        yield Transfer(
            person_id=row.person_id, direction="in", from_words=random.choice(words["outside"]) + "党组织",
            to_unit_id=row.unit_id, to_words=names[row.unit_id],
            reason=random.choice(("work", "work", "residence", "retirement")), standing=row.standing,
            starts_on=row.starts_on, letter_day=day, letter_number=f"{day.year}第{random.randint(12, 980)}号",
            valid_until=valid_until(day), issued_by=by,
            state="done" if done <= today else "received", settled_on=done if done <= today else None,
        )  # fmt: skip


def _mover(version: UnitVersion, today: date, *, done: bool) -> Membership | None:
    """Someone who moves: for a letter that is done, someone who was transferred."""
    rows = Membership.objects.filter(unit=version.unit, standing="full").select_related("person")
    if done:
        return rows.filter(end_reason="transferred", ends_on__lte=today).order_by("pk").first()
    still = rows.filter(ends_on__isnull=True, starts_on__lt=today - timedelta(days=200))
    return still.exclude(
        person__post_holdings__ends_on__isnull=True, person__post_holdings__isnull=False
    ).first()


def _letter_day(random: Random, kind: str, row: Membership, today: date) -> date:
    if kind == "done" and row.ends_on is not None:
        return row.ends_on - timedelta(days=20)
    days = {"out_late": 120, "out_near": 84, "cancelled": 40}.get(kind, 5 + random.randrange(40))
    return today - timedelta(days=days)


def _visitor(random: Random, words: dict[str, list[str]], version: UnitVersion, today: date) -> Visitor:
    here = 60 + random.randrange(600)
    return Visitor(
        unit=version.unit,
        name=personal_name(random, random.choice("12"), 1975 + random.randrange(25)),
        home=random.choice(words["outside"]) + "党支部",
        starts_on=today - timedelta(days=here),
        confirmed_on=today - timedelta(days=random.randrange(50)) if random.random() < 0.9 else None,
        told=random.choice(("spoken", "phone", "written")),
        evaluated="there",
    )


def _statements(random: Random, today: date) -> None:
    """How spells away were stated, who keeps in touch, when last: all but a few as lately as is asked."""
    rows = list(Absence.objects.filter(ends_on__isnull=True).order_by("pk"))
    leaders = dict(
        PostHolding.objects.filter(ends_on__isnull=True, post__kind="secretary").values_list(
            "post__unit_id", "person_id"
        )
    )
    within = (today - months_after(today, -(figure(CONTACT, today) or 12))).days
    for row in rows:
        row.told = random.choice(("spoken", "phone", "phone", "written"))
        contact = leaders.get(row.unit_id)
        row.contact_id = None if contact == row.person_id else contact
        late = random.randrange(within, within + 60) if random.random() < _LATE else 0
        said = today - timedelta(days=late or random.randrange(within))
        row.confirmed_on = said if said > row.starts_on else None
        if random.random() < 0.2:
            row.expected_until = today + timedelta(days=30 + random.randrange(300))
        row.evaluated = "here"
    Absence.objects.filter(ends_on=None).delete()  # to update each takes ten times as long as to write anew
    bulk_insert(Absence, rows)


def _trainings(random: Random, words: dict[str, list[str]], today: date) -> Iterator[LeaderTraining]:
    """Courses of this year for those who lead: most have the year's hours, some are short, few have none."""
    held = PostHolding.objects.filter(ends_on__isnull=True, post__kind="secretary").select_related("post")
    for holding in held.order_by("pk"):
        days = (today - max(holding.starts_on, date(today.year, 1, 1))).days
        drawn = random.random()
        if drawn < _UNTRAINED or days < _NEW_DAYS:
            continue
        hours = random.choice(_FEW_HOURS if drawn < _UNTRAINED + _SHORT else _YEARS_HOURS)
        for subject, length in zip(random.sample(words["courses"], k=len(hours)), hours, strict=True):
            yield LeaderTraining(
                person_id=holding.person_id, unit_id=holding.post.unit_id,
                day=today - timedelta(days=random.randrange(days)), hours=Decimal(length),
                subject=subject, held_by=random.choice(words["schools"]),
            )  # fmt: skip


def _successors(random: Random, words: dict[str, list[str]], today: date, by: str) -> Iterator[Successor]:
    """One in seven secretaries' posts has someone named, of the same branch."""
    held = PostHolding.objects.filter(ends_on__isnull=True, post__kind="secretary").select_related("post")
    for holding in held.order_by("pk"):
        if random.random() > 1 / 7:
            continue
        rows = Membership.objects.filter(ends_on__isnull=True, unit_id=holding.post.unit_id, standing="full")
        row = rows.exclude(person_id=holding.person_id).order_by("-person__birth_date").first()
        if row is not None:
            yield Successor(
                post=holding.post, person_id=row.person_id, reason=random.choice(words["successors"]),
                named_by=by, starts_on=today - timedelta(days=random.randrange(300)),
            )  # fmt: skip

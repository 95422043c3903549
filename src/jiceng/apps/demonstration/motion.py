"""People in motion in the invented county: letters, statements, members from elsewhere, training,
successors.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from jiceng.apps.access.models import Grant
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.names import personal_name
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.versions import last_version
from jiceng.apps.people.models import Absence, LeaderTraining, Membership, PostHolding, Successor
from jiceng.apps.transfers.models import Transfer, Visitor
from jiceng.apps.transfers.services import valid_until

_BRANCHES = ("branch", "joint_branch")
_TOWNS, _EACH = 20, 2
_TRAINED = 0.85


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
    return Visitor(
        unit=version.unit,
        name=personal_name(random, random.choice("12"), 1975 + random.randrange(25)),
        home=random.choice(words["outside"]) + "党支部",
        starts_on=today - timedelta(days=60 + random.randrange(600)),
        told=random.choice(("spoken", "phone", "written")),
        evaluated="there",
    )


def _statements(random: Random, today: date) -> None:
    """How spells away were stated, who keeps in touch, when last: most of them within the year."""
    rows = list(Absence.objects.filter(ends_on__isnull=True).order_by("pk"))
    leaders = dict(
        PostHolding.objects.filter(ends_on__isnull=True, post__kind="secretary").values_list(
            "post__unit_id", "person_id"
        )
    )
    for row in rows:
        row.told = random.choice(("spoken", "phone", "phone", "written"))
        contact = leaders.get(row.unit_id)
        row.contact_id = None if contact == row.person_id else contact
        said = today - timedelta(days=random.randrange(340))
        row.confirmed_on = said if said > row.starts_on and random.random() < 0.96 else None
        if random.random() < 0.2:
            row.expected_until = today + timedelta(days=30 + random.randrange(300))
        row.evaluated = "here"
    fields = ["told", "contact", "confirmed_on", "expected_until", "evaluated"]
    Absence.objects.bulk_update(rows, fields, batch_size=300)


def _trainings(random: Random, words: dict[str, list[str]], today: date) -> Iterator[LeaderTraining]:
    """Courses of this year for those who lead: most near or over the year's hours."""
    held = PostHolding.objects.filter(ends_on__isnull=True, post__kind="secretary").select_related("post")
    days = max((today - date(today.year, 1, 1)).days, 1)
    for holding in held.order_by("pk"):
        if random.random() > _TRAINED:
            continue
        for subject in random.sample(words["courses"], k=1 + random.randrange(3)):
            day = today - timedelta(days=random.randrange(days))
            if day < holding.starts_on:
                continue
            yield LeaderTraining(
                person_id=holding.person_id, unit_id=holding.post.unit_id, day=day,
                hours=Decimal(random.choice((8, 16, 24, 24, 32, 56))), subject=subject,
                held_by=random.choice(words["schools"]),
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

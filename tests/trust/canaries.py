"""A county in which everything a reader might learn of a unit bears that unit's own word, found nowhere
else, and every row has a number no other table has: so that an answer tells what leaked, and an address
whose it is.
"""

import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from jiceng.apps.gatherings import services as gatherings
from jiceng.apps.organisations import bodies
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Unit, UnitVersion
from jiceng.apps.people import posts
from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership, Person
from tests.county import AT, FOUNDED, SYSTEM, County, build_county, id_number

SPREAD = 1000
"""Numbers between the first rows of two tables."""
PLANTED = ("青石镇", "河湾镇", "上窑村", "柳林村", "南坡村")


@dataclass
class Planted:
    """The county; each unit's word by the unit's id; what there is by its number; the words of the units."""

    county: County
    words: dict[int, str] = field(default_factory=dict)
    rows: dict[int, Model] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    def seen_by(self, username: str) -> set[int]:
        """Units the user may see."""
        if not username:
            return set()
        actor = self.county.actor(username, timezone.localdate())
        tops = [found.start for found in actor.ranges("unit.read")]
        open_now = UnitVersion.objects.filter(ends_on=None)
        return {v.unit_id for v in open_now if any(v.path.startswith(top) for top in tops)}

    def unit_of(self, value: object) -> int | None:
        """The unit that what an argument of an address names belongs to; None when it names nothing of
        ours.
        """
        if isinstance(value, str) and value in self.codes:
            return self.codes[value]
        row = self.rows.get(int(value)) if str(value).isdecimal() else None
        return _unit_of(row) if row is not None else None


def _unit_of(row: Model) -> int | None:
    if isinstance(row, Unit):
        return row.pk
    for name in ("unit_id", "body", "post", "person", "membership"):
        found: Any = getattr(row, name, None)
        if isinstance(found, int):
            return found
        if isinstance(found, Model):
            return _unit_of(found)
    if isinstance(row, Person):
        return row.memberships.values_list("unit_id", flat=True).first()
    return None


def plant() -> Planted:
    """Build it in an empty database."""
    _spread_numbers()
    planted = Planted(build_county())
    chance = random.Random(7)
    for number, name in enumerate(PLANTED):
        above, word = planted.county.unit(name), f"Q{chance.getrandbits(40):010x}"
        _plant(planted, above, word, number)
    for code, id in Unit.objects.values_list("code", "pk"):
        planted.codes[code] = id
    for model in apps.get_models():
        if model.__module__.startswith("jiceng.") and model._meta.pk.get_internal_type() == "BigAutoField":
            planted.rows |= {row.pk: row for row in model._default_manager.all()}
    return planted


def _spread_numbers() -> None:
    """Let every table of ours begin its numbers elsewhere."""
    models = [model for model in apps.get_models() if model.__module__.startswith("jiceng.")]
    with connection.cursor() as cursor:
        for place, model in enumerate(models, start=1):
            table = connection.ops.quote_name(model._meta.db_table)
            if model._meta.pk.get_internal_type() != "BigAutoField":
                continue
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN id RESTART WITH {place * SPREAD}")
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
                values = [model._meta.db_table, place * SPREAD]
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", values)


def _plant(planted: Planted, above: Unit, word: str, number: int) -> None:
    """A branch under a unit, whose name, people, bodies and meetings all bear its word."""
    code = f"{above.code}-{word}"
    draft = organisations.UnitDraft(code, f"支部{word}", "branch", "branch")
    unit = organisations.found_unit(actor=SYSTEM, at=AT, parent=above, draft=draft, day=FOUNDED)
    planted.words[unit.pk] = word
    membership: Membership | None = None
    for each in range(3):
        person = people.PersonDraft(f"某{word}{each}", id_number(300 + 10 * number + each))
        membership = people.register_person(
            actor=SYSTEM, at=AT, unit=unit, draft=person, standing="full", joined_on=FOUNDED, day=FOUNDED
        )
    assert membership is not None
    body = bodies.found_body(
        actor=SYSTEM, at=AT, unit=unit, kind="party_group", name=f"组{word}", day=FOUNDED
    )
    posts.take_seat(actor=SYSTEM, at=AT, body=body, person=membership.person, day=FOUNDED)
    post = bodies.found_post(actor=SYSTEM, at=AT, unit=unit, kind="deputy_secretary", day=FOUNDED)
    posts.take_post(actor=SYSTEM, at=AT, post=post, person=membership.person, day=FOUNDED)
    minutes = gatherings.Minutes(
        "members_meeting", date(2026, 11, 3), text=f"记{word}", subject=f"题{word}", place=f"处{word}"
    )
    gatherings.record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)

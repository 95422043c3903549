"""Reads of the reading log (查阅记录): who looked into whose file, when and why. Here, since the log names
persons and units.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from jiceng.apps.journal.audit_types import MANY_READ
from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.journal.policies import READ
from jiceng.apps.organisations.entries import EntryFilter, between, entries
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions
from jiceng.apps.people.listing import LIST
from jiceng.apps.people.models import Person
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound

ALERT_DAYS = 30
ALERTS = 10
"""Alerts that stand over the log: of so many days, and the newest of them; the journal has them all."""
_AT_ONCE = 5_000
"""Ids in one question: a database takes only so many."""


@dataclass(frozen=True, slots=True)
class ReadingFilter:
    """What to look for: part of the reader's name, of the read person's name, her id, first and last day
    (inclusive), a part.
    """

    reader: str = ""
    person: str = ""
    person_id: int | None = None
    part: str = ""
    first: date | None = None
    last: date | None = None


def readings(actor: Actor, wanted: ReadingFilter) -> QuerySet[Reading]:
    """Looks into files of persons in the units whose journal the actor reads, newest first.

    Raises `NotFound("page_not_found")` for whoever reads no journal.
    """
    if not actor.has(READ):
        raise NotFound("page_not_found")
    scope = last_versions(actor, READ).values("unit_id")
    rows = Reading.objects.filter(between(wanted.first, wanted.last), unit_id__in=scope)
    if wanted.reader:
        rows = rows.filter(actor_name__contains=wanted.reader)
    if wanted.part:
        rows = rows.filter(part=wanted.part)
    elif wanted.person_id is None and not wanted.person:
        rows = rows.exclude(part=LIST)  # lines of lists, of which there are many, when they are asked for
    if wanted.person:
        rows = rows.filter(person_id__in=Person.objects.filter(name__contains=wanted.person).values("pk"))
    if wanted.person_id is not None:
        rows = rows.filter(person_id=wanted.person_id)
    return rows.order_by("-at", "-pk")


def much_reading(actor: Actor, day: date) -> list[AuditEntry]:
    """Who was given many persons' data of late, newest first, by the journal the actor reads."""
    wanted = EntryFilter(type=MANY_READ.code, first=day - timedelta(days=ALERT_DAYS))
    return list(entries(actor, wanted)[:ALERTS])


def readings_of(actor: Actor, person_id: int, unit: UnitVersion, limit: int) -> list[Reading]:
    """The last looks into one person's file, by the unit she belongs to."""
    require(actor, READ, unit.path)
    return list(Reading.objects.filter(person_id=person_id).order_by("-at", "-pk")[:limit])


def person_names(rows: list[Reading]) -> dict[int, str]:
    """Names of those whose files were read, by person id. Of rows the caller was given by `readings`."""
    ids = sorted({row.person_id for row in rows})
    found: dict[int, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = Person.objects.filter(pk__in=ids[start : start + _AT_ONCE])
        found |= dict(some.values_list("pk", "name"))
    return found

"""Reads of the journal by unit. They stand here and not in `journal`, which knows no tree and so no scope."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from jiceng.apps.journal import policies
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.files import entries_of
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.selectors import last_versions
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What to look for: an audit type's code, first and last day (inclusive), a unit's id, a file that left
    by its mark or its SHA-256; nothing given: all.
    """

    type: str = ""
    first: date | None = None
    last: date | None = None
    unit_id: int | None = None
    file: str = ""


def entries(actor: Actor, wanted: EntryFilter) -> QuerySet[AuditEntry]:
    """Audit entries about units whose journal the actor reads, closed units too, newest first, without salt
    and hash.

    What belongs to no unit (accounts, the register's loading) is for those who read the journal of the whole
    tree, but for what an audit type hides from some of them.
    Raises `NotFound("page_not_found")` for whoever reads no journal.
    """
    if not actor.has(policies.READ):
        raise NotFound("page_not_found")
    scope = last_versions(actor, policies.READ)
    mine = Q(unit_id__in=scope.values("unit_id"))
    if scope.filter(parent=None).exists():
        mine |= Q(unit_id=None) & ~Q(type__in=_hidden(actor))
    rows = AuditEntry.objects.filter(mine, between(wanted.first, wanted.last))
    if wanted.type:
        rows = rows.filter(type=wanted.type)
    if wanted.unit_id is not None:
        rows = rows.filter(unit_id=wanted.unit_id)
    if wanted.file:
        rows = rows.filter(pk__in=entries_of(wanted.file))
    return rows.defer("salt", "commitment").order_by("-at", "-pk")


def _hidden(actor: Actor) -> list[str]:
    """Types of which the actor is not shown what belongs to no unit."""
    types = AuditType.registered.values()
    return [each.code for each in types if each.unplaced_hidden_from and actor.has(each.unplaced_hidden_from)]


def between(first: date | None, last: date | None) -> Q:
    """Rows whose moment `at` lies on the days from `first` to `last`, both inclusive, in the office's time
    zone.
    """
    query = Q()
    if first is not None:
        query &= Q(at__gte=_midnight(first))
    if last is not None:
        query &= Q(at__lt=_midnight(last + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

"""Reads of commendations: those of units for all who see the units, those of persons with their persons."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from jiceng.apps.commendations import policies
from jiceng.apps.commendations.models import Commendation
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.selectors import last_versions, within
from jiceng.apps.people import policies as people
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound

OF = ("unit", "person")


def commendations(
    actor: Actor, version: UnitVersion, *, year: int | None = None, of: str = "", text: str = ""
) -> QuerySet[Commendation]:
    """Honours of a unit and all below it, newest first; those of persons where the actor reads persons.

    Parameters: `year`, None for all years; `of`, one of OF; `text`, part of an honour, of who gave it, of a
    document's number or of a person's name.
    """
    require(actor, READ, version.path)
    below = within([PathRange.below(version.path)])
    units = last_versions(actor).filter(below).values("unit_id")
    readable = last_versions(actor, people.READ).filter(below).values("unit_id")
    rows = Commendation.objects.filter(
        Q(person=None) | Q(unit_id__in=readable), unit_id__in=units, ended_at=None
    )
    if year is not None:
        rows = rows.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))
    if of in OF:
        rows = rows.filter(person__isnull=of == "unit")
    if text:
        named = Q(person__name__contains=text)
        rows = rows.filter(
            named | Q(honour__contains=text) | Q(given_by__contains=text) | Q(document__contains=text)
        )
    return rows.select_related("unit", "person").order_by("-day", "-pk")


def years(actor: Actor, version: UnitVersion, day: date) -> list[int]:
    """Years in which there are any, and this one, newest first."""
    rows = commendations(actor, version).order_by()
    return sorted({day.year, *(each.year for each in rows.dates("day", "year"))}, reverse=True)


def last_given_by(actor: Actor, version: UnitVersion) -> str:
    """Who gave the honour entered last of a unit and those below it; "" before the first."""
    last = commendations(actor, version).order_by("-pk").first()
    return last.given_by if last else ""


class Honour(NamedTuple):
    """An honour as a person's file lists it."""

    honour: str
    given_by: str
    document: str
    basis: str
    day: date


def honours_of(person_id: int) -> QuerySet[Any, Any]:
    """A person's honours as rows of `Honour`. Of a person the caller has already checked."""
    return Commendation.objects.filter(person_id=person_id, ended_at=None).values_list(*Honour._fields)


def of_unit(actor: Actor, version: UnitVersion) -> list[Commendation]:
    """A unit's own honours, newest first; not those of its members."""
    require(actor, READ, version.path)
    rows = Commendation.objects.filter(unit_id=version.unit_id, person=None, ended_at=None)
    return list(rows.order_by("-day", "-pk"))


def commendation_by_id(actor: Actor, commendation_id: int) -> tuple[Commendation, UnitVersion]:
    """One entry, to be put right. Raises `NotFound("commendation_not_found")` to outsiders, `Refused`."""
    row = Commendation.objects.filter(pk=commendation_id).select_related("unit", "person").first()
    version = last_versions(actor).filter(unit_id=row.unit_id).select_related("unit").first() if row else None
    if row is None or version is None:
        raise NotFound("commendation_not_found")
    require(actor, policies.RECORD, version.path)
    if row.person_id is not None:
        require(actor, people.READ, version.path)
    return row, version

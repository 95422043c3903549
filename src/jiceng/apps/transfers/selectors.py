"""Reads of transfers, of members away and from elsewhere, within what the actor may see of persons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions, name_on, within
from jiceng.apps.people import policies as people
from jiceng.apps.people.models import Absence, Person
from jiceng.apps.transfers import policies
from jiceng.apps.transfers.models import WAITING, Transfer, Visitor
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import Conflict, NotFound

SHOWS = ("open", "arriving", "leaving", "expired", "settled")


def sides(actor: Actor, permission: str = people.READ, below: str = "") -> Any:
    """Ids of the units on whose side of a letter the actor stands, closed ones too (`below`: of a path)."""
    return last_versions(actor, permission).filter(within([PathRange.below(below)])).values("unit_id")


def transfers(actor: Actor, day: date, show: str = "open", text: str = "") -> QuerySet[Transfer]:
    """Letters that leave or reach the actor's units, those that end first foremost.

    Parameters: `show`, one of SHOWS; `text`, part of a name, or of the letter's number.
    Raises `NotFound("page_not_found")` for whoever reads no persons.
    """
    if not actor.has(people.READ):
        raise NotFound("page_not_found")
    ours = sides(actor)
    rows = Transfer.objects.filter(Q(from_unit__in=ours) | Q(to_unit__in=ours))
    wanted = {
        "open": WAITING,
        "arriving": WAITING & Q(to_unit__in=ours),
        "leaving": WAITING & Q(from_unit__in=ours),
        "expired": Q(state="issued", valid_until__lt=day),
        "settled": Q(state__in=("done", "cancelled")),
    }
    rows = rows.filter(wanted[show])
    if text:
        rows = rows.filter(Q(person__name__contains=text) | Q(letter_number__contains=text))
    order = ("-settled_on", "-pk") if show == "settled" else (F("valid_until").asc(nulls_last=True), "pk")
    return rows.select_related("person", "from_unit", "to_unit").order_by(*order)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as the actor may see it: on which sides she stands, and what she may do."""

    transfer: Transfer
    sender: UnitVersion | None
    receiver: UnitVersion | None
    may_settle: bool
    may_confirm: bool
    may_cancel: bool
    may_address: bool

    @property
    def side(self) -> UnitVersion:
        """The actor's own side: the sender's where she has both."""
        found = self.sender or self.receiver
        assert found is not None  # noqa: S101 - `letter` refuses whoever stands on neither
        return found


def letter(actor: Actor, transfer_id: int) -> Letter:
    """One letter, by either side. Raises `NotFound("letter_not_found")` to outsiders, `Refused` to those
    who see
    a unit of it and may not read persons.
    """
    row = Transfer.objects.filter(pk=transfer_id).select_related("person", "from_unit", "to_unit").first()
    ids = [id for id in (row.from_unit_id, row.to_unit_id) if id is not None] if row else []
    seen = {each.unit_id: each for each in last_versions(actor).filter(unit_id__in=ids)}
    if row is None or not seen:
        raise NotFound("letter_not_found")
    readable = {id: each for id, each in seen.items() if actor.may(people.READ, each.path)}
    if not readable:
        require(actor, people.READ, next(iter(seen.values())).path)
    sender, receiver = readable.get(row.from_unit_id or 0), readable.get(row.to_unit_id or 0)
    managed = sender is not None and actor.may(people.MANAGE, sender.path)
    confirms = receiver is not None and actor.may(policies.CONFIRM, receiver.path)
    issued, within = row.state == "issued", row.direction == "within"
    returned = issued and row.direction == "out"
    answered = row.state == "received" and receiver is not None and actor.may(people.MANAGE, receiver.path)
    return Letter(
        transfer=row,
        sender=sender,
        receiver=receiver,
        may_settle=(returned and managed) or answered,
        may_confirm=issued and within and confirms,
        may_cancel=issued and (managed or (within and confirms)),
        may_address=issued and within and managed,
    )


def units_named(unit_ids: Any, day: date) -> dict[int, UnitVersion]:
    """Last versions of units by id. Of units the caller has already checked."""
    rows = UnitVersion.objects.filter(unit_id__in=set(unit_ids), starts_on__lte=day).select_related("unit")
    return {row.unit_id: row for row in rows.order_by("starts_on")}


def absences(actor: Actor, day: date, text: str = "", below: str = "") -> QuerySet[Any]:
    """Members away on `day`, longest first; each has `last_said`, when she stated it, and `unit_name`."""
    rows = Absence.objects.filter(on(day), unit_id__in=sides(actor, below=below))
    if text:
        rows = rows.filter(person__name__contains=text)
    rows = rows.annotate(last_said=Coalesce("confirmed_on", "starts_on"), unit_name=name_on("unit_id", day))
    return rows.select_related("person", "unit", "contact").order_by("starts_on", "pk")


def visitors(actor: Actor, day: date, text: str = "", below: str = "") -> QuerySet[Any]:
    """Members from elsewhere who take part on `day`, longest first; each as `absences` has it."""
    rows = Visitor.objects.filter(on(day), unit_id__in=sides(actor, below=below))
    if text:
        rows = rows.filter(name__contains=text)
    rows = rows.annotate(last_said=Coalesce("confirmed_on", "starts_on"), unit_name=name_on("unit_id", day))
    return rows.select_related("unit", "contact").order_by("starts_on", "pk")


def as_read(visitors: Iterable[Visitor]) -> list[tuple[int, int | None]]:
    """Members from elsewhere for the reading log, where they stand under the negative id of their statement:
    they are in no register.
    """
    return [(-each.pk, each.unit_id) for each in visitors]


def visitor_names(visitor_ids: Iterable[int]) -> dict[int, str]:
    """Names of members from elsewhere by the id the reading log has of them (`as_read`). Of rows of the log
    the caller was given.
    """
    wanted = {id for id in visitor_ids if id > 0}
    if not wanted:
        return {}
    return {-id: name for id, name in Visitor.objects.filter(pk__in=wanted).values_list("pk", "name")}


def visitor_by_id(actor: Actor, visitor_id: int) -> tuple[Visitor, UnitVersion]:
    """One member from elsewhere, to be changed. Raises `NotFound("visitor_not_found")` to outsiders,
    `Refused`.
    """
    row = Visitor.objects.filter(pk=visitor_id).select_related("unit", "contact").first()
    version = last_versions(actor).filter(unit_id=row.unit_id).select_related("unit").first() if row else None
    if row is None or version is None:
        raise NotFound("visitor_not_found")
    require(actor, policies.CONFIRM, version.path)
    return row, version


def absence_of(actor: Actor, person_id: int) -> tuple[Absence, UnitVersion]:
    """A person's running spell away, to be stated anew. Raises `NotFound("person_not_found")` to outsiders,
    `Refused`, `Conflict("already_back")`.
    """
    person = Person.objects.filter(pk=person_id).first()
    last = person.memberships.order_by("-starts_on", "-pk").first() if person else None
    version = (
        last_versions(actor).filter(unit_id=last.unit_id).select_related("unit").first() if last else None
    )
    if person is None or version is None:
        raise NotFound("person_not_found")
    require(actor, policies.CONFIRM, version.path)
    running = person.absences.filter(ends_on__isnull=True).select_related("person", "unit", "contact")
    found = running.filter(unit_id=version.unit_id).first()
    if found is None:
        raise Conflict("already_back")
    return found, version


def open_letter(person_id: int) -> Transfer | None:
    """A person's letter under way. Of a person the caller has already checked."""
    return Transfer.objects.filter(WAITING, person_id=person_id).first()

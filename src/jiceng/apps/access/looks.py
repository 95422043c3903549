"""Who looked into a person's file, for her herself: by office and purpose, not by name (D3).

The names stand in the reading log, for those who read the journal. To her counts which office looked, when
and what for; whoever must look is not to be called to account by each person looked at.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from jiceng.apps.access.models import Grant, User
from jiceng.apps.access.persons import person_of
from jiceng.apps.access.policies import ROLES
from jiceng.apps.journal.models import Reading
from jiceng.apps.organisations.selectors import names_on
from jiceng.apps.people import policies
from jiceng.apps.people.models import Person
from jiceng.apps.people.selectors import person_in_scope
from jiceng.kernel.actors import Actor

MOST = 2_000
"""Looks told of on one paper, the newest: of a file read every day, five years."""


COMPLAINTS = (
    *("信访", "举报", "投诉", "控告", "检举", "申诉", "揭发", "来信", "反映", "线索", "核查", "调查"),
    *("complain", "petition", "whistle", "investigat", "allegation"),
)
"""Words of a stated purpose by which a person could learn that somebody has complained of her."""
UNTOLD = "official"
"""What she reads in place of such a purpose."""


@dataclass(frozen=True, slots=True)
class Look:
    """On a day somebody of an office looked: `role`, a code, and `unit`, a name, both "" where she held none;
    `part` and `purpose`; `times`.
    """

    day: date
    role: str
    unit: str
    part: str
    purpose: str
    times: int


def looks_at(actor: Actor, person_id: int, day: date) -> tuple[Person, list[Look]]:
    """The person and the looks into her file, the newest first, for whoever keeps her file and hands the
    paper to her.

    Raises `NotFound("person_not_found")` to outsiders, `Refused` to who does not keep persons.
    """
    person, _ = person_in_scope(actor, person_id, day, policies.MANAGE)
    return person, _looks(person_id, day)


def own_looks(actor: Actor, day: date) -> tuple[Person, list[Look]] | None:
    """Whoever acts, as a person of the register, and the looks into her own file; None where nobody has said
    whose account it is.
    """
    if actor.id is None or actor.token is not None:
        return None
    user = User.objects.filter(pk=actor.id, is_active=True).first()
    person = person_of(user) if user else None
    return (person, _looks(person.pk, day)) if person else None


def _looks(person_id: int, day: date) -> list[Look]:
    rows = Reading.objects.filter(person_id=person_id).order_by("-at", "-pk")
    found = list(rows.values_list("at", "actor_id", "part", "purpose")[:MOST])
    held = _held({reader for _, reader, _, _ in found if reader is not None})
    units = names_on({each.unit_id for grants in held.values() for each in grants}, day)
    counted: Counter[tuple[date, str, str, str, str]] = Counter()
    for at, reader, part, purpose in found:
        on = timezone.localdate(at)
        grant = _in_force(held.get(reader or 0, []), on)
        office = (grant.role, units.get(grant.unit_id, "")) if grant else ("", "")
        counted[(on, *office, part, _told(purpose))] += 1
    return [Look(*key, times) for key, times in counted.items()]


def _told(purpose: str) -> str:
    """A purpose as the person herself may read it: that somebody complained is never told by it."""
    return UNTOLD if any(word in purpose.lower() for word in COMPLAINTS) else purpose


def _held(readers: Iterable[int]) -> dict[int, list[Grant]]:
    """Grants of readers, those first by which files are read."""
    grants: dict[int, list[Grant]] = {}
    for grant in Grant.objects.filter(user_id__in=list(readers)).order_by("pk"):
        grants.setdefault(grant.user_id, []).append(grant)
    for each in grants.values():
        each.sort(key=lambda grant: policies.READ not in ROLES.get(grant.role, frozenset()))
    return grants


def _in_force(grants: list[Grant], day: date) -> Grant | None:
    return next(
        (each for each in grants if each.starts_on <= day and (each.ends_on is None or day < each.ends_on)),
        None,
    )

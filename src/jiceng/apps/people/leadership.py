"""Leaders' training, and who the office names as able to follow in a post: in no order and without a
score.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from jiceng.apps.organisations.models import Post, Unit, UnitVersion, on
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions
from jiceng.apps.organisations.versions import admit, last_version
from jiceng.apps.people import audit_types, policies
from jiceng.apps.people.entries import record_about
from jiceng.apps.people.models import LeaderTraining, Membership, Person, Successor
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, NotFound

MOST_HOURS = Decimal(400)
"""Of one entry: ten weeks of whole days."""


@dataclass(frozen=True, slots=True)
class TrainingDraft:
    """What is entered of a training: its day (the last one of a course), hours, subject, who held it."""

    day: date
    hours: Decimal
    subject: str
    held_by: str = ""


@transaction.atomic
def enter_training(
    *, actor: Actor, at: datetime, person: Person, unit: Unit, draft: TrainingDraft
) -> LeaderTraining:
    """Enter training a person took part in.

    Parameters: `unit`, by which the right is checked: where the person is a member, or holds a post on the
    day. Raises `Invalid`: "not_of_this_unit", "bad_hours", "subject_missing".
    """
    admit(actor, policies.MANAGE, unit, draft.day)
    if draft.day > timezone.localdate(at):
        raise Invalid("held_in_the_future", field="day")
    there = person.memberships.filter(on(draft.day), unit=unit).exists()
    if not there and not person.post_holdings.filter(on(draft.day), post__unit=unit).exists():
        raise Invalid("not_of_this_unit", field="day")
    if not 0 < draft.hours <= MOST_HOURS or draft.hours * 2 % 1:
        raise Invalid("bad_hours", field="hours", most=int(MOST_HOURS))
    if not draft.subject.strip():
        raise Invalid("subject_missing", field="subject")
    training = LeaderTraining.objects.create(
        person=person,
        unit=unit,
        day=draft.day,
        hours=draft.hours,
        subject=draft.subject.strip(),
        held_by=draft.held_by.strip(),
    )
    told = {"day": str(training.day), "hours": str(draft.hours)}
    record_about(actor, at, audit_types.TRAINING_ENTERED, person, unit, **told)
    return training


@transaction.atomic
def withdraw_training(*, actor: Actor, at: datetime, training: LeaderTraining) -> None:
    """Take back training entered by mistake. Raises `Conflict("training_withdrawn")`."""
    require(actor, policies.MANAGE, last_version(training.unit).path)
    taken = LeaderTraining.objects.filter(pk=training.pk, withdrawn_at__isnull=True).update(withdrawn_at=at)
    if not taken:
        raise Conflict("training_withdrawn")
    told = {"day": str(training.day), "hours": str(training.hours)}
    record_about(actor, at, audit_types.TRAINING_WITHDRAWN, training.person, training.unit, **told)


@transaction.atomic
def name_successor(
    *, actor: Actor, at: datetime, post: Post, person: Person, day: date, until: date | None, reason: str
) -> Successor:
    """Name someone who could follow in a post, from `day` until `until` (exclusive; None: until withdrawn).

    Raises `Invalid("reason_missing")`, `Invalid("before_last_change")`, `Conflict("post_not_active")`,
    `Conflict("successor_named")` for one who is named or holds the post.
    """
    admit(actor, policies.MANAGE, post.unit, day, lasting=True)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if until is not None and until <= day:
        raise Invalid("before_last_change", field="until", last=day)
    if not Post.objects.filter(on(day), pk=post.pk).exists():
        raise Conflict("post_not_active")
    named = post.successors.filter(on(day), person=person).exists()
    if named or post.holdings.filter(on(day), person=person).exists():
        raise Conflict("successor_named")
    successor = Successor.objects.create(
        post=post,
        person=person,
        reason=reason.strip(),
        named_by=actor.name[:60],
        starts_on=day,
        ends_on=until,
    )
    told = {"day": str(day), "post": post.kind}
    record_about(actor, at, audit_types.SUCCESSOR_NAMED, person, post.unit, **told)
    return successor


@transaction.atomic
def end_successor(*, actor: Actor, at: datetime, successor: Successor, day: date) -> None:
    """Name someone no longer, from `day` on. Raises `Conflict("successor_ended")`."""
    admit(actor, policies.MANAGE, successor.post.unit, day)
    successor.refresh_from_db(fields=["ends_on"])
    if successor.ends_on is not None and successor.ends_on <= day:
        raise Conflict("successor_ended")
    successor.ends_on = max(day, successor.starts_on)
    successor.save(update_fields=["ends_on"])
    post = successor.post
    told = {"day": str(day), "post": post.kind}
    record_about(actor, at, audit_types.SUCCESSOR_ENDED, successor.person, post.unit, **told)


def training_hours(person_ids: Iterable[int], year: int) -> dict[int, Decimal]:
    """Hours of training in a year, by person id. Of persons the caller has already checked."""
    rows = LeaderTraining.objects.filter(
        person_id__in=set(person_ids), day__year=year, withdrawn_at__isnull=True
    )
    return dict(rows.values_list("person_id").annotate(hours=Sum("hours")))


def trainings_of(person_id: int) -> list[LeaderTraining]:
    """A person's training, newest first. Of a person the caller has already checked."""
    rows = LeaderTraining.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
    return list(rows.select_related("unit").order_by("-day", "-pk"))


def training_by_id(actor: Actor, training_id: int) -> LeaderTraining:
    """One training, to be withdrawn. Raises `NotFound("training_not_found")` to outsiders, `Refused`."""
    row = LeaderTraining.objects.select_related("person", "unit").filter(pk=training_id).first()
    version = last_versions(actor).filter(unit_id=row.unit_id).first() if row else None
    if row is None or version is None:
        raise NotFound("training_not_found")
    require(actor, policies.MANAGE, version.path)
    return row


def successor_counts(actor: Actor, post_ids: Iterable[int], day: date) -> dict[int, int]:
    """How many are named for posts on `day`, by post id; only of units whose people the actor manages.

    Few are named at all: they are counted first and matched with the posts (a county's thousands) here.
    """
    scope = last_versions(actor, policies.MANAGE).values("unit_id")
    rows = Successor.objects.filter(on(day), post__unit_id__in=scope)
    wanted = set(post_ids)
    counted = rows.values_list("post_id").annotate(number=Count("pk"))
    return {post_id: number for post_id, number in counted if post_id in wanted}


def successors_of(actor: Actor, version: UnitVersion, post: Post, day: date) -> list[Successor]:
    """Who is named for a post on `day` and later, by name, with the `unit_id` of each one's membership.

    For those who manage the unit's people alone (never the branch itself).
    """
    require(actor, policies.MANAGE, version.path)
    rows = list(
        post.successors.exclude(ends_on__lte=day)
        .select_related("person")
        .order_by("person__initials", "person_id")
    )
    members = Membership.objects.filter(on(day), person_id__in=[row.person_id for row in rows])
    units = dict(members.values_list("person_id", "unit_id"))
    for row in rows:
        row.unit_id = units.get(row.person_id)  # type: ignore[attr-defined]
    return rows


def successor_by_id(actor: Actor, successor_id: int) -> Successor:
    """One naming, to be ended. Raises `NotFound("successor_not_found")` to outsiders, `Refused`."""
    row = Successor.objects.select_related("post__unit", "person").filter(pk=successor_id).first()
    version = last_versions(actor).filter(unit_id=row.post.unit_id).first() if row else None
    if row is None or version is None:
        raise NotFound("successor_not_found")
    require(actor, policies.MANAGE, version.path)
    return row

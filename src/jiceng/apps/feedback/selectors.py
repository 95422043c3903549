"""Reads of questions: one's own, and those of the desks one sits at."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.feedback import policies
from jiceng.apps.feedback.models import Question
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.selectors import names_on, within
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound

ANSWER_DAYS = "question_answer_days"


def mine(actor: Actor) -> QuerySet[Question]:
    """What the actor asked, newest first."""
    rows = Question.objects.filter(asked_by_id=actor.id).select_related("to", "owner", "answered_by")
    return rows.order_by("-asked_at", "-pk")


def _at_desks(sat: Iterable[tuple[int, str]]) -> Q:
    query = Q(pk__in=())
    for unit_id, desk in sat:
        query |= Q(to_id=unit_id, desk=desk)
    return query


def inbox(actor: Actor) -> QuerySet[Question]:
    """What reached the desks the actor sits at, the oldest first; nothing that complains of a unit she holds
    a role in, nothing of her own.
    """
    rows = Question.objects.filter(_at_desks(policies.desks_of(actor))).exclude(asked_by_id=actor.id)
    return rows.exclude(about_id__in=policies.complained_of(actor)).order_by("asked_at", "pk")


def question_by_id(actor: Actor, question_id: int) -> Question:
    """One question, to who asked it and who may answer it. Raises `NotFound("question_not_found")` to all
    others.
    """
    for rows in (mine(actor), inbox(actor).select_related("to", "owner", "answered_by", "asked_by", "about")):
        question = rows.filter(pk=question_id).first()
        if question is not None:
            return question
    raise NotFound("question_not_found")


def digest(receipt: str) -> bytes:
    """SHA-256 of a receipt's number, however it was written down."""
    return hashlib.sha256("".join(receipt.split()).replace("-", "").upper().encode()).digest()


def by_receipt(receipt: str) -> Question | None:
    """The question of a receipt; None when there is none. The number (130 bits) is the right to see it."""
    return Question.objects.filter(receipt=digest(receipt)).first()


def counts(actor: Actor) -> list[tuple[str, str, int]]:
    """How often what was asked from where: address, kind, number, within the actor's inbox."""
    rows = inbox(actor).order_by().values_list("place", "kind").annotate(number=Count("pk"))
    return sorted(rows)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Questions not answered within `days`, by the name of the unit they wait in."""

    days: int
    units: list[tuple[str, int]]


def waiting(actor: Actor, at: datetime, day: date) -> Waiting | None:
    """What has waited too long at offices the actor sits in and below them: numbers only, since the text
    is its desk's. None where nothing does, for who sits at no desk, and where the profile sets no time.
    """
    ranges = [PathRange.below(grant.path) for grant in actor.grants if policies.ANSWER in grant.own]
    rules = current_rules() if ranges else None
    if rules is None or ANSWER_DAYS not in rules.parameters:
        return None
    days = int(rules.figure(ANSWER_DAYS, day))
    below = UnitVersion.objects.filter(on(day), within(ranges)).values("unit_id")
    old = Question.objects.filter(answered_at=None, asked_at__lt=at - timedelta(days=days))
    rows = old.filter(desk=policies.OFFICE, to_id__in=below)
    rows = rows.exclude(about_id__in=policies.complained_of(actor))
    found = dict(rows.order_by("to_id").values_list("to_id").annotate(number=Count("pk")))
    names = names_on(found, day) if found else {}
    return Waiting(days, [(names[unit_id], number) for unit_id, number in found.items()]) if found else None

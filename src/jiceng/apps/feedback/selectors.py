"""Reads of questions: one's own, and those of the desks one sits at."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.feedback import policies
from jiceng.apps.feedback.models import Question
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.selectors import names_on, within
from jiceng.apps.publications import selectors as published
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
    a role in, nothing of her own. A letter that asks is read by the unit it is about where it lies there.
    """
    rows = Question.objects.filter(_at_desks(policies.desks_of(actor))).exclude(asked_by_id=actor.id)
    return rows.exclude(_concerning(actor)).order_by("asked_at", "pk")


def _concerning(actor: Actor) -> Q:
    """What is about units the actor holds a role in, but for letters that ask and lie there."""
    asks = ~Q(kind=policies.COMPLAINT) & Q(to_id=F("about_id"))
    return Q(about_id__in=policies.complained_of(actor)) & ~asks


def in_state(found: QuerySet[Question], state: str) -> QuerySet[Question]:
    """Of an inbox: what was "answered" or put "away", the last first; else what is open."""
    if state == "answered":
        return found.filter(answered_at__isnull=False).order_by("-answered_at")
    if state == "away":
        return found.filter(closed_at__isnull=False).order_by("-closed_at")
    return found.filter(answered_at=None, closed_at=None)


def publication_title(question: Question, at: datetime) -> str:
    """The title of what a letter is about, posted still or no longer; "" for what is about nothing posted."""
    if question.publication is None:
        return ""
    found = published.publication(question.publication, at) or published.ended(question.publication, at)
    return found.title if found else ""


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


class Office(NamedTuple):
    """An office, and how many questions have waited too long there."""

    unit_id: int
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Questions not answered within `days`, by the unit they wait in."""

    days: int
    units: list[Office]


def waiting(actor: Actor, at: datetime, day: date) -> Waiting | None:
    """What has waited too long at offices the actor sits in and below them: numbers only, since the text
    is its desk's. None where nothing does, for who sits at no desk, and where the profile sets no time.
    """
    return open_and_waiting(actor, at, day)[1]


def open_and_waiting(actor: Actor, at: datetime, day: date) -> tuple[int, Waiting | None]:
    """How much lies open at the desks the actor sits at, and the same as `waiting`. No query to who sits at
    none.
    """
    sat = policies.desks_of(actor)
    if not sat:
        return 0, None
    days = _days(day)
    ranges = [PathRange.below(grant.path) for grant in actor.grants if policies.ANSWER in grant.own]
    below = UnitVersion.objects.filter(on(day), within(ranges)).values("unit_id") if ranges else ()
    rows = Question.objects.filter(_at_desks(sat) | Q(desk=policies.OFFICE, to_id__in=below))
    grouped = in_state(rows, "").exclude(_concerning(actor)).order_by().values("to_id", "desk")
    others = Q(asked_by=None) | ~Q(asked_by_id=actor.id)
    late = Q(asked_at__lt=at - timedelta(days=days or 0))
    counted = grouped.annotate(open=Count("pk", filter=others), late=Count("pk", filter=late))
    found = list(counted.values_list("to_id", "desk", "open", "late"))
    there = sum(number for unit_id, desk, number, _ in found if (unit_id, desk) in sat)
    old = {unit_id: number for unit_id, desk, _, number in found if number and desk == policies.OFFICE}
    if days is None or not old:
        return there, None
    names = names_on(old, day)
    return there, Waiting(days, [Office(unit_id, names[unit_id], number) for unit_id, number in old.items()])


def _days(day: date) -> int | None:
    """Within how many days the profile wants a question answered; None where it does not say."""
    rules = current_rules()
    return int(rules.figure(ANSWER_DAYS, day)) if ANSWER_DAYS in rules.parameters else None

"""Declared interests are deleted once the time to appeal is over (safety rule 8)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from jiceng.apps.decisions import audit_types
from jiceng.apps.decisions.judging import events_of, judged
from jiceng.apps.decisions.models import Decision, Interest
from jiceng.apps.journal.services import record
from jiceng.engines.procedure import Profile
from jiceng.engines.procedure.decisions import Standing
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Refused

FIGURE = "interest_days"
"""How many days after the end of a decision they are kept; a profile that does not say it keeps them."""


@transaction.atomic
def erase_interests(*, actor: Actor, at: datetime, rules: Profile, day: date) -> int:
    """Delete what was declared for decisions that ended more than FIGURE days before a day; returns how many.
    How many they were is written, in how many decisions, and nothing else; nothing where there are none.

    `jiceng tidy` calls it. Raises `Refused` for anyone but the program itself.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="decision.erase")
    if FIGURE not in rules.parameters:
        return 0
    last = day - timedelta(days=int(rules.figure(FIGURE, day)))
    ended = Q(settled=True) | Q(dropped_on__isnull=False)
    rows = (
        Decision.objects.filter(ended, interests__isnull=False, last_day__lt=last).distinct().order_by("pk")
    )
    over = [each.pk for each in rows if ended_on(rules, each, day) < last]
    gone, _ = Interest.objects.filter(decision_id__in=over).delete()
    if gone:
        record(
            actor=actor,
            at=at,
            type=audit_types.INTERESTS_ERASED,
            subject="decisions:all",
            unit_ids=[],
            content={"before": str(last), "rows": gone, "decisions": len(over)},
        )
    return gone


def ended_on(rules: Profile, decision: Decision, day: date) -> date:
    """The day a decision came to its end: dropped, its last entry, or the last day of what it posted."""
    if decision.dropped_on is not None:
        return decision.dropped_on
    if decision.procedure not in rules.procedures:
        return decision.last_day
    state = judged(rules, decision, events_of(decision), day)
    lapsed = (each.latest for each in state.steps if each.standing is Standing.LAPSED and each.latest)
    return max([decision.last_day, *state.progress.full.values(), *lapsed])

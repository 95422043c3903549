"""The state of a verdict on a day, in SQL: the same law as the engine's `state_on`, held to it by a test."""

from datetime import date

from django.db.models import Case, CharField, Q, Value, When

NOT_YET = "not_yet"


def state_expression(day: date) -> Case:
    """A verdict row's state on `day`: done, excused, not_yet, due, late or missed."""
    return Case(
        When(met_on__lte=day, then=Value("done")),
        When(~Q(excuse="") & (Q(excuse_until=None) | Q(excuse_until__gte=day)), then=Value("excused")),
        When(opens_on__gt=day, then=Value(NOT_YET)),
        When(closes_on__gte=day, then=Value("due")),
        When(grace_until__gte=day, then=Value("late")),
        default=Value("missed"),
        output_field=CharField(),
    )

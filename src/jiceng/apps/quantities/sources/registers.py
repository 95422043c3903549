"""Quantities read off the registers: members, posts and who holds them, terms."""

from collections import Counter as Tally
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Max, Q, Sum

from jiceng.apps.organisations.models import Post, Term, on
from jiceng.apps.people.models import LeaderTraining, Membership, PostHolding
from jiceng.apps.quantities.counting import Ask, Counted, Evidence


def members(ask: Ask) -> dict[int, Counted]:
    """Heads of members on the day."""
    rows = ask.of(Membership.objects.filter(on(ask.day)))
    if standings := ask.words("standings"):
        rows = rows.filter(standing__in=standings)
    return {unit: Counted(heads) for unit, heads in Tally(rows.values_list("unit_id", flat=True)).items()}


def vacant_days(ask: Ask) -> dict[int, Counted]:
    """Days since the last holder of a post left; unknown of a post nobody is known to have held."""
    ended = Max("holdings__ends_on", filter=Q(holdings__ends_on__lte=ask.day))
    rows = ask.of(Post.objects.filter(on(ask.day), kind__in=ask.words("posts"))).annotate(left_on=ended)
    held = set(_holdings(ask).values_list("post_id", flat=True))
    found: dict[int, Counted] = {}
    for unit, post, kind, left_on in rows.values_list("unit_id", "pk", "kind", "left_on"):
        if post in held:
            each = Counted(0)
        elif left_on is None:
            each = Counted(None)
        else:
            each = Counted((ask.day - left_on).days, (Evidence("post", post, left_on, kind),))
        found[unit] = max(found.get(unit, each), each, key=lambda counted: counted.value or 0)
    return found


def term_overdue_days(ask: Ask) -> dict[int, Counted]:
    """Days since the running term of a body should have ended; 0 before."""
    running = Term.objects.filter(starts_on__lte=ask.day, body__kind__in=ask.words("bodies"))
    running = running.filter(Q(ended_on=None) | Q(ended_on__gt=ask.day))
    running = running.filter(Q(body__ends_on=None) | Q(body__ends_on__gt=ask.day))
    found: dict[int, Counted] = {}
    rows = ask.of(running, "body__unit_id").values_list("body__unit_id", "pk", "body__kind", "due_on")
    for unit, term, kind, due_on in rows:
        late = max(0, (ask.day - due_on).days)
        each = Counted(late, (Evidence("term", term, due_on, kind),) if late else ())
        found[unit] = max(found.get(unit, each), each, key=lambda counted: counted.value or 0)
    return found


def leader_hours(ask: Ask) -> dict[int, Counted]:
    """Whole hours of training this year of who holds a post; the least of several."""
    year = LeaderTraining.objects.filter(day__year=ask.day.year, day__lte=ask.day, withdrawn_at=None)
    hours = dict(year.values_list("person_id").annotate(Sum("hours")))
    return _of_holders(ask, lambda row: int(hours.get(row["person_id"], 0)), min)


def age(ask: Ask) -> dict[int, Counted]:
    """Age in whole years of who holds a post; the eldest of several."""

    def years(row: dict[str, Any]) -> int | None:
        born: date | None = row["person__birth_date"]
        if born is None:
            return None
        return ask.day.year - born.year - ((ask.day.month, ask.day.day) < (born.month, born.day))

    return _of_holders(ask, years, max)


def _holdings(ask: Ask) -> Any:
    rows = PostHolding.objects.filter(on(ask.day), post__kind__in=ask.words("posts"))
    return ask.of(rows, "post__unit_id")


def _of_holders(
    ask: Ask, read: Callable[[dict[str, Any]], int | None], pick: Callable[..., Any]
) -> dict[int, Counted]:
    """One amount a unit of those who hold its posts; unknown where one of them is."""
    amounts: dict[int, list[tuple[int | None, Evidence]]] = {}
    fields = ("post__unit_id", "post_id", "post__kind", "starts_on", "person_id", "person__birth_date")
    for row in _holdings(ask).values(*fields):
        evidence = Evidence("post", row["post_id"], row["starts_on"], row["post__kind"])
        amounts.setdefault(row["post__unit_id"], []).append((read(row), evidence))
    found = {}
    for unit, each in amounts.items():
        known = [pair for pair in each if pair[0] is not None]
        value, evidence = (
            pick(known, key=lambda pair: pair[0]) if len(known) == len(each) else (None, each[0][1])
        )
        found[unit] = Counted(value, (evidence,))
    return found

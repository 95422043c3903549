"""Reads of needs, within what the actor may see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, When

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.feedback.models import Question
from jiceng.apps.feedback.selectors import inbox
from jiceng.apps.gatherings.policies import READ as READ_GATHERING
from jiceng.apps.needs.models import Need, NeedEntry
from jiceng.apps.needs.policies import RECORD, Places, may_enter
from jiceng.apps.needs.services import places_of
from jiceng.apps.needs.standing import bring_up_to_date, judged
from jiceng.apps.organisations.models import UnitVersion, profile
from jiceng.apps.organisations.selectors import last_versions, name_on, visible, within
from jiceng.engines.procedure import Move, NeedStage, NeedStanding, What
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound

OPEN = Q(ended_on=None)
OFFICES = (What.OWNER, What.ANSWER, What.DEED)
"""What offices owe; the confirmation is the village's, and counts against nobody."""


def _seen(actor: Actor) -> QuerySet[Need]:
    """Needs of units the actor sees, and those a unit she sees owns."""
    ids = last_versions(actor).values("unit_id")
    return Need.objects.filter(Q(unit_id__in=ids) | Q(owner_id__in=ids) | Q(holder_id__in=ids))


def may_raise(actor: Actor, version: UnitVersion) -> bool:
    """Whether the actor may write down a unit's need: where it is still there and the rules know needs."""
    there = version.ends_on is None and bool(profile().needs.kinds)
    return there and actor.may(RECORD, version.path)


def need_by_id(actor: Actor, need_id: int) -> Need:
    """One need. Raises `NotFound("need_not_found")` to outsiders."""
    rows = _seen(actor).select_related("unit", "holder", "owner", "keeper", "former", "gathering")
    need = rows.filter(pk=need_id).first()
    if need is None:
        raise NotFound("need_not_found")
    return need


def entry_by_id(actor: Actor, entry_id: int) -> NeedEntry:
    """One entry. Raises as `need_by_id` does."""
    entry = NeedEntry.objects.select_related("to").filter(pk=entry_id).first()
    if entry is None:
        raise NotFound("need_not_found")
    entry.need = need_by_id(actor, entry.need_id)
    return entry


@dataclass(frozen=True, slots=True)
class NeedStory:
    """A need whole: every entry (corrected ones too), how it stands, the moves its reader may make now.

    `letter`, whether the reader's desk has the letter it was made of; `meeting`, whether she may open the
    minutes it was written in; `again`, needs it was raised as once more.
    """

    need: Need
    places: Places
    entries: list[NeedEntry]
    standing: NeedStanding
    moves: tuple[Move, ...]
    letter: bool
    meeting: bool
    again: list[Need]


def story(actor: Actor, need_id: int) -> NeedStory:
    """One need, for its page. Raises as `need_by_id` does."""
    need = need_by_id(actor, need_id)
    entries = list(need.entries.select_related("to", "replaces").order_by("number"))
    standing, places = judged(current_rules(), need, entries), places_of(need)
    return NeedStory(
        need=need,
        places=places,
        entries=entries,
        standing=standing,
        moves=tuple(each for each in standing.moves if may_enter(actor, places, each)),
        letter=need.letter_id is not None and inbox(actor).filter(pk=need.letter_id).exists(),
        meeting=need.gathering_id is not None and actor.may(READ_GATHERING, places.unit),
        again=list(need.again.order_by("raised_on")),
    )


def of_letter(actor: Actor, letter: Question) -> list[Need]:
    """The needs a letter was made, for the desk that has it; none to others."""
    if not letter.is_letter or not inbox(actor).filter(pk=letter.pk).exists():
        return []
    return list(_seen(actor).filter(letter=letter).order_by("pk"))


@dataclass(frozen=True, slots=True)
class NeedsWanted:
    """Which needs of a list are wanted: `flag`, one of `flags`; `kind`; `owner`, the code of who owes or
    owns; `text`, in title or place; `since`, raised from that day on.
    """

    flag: str = ""
    kind: str = ""
    owner: str = ""
    text: str = ""
    since: date | None = None


def flags(day: date) -> dict[str, Q]:
    """What lists tell apart, by name: "" open; "owed" by an office; "overdue" there; each stage; "long"
    standing; "again" after it had ended; "ended"; "all".
    """
    waits = Q(stage=NeedStage.TO_CONFIRM)
    return {
        "": OPEN,
        "owed": OPEN & ~waits,
        "overdue": OPEN & ~waits & Q(due_by__lt=day),
        "unowned": Q(stage=NeedStage.UNOWNED),
        "unanswered": Q(stage=NeedStage.UNANSWERED),
        "in_hand": Q(stage=NeedStage.IN_HAND),
        "to_confirm": waits,
        "long": OPEN & Q(since_year__isnull=False),
        "again": OPEN & Q(former__isnull=False),
        "ended": ~OPEN,
        "all": Q(),
    }


def concerning(actor: Actor, version: UnitVersion, day: date) -> QuerySet[Need]:
    """The needs of a unit and all below it, and those of others that they own."""
    there = visible(actor, day) if version.ends_on is None else last_versions(actor)
    below = there.filter(within([PathRange.below(version.path)])).order_by().values("unit_id")
    return Need.objects.filter(Q(unit_id__in=below) | Q(owner_id__in=below))


def _narrowed(wanted: NeedsWanted) -> Q:
    """What a need wanted is like, whatever its flag."""
    found = Q()
    if wanted.kind:
        found &= Q(kind=wanted.kind)
    if wanted.owner:
        found &= Q(keeper__code=wanted.owner) | Q(owner__code=wanted.owner)
    if wanted.text:
        found &= Q(title__icontains=wanted.text) | Q(place__icontains=wanted.text)
    return found & Q(raised_on__gte=wanted.since) if wanted.since else found


def listed(rows: QuerySet[Need], day: date, wanted: NeedsWanted) -> QuerySet[Need]:
    """Of needs those wanted, for a list, with `unit_name`, `owner_name`, `keeper_name`: what offices owe
    first, soonest due first; ended ones latest first.
    """
    rows = (
        rows.filter(_narrowed(wanted), flags(day).get(wanted.flag, OPEN))
        .annotate(
            unit_name=name_on("unit_id", day),
            owner_name=name_on("owner_id", day),
            keeper_name=name_on("keeper_id", day),
        )
        .select_related("unit", "owner")
    )
    if wanted.flag == "ended":
        return rows.order_by("-ended_on", "-pk")
    waits = Case(When(stage=NeedStage.TO_CONFIRM, then=1), default=0)
    return rows.order_by(waits, F("due_by").asc(nulls_last=True), "pk")


def flag_counts(
    rows: QuerySet[Need],
    day: date,
    wanted: NeedsWanted = NeedsWanted(),  # frozen
) -> dict[str, int]:
    """How many of the needs, narrowed as wanted, bear each of `flags` ("" as "open"), and in how many "units"
    the open ones are: a flag's figure is the length of the list it leads to. One query.
    """
    sums = {name or "open": Count("pk", filter=fits) for name, fits in flags(day).items()}
    sums |= {"units": Count("unit_id", filter=OPEN, distinct=True)}
    found: dict[str, int] = rows.filter(_narrowed(wanted)).aggregate(**sums)
    return found


def owed_by(version: UnitVersion, day: date) -> dict[str, int]:
    """What a unit itself owes needs now: how many to confirm ("to_confirm"), else to see to ("office"), and
    how many of these are past their day ("overdue"). One query.
    """
    waits = Q(stage=NeedStage.TO_CONFIRM)
    found: dict[str, int] = Need.objects.filter(OPEN, keeper_id=version.unit_id).aggregate(
        to_confirm=Count("pk", filter=waits),
        office=Count("pk", filter=~waits),
        overdue=Count("pk", filter=~waits & Q(due_by__lt=day)),
    )
    return found


def up_to_date() -> None:
    """Judge needs anew after a change of the rules; before a list is read."""
    bring_up_to_date(current_rules())

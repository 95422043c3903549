"""How needs stand: the entries that count, handed to the engine, and what follows from them kept beside."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from jiceng.apps.needs.models import STRUCK, Need, NeedEntry, OwedToNeed
from jiceng.engines.procedure import Move, NeedStanding, Profile, stand
from jiceng.engines.procedure import NeedEntry as Counted

NOTED = ("stage", "holder", "owner", "keeper", "due_by", "ended_on", "result", "last_day", "judged_by")
AT_ONCE = 500


def counting(entries: Sequence[NeedEntry]) -> list[NeedEntry]:
    """The entries that count, a correction in the place of what it corrects."""
    later = {each.replaces_id: each for each in entries if each.replaces_id is not None}
    found = []
    for entry in sorted(entries, key=lambda each: each.number):
        if entry.replaces_id is not None:
            continue
        last = entry
        while last.pk in later:
            last = later[last.pk]
        if last.move != STRUCK:
            found.append(last)
    return found


def judged(rules: Profile, need: Need, entries: Sequence[NeedEntry]) -> NeedStanding:
    """How a need stands. Raises `Conflict("need_out_of_order")`."""
    rows = [Counted(Move(each.move), each.day, each.to_id, each.by) for each in counting(entries)]
    return stand(rules.needs, need.unit_id, rows)


def note(rules: Profile, need: Need, found: NeedStanding) -> list[OwedToNeed]:
    """Set what follows on a need not yet saved; returns what was owed it, as rows not yet saved."""
    owed = found.open
    need.stage, need.last_day, need.judged_by = found.stage, found.last_day, rules.fingerprint
    need.holder_id, need.owner_id = found.holder, found.owner
    need.keeper_id, need.due_by = (owed.unit, owed.due_by) if owed else (None, None)
    need.ended_on, need.result = (None, "") if owed else (found.last_day, found.result)
    return [
        OwedToNeed(
            need=need,
            what=each.what,
            unit_id=each.unit,
            since=each.since,
            due_by=each.due_by,
            until=each.until,
            met=each.met,
        )
        for each in found.owed
    ]


def keep(rules: Profile, need: Need, found: NeedStanding) -> None:
    """Write what follows from a need's entries. The caller holds it."""
    owed = note(rules, need, found)
    need.save(update_fields=NOTED)
    need.owed.all().delete()
    OwedToNeed.objects.bulk_create(owed)


def bring_up_to_date(rules: Profile) -> int:
    """Judge anew the open needs that other rules judged, at most AT_ONCE; returns how many. One query where
    there are none.
    """
    stale = Need.objects.filter(ended_on=None).exclude(judged_by=rules.fingerprint)
    waiting = list(stale.values_list("pk", flat=True)[:AT_ONCE])
    if not waiting:
        return 0
    with transaction.atomic():
        rows = stale.filter(pk__in=waiting).order_by("pk")
        _again(rules, rows.select_for_update(of=("self",), no_key=True, skip_locked=True))
    return len(waiting)


def _again(rules: Profile, needs: Iterable[Need]) -> None:
    found = {each.pk: each for each in needs}
    entries: dict[int, list[NeedEntry]] = {pk: [] for pk in found}
    for entry in NeedEntry.objects.filter(need_id__in=found).order_by("number"):
        entries[entry.need_id].append(entry)
    owed: list[OwedToNeed] = []
    for pk, need in found.items():
        owed += note(rules, need, judged(rules, need, entries[pk]))
    Need.objects.bulk_update(found.values(), NOTED, batch_size=AT_ONCE)
    OwedToNeed.objects.filter(need_id__in=found).delete()
    OwedToNeed.objects.bulk_create(owed)

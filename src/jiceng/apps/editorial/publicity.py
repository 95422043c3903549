"""What the office owes to the public, told to the public: columns, kinds of notice, duties, units.

The rules stay where they are, in the profile; the portal has no rules and reads what is written here.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from jiceng.apps.duties.models import Freshness, Verdict
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.editorial.models import Article, Openness
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.publications import selectors, store
from jiceng.apps.publications.models import Due, Kind, Unit
from jiceng.engines.procedure import stay
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import Duty, DutyVersion, NoticeKind, Profile

_REST = timedelta(minutes=1)


def keep(at: datetime) -> int:
    """Follow the rules and the tree, no more than once a minute, and only when something was written or a day
    has begun. Returns how much was changed.
    """
    last = AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    judged = Freshness.objects.filter(stale=False).count()
    state = f"{timezone.localdate(at)} {last} {judged} {settings.PROFILE.fingerprint}"
    before = Openness.objects.first()
    if before and (before.state == state or timedelta() <= at - before.at < _REST):
        return 0
    changed = bring_in_line(at)
    Openness.objects.update_or_create(pk=1, defaults={"state": state, "at": at})
    return changed


def bring_in_line(at: datetime) -> int:
    """Tell the public's database what is in force and which units there are; returns how much was changed."""
    day, rules = timezone.localdate(at), current_rules()
    dues = [_due(rules, duty, version) for duty, version in _openness(rules, day)]
    units = _units(rules, day, _owing([each.code for each in dues], day))
    kinds = [
        Kind(code=each.code, title=each.title.zh, title_en=each.title.en, order=order)
        for order, each in enumerate(rules.notices.values())
    ]
    top = next((each.name for each in units if each.above_id is None), "")
    return _columns(rules) + _site(rules, top) + store.put_openness(kinds, dues, units)


def _columns(rules: "Profile") -> int:
    """The profile's columns, in its order; one it no longer has keeps what stands in it."""
    there = {each.code: (each.title, each.title_en, each.order, each.listed) for each in selectors.columns()}
    changed = 0
    for order, each in enumerate(rules.columns.values()):
        title = each.title
        if there.get(each.code) != (title.zh, title.en, order, each.listed):
            store.put_column(each.code, title=title.zh, title_en=title.en, order=order, listed=each.listed)
            changed += 1
    return changed


def _site(rules: "Profile", host: str) -> int:
    """What the site is called, and whose it is; a first name only: an office may have given it another."""
    if selectors.site() is not None or not host:
        return 0
    store.put_site(title=rules.site.title.zh, title_en=rules.site.title.en, host=host)
    return 1


def days_to_stay(kind: str, day: date) -> int | None:
    """For how many days a notice of a kind, posted on a day, must stay (its first day not counted); None
    where no rule says.
    """
    rules = current_rules()
    known = rules.notices.get(kind)
    found = stay(known, rules.duties.values(), day) if known else None
    return found.days if found else None


def by_posting(rules: "Profile", version: "DutyVersion") -> bool:
    """Whether what a rule asks is done by posting and by nothing else."""
    kinds = version.plan.gathering_kinds
    return bool(kinds) and all(rules.gathering_kinds[kind].posted for kind in kinds)


def _openness(rules: "Profile", day: date) -> "list[tuple[Duty, DutyVersion]]":
    """Duties in force that are done by posting and by nothing else; a running period is judged by the rule of
    its first day.
    """
    found = []
    for duty in rules.duties.values():
        version = duty.version_on(day)
        if version is None or not version.plan.gathering_kinds or version.plan.cadence is None:
            continue
        first = duty.version_on(Period.containing(version.plan.cadence, day).start) or version
        if by_posting(rules, first):
            found.append((duty, first))
    return found


def _due(rules: "Profile", duty: "Duty", version: "DutyVersion") -> Due:
    plan, clause = version.plan, version.citation.clause
    served = [kind for kind in rules.notices.values() if kind.serves(version)]
    days = [each.measured.full_after for each in plan.evidence if each.measured]
    return Due(
        code=duty.code,
        order=duty.order,
        title=duty.title.zh,
        title_en=duty.title.en,
        clause=clause.zh,
        clause_en=clause.en,
        pending=version.citation.pending,
        strength=version.strength,
        cadence=str(plan.cadence),
        times=plan.requirement.comparator.fewest(plan.requirement.value),
        days=max(days, default=None),
        in_force_from=version.in_force_from,
        kinds=[kind.code for kind in served],
    )


def _owing(codes: list[str], day: date) -> dict[int, list[str]]:
    """Which of the duties each unit owes in the period that runs."""
    rows = Verdict.objects.filter(duty__in=codes, opens_on__lte=day, closes_on__gte=day)
    found: dict[int, list[str]] = defaultdict(list)
    for unit, duty in rows.values_list("unit_id", "duty").distinct():
        found[unit].append(duty)
    return {unit: sorted(duties, key=codes.index) for unit, duties in found.items()}


def _units(rules: "Profile", day: date, owing: dict[int, list[str]]) -> list[Unit]:
    """Units that owe something to the public or have posted something, and all above them. Of others the
    public is told nothing.
    """
    wanted = set(owing) | set(Article.objects.filter(number__isnull=False).values_list("unit_id", flat=True))
    there = {each.unit_id: each for each in UnitVersion.objects.filter(on(day)).select_related("unit")}
    for unit in list(wanted & there.keys()):
        path = there[unit].path
        wanted |= {int(path[start : start + SEGMENT]) for start in range(0, len(path), SEGMENT)}
    codes = {unit: there[unit].unit.code for unit in wanted if unit in there}
    return [_unit(rules, there[unit], codes, owing.get(unit, [])) for unit in sorted(codes)]


def _unit(rules: "Profile", version: UnitVersion, codes: dict[int, str], owes: list[str]) -> Unit:
    kind = rules.unit_kinds[version.kind].title if version.kind in rules.unit_kinds else None
    return Unit(
        code=version.unit.code,
        name=version.name,
        kind=kind.zh if kind else "",
        kind_en=kind.en if kind else "",
        above_id=codes.get(version.parent_id or 0),
        order=version.order,
        owes=owes,
    )


def kinds_of(unit_kind: str) -> "list[NoticeKind]":
    """Kinds of notice a unit of a kind may post, in the profile's order."""
    found = current_rules().notices.values()
    return [each for each in found if not each.unit_kinds or unit_kind in each.unit_kinds]

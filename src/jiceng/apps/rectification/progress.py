"""How a case stands on a day: a pure function of its entries, the amounts its measures wait for, the rules.

What an entry says (`said`), by kind: plan {leads: role → who}; measure {owner, who, due, done: {quantity,
compare, value} or None}; done {measure: number}; asked {asked, satisfied, counted_by}; checked, accepted
{passed}; removed, reopened {paper, decision}; looked {which, holds}. Every kind: {struck: True} for one that
never was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from jiceng.apps.quantities.counting import Counted, Evidence
from jiceng.apps.rectification.models import Case, CaseEntry
from jiceng.engines.procedure.quantities import Comparison, Criterion, Source, given_back
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

KINDS = (*("plan", "measure", "done", "asked", "checked", "accepted", "removed", "looked", "reopened"),)
OWNERS = ("own", "above", "office")
STAGES = (
    *("planning", "mending", "asking", "checking", "accepting", "removing"),
    *("first_look", "second_look", "closed"),
)
"""整改方案 · 整改 · 群众评议 · 乡镇核查 · 县级验收 · 销号 · 两次回看 · 办结."""
SINCE_LISTING = frozenset({Source.GATHERINGS, Source.STEPS, Source.DECISIONS})
"""Sources counted for a measure only since its case was opened."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with how far it has come: `done_on` by the records (`evidence`) or as somebody said."""

    entry: CaseEntry
    due: date
    owner: str
    criterion: Criterion | None
    amount: Counted | None = None
    evidence: tuple[Evidence, ...] = ()
    done: CaseEntry | None = None
    by_records: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the records or somebody say so."""
        return self.by_records or self.done is not None


@dataclass(slots=True)
class Standing:
    """How a case stands: its stage; what is next, of whom, by when; the entries that count, by what they
    are.
    """

    stage: str = "planning"
    next_by: str = ""
    due: date | None = None
    plan: CaseEntry | None = None
    measures: list[Measure] = field(default_factory=list)
    removed: CaseEntry | None = None
    reopened: CaseEntry | None = None
    looks: dict[int, CaseEntry] = field(default_factory=dict)
    failed: CaseEntry | None = None

    def overdue(self, day: date) -> bool:
        """Whether what is next should have been done."""
        return self.due is not None and self.due < day

    @property
    def open_measures(self) -> list[Measure]:
        """Measures still to be done, soonest due first."""
        return sorted((each for each in self.measures if not each.is_done), key=lambda each: each.due)


def living(entries: Iterable[CaseEntry]) -> list[tuple[int, CaseEntry]]:
    """Entries that count, each with the place of the first it corrects, in order."""
    by_key = {each.pk: each for each in entries}
    places: dict[int, int] = {}
    for each in sorted(by_key.values(), key=lambda each: each.number):
        places[each.pk] = places.get(each.replaces_id or 0, each.number)
    gone = {each.replaces_id for each in by_key.values()}
    found = [(places[key], each) for key, each in by_key.items() if key not in gone]
    return sorted(
        ((place, each) for place, each in found if not each.said.get("struck")), key=lambda pair: pair[0]
    )


def standing(
    rules: "Profile", case: Case, entries: Sequence[CaseEntry], amounts: Mapping[str, Counted], day: date
) -> Standing:
    """How a case stands on a day. Parameters: `amounts`, of its unit on that day, as its measures ask."""
    found, passed, live = Standing(), "", living(entries)
    done = {each.said["measure"]: each for _place, each in live if each.kind == "done"}
    begun = case.opened_on
    last_fail = 0
    for place, each in live:
        match each.kind:
            case "plan":
                found.plan = each
            case "measure":
                found.measures.append(_measure(rules, case, each, done.get(place), amounts, day))
            case "asked" | "checked" | "accepted":
                if _passed(rules, each):
                    passed, found.failed = each.kind, None
                else:
                    passed, found.failed, last_fail = "", each, place
            case "removed":
                found.removed = each
            case "looked":
                found.looks[each.said["which"]] = each
            case "reopened":
                found.reopened, found.removed, found.looks = each, None, {}
                passed, last_fail, begun, found.failed = "", place, each.day, None
    fresh = any(place > last_fail for place, each in live if each.kind == "measure")
    _next(rules, found, passed, begun, day, fresh=fresh)
    return found


def _measure(
    rules: "Profile",
    case: Case,
    entry: CaseEntry,
    done: CaseEntry | None,
    amounts: Mapping[str, Counted],
    day: date,
) -> Measure:
    wanted = criterion_of(entry)
    due = date.fromisoformat(entry.said["due"])
    if wanted is None:
        return Measure(entry, due, entry.said["owner"], None, done=done)
    since = max(case.opened_on, case.reopened_on or case.opened_on)
    counted = since_listing(rules, wanted.quantity, amounts.get(wanted.quantity), since)
    met = counted is not None and wanted.met(counted.value, rules.amount(wanted.value, day))
    evidence = counted.evidence if counted else ()
    return Measure(entry, due, entry.said["owner"], wanted, counted, evidence, done, bool(met))


def since_listing(rules: "Profile", code: str, counted: Counted | None, since: date) -> Counted | None:
    """An amount as a measure counts it: what happened only from the day the case was opened."""
    if counted is None or rules.quantities[code].source not in SINCE_LISTING:
        return counted
    evidence = tuple(each for each in counted.evidence if each.day is not None and each.day >= since)
    return Counted(len(evidence), evidence)


def criterion_of(entry: CaseEntry) -> Criterion | None:
    """The criterion by which a measure is done by itself."""
    wanted: dict[str, Any] | None = entry.said.get("done")
    if not wanted:
        return None
    return Criterion(wanted["quantity"], Comparison(wanted["compare"]), given_back(wanted["value"]))


def _passed(rules: "Profile", entry: CaseEntry) -> bool:
    if entry.kind != "asked":
        return bool(entry.said["passed"])
    share = rules.amount("weak_satisfied_share", entry.day)
    return bool(entry.said["satisfied"] >= share * entry.said["asked"])


def _next(rules: "Profile", found: Standing, passed: str, begun: date, day: date, *, fresh: bool) -> None:
    """Say what comes next of whom."""
    if found.removed is not None:
        _look_next(rules, found)
        return
    waiting = found.open_measures
    if found.plan is None or not fresh:
        found.stage, found.next_by = "planning" if found.plan is None else "mending", "above"
        since = found.failed.day if found.failed else begun
        found.due = since + timedelta(int(rules.amount("weak_plan_days", since)))
    elif waiting:
        found.stage, found.next_by, found.due = "mending", waiting[0].owner, waiting[0].due
    else:
        steps = {"": ("asking", "above"), "asked": ("checking", "above")}
        steps |= {"checked": ("accepting", "office"), "accepted": ("removing", "office")}
        found.stage, found.next_by = steps[passed]


def _look_next(rules: "Profile", found: Standing) -> None:
    assert found.removed is not None  # noqa: S101 - asked of removed ones only
    which = 1 if 1 not in found.looks else 2 if 2 not in found.looks else 0
    found.stage = ("closed", "first_look", "second_look")[which]
    if which:
        found.next_by, found.due = "above", look_due(rules, found.removed.day, which)


def look_due(rules: "Profile", removed_on: date, which: int) -> date:
    """When the first or second look back is due."""
    code = "look_back_first_months" if which == 1 else "look_back_second_months"
    return months_after(removed_on, int(rules.amount(code, removed_on)))

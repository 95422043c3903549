"""Duties: the verdicts of a period, and why."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from ninja import Query, Router, Schema

from jiceng.apps.duties import policies
from jiceng.apps.duties.explanations import Explained, explained
from jiceng.apps.duties.listing import verdicts_on
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import judged_with
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.api.fields import Asked, Code, Day, PeriodKey
from jiceng.faces.api.keys import ApiRequest, require_somewhere
from jiceng.faces.api.paging import Paging, paged
from jiceng.faces.api.problems import PROBLEMS, Problem
from jiceng.faces.shared.words import in_words
from jiceng.kernel.errors import Invalid
from jiceng.kernel.periods import Cadence, Period

if TYPE_CHECKING:
    from jiceng.apps.duties.selectors import UnitVerdict
    from jiceng.engines.procedure import DutyVersion

router = Router(tags=["duties"])

State = Literal["done", "due", "late", "missed", "excused"]
_COPIED = (
    *("period", "opens_on", "closes_on", "grace_until", "required", "counted", "met_on"),
    *("excuse", "excuse_until"),
)
_PLAIN = (str, int, float, bool, type(None))


class Verdict(Schema):
    """One duty of one unit in one period, with its state on the day asked for.

    `evidence` are ids of the gatherings that count; `clause` is the rule's instrument and article, `strength`
    how it binds (`normally` 一般, `must`).
    """

    unit: str
    duty: str
    title: str
    period: str
    state: str
    at_risk: bool
    opens_on: Day
    closes_on: Day
    grace_until: Day
    required: int
    counted: int
    met_on: Day | None
    excuse: str
    excuse_until: Day | None
    strength: str
    clause: str
    evidence: list[int]


class Verdicts(Schema):
    """A page of verdicts and the cursor of the next. `stale`: of how many units they are being computed
    again.
    """

    items: list[Verdict]
    cursor: str | None
    stale: int


class Condition(Schema):
    """A condition of the rule, whether it holds, and on what figures."""

    code: str
    holds: bool
    data: dict[str, Any]


class Act(Schema):
    """What was made of one gathering: accepted, or the first condition it failed."""

    gathering: int
    day: Day
    accepted: bool
    reason: str
    data: dict[str, Any]


class Explanation(Schema):
    """Why a unit owes a duty in a period or not. `state` is null where it does not."""

    unit: str
    duty: str
    title: str
    period: str
    state: str | None
    strength: str
    clause: str
    required: int
    counted: int
    conditions: list[Condition]
    excuses: list[Condition]
    acts: list[Act]


class InPeriod(Asked):
    """`period`, else that of `day`, else today's."""

    period: PeriodKey | None = None
    day: Day | None = None


class VerdictFilter(Paging):
    """`unit`: that unit and all below it; `period`: what closes in it ("2026-11", "2026-Q4", "2026"), else
    the month of `day`; `day`: as on that day, else today.
    """

    unit: Code | None = None
    duty: Code | None = None
    state: State | None = None
    period: PeriodKey | None = None
    day: Day | None = None


@router.get("", response={200: Verdicts, PROBLEMS: Problem}, url_name="api_duties")
def list_duties(request: ApiRequest, asked: Query[VerdictFilter]) -> Any:
    """Verdicts of what closes in a period, by unit."""
    require_somewhere(request.actor, policies.READ)
    rules, day = current_rules(), asked.day or request.day
    if asked.duty is not None and asked.duty not in rules.duties:
        raise Invalid("unknown_duty", field="duty", value=asked.duty)
    period = Period.parse(asked.period) if asked.period else Period.containing(Cadence.MONTH, day)
    version = (
        unit_by_code(request.actor, asked.unit, request.day, policies.READ)
        if asked.unit is not None
        else None
    )
    found = verdicts_on(request.actor, request.day, day, period, version)
    wanted = {"duty": asked.duty, "state": asked.state}
    rows = found.rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    page, cursor = paged(rows, ["unit_id", "duty", "period"], asked)
    items = [_verdict(each) for each in judged_with(rules, page, day)]
    return {"items": items, "cursor": cursor, "stale": found.stale}


@router.get("/{unit}/{duty}", response={200: Explanation, PROBLEMS: Problem}, url_name="api_duty")
def explain_duty(request: ApiRequest, unit: Code, duty: Code, asked: Query[InPeriod]) -> Any:
    """Why a unit owes a duty in a period or not, and what was made of each of its gatherings."""
    version = unit_by_code(request.actor, unit, request.day, policies.READ)
    period = Period.parse(asked.period) if asked.period else None
    return _explanation(unit, explained(request.actor, version, duty, asked.day or request.day, period))


def _verdict(each: "UnitVerdict") -> dict[str, Any]:
    return {name: getattr(each.verdict, name) for name in _COPIED} | {
        "unit": each.verdict.unit.code,
        "duty": each.duty.code,
        "title": in_words(each.duty.title),
        "state": each.state,
        "at_risk": each.at_risk,
        **_rule(each.version),
        "evidence": each.evidence_ids,
    }


def _rule(version: "DutyVersion | None") -> dict[str, str]:
    """How the rule binds, and where it stands."""
    if version is None:
        return {"strength": "", "clause": ""}
    return {"strength": str(version.strength), "clause": in_words(version.citation.clause)}


def _explanation(unit: str, found: Explained) -> dict[str, Any]:
    made = found.explanation
    return {
        "unit": unit,
        "duty": found.duty.code,
        "title": in_words(found.duty.title),
        "period": found.period.key,
        "state": found.occasion.state if found.occasion is not None else None,
        **_rule(made.version),
        "required": made.required,
        "counted": made.counted,
        "conditions": _conditions(made.conditions),
        "excuses": _conditions(made.excuses),
        "acts": [
            {
                "gathering": act.id,
                "day": act.day,
                "accepted": act.accepted,
                "reason": act.reason,
                "data": _plain(act.data),
            }
            for act in made.acts
        ],
    }


def _conditions(found: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"code": each.code, "holds": bool(each.holds), "data": _plain(each.data)} for each in found]


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON has them; days and exact fractions as they are written."""
    return {name: value if isinstance(value, _PLAIN) else str(value) for name, value in data.items()}

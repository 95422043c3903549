"""`jiceng tidy`: what time itself asks for, once a day: erased what is kept long enough (attendance by
name, applicants not accepted, members from elsewhere who left), verdicts and the months of programmes up to
date, jobs long over and files nobody went on with forgotten.

`jiceng serve` does it at its start; an office that runs for months calls it daily (docs/operations.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import typer
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.admissions import retention
from jiceng.apps.admissions.services import judge_stale
from jiceng.apps.decisions.judging import bring_up_to_date as judge_decisions
from jiceng.apps.decisions.retention import erase_interests
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.services import bring_up_to_date
from jiceng.apps.feedback.letters import forget as forget_letters
from jiceng.apps.gatherings.services import expire_attendance
from jiceng.apps.intake.uploads import forget_files, forget_values
from jiceng.apps.jobs.services import forget_finished
from jiceng.apps.programmes.readings import bring_up_to_date as read_programmes
from jiceng.apps.standards.services import bring_up_to_date as reckon_standards
from jiceng.apps.transfers import visitors
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(tidy)


def tidy() -> None:
    """Erase what is kept long enough; bring verdicts up to date. 日常维护。"""
    erased = tidy_up(timezone.now())
    typer.echo(
        _("Attendance by name of %(count)s meetings erased; verdicts are up to date.")
        % {"count": erased.attendance}
    )
    told = {
        "applicants": erased.applicants,
        "visitors": erased.visitors,
        "interests": erased.interests,
    }
    text = _(
        "Erased too: applicants not accepted, %(applicants)s; members from elsewhere who left, %(visitors)s; "
        "relations declared for decisions that have ended, %(interests)s."
    )
    typer.echo(text % told)


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased: gatherings' attendance by name, applicants, members from elsewhere, relations
    declared for decisions.
    """

    attendance: int
    applicants: int
    visitors: int
    interests: int


def tidy_up(at: datetime, *, programmes: bool = True) -> Erased:
    """Do it as at a moment. Returns what was erased. Parameters: `programmes`, read their months too."""
    actor = system_actor("jiceng tidy")
    day, rules = timezone.localdate(at), current_rules()
    years = rules.figure("attendance_years", day)
    before = date(day.year - years, day.month, min(day.day, 28))
    while judge_decisions(rules, "", day):
        pass
    erased = Erased(
        attendance=expire_attendance(actor=actor, at=at, before=before),
        applicants=_erase(retention.erase_applicants, retention.FIGURE, actor, at, rules),
        visitors=_erase(visitors.erase_visitors, visitors.FIGURE, actor, at, rules),
        interests=erase_interests(actor=actor, at=at, rules=rules, day=day),
    )
    bring_up_to_date(actor=actor, at=at)
    reckon_standards(actor=actor, at=at)
    judge_stale(at=at)
    if programmes:
        read_programmes(actor=actor, at=at)
    forget_letters(actor=actor, at=at)
    forget_finished(at=at)
    forget_files(at=at)
    forget_values(at=at)
    call_command("clearsessions")
    return erased


def _erase(service: Callable[..., int], code: str, actor: Actor, at: datetime, rules: "Profile") -> int:
    """Erase with a service what is older than a figure of years; nothing where the rules have none."""
    if code not in rules.parameters:
        return 0
    day = timezone.localdate(at)
    return service(actor=actor, at=at, before=months_after(day, -12 * int(rules.figure(code, day))))

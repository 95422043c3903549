"""`jiceng tidy`: what time itself asks for, once a day: old attendance by name erased, verdicts up to date,
jobs long over and files nobody went on with forgotten.

`jiceng serve` does it at its start; an office that runs for months calls it daily (docs/operations.md).
"""

from datetime import date, datetime

import typer
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.admissions.services import judge_stale
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.services import bring_up_to_date
from jiceng.apps.gatherings.services import expire_attendance
from jiceng.apps.intake.uploads import forget_files, forget_values
from jiceng.apps.jobs.services import forget_finished
from jiceng.kernel.actors import system_actor


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(tidy)


def tidy() -> None:
    """Erase attendance kept long enough; bring verdicts up to date. 日常维护。"""
    erased = tidy_up(timezone.now())
    typer.echo(
        _("Attendance by name of %(count)s meetings erased; verdicts are up to date.") % {"count": erased}
    )


def tidy_up(at: datetime) -> int:
    """Do it as at a moment. Returns how many gatherings' attendance was erased."""
    actor = system_actor("jiceng tidy")
    day = timezone.localdate(at)
    years = current_rules().figure("attendance_years", day)
    before = date(day.year - years, day.month, min(day.day, 28))
    erased = expire_attendance(actor=actor, at=at, before=before)
    bring_up_to_date(actor=actor, at=at)
    judge_stale(at=at)
    forget_finished(at=at)
    forget_files(at=at)
    forget_values(at=at)
    call_command("clearsessions")
    return erased

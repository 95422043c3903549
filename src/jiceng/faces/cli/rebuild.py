"""`jiceng rebuild`: every verdict computed again from records and rules, and what is due about admissions."""

import time

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.admissions.services import judge_stale
from jiceng.apps.duties.services import rebuild as rebuild_verdicts
from jiceng.apps.standards.services import rebuild as reckon_standards
from jiceng.faces.cli.progress import shown_progress
from jiceng.kernel.actors import system_actor


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(rebuild)


def rebuild() -> None:
    """Compute every verdict again. 重新计算全部职责状态。"""
    started = time.monotonic()
    with shown_progress(_("Computing the verdicts")):
        count = rebuild_verdicts(actor=system_actor("jiceng rebuild"), at=timezone.now())
        reckon_standards(actor=system_actor("jiceng rebuild"), at=timezone.now())
        judge_stale(at=timezone.now())
    seconds = f"{time.monotonic() - started:.1f}"
    typer.echo(_("%(count)s verdicts computed in %(seconds)s s.") % {"count": count, "seconds": seconds})

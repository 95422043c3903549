"""`jiceng work`: does the background jobs where the server leaves them to others (JICENG_JOBS=apart)."""

import signal
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _

from jiceng.apps.jobs.worker import Worker
from jiceng.faces.cli.migrate import migrate_if_needed
from jiceng.kernel.errors import Conflict


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(work)


def work(
    once: Annotated[
        bool, typer.Option("--once", help="Do what waits, then leave. 做完等待中的任务即退出。")
    ] = False,
) -> None:
    """Do background jobs until stopped. 执行后台任务。"""
    worker = Worker(settings.DATA)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, worker.stop)
    migrate_if_needed()
    if not once:
        typer.echo(_("Doing background jobs; stop with Ctrl-C."))
        worker.run()
        return
    count = worker.run_once()
    if count is None:
        raise Conflict("worker_at_work")
    typer.echo(_("%(count)s background jobs done.") % {"count": count})

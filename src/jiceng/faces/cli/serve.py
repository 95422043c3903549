"""`jiceng serve`: makes the data folder ready and serves the office until stopped."""

from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from jiceng.apps.demonstration.articles import write_articles
from jiceng.apps.demonstration.services import SEED, make_demonstration
from jiceng.faces.cli.listening import listener
from jiceng.faces.cli.migrate import migrate_if_needed
from jiceng.faces.cli.office_server import OfficeServer
from jiceng.faces.cli.progress import shown_progress
from jiceng.faces.cli.tidy import tidy_up
from jiceng.kernel.actors import system_actor
from jiceng.kernel.errors import Conflict


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(serve)


def serve(
    demonstration: Annotated[
        bool,
        typer.Option(
            "--demonstration", help="Make the sample county in an empty database. 空库时生成演示数据。"
        ),
    ] = False,
    face: Annotated[str, typer.Option("--face", help="office or portal. 单位内部或公开门户。")] = "office",
) -> None:
    """Serve the office; prints its address once it listens. 启动服务。"""
    bound = listener(settings.HOST, settings.PORT)
    migrate_if_needed()
    if demonstration:
        _fill_when_empty()
    tidy_up(timezone.now(), programmes=False)  # whoever does the jobs reads them: no page waits for that
    call_command("collectstatic", verbosity=0, interactive=False)
    for left in settings.METRICS_FOLDER.glob("*.db"):  # counted by the processes of an earlier start
        left.unlink()
    connections.close_all()
    OfficeServer(bound).run()


def _fill_when_empty() -> None:
    """Makes the sample county in an empty database; leaves any other as it is."""
    told: set[str] = set()
    about = "正在生成演示数据,约需半分钟…… Making the demonstration, about half a minute…"
    with shown_progress("演示数据 Demonstration") as show:

        def tell(step: str, done: int, total: int) -> None:
            if not told:
                typer.echo(about)
            told.add(step)
            show(step, done, total)

        try:
            actor, now = system_actor("jiceng serve"), timezone.now()
            make_demonstration(actor=actor, at=now, progress=tell)
            write_articles(actor=actor, at=now, seed=SEED)
        except Conflict as error:
            if error.code != "register_not_empty":
                raise

"""`jiceng sample`: the demonstration county as the workbooks an office would keep."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.demonstration.establishments import write_registry_workbook
from jiceng.apps.demonstration.selectors import demonstration
from jiceng.apps.demonstration.services import make_demonstration, write_workbooks
from jiceng.apps.organisations.selectors import visible
from jiceng.faces.cli.migrate import migrate_if_needed
from jiceng.faces.cli.progress import shown_progress
from jiceng.kernel.actors import system_actor

NOT_A_DEMONSTRATION = 2


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(sample)


def sample(
    xlsx: Annotated[Path, typer.Option("--xlsx", metavar="DIR", help="Folder to write to. 输出文件夹。")],
) -> None:
    """Write the demonstration county as workbooks; makes it first in an empty database. 输出演示数据工作簿。"""
    actor = system_actor("jiceng sample").with_purpose("demonstration")
    migrate_if_needed()
    if demonstration() is None:
        if visible(actor, timezone.localdate()).exists():
            typer.secho(
                _(
                    "This database holds an office's own register. The sample is written from an empty one: "
                    "name another folder in JICENG_DATA."
                ),
                err=True,
                fg=typer.colors.RED,
            )
            raise typer.Exit(NOT_A_DEMONSTRATION)
        with shown_progress(_("Making the demonstration")) as tell:
            make_demonstration(actor=actor, at=timezone.now(), progress=tell)
    xlsx.mkdir(parents=True, exist_ok=True)
    with shown_progress(_("Writing the workbooks")):
        written = write_workbooks(actor=actor, at=timezone.now(), folder=xlsx)
        registry = write_registry_workbook(xlsx, timezone.localdate())
        written += [registry] if registry else []
    for path in written:
        typer.echo(str(path))

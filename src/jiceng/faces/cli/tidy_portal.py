"""`jiceng tidy` where the portal runs by itself: letters that the office has long fetched are forgotten."""

from datetime import timedelta
from typing import Annotated

import typer
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.publications.letters import forget_before
from jiceng.faces.cli.public_databases import INBOX, make_ready
from jiceng.kernel.errors import Conflict


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(tidy)


def tidy(
    days: Annotated[
        int, typer.Option(min=2, help="Letters older than so many days. 清除多少天以前的来信。")
    ] = 30,
) -> None:
    """Forget letters the office has fetched long ago. 清除早已取回的来信。"""
    make_ready()
    if connections[INBOX].vendor != "sqlite":
        raise Conflict("office_tidies")
    gone = forget_before(timezone.now() - timedelta(days=days))
    typer.echo(_("%(count)s letters older than %(days)s days forgotten.") % {"count": gone, "days": days})

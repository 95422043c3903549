"""`jiceng duties`: what every unit owed in a period, and whether it was done."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jiceng.apps.duties.selectors import duty_report
from jiceng.apps.duties.services import bring_up_to_date
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.shared.marks import WORDS, look_of
from jiceng.faces.shared.words import in_words
from jiceng.kernel.actors import system_actor
from jiceng.kernel.periods import Period

FIELDS = ("unit", "duty", "period", "state", "clause", "evidence")


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(duties)


def duties(
    period: Annotated[str, typer.Option("--period", help="2026-10, 2026-Q3, 2026-H1, 2026. 期间。")],
    unit: Annotated[
        str | None, typer.Option("--unit", help="Code of a unit, with all under it. 单位代码,含下级。")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON. 以 JSON 输出。")] = False,
) -> None:
    """List the duties of a period. 列出某一期间各单位的职责。"""
    actor = system_actor("jiceng duties")
    now = timezone.now()
    today = timezone.localdate(now)
    wanted = Period.parse(period)
    version = unit_by_code(actor, unit, today) if unit else None
    bring_up_to_date(actor=actor, at=now)
    rows = duty_report(actor, today, wanted, version)
    if as_json:
        typer.echo(json.dumps([{name: row[name] for name in FIELDS} for row in rows], ensure_ascii=False))
    else:
        _tell(rows)


def _tell(rows: Sequence[Mapping[str, Any]]) -> None:
    table = Table()
    for heading in (
        pgettext("heading", "Unit"),
        pgettext("heading", "Duty"),
        pgettext("heading", "Period"),
        pgettext("heading", "State"),
        pgettext("heading", "Rule"),
    ):
        table.add_column(heading, overflow="fold")
    for row in rows:
        duty = settings.PROFILE.duty(row["duty"])
        rule = duty.version_on(Period.parse(row["period"]).start) or duty.versions[-1]
        state = str(WORDS[look_of(row["state"], rule.strength)])
        cells = (row["unit"], in_words(duty.title), row["period"], state, row["clause"])
        table.add_row(*map(Text, cells))
    Console().print(table)
    typer.echo(_("%(count)s duties.") % {"count": len(rows)})

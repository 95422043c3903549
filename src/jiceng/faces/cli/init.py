"""`jiceng init`: a real office begins in an empty database, without people and without verdicts.

Its units are the register its profile ships, or its topmost unit alone; the profile is chosen for good.
"""

from collections import Counter
from datetime import datetime
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.organisations.register import found_topmost, keep_profile, load_register
from jiceng.apps.organisations.selectors import visible
from jiceng.engines.procedure import Register
from jiceng.faces.cli.migrate import migrate_if_needed
from jiceng.faces.shared.words import in_words
from jiceng.kernel.actors import Actor, system_actor

WRONG_PROFILE = 2


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(init)


def init(
    profile: Annotated[
        str | None,
        typer.Option("--profile", help="The office's profile, for good. 采用的规则,选定后不再更换。"),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="The topmost unit, where no register is shipped. 最上级单位名称。"),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            formats=["%Y-%m-%d"],
            help="Since when it is; this New Year's Day. 最上级单位何日设立。",
        ),
    ] = None,
) -> None:
    """Begin a real office: its profile and its first units. 建立真实的单位名册。"""
    code = settings.PROFILE_CODE
    if profile not in (None, code):
        _refuse(
            _("This office runs on the profile %(code)s. Start again with JICENG_PROFILE=%(wanted)s.")
            % {"code": code, "wanted": profile}
        )
    migrate_if_needed()
    actor, now = system_actor("jiceng init"), timezone.now()
    shipped = settings.PROFILE.register
    if shipped is None:
        day = since.date() if since else timezone.localdate(now).replace(month=1, day=1)
        title = settings.PROFILE.title.in_language("zh-hans")
        found_topmost(actor=actor, at=now, name=name or title, day=day)
    else:
        _load(actor, now, shipped)
    keep_profile()
    _say_what_was_made(actor, in_words(shipped.source) if shipped else "")


def _load(actor: Actor, now: datetime, shipped: Register) -> None:
    """As of the register's own day. Nobody is judged for the past: members count from their entry."""
    load_register(
        actor=actor,
        at=now,
        lines=settings.READ_PROFILE(shipped.file).splitlines(),
        day=shipped.as_of,
        kinds=dict(shipped.kinds),
        source=shipped.source.in_language("zh-hans"),
    )


def _refuse(words: str) -> None:
    typer.secho(words, err=True, fg=typer.colors.RED)
    raise typer.Exit(WRONG_PROFILE)


def _say_what_was_made(actor: Actor, source: str) -> None:
    """How many units of each kind, and what comes next."""
    units = list(visible(actor, timezone.localdate()))
    kinds = Counter(unit.kind for unit in units)
    listed = pgettext("between the words of a list", ", ").join(
        _("%(kind)s %(count)s") % {"kind": in_words(settings.PROFILE.unit_kinds[kind].title), "count": count}
        for kind, count in kinds.items()
    )
    typer.echo(
        _("The register is made: %(count)s units (%(listed)s).") % {"count": len(units), "listed": listed}
    )
    if source:
        typer.echo(_("Source: %(source)s") % {"source": source})
    root = next(unit for unit in units if unit.parent_id is None)
    command = f"jiceng user add NAME --role county_officer --unit {root.unit.code}"
    typer.echo(_("Next, create the first officer: %(command)s") % {"command": command})

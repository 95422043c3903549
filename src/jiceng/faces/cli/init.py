"""`jiceng init`: the real register a profile ships, in an empty database, without people and without
verdicts.
"""

from collections import Counter
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.organisations.register import load_register
from jiceng.apps.organisations.selectors import visible
from jiceng.faces.cli.migrate import migrate_if_needed
from jiceng.faces.shared.words import in_words
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.errors import Conflict

WRONG_PROFILE = 2


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(init)


def init(
    profile: Annotated[
        str | None, typer.Option("--profile", help="The office's profile. 本单位采用的规则代码。")
    ] = None,
) -> None:
    """Begin a real office: its units from the profile's register. 建立真实的单位名册。"""
    code = settings.PROFILE_CODE
    shipped = settings.PROFILE.register
    if profile not in (None, code):
        _refuse(
            _("This office runs on the profile %(code)s. Start again with JICENG_PROFILE=%(wanted)s.")
            % {"code": code, "wanted": profile}
        )
    if shipped is None:
        raise Conflict("profile_without_register")
    migrate_if_needed()
    now = timezone.now()
    actor = system_actor("jiceng init")
    # As of the register's own day. Nobody is judged for the past: members count from when they are entered.
    load_register(
        actor=actor,
        at=now,
        lines=settings.READ_PROFILE(shipped.file).splitlines(),
        day=shipped.as_of,
        kinds=dict(shipped.kinds),
        source=shipped.source.in_language("zh-hans"),
    )
    _say_what_was_made(actor, in_words(shipped.source))


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
    typer.echo(_("Source: %(source)s") % {"source": source})
    root = next(unit for unit in units if unit.parent_id is None)
    command = f"jiceng user add NAME --role county_officer --unit {root.unit.code}"
    typer.echo(_("Next, create the first officer: %(command)s") % {"command": command})

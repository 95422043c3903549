"""`jiceng grant`: which role a user holds, in which unit and all under it."""

from datetime import date, datetime
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.access.selectors import grants, user_by_username
from jiceng.apps.access.services import grant_role, revoke_grant
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.kernel.actors import system_actor
from jiceng.kernel.errors import NotFound

Username = Annotated[str, typer.Argument(metavar="NAME", help="Sign-in name. 登录名。")]
Role = Annotated[
    str,
    typer.Option("--role", help="secretary, town_officer, county_officer, auditor. 角色。"),
]
UnitCode = Annotated[str, typer.Option("--unit", metavar="CODE", help="Code of the unit. 单位代码。")]


def register(program: typer.Typer) -> None:
    """Adds the group of commands about roles."""
    group = typer.Typer(help="Who may what, and where. 授权。", no_args_is_help=True)
    group.callback()(_about_grants)
    group.command()(add)
    group.command()(revoke)
    program.add_typer(group, name="grant")


def _about_grants() -> None:
    """Who may what, and where. 授权。"""


def add(
    username: Username,
    role: Role,
    unit: UnitCode,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="First day without it. 到期日(当日起失效)。"),
    ] = None,
) -> None:
    """Grant a role in a unit and all under it, from today on. 授予角色。"""
    actor = system_actor("jiceng grant add")
    now = timezone.now()
    today = timezone.localdate(now)
    user, version = user_by_username(username), unit_by_code(actor, unit, today)
    ends_on: date | None = until.date() if until else None
    grant_role(actor=actor, at=now, user=user, role=role, unit=version.unit, day=today, ends_on=ends_on)
    words = {"username": user.username, "role": role, "unit": version.name}
    typer.echo(_("%(username)s is now %(role)s in %(unit)s.") % words)


def revoke(username: Username, role: Role, unit: UnitCode) -> None:
    """Revoke a role; it is gone at the user's next request. 收回角色。"""
    actor = system_actor("jiceng grant revoke")
    now = timezone.now()
    user = user_by_username(username)
    held = grants(actor, timezone.localdate(now)).filter(user=user, role=role, unit__code=unit)
    grant = held.filter(revoked_at__isnull=True).first()
    if grant is None:
        raise NotFound("grant_not_found")
    revoke_grant(actor=actor, at=now, grant=grant)
    words = {"username": user.username, "role": role, "unit": unit}
    typer.echo(_("%(username)s is no longer %(role)s in %(unit)s.") % words)

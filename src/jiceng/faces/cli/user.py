"""`jiceng user`: who can sign in."""

import sys
from typing import Annotated

import typer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jiceng.apps.access.factors import reset
from jiceng.apps.access.selectors import grants, user_by_username
from jiceng.apps.access.services import close_user, create_user, grant_role, reset_password
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.cli.grant import Role, UnitCode, Username
from jiceng.kernel.actors import system_actor

NO_PASSWORD = 2


def register(program: typer.Typer) -> None:
    """Adds the group of commands about users."""
    group = typer.Typer(help="Who can sign in. 用户。", no_args_is_help=True)
    group.callback()(_about_users)
    group.command()(add)
    group.command()(password)
    group.command("list")(list_users)
    group.command("factors")(take_factors)
    group.command()(close)
    program.add_typer(group, name="user")


def _about_users() -> None:
    """Who can sign in. 用户。"""


def add(
    username: Username,
    role: Role,
    unit: UnitCode,
    name: Annotated[str, typer.Option("--name", help="Her own name, as shown. 姓名。")] = "",
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read the password from standard input. 从标准输入读密码。"),
    ] = False,
) -> None:
    """Create a user with a first role; the password is asked for, never an argument. 新建用户。"""
    actor = system_actor("jiceng user add")
    now = timezone.now()
    today = timezone.localdate(now)
    version = unit_by_code(actor, unit, today)
    password = _password_from_input() if password_stdin else _password_from_terminal()
    with transaction.atomic():
        user = create_user(actor=actor, at=now, username=username, name=name, password=password)
        grant_role(actor=actor, at=now, user=user, role=role, unit=version.unit, day=today, ends_on=None)
    words = {"username": user.username, "role": role, "unit": version.name}
    typer.echo(_("%(username)s can sign in, as %(role)s in %(unit)s.") % words)


def password(
    username: Username,
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read the password from standard input. 从标准输入读密码。"),
    ] = False,
) -> None:
    """Set a forgotten password anew; it is asked for, never an argument. 重置密码。"""
    user = user_by_username(username)
    given = _password_from_input() if password_stdin else _password_from_terminal()
    actor = system_actor("jiceng user password")
    reset_password(actor=actor, at=timezone.now(), user=user, password=given)
    typer.echo(_("%(username)s has a new password.") % {"username": user.username})


def _password_from_input() -> str:
    """The first line of standard input, without its end."""
    return sys.stdin.readline().rstrip("\r\n")


def _password_from_terminal() -> str:
    """Typed twice, unseen; without a terminal nobody could type it."""
    if not sys.stdin.isatty():
        typer.secho(_("There is no terminal to type the password at: use --password-stdin."), err=True)
        raise typer.Exit(NO_PASSWORD)
    typed: str = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Once more"))
    return typed


def list_users() -> None:
    """List users with their roles, those in force first. 列出用户及其角色。"""
    today = timezone.localdate()
    table = Table()
    for heading in (
        pgettext("heading", "User"),
        pgettext("heading", "Name"),
        pgettext("heading", "Role"),
        pgettext("heading", "Unit"),
        pgettext("heading", "From"),
        pgettext("heading", "Until"),
    ):
        table.add_column(heading, overflow="fold")
    for grant in grants(system_actor("jiceng user list"), today):
        until = "" if grant.ends_on is None else str(grant.ends_on)
        user = grant.user
        cells = (user.username, user.name, grant.role, grant.unit.code, str(grant.starts_on), until)
        table.add_row(*map(Text, cells))
    Console().print(table)


def take_factors(username: Username) -> None:
    """Take away the second sign-in step of someone who lost it and has nobody above her. 取消两步验证。"""
    user = user_by_username(username)
    reset(actor=system_actor("jiceng user factors"), at=timezone.now(), user=user)
    typer.echo(_("%(username)s signs in with the password alone now.") % {"username": user.username})


def close(username: Username) -> None:
    """Close an account: its roles end and it cannot sign in. 停用用户。"""
    user = user_by_username(username)
    close_user(actor=system_actor("jiceng user close"), at=timezone.now(), user=user)
    typer.echo(_("%(username)s can no longer sign in; every role has ended.") % {"username": user.username})

"""`jiceng token`: the keys with which other programs use the API."""

from datetime import datetime
from typing import Annotated

import typer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jiceng.apps.access.selectors import user_by_username
from jiceng.apps.access.services import grant_to_username
from jiceng.apps.access.tokens import TokenDraft, issue_token, revoke_token, token_by_id, tokens
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.cli.grant import UnitCode, Username
from jiceng.kernel.actors import system_actor


def register(program: typer.Typer) -> None:
    """Adds the group of commands about tokens."""
    group = typer.Typer(help="Keys of the API. 接口令牌。", no_args_is_help=True)
    group.callback()(_about_tokens)
    group.command()(add)
    group.command("list")(list_tokens)
    group.command()(revoke)
    program.add_typer(group, name="token")


def _about_tokens() -> None:
    """Keys of the API. 接口令牌。"""


def add(
    username: Username,
    unit: UnitCode,
    name: Annotated[str, typer.Option("--name", help="What it is for. 用途。")],
    may: Annotated[
        list[str],
        typer.Option(
            "--may",
            help="unit.read, person.read, person.manage, duty.read, gathering.read, gathering.record; "
            "once for each. 权限,可重复。",
        ),
    ],
    until: Annotated[
        datetime,
        typer.Option("--until", formats=["%Y-%m-%d"], help="First day without it. 到期日(当日起失效)。"),
    ],
    role: Annotated[
        str,
        typer.Option(
            "--role", help="Make the account, a program's, with this role there. 新建程序账号并授予角色。"
        ),
    ] = "",
) -> None:
    """Make a token for an account; its key is written once, on standard output. 新建令牌。"""
    actor = system_actor("jiceng token add")
    now = timezone.now()
    today = timezone.localdate(now)
    version = unit_by_code(actor, unit, today)
    with transaction.atomic():
        if role:
            grant_to_username(
                actor=actor,
                at=now,
                username=username,
                name=name,
                password="",
                role=role,
                unit=version.unit,
                day=today,
                ends_on=None,
                machine=True,
            )
        draft = TokenDraft(name, may, version.unit, until.date())
        _token, key = issue_token(actor=actor, at=now, user=user_by_username(username), draft=draft)
    typer.echo(key)


def list_tokens() -> None:
    """List tokens, those that end last first; never a key. 列出令牌。"""
    table = Table()
    for heading in (
        pgettext("heading", "Number"),
        pgettext("heading", "User"),
        pgettext("heading", "What for"),
        pgettext("heading", "Unit"),
        pgettext("heading", "May"),
        pgettext("heading", "Until"),
        pgettext("heading", "Last used"),
    ):
        table.add_column(heading, overflow="fold")
    for token in tokens(system_actor("jiceng token list")):
        until = _("revoked") if token.revoked_at else str(token.ends_on)
        used = str(token.last_used_on or "")
        cells = (
            str(token.pk),
            token.user.username,
            token.name,
            token.unit.code,
            token.permissions,
            until,
            used,
        )
        table.add_row(*map(Text, cells))
    Console().print(table)


def revoke(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As listed. 列表中的编号。")],
) -> None:
    """Revoke a token: its next request is refused. 收回令牌。"""
    actor = system_actor("jiceng token revoke")
    token = token_by_id(actor, number)
    revoke_token(actor=actor, at=timezone.now(), token=token)
    typer.echo(_("The token %(name)s is revoked.") % {"name": token.name})

"""`jiceng portal`: what the portal needs where it runs on a machine, or under a database role, of its own."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.editorial.site import SiteWords, describe, words
from jiceng.apps.publications.travelling import copy_published, role_statements, take_letters
from jiceng.faces.cli.migrate import migrate_if_needed
from jiceng.kernel.actors import system_actor
from jiceng.kernel.errors import NotFound


def register(program: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(no_args_is_help=True, help="The portal on its own. 单独运行公开门户。")
    for command in (site, copy, letters, role):
        group.command()(command)
    program.add_typer(group, name="portal")


def site(
    title: Annotated[str | None, typer.Option(help="Its name. 门户名称。")] = None,
    title_en: Annotated[str | None, typer.Option(help="Its name in English. 英文名称。")] = None,
    host: Annotated[str | None, typer.Option(help="Who keeps it. 主办单位。")] = None,
    host_en: Annotated[str | None, typer.Option(help="The same in English. 主办单位英文名。")] = None,
    address: Annotated[str | None, typer.Option(help="Where it is read, https://… 网址。")] = None,
    footer: Annotated[
        list[str] | None, typer.Option(help="A line under every page; more than once. 页脚，可给多行。")
    ] = None,
) -> None:
    """Say what stands on every page of the portal, or show it. 门户的名称、主办单位、网址和页脚。"""
    migrate_if_needed()
    given = SiteWords(title, title_en, host, host_en, address)
    if footer is not None:
        given = replace(given, footer="\n".join(footer))
    if given != SiteWords():
        describe(actor=system_actor("jiceng portal"), at=timezone.now(), site=given)
    for name, value in words().items():
        typer.echo(f"{name}: {value}")


def copy(
    file: Annotated[Path, typer.Argument(help="Where to, for the portal's machine. 写到哪里。")],
) -> None:
    """Write a copy of what is published, for a portal on another machine. 写出公开内容的副本。"""
    migrate_if_needed()
    if not file.parent.is_dir():
        raise NotFound("file_not_found", file=str(file.parent))
    size = copy_published(file)
    typer.echo(_("%(file)s: what is published, %(size)s kB.") % {"file": file, "size": -(-size // 1000)})


def letters(
    file: Annotated[Path, typer.Argument(help="inbox.sqlite3 of the portal's machine. 门户机器的来信文件。")],
) -> None:
    """Take the letters that came in on another machine. 取回另一台机器收到的来信。"""
    migrate_if_needed()
    if not file.is_file():
        raise NotFound("file_not_found", file=str(file))
    typer.echo(_("%(count)s new letters.") % {"count": take_letters(file)})


def role(
    name: Annotated[str, typer.Argument(help="Name of the role. 角色名。")] = "jiceng_portal",
) -> None:
    """Print the SQL of a PostgreSQL role for the portal: pipe it to psql. 输出门户专用数据库角色的 SQL。"""
    for statement in role_statements(name):
        typer.echo(f"{statement};")

"""`jiceng profile check`: the rules of a profile against their own worked cases."""

import re
from typing import Annotated

import typer
from django.conf import settings
from rich.console import Console
from rich.table import Table

from jiceng.engines.procedure import CaseResult, Course, Duty, Profile, check_profile, load_profile
from jiceng.engines.procedure.decisions import Procedure
from jiceng.faces.cli.messages import compile_catalogues

_CODE = re.compile(r"[a-z][a-z0-9_]*")


def register(program: typer.Typer) -> None:
    """Adds the group of commands about profiles."""
    group = typer.Typer(help="Rules as data. 规则。", no_args_is_help=True)
    group.callback()(_about_profiles)
    group.command()(check)
    group.command()(new)
    program.add_typer(group, name="profile")


def _about_profiles() -> None:
    """Rules as data. 规则。"""


def check(
    code: Annotated[
        str | None, typer.Argument(help="A profile; all when left out. 规则代码,不填则全部检查。")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all-cases", help="List passed cases too. 通过的也列出。")
    ] = False,
) -> None:
    """Run all worked cases; exit status 1 when one fails, or a rule has none. 逐条核对规则自带的例子。"""
    names = [code] if code else settings.PROFILE_CODES
    if code and code not in settings.PROFILE_CODES:
        raise typer.BadParameter("one of 以下之一: " + ", ".join(settings.PROFILE_CODES))
    compile_catalogues(settings.PROFILE_SHELF.own)
    held = [_holds(load_profile(name, settings.READ_PROFILE), everything) for name in names]
    if not held or not all(held):
        raise typer.Exit(1)


def new(
    code: Annotated[
        str, typer.Argument(help="Lower-case letters, digits, underscores. 小写字母、数字、下划线。")
    ],
) -> None:
    """Begin a profile of one's own: a small file with comments. 新建自己的规则,附有注释。"""
    if not _CODE.fullmatch(code) or code in settings.PROFILE_CODES:
        raise typer.BadParameter("a new name of lower-case letters. 须为未用过的小写字母名称。")
    path = settings.PROFILE_SHELF.own / code / "profile.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(settings.PROFILE_SHELF.starting().replace("CODE", code), encoding="utf-8")
    typer.echo(str(path))


def _holds(profile: Profile, everything: bool) -> bool:
    """Whether all cases of a profile pass and each duty and course has some; shows what does not."""
    console = Console()
    results = check_profile(profile)
    table = _table(profile.code, [result for result in results if everything or not result.ok])
    if table.row_count:
        console.print(table)
    carrying: list[Duty | Course | Procedure] = [
        *profile.duties.values(),
        *profile.courses.values(),
        *profile.procedures.values(),
    ]
    bare = [each.code for each in carrying if not each.cases]
    if bare:
        console.print(f"{profile.code}: no worked case 没有例子: {', '.join(bare)}", style="bold red")
    passed = sum(result.ok for result in results)
    console.print(f"{profile.code}: {passed} passed 通过, {len(results) - passed} failed 未通过")
    return passed == len(results) and not bare


def _table(title: str, results: list[CaseResult]) -> Table:
    """The cases, what each should give and gave: from evaluating all at once, and from explaining one."""
    table = Table(title=title, title_justify="left")
    for heading in ("duty 职责", "case 例子", "expected 应为", "found 结果", "explained 说明"):
        table.add_column(heading)
    for result in results:
        cells = (result.duty, result.name.zh, result.expected, result.found_bulk, result.found_explain)
        table.add_row(*cells, style=None if result.ok else "bold red")
    return table

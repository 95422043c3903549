"""`jiceng doctor`: what would keep this office from working or its data from being safe, in plain sentences.

Changes nothing. Exit status 1 when something must be done, 0 otherwise; warnings alone do not count.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated

import typer
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _

from jiceng.faces.cli.checks import data, machine, public

UNWELL = 1


class State(StrEnum):
    """What is to be done about a finding."""

    WELL = "well"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What a check found: its code, how it stands, and a sentence."""

    code: str
    state: State
    sentence: str


MARKS = {State.WELL: "✓", State.WARNING: "!", State.WRONG: "✗"}
COLOURS = {State.WELL: None, State.WARNING: typer.colors.YELLOW, State.WRONG: typer.colors.RED}
Check = Callable[[], tuple[str, str]]
"""Gives a state and a sentence."""

CHECKS: dict[str, Check] = {
    "rules": data.rules,
    "database": data.database,
    "migrations": data.migrations,
    "keys": data.keys,
    "copies": data.copies,
    "verdicts": data.verdicts,
    "clock": data.clock,
    "backups": data.backups,
    "public": public.databases,
    "letters": public.letters,
    "portal_role": public.role,
    "folder": machine.folder,
    "space": machine.space,
    "worker": machine.worker,
    "static": machine.static,
    "documents": machine.documents,
    "https": machine.https,
    "zone": machine.zone,
    "debug": machine.debug,
}


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For other programs. 以 JSON 输出。")] = False,
) -> None:
    """Check this office: settings, data, keys, backups, machine. 体检。"""
    findings = [_looked(code, check) for code, check in CHECKS.items()]
    wrong = any(each.state is State.WRONG for each in findings)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=1))
    else:
        for each in findings:
            typer.secho(f"{MARKS[each.state]} {each.sentence}", fg=COLOURS[each.state])
    raise typer.Exit(UNWELL if wrong else 0)


def _looked(code: str, check: Check) -> Finding:
    """What a check found; one that cannot look is wrong itself, and keeps no other from looking."""
    try:
        state, sentence = check()
    except (DatabaseError, OSError) as error:
        words = _(
            "The check “%(check)s” could not look (%(reason)s). See to the database and the data folder."
        )
        return Finding(code, State.WRONG, words % {"check": code, "reason": type(error).__name__})
    return Finding(code, State(state), sentence)

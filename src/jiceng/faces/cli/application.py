"""The list of commands and how one is run.

Only the module of the asked command is loaded: `jiceng messages` needs no database and starts at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import typer
from django.conf import settings
from django.db.utils import OperationalError

from jiceng.faces.cli.failure import report, report_database
from jiceng.kernel.errors import JicengError, Refused

FAILED = 2


@dataclass(frozen=True)
class Command:
    """Where a command stands, and whether it needs Django's applications awake."""

    module: str
    needs_django: bool = True


COMMANDS = {
    "serve": Command("jiceng.faces.cli.serve"),
    "work": Command("jiceng.faces.cli.work"),
    "migrate": Command("jiceng.faces.cli.migrate"),
    "messages": Command("jiceng.faces.cli.messages", needs_django=False),
    "profile": Command("jiceng.faces.cli.profile"),
    "procedure": Command("jiceng.faces.cli.procedure"),
    "rank": Command("jiceng.faces.cli.rank"),
    "init": Command("jiceng.faces.cli.init"),
    "import": Command("jiceng.faces.cli.intake"),
    "sample": Command("jiceng.faces.cli.sample"),
    "duties": Command("jiceng.faces.cli.duties"),
    "statistics": Command("jiceng.faces.cli.statistics"),
    "rebuild": Command("jiceng.faces.cli.rebuild"),
    "tidy": Command("jiceng.faces.cli.tidy"),
    "backup": Command("jiceng.faces.cli.backup"),
    "restore": Command("jiceng.faces.cli.restore"),
    "doctor": Command("jiceng.faces.cli.doctor"),
    "ledger": Command("jiceng.faces.cli.ledger"),
    "portal": Command("jiceng.faces.cli.portal"),
    "user": Command("jiceng.faces.cli.user"),
    "grant": Command("jiceng.faces.cli.grant"),
    "token": Command("jiceng.faces.cli.token"),
}


PORTAL = {
    "serve": Command("jiceng.faces.cli.serve_portal"),
    "tidy": Command("jiceng.faces.cli.tidy_portal"),
}
"""What there is where the portal runs by itself: no other app is loaded there."""


def _commands() -> dict[str, Command]:
    return PORTAL if settings.FACE == "portal" else COMMANDS


def needs_django(arguments: Sequence[str]) -> bool:
    """Whether what is asked needs `django.setup()`; the list of all commands does, since it loads them."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    return command is None or command.needs_django


def run(arguments: Sequence[str]) -> None:
    """Runs the command line and leaves the process; what goes wrong becomes a sentence and exit status 2."""
    program = typer.Typer(
        name="jiceng",
        help="Jiceng 基层: the office work of grassroots organisations. 基层组织工作。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    program.callback()(_program)
    asked = arguments[0] if arguments else ""
    commands = _commands()
    for command in [commands[asked]] if asked in commands else commands.values():
        import_module(command.module).register(program)
    try:
        program(args=list(arguments), prog_name="jiceng")
    except JicengError as error:
        report(error)
        raise SystemExit(FAILED) from error
    except OSError as error:
        if str(error.filename) not in arguments:
            raise
        report(Refused("file_unusable", file=error.filename))
        raise SystemExit(FAILED) from error
    except OperationalError as error:
        report_database(error)
        raise SystemExit(FAILED) from error


def _program() -> None:
    """Jiceng 基层: the office work of grassroots organisations. 基层组织工作。"""

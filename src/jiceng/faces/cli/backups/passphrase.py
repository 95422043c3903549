"""The passphrase that seals the keys: from a file or typed unseen, never an argument others can list."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from jiceng.kernel.errors import Conflict

PassphraseFile = Annotated[
    Path | None,
    typer.Option(help="File whose first line is the passphrase of the keys. 口令文件。"),
]


def passphrase(file: Path | None, new: bool) -> str:
    """The passphrase: the first line of `file`, or typed at the terminal, twice when it is new.

    Errors: Conflict `passphrase_missing` without either.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, ValueError) as error:
            raise Conflict("passphrase_missing") from error
    if not sys.stdin.isatty():
        raise Conflict("passphrase_missing")
    asked = _("Passphrase of the keys")
    typed: str = typer.prompt(asked, hide_input=True, confirmation_prompt=_("Once more") if new else False)
    return typed

"""`jiceng ledger check-seal` and the question of an extract: was this notice up, unchanged, for so long?

Both run wherever somebody wants to check: no database, no network.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.publications.seals import SUBJECT, check_seal
from jiceng.apps.publications.standing import Entered, longest_standing
from jiceng.engines.ledger import Entry, Verified, VerifierKey
from jiceng.kernel.errors import NotFound, ProofError

NOT_STOOD = 1
"""Status when the extract is as signed and the answer is no; 2 is for what does not agree."""


def check_seal_file(
    file: Annotated[Path, typer.Argument(help="A seal's file from the portal. 网站上下载的凭据。")],
    key: Annotated[list[str], typer.Option("--key", help="A public key you trust. 您信任的公钥。")],
) -> None:
    """Check a notice's seal offline; exit status 2 when something is wrong. 脱机核验公告的存证。"""
    if not file.is_file():
        raise NotFound("file_not_found", file=str(file))
    try:
        text = file.read_bytes().decode()
    except UnicodeDecodeError:
        raise ProofError("seal_malformed") from None
    for found in check_seal(text, [VerifierKey.parse(each) for each in key]):
        values = {"version": found.version, "at": _moment(found.posted_at), "place": found.index + 1}
        if found.words:
            typer.echo(
                _("Version %(version)s: these words were entered at %(at)s, entry %(place)s.") % values
            )
        else:
            typer.echo(
                _("Version %(version)s: entered at %(at)s, entry %(place)s; its words were taken down.")
                % values
            )
        typer.echo(_("  digest %(digest)s") % {"digest": found.digest})
        if found.days is not None and found.stood_at is not None:
            stood = {"days": found.days, "at": _moment(found.stood_at)}
            typer.echo(_("  entered at %(at)s as having stood unchanged for %(days)s days") % stood)


class Notice:
    """What an extract has of one notice. Parameters: `number`, of the notice; None where nobody asks."""

    def __init__(self, number: int | None) -> None:
        self._subject = SUBJECT.format(number=number)
        self._entries: list[Entered] = []

    def take(self, index: int, entry: Entry) -> None:
        """Keep an entry that is about it."""
        if entry.record.get("subject") == self._subject:
            at = datetime.fromisoformat(str(entry.record["at"]))
            self._entries.append(Entered(index, str(entry.record["type"]), at))

    def answer(self, found: Verified, days: int | None) -> None:
        """Say what is vouched for of it, and whether it stood unchanged for `days`.

        Raises NotFound("article_not_in_extract"); `typer.Exit` with NOT_STOOD for no.
        """
        entries = [each for each in self._entries if each.index < found.size]
        if not entries:
            raise NotFound("article_not_in_extract")
        for each in entries:
            values = {"place": each.index + 1, "at": _moment(each.at), "what": _what(each.type)}
            typer.echo(_("Entry %(place)s, %(at)s: %(what)s") % values)
        if days is None:
            return
        until = datetime.fromisoformat(str(found.last["at"]))
        stood = longest_standing(entries, until)
        if stood is None or stood.days < days:
            typer.echo(_("No: by this log it did not stand unchanged for %(days)s days.") % {"days": days})
            raise typer.Exit(NOT_STOOD)
        values = {"days": stood.days, "first": _moment(stood.first), "last": _moment(stood.last)}
        typer.echo(
            _("Yes: by this log it stood unchanged for %(days)s days, from %(first)s to %(last)s.") % values
        )


def _what(type: str) -> str:
    words = {
        "article.posted": _("posted, or changed"),
        "article.stood": _("has stood unchanged"),
        "article.withdrawn": _("withdrawn"),
        "article.expired": _("its time over"),
    }
    return words.get(type, type)


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")

"""`jiceng restore`: an office from its backup, into an empty data folder and database, checked before anyone
works with it. Whatever let people in on the day of the backup is ended: some of it had been taken from them
since.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.access.restored import Ended, end_ways_in, open_accounts
from jiceng.apps.editorial.posting import follow_anew
from jiceng.apps.organisations.selectors import names_on
from jiceng.apps.people.id_numbers import sealed_numbers_open
from jiceng.faces.cli.backups import databases
from jiceng.faces.cli.backups.archive import drafted, look, part_of, put_office_files, unpack, written_whole
from jiceng.faces.cli.backups.keys import fingerprints, keys_in, note_sealed, open_keys, put_keys
from jiceng.faces.cli.backups.manifest import Manifest
from jiceng.faces.cli.backups.passphrase import PassphraseFile, passphrase
from jiceng.faces.cli.migrate import migrate_databases
from jiceng.faces.cli.progress import shown_progress
from jiceng.kernel.actors import system_actor
from jiceng.kernel.errors import Conflict, FileRefused


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(restore)


def restore(
    file: Annotated[Path, typer.Argument(help="A backup. 备份文件。")],
    keys: Annotated[
        Path | None, typer.Option("--keys", help="The sealed keys of that office. 加密的密钥文件。")
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Restore a backup into an empty data folder and database. 恢复。"""
    manifest = look(file)
    _refuse_unfit(manifest)
    given = open_keys(keys, passphrase(passphrase_file, new=False)) if keys is not None else {}
    _refuse_wrong_keys(manifest, given)
    with _taken_away_on_failure(put_keys(given, settings.KEYS_FOLDER)):
        ended = _fill(file)
    if given:
        note_sealed(given, settings.DATA)
    words = {"count": manifest.rows, "moment": manifest.made_at}
    typer.echo(_("Restored and checked: %(count)s records, as of %(moment)s.") % words)
    _tell_ended(ended)
    typer.echo(_("Next, start the server; what this version has changed is brought up to date then."))


def _tell_ended(ended: Ended) -> None:
    """What has to be made anew, and which accounts to look through."""
    words = {
        "sessions": ended.sessions,
        "tokens": ended.tokens,
        "calendars": ended.calendars,
        "codes": ended.codes,
    }
    typer.echo(
        _(
            "Ended, since some of it may have been taken back after the backup: %(sessions)s sessions, "
            "%(tokens)s API tokens, %(calendars)s calendar addresses, %(codes)s recovery codes. Make anew "
            "those that are needed."
        )
        % words
    )
    day = timezone.localdate()
    accounts = open_accounts(day)
    names = names_on({grant.unit_id for _name, held in accounts for grant in held}, day)
    typer.echo(
        _(
            "An account closed, a role revoked or a password changed after the backup is as it was before. "
            "Look through the %(count)s accounts that are open, and close those that are not to be:"
        )
        % {"count": len(accounts)}
    )
    for username, held in accounts:
        roles = [f"{grant.role} {names.get(grant.unit_id, grant.unit.code)}" for grant in held]
        typer.echo(f"  {username}  {' · '.join(roles) or '—'}")


@contextmanager
def _taken_away_on_failure(made: list[Path]) -> Iterator[None]:
    """Leave nothing of what was made when the rest fails."""
    try:
        yield
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _refuse_unfit(manifest: Manifest) -> None:
    """A backup goes into an empty database of its own kind, under its own rules, by a program that knows its
    shape.
    """
    if manifest.engine != databases.engine():
        raise Conflict("backup_of_other_database", engine=manifest.engine)
    brought = "profile" in manifest.files and not settings.PROFILE_IS_CHOSEN
    if manifest.profile != settings.PROFILE_CODE and not brought:
        raise Conflict("backup_of_other_profile", profile=manifest.profile, running=settings.PROFILE_CODE)
    databases.refuse_newer(manifest.migrations, manifest.program)
    if not databases.is_empty():
        raise Conflict("restore_not_empty")
    connection.close()


def _refuse_wrong_keys(manifest: Manifest, given: dict[str, bytes]) -> None:
    """The keys the data were sealed with must be there: in the folder, or in the file given."""
    found = fingerprints(given) | fingerprints(keys_in(settings.KEYS_FOLDER))
    for name in sorted(manifest.keys.keys() & found.keys()):
        if found[name] != manifest.keys[name]:
            raise Conflict("keys_of_another_office", name=name)
    for name in sorted(manifest.keys.keys() - found.keys()):
        raise Conflict("keys_missing", name=name, folder=str(settings.KEYS_FOLDER))


def _fill(file: Path) -> Ended:
    """Office files first, the database last: killed on the way, no database stands without its rules."""
    if databases.engine() == "postgresql":
        return _fill_postgresql(file)
    return _fill_sqlite(file, Path(connection.settings_dict["NAME"]))


def _fill_sqlite(file: Path, to: Path) -> Ended:
    """Checked under another name first: no half of a database ever bears the office's."""
    with shown_progress(_("Restoring")) as tell, ExitStack() as undone:
        with written_whole(to) as draft:
            manifest, files = unpack(file, draft, tell)
            with closing(sqlite3.connect(draft)) as database:
                _compare(databases.check_sqlite(database), manifest, file)
            undone.enter_context(_taken_away_on_failure(_put_public(manifest, draft)))
            undone.enter_context(_taken_away_on_failure(put_office_files(files, settings.DATA)))
        return _check(manifest, file)


def _put_public(manifest: Manifest, draft: Path) -> list[Path]:
    """What is published and what came in, before the office's own database stands; returns the files."""
    made = []
    for alias, name in databases.PUBLIC.items():
        if name not in manifest.public:
            continue
        part = part_of(draft, name)
        with closing(sqlite3.connect(part)) as database:
            databases.check_sqlite(database)
        target = databases.public_file(alias)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
        with written_whole(target) as copy:
            shutil.copyfile(part, copy)
            copy.chmod(mode)
        made.append(target)
    return made


def _fill_postgresql(file: Path) -> Ended:
    with shown_progress(_("Restoring")) as tell, drafted(settings.DATA / "restored.pgdump") as draft:
        manifest, files = unpack(file, draft, tell)
        with _taken_away_on_failure(put_office_files(files, settings.DATA)):
            databases.restore_postgresql(draft)
            return _check(manifest, file)


def _check(manifest: Manifest, file: Path) -> Ended:
    """What was just restored fits the manifest and opens with the keys, and nobody is in yet; otherwise it is
    taken away again.
    """
    try:
        _compare(databases.contents(), manifest, file)
        if not sealed_numbers_open():
            raise Conflict("id_number_unreadable")
        migrate_databases()
        follow_anew()
        return end_ways_in(actor=system_actor("jiceng restore"), at=timezone.now())
    except BaseException:
        databases.clear()
        raise


def _compare(found: databases.Contents, manifest: Manifest, file: Path) -> None:
    """What is there now is what was there when the backup was made."""
    if (found.tables, found.migrations) != (manifest.tables, manifest.migrations):
        raise FileRefused("backup_damaged", name=file.name)

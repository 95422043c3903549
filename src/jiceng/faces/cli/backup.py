"""`jiceng backup`: the database as of one moment in one file, while the office goes on working; the keys,
sealed with a passphrase, in another.
"""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng import __version__
from jiceng.apps.people.keys import make_keys
from jiceng.faces.cli.backups import databases
from jiceng.faces.cli.backups.archive import (
    ENDING,
    digests,
    forget_oldest,
    office_files,
    pack,
    sha256_of,
    written_whole,
)
from jiceng.faces.cli.backups.keys import fingerprints, keys_in, note_sealed, seal_keys
from jiceng.faces.cli.backups.manifest import Manifest
from jiceng.faces.cli.backups.passphrase import PassphraseFile, passphrase
from jiceng.faces.cli.progress import shown_progress
from jiceng.kernel.errors import Conflict

ELSEWHERE = gettext_lazy(
    "NOT in the backup: what is published, and the letters that wait. They are in the database of "
    "JICENG_PUBLISHED_URL, which is not the office's own: back it up by itself, with pg_dump."
)
DATABASE_FILES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(backup)


def backup(
    target: Annotated[
        Path | None,
        typer.Argument(help="Folder or file; without it JICENG_BACKUPS. 文件夹或文件名。"),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="Keep so many newest backups in the folder. 文件夹中只保留最新的几份。"),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help="Also write the keys, sealed, to this file. 密钥加密后另存。"),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Back the office up while it works: database and, apart, keys. 备份。"""
    path = _path(target or settings.BACKUPS)
    if keys is not None:
        make_keys()  # the copy is to hold those too that were not needed yet
    manifest = make_backup(path)
    words = {"file": path, "count": manifest.rows, "size": f"{path.stat().st_size / 1e6:.1f}"}
    typer.echo(_("Backed up to %(file)s: %(count)s records, %(size)s MB, checked.") % words)
    if databases.public_is_elsewhere():
        typer.secho(str(ELSEWHERE), fg=typer.colors.RED, err=True)
    if keys is not None:
        there = keys_in(settings.KEYS_FOLDER)
        seal_keys(there, passphrase(passphrase_file, new=True), keys)
        note_sealed(there, settings.DATA)
        typer.echo(_("The keys are sealed in %(file)s. Keep it apart from the backups.") % {"file": keys})
    if keep is not None:
        gone = forget_oldest(path.parent, keep)
        typer.echo(_("%(count)s older backups removed.") % {"count": gone})


def _path(target: Path | None) -> Path:
    """The file to write: of a folder, one named after the moment."""
    if target is None:
        raise Conflict("backup_target_missing")
    if target.suffix == ENDING and not target.is_dir():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return target
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Conflict("backup_not_written", folder=str(target), reason=error.strerror or "") from error
    return target / f"jiceng-{timezone.localtime():%Y%m%d-%H%M%S}{ENDING}"


def make_backup(path: Path) -> Manifest:
    """Write a backup to `path`, whole or not at all."""
    at = timezone.localtime()
    with shown_progress(_("Backing up")) as tell, written_whole(path) as draft:
        database = draft.with_name(f"{draft.name}.database")
        public = databases.dump_public(draft.parent, draft.name, tell)
        found, files = databases.dump(database, tell), office_files(settings.DATA)
        manifest = Manifest(
            made_at=at.isoformat(timespec="seconds"),
            program=__version__,
            profile=settings.PROFILE_CODE,
            engine=databases.engine(),
            database=DATABASE_FILES[databases.engine()],
            size=database.stat().st_size,
            sha256=sha256_of(database),
            tables=found.tables,
            migrations=found.migrations,
            keys=fingerprints(keys_in(settings.KEYS_FOLDER)),  # after the rows they seal
            files=digests(files),
            public={name: sha256_of(file) for name, file in public.items()},
        )
        pack(manifest, database, public, files, draft, tell)
    return manifest

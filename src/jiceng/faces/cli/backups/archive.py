"""A backup's file: a compressed tar of the manifest and the database, written whole or not at all."""

import errno
import hashlib
import io
import os
import re
import shutil
import sqlite3
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from jiceng.apps.jobs.progress import Tell
from jiceng.faces.cli.backups.manifest import Manifest, read_manifest
from jiceng.kernel.errors import Conflict, FileRefused

ENDING = ".backup"
NAMED = re.compile(r"jiceng-\d{8}-\d{6}\.backup")
DRAFT = ".jiceng-draft-"
DRAFT_SECONDS = 24 * 3600
"""A draft older than this was left by a process that was killed."""
MANIFEST = "manifest.json"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""The disk, the quota or the largest file allowed is full."""
_PIECE = 1 << 20
_LARGEST_MANIFEST = 4 << 20


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A draft beside `path` to write to; it takes the name at the end, or disappears when something fails.

    Errors: as `drafted`.
    """
    with drafted(path) as draft:
        yield draft
        _kept(draft)
        draft.replace(path)
        _kept(path.parent)


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """A name beside `path` for a file that is gone afterwards, and so are those whose names begin with it.

    Errors: Conflict `backup_no_space` when the disk is full, `backup_not_written` when nothing may be written
    there.
    """
    draft = path.with_name(f"{DRAFT}{os.getpid()}-{path.name}")
    try:
        yield draft
    except OSError as error:
        if error.errno in FULL:
            raise Conflict("backup_no_space", folder=str(path.parent)) from error
        raise Conflict("backup_not_written", folder=str(path.parent), reason=error.strerror or "") from error
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
            raise Conflict("backup_no_space", folder=str(path.parent)) from error
        raise
    finally:
        for left in path.parent.glob(f"{draft.name}*"):
            left.unlink()


def _kept(path: Path) -> None:
    """Let what is written be on the disk before it is told."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """SHA-256 (FIPS 180-4) of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(
    manifest: Manifest,
    database: Path,
    public: dict[str, Path],
    files: dict[str, bytes],
    to: Path,
    tell: Tell,
) -> None:
    """Write the file: the manifest first, so that a look needs no more than its beginning."""
    with tarfile.open(to, "w:gz", compresslevel=3) as tar:
        _add(tar, MANIFEST, manifest.as_json())
        entry = _entry(manifest.database, manifest.size)
        with database.open("rb") as file:
            tar.addfile(entry, _Told(file, manifest.size, tell))
        for name, path in sorted(public.items()):
            with path.open("rb") as part:
                tar.addfile(_entry(name, path.stat().st_size), part)
        for name, content in files.items():
            _add(tar, name, content)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_entry(name, len(content)), io.BytesIO(content))


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, int(time.time()), 0o600
    return entry


class _Told:
    """A file whose reading is told."""

    def __init__(self, file: IO[bytes], total: int, tell: Tell) -> None:
        self.file, self.total, self.tell, self.done = file, total, tell, 0

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        piece = self.file.read(size)
        self.done += len(piece)
        self.tell("pack", self.done, self.total)
        return piece


def look(path: Path) -> Manifest:
    """The manifest of a backup. Errors: FileRefused `backup_unreadable`, `backup_newer`."""
    with _opened(path) as tar:
        return _manifest(tar)


def unpack(path: Path, to: Path, tell: Tell) -> tuple[Manifest, dict[str, bytes]]:
    """Write a backup's database to the file `to`, byte for byte as it was taken, and what is published and
    came in to `part_of(to, name)`; returns the manifest and the office's own files.

    Errors: FileRefused `backup_unreadable`, `backup_newer`, and `backup_damaged` when a byte is not as it
    was.
    """
    with _opened(path) as tar:
        manifest = _manifest(tar)
        with to.open("wb") as out:
            shutil.copyfileobj(_Told(_next(tar, manifest.database), manifest.size, tell), out, _PIECE)
        for name in sorted(manifest.public):
            with part_of(to, name).open("wb") as out:
                shutil.copyfileobj(_next(tar, name), out, _PIECE)
        files = {name: _next(tar, name).read() for name in sorted(manifest.files)}
    whole = (to.stat().st_size, sha256_of(to)) == (manifest.size, manifest.sha256)
    public = {name: sha256_of(part_of(to, name)) for name in manifest.public}
    if not whole or digests(files) != manifest.files or public != manifest.public:
        raise FileRefused("backup_damaged", name=path.name)
    return manifest, files


def part_of(draft: Path, name: str) -> Path:
    """A file beside a draft that goes when the draft goes. Errors: FileRefused `backup_unreadable` for a name
    that leads elsewhere.
    """
    if Path(name).name != name:
        raise FileRefused("backup_unreadable")
    return draft.with_name(f"{draft.name}.{name}")


def _next(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    """The next file in it, which must be the one of that name."""
    entry = tar.next()
    file = tar.extractfile(entry) if entry and entry.name == name else None
    if file is None:
        raise tarfile.ReadError(name)
    return file


def digests(files: dict[str, bytes]) -> dict[str, str]:
    """SHA-256 by name."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def office_files(data: Path) -> dict[str, bytes]:
    """What an office keeps in its data folder beside database and keys: which profile it runs on, and its own
    profiles.
    """
    found = [data / "profile", *sorted((data / "profiles").rglob("*"))]
    return {str(path.relative_to(data)): path.read_bytes() for path in found if path.is_file()}


def put_office_files(files: dict[str, bytes], data: Path) -> list[Path]:
    """Write them where they belong; returns the files that were not there before. Errors: FileRefused
    `backup_unreadable` for a name that leads elsewhere.
    """
    made = []
    for name, content in files.items():
        path, profiles = (data / name).resolve(), (data / "profiles").resolve()
        if path != data.resolve() / "profile" and profiles not in path.parents:
            raise FileRefused("backup_unreadable")
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            made.append(path)
        with written_whole(path) as draft:
            draft.write_bytes(content)
    return made


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:gz") as tar:
            yield tar
    except FileNotFoundError:
        raise FileRefused("backup_not_found", name=str(path)) from None
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno in FULL:
            raise
        raise FileRefused("backup_damaged", name=path.name) from error


def _manifest(tar: tarfile.TarFile) -> Manifest:
    entry = tar.next()
    file = tar.extractfile(entry) if entry and entry.name == MANIFEST else None
    if file is None:
        raise FileRefused("backup_unreadable")
    return read_manifest(file.read(_LARGEST_MANIFEST))


def kept_backups(folder: Path) -> list[Path]:
    """Backups in a folder under the names they are given there, oldest first."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if NAMED.fullmatch(path.name))


def forget_oldest(folder: Path, keep: int) -> int:
    """Remove all but the newest `keep` backups of a folder, and drafts nobody writes to any more. Returns how
    many backups went.
    """
    for draft in folder.glob(f"{DRAFT}*"):
        if time.time() - draft.stat().st_mtime > DRAFT_SECONDS:
            draft.unlink()
    old = kept_backups(folder)[:-keep]
    for path in old:
        path.unlink()
    return len(old)

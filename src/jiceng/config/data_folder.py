"""The data folder is its owner's alone: it holds names, minutes and who was absent."""

import os
from pathlib import Path

PRIVATE = 0o077
"""Permission bits of group and others: none of them."""


def keep_private(folder: Path) -> None:
    """Make the folder if there is none, readable by its owner alone, and take back what others may do to the
    database in it.

    From here on whatever this process writes is its owner's alone. A folder that is there keeps its mode: it
    may be shared on purpose, say with a group that makes backups. SQLite gives its journals the mode of the
    database. What cannot be changed is left; the folder that cannot be made is told of by whoever needs it.
    """
    os.umask(PRIVATE)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for database in folder.glob("*.sqlite3*"):
            database.chmod(database.stat().st_mode & ~PRIVATE & 0o777)
    except OSError:
        return


def share_as_its_folder(file: Path, *, write: bool) -> None:
    """Make a database that another user's process is to open, if there is none, and let the group of its
    folder in where the folder itself does.

    A folder made here is its owner's alone; who runs the portal under a user of its own makes the folders
    first (docs/operations.md). Parameters: `write`, whether the other may write in it.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        group = 0o060 if write else 0o040
        shared = group if file.parent.stat().st_mode & group == group else 0
        if not file.exists():
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600 | shared))
        file.chmod(0o600 | shared)
    except OSError:
        return

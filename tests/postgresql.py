"""A real PostgreSQL for one test run: made in a thrown-away folder, reached by a socket in it, then removed.

As a program it runs a command with its address in JICENG_TEST_DATABASE_URL:

    python -m tests.postgresql pytest tests/apps
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

VERSIONS = Path("/usr/lib/postgresql")
# The data is worthless a minute later: no safety against power cuts. Nor is anything counted in between:
# whoever counts tables emptied by one test makes the next one's plans for empty tables.
FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses= "
    "-c autovacuum=off -c statement_timeout=120s"
)


def programs() -> Path:
    """Folder with initdb and pg_ctl of the newest installed version.

    Errors: FileNotFoundError, when PostgreSQL's server is not installed.
    """
    found = [path.parent for path in VERSIONS.glob("*/bin/initdb")]
    if not found:
        raise FileNotFoundError("PostgreSQL's server is not installed: apt-get install postgresql")
    return max(found, key=lambda path: int(path.parent.name))


def _run(folder: Path, *command: str) -> None:
    """Runs one of PostgreSQL's programs, as `postgres` when we are root (it refuses root)."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    log = folder / "commands.log"
    with log.open("ab") as output:
        done = subprocess.run([*prefix, *command], cwd=folder, stdout=output, stderr=output, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def postgresql() -> Iterator[str]:
    """Starts a server and yields its address (a database URL); stops it and removes its folder."""
    binaries = programs()
    folder = Path(tempfile.mkdtemp(prefix="jiceng-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, control = str(folder / "data"), str(binaries / "pg_ctl")
    try:
        initdb = str(binaries / "initdb")
        _run(
            folder,
            initdb,
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
            "--no-sync",
        )
        options = f"{FAST} -k {folder}"
        _run(folder, control, "-D", data, "-w", "-o", options, "-l", str(folder / "server.log"), "start")
        try:
            yield f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
        finally:
            _run(folder, control, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Runs `command` beside a server of its own; returns its exit status."""
    with postgresql() as address:
        return subprocess.run(
            command, env=os.environ | {"JICENG_TEST_DATABASE_URL": address}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

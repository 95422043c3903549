"""A backup of an office on other rules is refused, and a restore that fails leaves nothing behind."""

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jiceng.faces.cli.backups.archive import put_office_files
from jiceng.kernel.errors import FileRefused
from tests.machine import PREPARE, jiceng, say
from tests.postgresql import postgresql

TABLES = """
from django.db import connection
print(*connection.introspection.table_names())
"""


def backed_up(prepared: Path, tmp_path: Path, kept: str | None = None, **settings: str) -> Path:
    """A backup of the small county; `kept`, the profile its data folder was begun with."""
    data, backup = Path(shutil.copytree(prepared, tmp_path / "data")), tmp_path / "a.backup"
    if kept:
        (data / "profile").write_text(f"{kept}\n")
    done = jiceng(data, "backup", str(backup), **settings)
    assert done.returncode == 0, done.stderr
    return backup


def with_keys(prepared: Path, tmp_path: Path) -> Path:
    """An empty data folder with that office's keys."""
    shutil.copytree(prepared / "keys", tmp_path / "elsewhere" / "keys")
    return tmp_path / "elsewhere"


def test_a_backup_of_another_profile_is_refused_and_named(prepared: Path, tmp_path: Path) -> None:
    backup = backed_up(prepared, tmp_path, JICENG_PROFILE="national")
    to = with_keys(prepared, tmp_path)
    refused = jiceng(to, "restore", str(backup))
    assert (refused.returncode, "JICENG_PROFILE=national" in refused.stderr) == (2, True), refused.stderr
    assert not (to / "jiceng.sqlite3").exists()
    assert jiceng(to, "restore", str(backup), JICENG_PROFILE="national").returncode == 0


def test_a_backup_brings_its_profile_where_none_is_chosen_yet(prepared: Path, tmp_path: Path) -> None:
    backup = backed_up(prepared, tmp_path, kept="national")
    to = with_keys(prepared, tmp_path)
    other = jiceng(to, "restore", str(backup), JICENG_PROFILE="cooperative")
    assert (other.returncode, "JICENG_PROFILE=national" in other.stderr) == (2, True), other.stderr
    (to / "profile").write_text("cooperative\n")
    begun = jiceng(to, "restore", str(backup))
    assert (begun.returncode, "JICENG_PROFILE=national" in begun.stderr) == (2, True), begun.stderr
    assert (to / "profile").read_text() == "cooperative\n"
    (to / "profile").unlink()
    done = jiceng(to, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert (to / "profile").read_text() == "national\n"


def more_rows(manifest: dict[str, Any], _to: Path) -> None:
    manifest["tables"]["people_person"] += 1


def other_keys(manifest: dict[str, Any], to: Path) -> None:
    """Keys that are those the backup names, and not those its numbers were sealed with."""
    for name in ("id-number-seal", "id-number-index"):
        key = name.encode().ljust(32, b"x")
        (to / "keys" / name).write_bytes(key)
        manifest["keys"][name] = hashlib.sha256(b"jiceng key\0" + key).hexdigest()[:32]


def tampered(backup: Path, harm: Callable[[dict[str, Any], Path], None], to: Path) -> Path:
    """The same backup with another manifest."""
    path = backup.with_name("b.backup")
    with tarfile.open(backup) as old, tarfile.open(path, "w:gz") as new:
        for entry in old:
            content = old.extractfile(entry).read()  # type: ignore[union-attr]
            if entry.name == "manifest.json":
                manifest = json.loads(content)
                harm(manifest, to)
                content = json.dumps(manifest).encode()
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The settings of an office's database and of an empty one."""
    if request.param == "sqlite":
        yield {}, {}
        return
    with postgresql() as address:
        yield {"DATABASE_URL": address}, {"DATABASE_URL": f"{address.rpartition('/')[0]}/elsewhere"}


@pytest.mark.parametrize("harm", [more_rows, other_keys])
def test_what_was_restored_and_does_not_fit_is_taken_away_again(
    databases: tuple[dict[str, str], dict[str, str]],
    harm: Callable[[dict[str, Any], Path], None],
    tmp_path: Path,
) -> None:
    here, there = databases
    office = tmp_path / "office"
    say(office, PREPARE, **here)
    if there:
        create = "from django.db import connection\nconnection.cursor().execute('CREATE DATABASE elsewhere')"
        say(office, create, **here)
    (office / "profile").write_text("zezhou\n")
    backup, to = tmp_path / "a.backup", with_keys(office, tmp_path)
    assert jiceng(office, "backup", str(backup), **here).returncode == 0
    done = jiceng(to, "restore", str(tampered(backup, harm, to)), **there)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert say(to, TABLES, **there) == ""
    left = {path.relative_to(to).parts[0] for path in to.rglob("*") if path.is_file() and path.stat().st_size}
    assert {name for name in left if not name.startswith("jiceng.sqlite3")} == {"keys"}
    shutil.copytree(office / "keys", to / "keys", dirs_exist_ok=True)
    again = jiceng(to, "restore", str(backup), **there)
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize(
    "name",
    [
        "profiles/../keys/session.key",
        "../profile",
        "keys/session.key",
        "profile/x",
        "/etc/passwd",
        "profiles",
    ],
)
def test_a_file_of_a_backup_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileRefused, match="backup_unreadable"):
        put_office_files({name: b"x"}, tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_offices_own_profile_is_put_where_it_was(tmp_path: Path) -> None:
    put_office_files({"profile": b"sports", "profiles/sports/profile.toml": b"x"}, tmp_path)
    assert (tmp_path / "profiles" / "sports" / "profile.toml").read_bytes() == b"x"

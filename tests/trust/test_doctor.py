"""The doctor finds each thing that is wrong with an office, says it plainly and changes nothing."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests import machine
from tests.machine import jiceng, say

PUBLIC = """
from django.utils import timezone
from jiceng.apps.feedback.letters import UNREADABLE, keep
from jiceng.apps.publications import store
from jiceng.apps.publications.models import Letter
"""
PREPARE = f"""{machine.PREPARE}{PUBLIC}
from jiceng.faces.cli.migrate import migrate_if_needed
migrate_if_needed()
store.put_site(title="青禾县公开网")
keep(at=timezone.now())
"""
"""The small county, its public databases and the key of its letters told."""


def states(data: Path, **settings: str) -> tuple[int, dict[str, str]]:
    """Exit status, and how each check stands."""
    done = jiceng(data, "doctor", "--json", **settings)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, {each["code"]: each["state"] for each in json.loads(done.stdout)}


def test_a_well_kept_office_is_well_and_told_so_in_words(data: Path, tmp_path: Path) -> None:
    kept = {"JICENG_BACKUPS": str(tmp_path / "backups")}
    jiceng(data, "rebuild")
    jiceng(data, "backup", **kept)
    status, found = states(data, **kept)
    assert status == 0
    assert "wrong" not in found.values()
    assert {found[code] for code in ("database", "migrations", "keys", "verdicts", "backups", "folder")} == {
        "well"
    }
    assert [found[code] for code in ("public", "letters", "portal_role")] == ["well"] * 3
    said = jiceng(data, "doctor", **kept)
    assert said.returncode == 0
    assert "数据库：sqlite" in said.stdout
    assert len(said.stdout.splitlines()) == len(found)


def lost_keys(data: Path) -> None:
    (data / "keys" / "id-number-seal").write_bytes(b"x" * 32)


def open_keys(data: Path) -> None:
    (data / "keys" / "id-number-seal").chmod(0o644)


def open_folder(data: Path) -> None:
    data.chmod(0o755)


def future(data: Path) -> None:
    with closing(sqlite3.connect(data / "jiceng.sqlite3")) as database, database:
        database.execute("UPDATE journal_auditentry SET at = '2999-01-01'")


def older_shape(data: Path) -> None:
    with closing(sqlite3.connect(data / "jiceng.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'journal'")


def damage(data: Path) -> None:
    path = data / "jiceng.sqlite3"
    with path.open("r+b") as file:
        for page in range(3, path.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 16)


def older_public_shape(data: Path) -> None:
    with closing(sqlite3.connect(data / "public" / "published.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'publications'")


def lost_inbox(data: Path) -> None:
    (data / "public" / "inbox" / "inbox.sqlite3").unlink()


def damaged_public(data: Path) -> None:
    path = data / "public" / "published.sqlite3"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 4096)
        file.write(b"\xff" * 4096)


def sealed_for_another(data: Path) -> None:
    say(data, PUBLIC + 'store.put_letters_key(b"x" * 32)')


def letter_nobody_opens(data: Path) -> None:
    unread = 'receipt=b"1", at=timezone.now(), sealed=b"?", origin=UNREADABLE'
    say(data, PUBLIC + f"Letter.objects.create({unread})")


def waiting_job(data: Path) -> None:
    say(
        data,
        "from tests.trust import chores\nrow = chores.add_one.enqueue(user_id=1)\n"
        "from django_tasks_db.models import DBTaskResult as "
        "R\nR.objects.update(enqueued_at='2026-01-01T00:00Z')",
    )


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lost_keys, "keys"),
        (open_keys, "keys"),
        (open_folder, "folder"),
        (future, "clock"),
        (older_shape, "migrations"),
        (damage, "database"),
        (waiting_job, "worker"),
        (older_public_shape, "public"),
        (lost_inbox, "public"),
        (damaged_public, "public"),
        (sealed_for_another, "letters"),
        (letter_nobody_opens, "letters"),
    ],
)
def test_what_is_wrong_is_found(data: Path, harm: Callable[[Path], None], code: str) -> None:
    harm(data)
    status, found = states(data)
    assert (status, found[code]) == (1, "wrong"), found


@pytest.mark.parametrize(
    ("settings", "code", "state"),
    [
        ({"JICENG_DEBUG": "1"}, "debug", "wrong"),
        ({"JICENG_HTTPS": "1"}, "https", "wrong"),
        ({"JICENG_HTTPS": "1", "JICENG_PROXIES": "1"}, "https", "well"),
        ({"HOST": "192.0.2.1"}, "https", "warning"),
        ({}, "backups", "warning"),
        ({}, "rules", "warning"),
    ],
)
def test_settings_are_looked_at(data: Path, settings: dict[str, str], code: str, state: str) -> None:
    assert states(data, **settings)[1][code] == state


def test_backups_none_old_and_fresh(data: Path, tmp_path: Path) -> None:
    kept = {"JICENG_BACKUPS": str(tmp_path / "backups")}
    assert states(data, **kept)[1]["backups"] == "wrong"
    jiceng(data, "backup", **kept)
    assert states(data, **kept)[1]["backups"] == "well"
    [made] = (tmp_path / "backups").iterdir()
    os.utime(made, (0, 0))
    assert states(data, **kept)[1]["backups"] == "wrong"


def test_a_database_out_of_reach_is_told_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    status, found = states(tmp_path, DATABASE_URL="sqlite:////nowhere/at/all.sqlite3")
    assert (status, found["database"], found["folder"]) == (1, "wrong", "well")


def test_to_look_makes_no_public_database(tmp_path: Path) -> None:
    status, found = states(tmp_path)
    assert (status, found["public"], found["letters"], found["portal_role"]) == (1, "wrong", *["warning"] * 2)
    assert not any(path.stat().st_size for path in (tmp_path / "public").rglob("*.sqlite3"))

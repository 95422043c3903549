"""The drill: a backup made while the office works, restored elsewhere, loses nothing and says so; what does
not fit is refused before it does harm.
"""

import json
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.machine import PREPARE, VERDICTS, going_on, jiceng, say
from tests.postgresql import postgresql

PASSPHRASE = "河水清浅见石头 twelve"
WRITE = """
from itertools import count
from django.utils import timezone
from jiceng.apps.gatherings import services as gatherings
from jiceng.apps.organisations.models import Unit
from tests.county import DAY, SYSTEM
unit = Unit.objects.get(code="990525100200")
for number in count():
    minutes = gatherings.Minutes("party_lecture", DAY, text=f"第{number}次")
    made = gatherings.record_gathering(actor=SYSTEM, at=timezone.now(), unit=unit, body=None, minutes=minutes)
    print(made.pk, flush=True)
"""
KNOWN = """
from jiceng.apps.gatherings.models import Gathering
print(*Gathering.objects.order_by("pk").values_list("pk", flat=True))
"""
UNSEALED = """
from jiceng.apps.people.id_numbers import unseal
from jiceng.apps.people.models import Person
for person in Person.objects.order_by("pk"):
    print(person.name, unseal(bytes(person.id_number_sealed), bytes(person.id_number_index)).characters)
"""

LET_IN = """
from datetime import timedelta
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from jiceng.apps.access.feeds import make_feed
from jiceng.apps.access.models import Recovery, RecoveryCode, User
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.access.tokens import TokenDraft, issue_token
from jiceng.apps.organisations.models import Unit
now = timezone.now()
user, unit = User.objects.get(username="county"), Unit.objects.get(code="990525")
actor = actor_for(user, timezone.localdate())
User.objects.create(username="closed", name="x", is_active=False)
SessionStore().create()
RecoveryCode.objects.create(user=user, digest=b"x", used_at=now)
Recovery.objects.create(user=user, at=now, address=b"x")
make_feed(actor=actor, at=now, user=user, language="zh-hans")
draft = TokenDraft("年报", ["unit.read"], unit, timezone.localdate() + timedelta(days=9))
print(issue_token(actor=actor, at=now, user=user, draft=draft)[1])
"""
WAYS_IN = """
from django.contrib.sessions.models import Session
from django.utils import timezone
from jiceng.apps.access.models import CalendarFeed, Recovery, RecoveryCode, Token
from jiceng.apps.access.tokens import bearer
tables = (Session.objects, CalendarFeed.objects, Recovery.objects, RecoveryCode.objects)
print(*(rows.count() for rows in tables), Token.objects.filter(revoked_at=None).count(), end=" ")
print(bearer("{key}", timezone.now()) is not None)
"""


@dataclass
class Office:
    """A data folder, and the settings that go with it."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def passphrase(tmp_path: Path) -> str:
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def office(prepared: Path, tmp_path: Path) -> Office:
    """The small county on SQLite."""
    return Office(Path(shutil.copytree(prepared, tmp_path / "data")))


@pytest.fixture(params=["sqlite", "postgresql"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """An office that works, and an empty machine, on either database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("office"), Office(tmp_path / "elsewhere")
        return
    with postgresql() as address:
        offices = [Office(tmp_path / name, {"DATABASE_URL": address}) for name in ("data", "elsewhere")]
        say(offices[0].data, PREPARE, **offices[0].settings)
        create = "from django.db import connection\nconnection.cursor().execute('CREATE DATABASE elsewhere')"
        say(offices[0].data, create, **offices[0].settings)
        offices[1].settings = {"DATABASE_URL": f"{address.rpartition('/')[0]}/elsewhere"}
        yield offices[0], offices[1]


def test_what_was_acknowledged_before_a_backup_is_in_it_though_writing_went_on(
    pair: tuple[Office, Office], tmp_path: Path, passphrase: str
) -> None:
    office, elsewhere = pair
    backups, keys = tmp_path / "backups", tmp_path / "keys.sealed"
    own = office.data / "profiles" / "mine" / "note.md"
    own.parent.mkdir(parents=True)
    own.write_text("an office's own words")
    sealing = ("--keys", str(keys), "--passphrase-file", passphrase)
    with going_on(office.data, WRITE, **office.settings) as writer:
        assert writer.stdout is not None
        acknowledged = {int(writer.stdout.readline()) for _ in range(15)}
        done = jiceng(office.data, "backup", str(backups), *sealing, **office.settings)
        assert done.returncode == 0, done.stderr
        after = int(writer.stdout.readline())
        assert writer.poll() is None, "nobody wrote while it was made"
    assert after not in acknowledged
    [backup] = backups.iterdir()
    assert (backup.stat().st_mode & 0o777, keys.stat().st_mode & 0o777) == (0o600, 0o600)

    done = jiceng(elsewhere.data, "restore", str(backup), *sealing, **elsewhere.settings)
    assert done.returncode == 0, done.stderr
    assert (elsewhere.data / "profiles" / "mine" / "note.md").read_text() == own.read_text()
    known = {int(id) for id in say(elsewhere.data, KNOWN, **elsewhere.settings).split()}
    assert acknowledged <= known
    assert say(elsewhere.data, UNSEALED, **elsewhere.settings) == say(
        office.data, UNSEALED, **office.settings
    )

    extra = known ^ {int(id) for id in say(office.data, KNOWN, **office.settings).split()}
    forget = "from jiceng.apps.gatherings.models import Gathering\n"
    forget += f"for each in Gathering.objects.filter(pk__in={sorted(extra)}): each.delete()"
    say(office.data, forget, **office.settings)
    verdicts = say(office.data, VERDICTS, **office.settings)
    assert verdicts.count("\n") > 10
    assert say(elsewhere.data, VERDICTS, **elsewhere.settings) == verdicts

    again = jiceng(elsewhere.data, "restore", str(backup), *sealing, **elsewhere.settings)
    assert (again.returncode, "已有数据" in again.stderr) == (2, True)


def test_nobody_gets_in_with_what_was_taken_back_after_the_backup(
    pair: tuple[Office, Office], tmp_path: Path, passphrase: str
) -> None:
    """The backup's day stood open to a session, a key, a calendar's address and codes; also one of a release
    before, whose shape is brought up to date.
    """
    office, elsewhere = pair
    backup, keys = tmp_path / "a.backup", tmp_path / "keys.sealed"
    sealing = ("--keys", str(keys), "--passphrase-file", passphrase)
    key = say(office.data, LET_IN, **office.settings)
    assert say(office.data, WAYS_IN.format(key=key), **office.settings) == "1 1 1 1 1 True"
    older = 'from django.core.management import call_command\ncall_command("migrate", "journal", "0002")'
    say(office.data, older, **office.settings)
    assert jiceng(office.data, "backup", str(backup), *sealing, **office.settings).returncode == 0
    done = jiceng(elsewhere.data, "restore", str(backup), *sealing, **elsewhere.settings)
    assert done.returncode == 0, done.stderr
    assert "登录会话 1 个，接口令牌 1 个，日历地址 1 个，恢复码 1 个" in done.stdout
    assert "  qingshi  town_officer 青石镇\n" in done.stdout
    assert "  stranger  —\n" in done.stdout
    assert "closed" not in done.stdout
    assert say(elsewhere.data, WAYS_IN.format(key=key), **elsewhere.settings) == "0 0 0 0 0 False"
    told = """
from jiceng.apps.journal.models import AuditEntry
print(AuditEntry.objects.get(type="access.ways_in_ended").content)
"""
    assert '"sessions":1,"tokens":1' in say(elsewhere.data, told, **elsewhere.settings)


def test_keys_leave_sealed_and_only_when_asked_for(office: Office, tmp_path: Path, passphrase: str) -> None:
    backup, keys = tmp_path / "a.backup", tmp_path / "keys.sealed"
    jiceng(office.data, "backup", str(backup), "--keys", str(keys), "--passphrase-file", passphrase)
    with tarfile.open(backup) as tar:
        assert tar.getnames() == ["manifest.json", "database.sqlite3"]
        told = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
    for path in (office.data / "keys").iterdir():
        assert path.read_bytes() not in keys.read_bytes() + backup.read_bytes()
        assert path.read_bytes().hex() not in json.dumps(told)
    assert told["tables"]["people_person"] == 16


def test_without_the_right_keys_nothing_is_restored(office: Office, tmp_path: Path, passphrase: str) -> None:
    backup, keys, to = tmp_path / "a.backup", tmp_path / "keys.sealed", tmp_path / "elsewhere"
    jiceng(office.data, "backup", str(backup), "--keys", str(keys), "--passphrase-file", passphrase)
    without = jiceng(to, "restore", str(backup))
    assert (without.returncode, "缺少密钥" in without.stderr) == (2, True)
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase at all")
    refused = jiceng(to, "restore", str(backup), "--keys", str(keys), "--passphrase-file", str(wrong))
    assert (refused.returncode, "口令打不开" in refused.stderr) == (2, True)
    (to / "keys" / "id-number-seal").write_bytes(b"x" * 32)
    (to / "keys" / "id-number-index").write_bytes(b"y" * 32)
    other = jiceng(to, "restore", str(backup))
    assert (other.returncode, "不是加密这些数据的那一把" in other.stderr) == (2, True)
    assert not (to / "jiceng.sqlite3").exists()
    shutil.copytree(office.data / "keys", to / "keys", dirs_exist_ok=True)
    assert jiceng(to, "restore", str(backup)).returncode == 0


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("harm", ["cut", "changed"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    office: Office, tmp_path: Path, place: float, harm: str
) -> None:
    backup, to = tmp_path / "a.backup", tmp_path / "elsewhere"
    jiceng(office.data, "backup", str(backup))
    shutil.copytree(office.data / "keys", to / "keys")
    whole = backup.read_bytes()
    at = int(len(whole) * place)
    backup.write_bytes(
        whole[:at] if harm == "cut" else whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]
    )
    done = jiceng(to, "restore", str(backup))
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert not list(to.glob("*sqlite3*"))
    assert not list(to.glob(".*"))


def test_a_backup_of_a_newer_version_is_refused(office: Office, tmp_path: Path) -> None:
    with closing(sqlite3.connect(office.data / "jiceng.sqlite3")) as database:
        database.execute("INSERT INTO django_migrations VALUES (999, 'people', '9999_later', '2030-01-01')")
        database.commit()
    backup = tmp_path / "a.backup"
    jiceng(office.data, "backup", str(backup))
    done = jiceng(tmp_path / "elsewhere", "restore", str(backup))
    assert (done.returncode, "更新版本" in done.stderr) == (2, True)


def test_a_full_disk_keeps_the_older_backup_and_no_half_of_a_new_one(office: Office, tmp_path: Path) -> None:
    backup = tmp_path / "backups" / "a.backup"
    assert jiceng(office.data, "backup", str(backup)).returncode == 0
    before = backup.read_bytes()
    program = f"""
import resource, sys
from jiceng.faces.cli.application import run
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
try:
    run(["backup", {str(backup)!r}])
except SystemExit as ended:
    print(ended.code)
"""
    assert say(office.data, program) == "2"
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir()] == ["a.backup"]


def test_only_the_newest_are_kept_and_nothing_else_is_removed(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("jiceng-20250101-000000.backup", "jiceng-20250102-000000.backup", "mine.backup", "note"):
        (folder / name).write_text("")
    done = jiceng(office.data, "backup", "--keep", "2", JICENG_BACKUPS=str(folder))
    assert done.returncode == 0, done.stderr
    left = sorted(path.name for path in folder.iterdir())
    assert [left[0], *left[2:]] == ["jiceng-20250102-000000.backup", "mine.backup", "note"]


def test_a_damaged_database_is_told_when_it_is_backed_up(office: Office, tmp_path: Path) -> None:
    path = office.data / "jiceng.sqlite3"
    size = path.stat().st_size
    with path.open("r+b") as file:
        for page in range(20, size // 4096, 7):
            file.seek(page * 4096)
            file.write(b"\xff" * 64)
    done = jiceng(office.data, "backup", str(tmp_path / "a.backup"))
    assert (done.returncode, "数据库已损坏" in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "a.backup").exists()

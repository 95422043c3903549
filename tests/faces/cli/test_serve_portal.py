"""The portal by itself, as a machine that strangers reach runs it: real processes, real files."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.machine import environment, jiceng, say
from tests.publishing import PUBLISH
from tests.trust.killing import Server

PORTAL = {"JICENG_FACE": "portal", "JICENG_ZONE": "internet"}
LOADED = """
import sys
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from jiceng.config.wsgi import application
from jiceng.faces.cli import serve_portal
get_resolver().url_patterns
print(*(name for name in sys.modules if name.startswith("jiceng.")))
print(*(model._meta.label for model in apps.get_models()))
print(*(name for name, each in settings.DATABASES.items() if not each["ENGINE"].endswith("dummy")))
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which an office published something."""
    folder = tmp_path_factory.mktemp("office")
    say(folder, PUBLISH + "post(1)\npost(2)\n")
    return folder


@pytest.fixture
def portal(office: Path) -> Iterator[Server]:
    """A portal beside it."""
    server = Server(office, PORTAL)
    try:
        yield server
    finally:
        server.kill_all()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_it_serves_what_is_published_beside_an_office(portal: Server) -> None:
    status, _, page = ask(portal.port, "/a/1/")
    assert (status, "第1号公告" in page.decode()) == (200, True)
    say(portal.data, PUBLISH + 'store.end(2, at=now, state="withdrawn", reason="数字有误")\npost(3)\n')
    assert [ask(portal.port, f"/a/{number}/")[0] for number in (1, 2, 3, 4)] == [200, 410, 200, 404]


def test_head_answers_as_get_does_without_the_page(portal: Server) -> None:
    for path in ("/a/1/", "/", "/rss.xml", "/a/77/"):
        whole, bare = ask(portal.port, path), ask(portal.port, path, "HEAD")
        assert (bare[0], bare[2]) == (whole[0], b"")
        same = ("etag", "cache-control", "content-length", "content-type")
        assert [bare[1].get(name) for name in same] == [whole[1].get(name) for name in same]


def test_nothing_about_persons_is_in_the_process(office: Path) -> None:
    """Apps of the office are not loaded but for the names of roles, which a setting is checked against."""
    modules, models, databases = say(office, LOADED, **PORTAL).splitlines()
    apps = {name for name in modules.split() if name.startswith("jiceng.apps.")}
    of_the_office = {name for name in apps if not name.startswith("jiceng.apps.publications")}
    assert of_the_office == {"jiceng.apps.access", "jiceng.apps.access.policies"}
    assert not {name for name in modules.split() if name.startswith("jiceng.faces.workbench")}
    assert {label.partition(".")[0] for label in models.split()} == {"publications"}
    assert databases.split() == ["published", "inbox"]


def test_it_opens_none_of_the_offices_keys_and_no_office_database(office: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    shutil.copytree(office / "public", public)
    server = Server(tmp_path / "own", PORTAL | {"JICENG_PUBLIC": str(public)})
    try:
        assert ask(server.port, "/a/1/")[0] == 200
        held = {path.name for path in (tmp_path / "own").iterdir()}
    finally:
        server.kill_all()
    assert held == {"portal-keys", "static-portal"}


def test_files_it_may_not_write_are_enough_to_serve(office: Path, tmp_path: Path) -> None:
    """Folder and file without the right to write, for a process without root's privilege to write anyway."""
    public = tmp_path / "public"
    shutil.copytree(office / "public", public)
    (public / "published.sqlite3").chmod(0o444)
    public.chmod(0o555)
    powerless = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    server = Server(tmp_path / "own", PORTAL | {"JICENG_PUBLIC": str(public)}, under=powerless)
    try:
        assert ask(server.port, "/a/1/")[0] == 200
        assert ask(server.port, "/")[0] == 200
    finally:
        server.kill_all()
        public.chmod(0o755)
    assert {path.name for path in public.iterdir()} == {"published.sqlite3", "inbox"}


LETTERS = """
from datetime import timedelta
from django.utils import timezone
from jiceng.apps.publications.models import Letter
for days in (1, 29, 31, 400):
    at = timezone.now() - timedelta(days=days)
    Letter.objects.create(receipt=str(days).encode(), at=at, sealed=b"x", origin=b"")
"""


def test_on_a_machine_of_its_own_it_forgets_letters_of_long_ago(office: Path, tmp_path: Path) -> None:
    public = shutil.copytree(office / "public", tmp_path / "public")
    own = PORTAL | {"JICENG_PUBLIC": str(public)}
    say(tmp_path / "own", LETTERS, **own)
    done = jiceng(tmp_path / "own", "tidy", **own)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(public / "inbox" / "inbox.sqlite3")) as inbox:
        left = inbox.execute("SELECT receipt FROM publications_letter ORDER BY id").fetchall()
    assert left == [(b"1",), (b"29",)]


def test_what_it_reads_it_cannot_change(office: Path) -> None:
    program = """
from django.db.utils import OperationalError
from jiceng.apps.publications.models import Column, Publication
for attempt in (Publication.objects.all().delete, lambda: Column.objects.create(code="x", title="x")):
    try:
        attempt()
        print("done")
    except OperationalError as error:
        print("refused")
"""
    assert say(office, program, **PORTAL).split() == ["refused", "refused"]


def test_the_style_may_be_read_by_a_web_server_in_front_and_the_keys_may_not(
    portal: Server, tmp_path: Path
) -> None:
    style = next((portal.data / "static-portal" / "shared").glob("tokens.*.css"))
    assert style.stat().st_mode & 0o044 == 0o044
    assert style.parent.stat().st_mode & 0o055 == 0o055
    assert (portal.data / "portal-keys").stat().st_mode & 0o077 == 0


def test_without_anything_published_it_says_what_to_do(tmp_path: Path) -> None:
    done = jiceng(tmp_path, "serve", "--face", "portal")
    assert done.returncode == 2
    assert "make run" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_another_release_published_is_refused_in_words(office: Path, tmp_path: Path) -> None:
    shutil.copytree(office / "public", tmp_path / "public")
    with closing(sqlite3.connect(tmp_path / "public" / "published.sqlite3")) as older, older:
        older.execute("DELETE FROM django_migrations WHERE app = 'publications' AND name NOT LIKE '0001%'")
    done = jiceng(tmp_path, "serve", "--face=portal")
    assert done.returncode == 2
    assert "jiceng portal copy" in done.stderr


def test_a_folder_shared_with_a_group_makes_databases_the_group_may_open(tmp_path: Path) -> None:
    public = tmp_path / "public"
    (public / "inbox").mkdir(parents=True)
    public.chmod(0o750)
    (public / "inbox").chmod(0o770)
    say(tmp_path / "data", PUBLISH + "post(1)\n", JICENG_PUBLIC=str(public))
    assert (public / "published.sqlite3").stat().st_mode & 0o777 == 0o640
    assert (public / "inbox" / "inbox.sqlite3").stat().st_mode & 0o777 == 0o660
    own = tmp_path / "data" / "public"
    say(tmp_path / "data", PUBLISH + "post(1)\n")
    assert {path.stat().st_mode & 0o777 for path in own.rglob("*.sqlite3")} == {0o600}


def test_the_office_says_where_the_portal_is(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "jiceng", "serve"]
    with subprocess.Popen(
        command, env=environment(tmp_path, PORT="8559"), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert ":8559/" in server.stdout.readline()
            assert "http://127.0.0.1:8001/" in server.stdout.readline()
        finally:
            server.terminate()

"""With PostgreSQL the portal signs in under a role of its own, which reads what is published, adds letters,
and is refused everything else by the database itself.
"""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from tests.machine import jiceng, say
from tests.postgresql import postgresql
from tests.publishing import PUBLISH
from tests.trust.killing import Server

ROLE = "jiceng_portal"
LETTER = "INSERT INTO inbox.publications_letter (receipt, at, sealed, origin) VALUES (%s, now(), '', '') "
TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""
PORTAL = {"JICENG_FACE": "portal", "JICENG_ZONE": "internet"}


class Office:
    """An office on PostgreSQL that published something, and its portal's role."""

    def __init__(self, data: Path, address: str) -> None:
        self.data, self.address = data, address
        say(data, PUBLISH + "post(1)\n", DATABASE_URL=address)
        made = jiceng(data, "portal", "role", ROLE, DATABASE_URL=address)
        assert made.returncode == 0, made.stderr
        with psycopg.connect(address) as office:
            office.execute(made.stdout)
            self.tables = office.execute(TABLES).fetchall()
        self.portal = address.replace("postgres@", f"{ROLE}@", 1)

    def refused(self, statement: str, *values: object) -> bool:
        """Whether the portal's role may not."""
        with psycopg.connect(self.portal) as portal:
            try:
                portal.execute(statement, values)
            except psycopg.errors.InsufficientPrivilege:
                return True
        return False


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with postgresql() as address:
        yield Office(tmp_path_factory.mktemp("office"), address)


def test_it_reads_what_is_published_and_no_other_table(office: Office) -> None:
    assert len(office.tables) > 70
    for schema, name in office.tables:
        refused = office.refused(f'SELECT * FROM "{schema}"."{name}" LIMIT 1')  # noqa: S608
        assert refused == (schema != "published"), (schema, name)


def test_it_changes_nothing_anywhere(office: Office) -> None:
    for schema, name in office.tables:
        table = f'"{schema}"."{name}"'
        assert office.refused(f"DELETE FROM {table}"), table  # noqa: S608
        assert office.refused(f"TRUNCATE {table}"), table
        assert office.refused(f"DROP TABLE {table}"), table
    assert office.refused("UPDATE published.publications_publication SET title = ''")
    for schema in ("public", "published", "inbox"):
        assert office.refused(f"CREATE TABLE {schema}.own (id int)")
    assert office.refused("CREATE ROLE another")


def test_it_adds_letters_and_reads_of_them_only_when_they_came(office: Office) -> None:
    assert not office.refused(LETTER + "RETURNING id", b"one")
    assert not office.refused("SELECT id, at, origin FROM inbox.publications_letter")
    for column in ("sealed", "receipt"):
        assert office.refused(f"SELECT {column} FROM inbox.publications_letter")  # noqa: S608
    assert office.refused("UPDATE inbox.publications_letter SET sealed = ''")
    assert office.refused("DELETE FROM inbox.publications_letter")


def test_what_a_later_release_publishes_it_reads_too(office: Office) -> None:
    with psycopg.connect(office.address) as owner:
        owner.execute("CREATE TABLE published.later (id int)")
    assert not office.refused("SELECT * FROM published.later")
    with psycopg.connect(office.address) as owner:
        owner.execute("DROP TABLE published.later")


BEYOND = """
from django.db import connections
from jiceng.apps.publications.travelling import beyond_the_portal
for give, take in {statements!r}:
    with connections["default"].cursor() as cursor:
        cursor.execute(give)
        print(*beyond_the_portal(), sep="; ")
        cursor.execute(take)
print(*beyond_the_portal(), sep="; ")
"""
"""What the doctor finds once each right was given, and when all were taken again."""
LETTERS, PUBLICATIONS = "inbox.publications_letter", "published.publications_publication"
TOO_MUCH = {
    f"GRANT SELECT (sealed) ON {LETTERS}": LETTERS,
    f"GRANT DELETE ON {LETTERS}": LETTERS,
    f"GRANT UPDATE (title) ON {PUBLICATIONS}": PUBLICATIONS,
    f"GRANT INSERT ON {PUBLICATIONS}": PUBLICATIONS,
    "GRANT SELECT (username) ON public.access_user": "public.access_user",
    "GRANT CREATE ON SCHEMA published": "CREATE published",
}


def test_the_doctor_finds_each_right_that_is_too_much(office: Office) -> None:
    statements = [(f"{give} TO {ROLE}", f"REVOKE{give[5:]} FROM {ROLE}") for give in TOO_MUCH]
    statements.append((f"ALTER ROLE {ROLE} CREATEDB", f"ALTER ROLE {ROLE} NOCREATEDB"))
    program = BEYOND.format(statements=statements)
    found = say(office.data, f"{program}print('over')", DATABASE_URL=office.address).splitlines()
    assert found == [f"{ROLE}: {where}" for where in (*TOO_MUCH.values(), "ROLE")] + ["", "over"]


def test_a_backup_that_does_not_hold_what_is_published_says_so(office: Office, tmp_path: Path) -> None:
    apart = {"JICENG_PUBLISHED_URL": office.address}
    done = jiceng(tmp_path / "data", "migrate", **apart)
    assert done.returncode == 0, done.stderr
    done = jiceng(tmp_path / "data", "backup", str(tmp_path / "here"), **apart)
    assert (done.returncode, "JICENG_PUBLISHED_URL" in done.stderr) == (0, True)
    done = jiceng(office.data, "backup", str(tmp_path / "there"), DATABASE_URL=office.address)
    assert (done.returncode, "JICENG_PUBLISHED_URL" in done.stderr) == (0, False)


def test_the_doctor_says_so(office: Office) -> None:
    with psycopg.connect(office.address) as owner:
        owner.execute(f"GRANT DELETE ON {LETTERS} TO {ROLE}")
        owner.commit()
        said = jiceng(office.data, "doctor", "--json", DATABASE_URL=office.address)
        owner.execute(f"REVOKE DELETE ON {LETTERS} FROM {ROLE}")
    found = {each["code"]: each for each in json.loads(said.stdout)}
    assert (found["portal_role"]["state"], found["public"]["state"]) == ("wrong", "well")
    assert LETTERS in found["portal_role"]["sentence"]


def test_the_portal_serves_with_it_in_the_internet_and_refuses_to_with_the_offices_own(
    office: Office,
) -> None:
    own = PORTAL | {"JICENG_PUBLISHED_URL": office.address}
    done = jiceng(office.data.parent / "wrong", "serve", **own)
    assert done.returncode == 2
    assert "jiceng portal role" in done.stderr
    server = Server(office.data.parent / "portal", PORTAL | {"JICENG_PUBLISHED_URL": office.portal})
    try:
        assert _status(server.port, "/a/1/") == 200
        assert _status(server.port, "/a/2/") == 404
        say(office.data, PUBLISH + "post(2)\n", DATABASE_URL=office.address)
        assert _status(server.port, "/a/2/") == 200
        say(
            office.data,
            PUBLISH + 'store.end(1, at=now, state="withdrawn", reason="x")',
            DATABASE_URL=office.address,
        )
        assert _status(server.port, "/a/1/") == 410
    finally:
        server.kill_all()


def _status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    return connection.getresponse().status

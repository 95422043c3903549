"""What the portal finds before it serves: its databases, in this release's shape, and no right to more."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from jiceng.apps.publications.routing import INBOX, PUBLISHED
from jiceng.faces.cli.migrations import waiting_migrations
from jiceng.kernel.errors import Conflict, NotFound, Refused

# What this role may read of tables that are neither PostgreSQL's own nor published; of the inbox all but the
# letters themselves.
_READABLE = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'published')
  AND n.nspname NOT LIKE 'pg_toast%' AND has_schema_privilege(n.oid, 'USAGE')
  AND has_table_privilege(c.oid, 'SELECT')
"""


def make_ready() -> None:
    """Make the inbox where it is a file of ours, and look whether what is published can be served.

    Errors: NotFound "nothing_published" without its database; Conflict "published_older" when the office has
    not brought it to this release's shape; Refused "portal_sees_more" in the internet with a role that could
    read the office's tables.
    """
    published, inbox = connections[PUBLISHED], connections[INBOX]
    if inbox.vendor == "sqlite" and waiting_migrations(inbox):
        call_command("migrate", database=INBOX, verbosity=0, interactive=False)
    try:
        there = bool(published.introspection.table_names())
    except OperationalError as error:
        if published.vendor == "postgresql":
            raise
        raise _missing() from error
    if not there:
        raise _missing()
    if waiting_migrations(published):
        raise Conflict("published_older")
    if settings.ZONE == "internet" and published.vendor == "postgresql" and _sees_more(published):
        raise Refused("portal_sees_more")


def _missing() -> NotFound:
    return NotFound("nothing_published", place=settings.PUBLIC)


def _sees_more(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_READABLE)
        return bool(cursor.fetchone()[0])

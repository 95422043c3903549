"""The data: rules, database, keys and their copy, verdicts, clock, backups."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.duties.freshness import stale_count
from jiceng.apps.journal.services import last_entry_at
from jiceng.apps.people.id_numbers import sealed_numbers_open
from jiceng.faces.cli.backups.archive import kept_backups
from jiceng.faces.cli.backups.keys import keys_in, unsealed
from jiceng.faces.cli.checks import WARNING, WELL, WRONG
from jiceng.faces.cli.migrations import waiting_migrations
from jiceng.faces.shared.sentences import sentence
from jiceng.kernel.errors import ProfileError

HOURS = 48
"""A backup older than this was missed twice."""
OLDEST_SQLITE, OLDEST_POSTGRESQL = (3, 35, 0), (14, 0)
Found = tuple[str, str]


def rules() -> Found:
    """The rules load; how many figures the office has still to confirm."""
    try:
        parameters = settings.PROFILE.parameters.values()
    except ProfileError as error:
        return WRONG, sentence(error)
    pending = sum(parameter.pending for parameter in parameters)
    words = {"code": settings.PROFILE_CODE, "count": pending}
    if pending:
        return WARNING, _("Rules: %(code)s; %(count)s figures wait for the office's own.") % words
    return WELL, _("Rules: %(code)s; every figure is confirmed.") % words


def database() -> Found:
    """It answers, is new enough, and finds itself whole."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            version = str(cursor.fetchone()[0])
            old = tuple(int(part) for part in version.split(".")) < OLDEST_SQLITE
            cursor.execute("PRAGMA quick_check(1)")
            whole = cursor.fetchone()[0] == "ok"
        else:
            cursor.execute("SHOW server_version")
            version = str(cursor.fetchone()[0]).split()[0]
            old = tuple(int(part) for part in version.split(".")[:2]) < OLDEST_POSTGRESQL
            cursor.execute("SHOW server_encoding")
            whole = cursor.fetchone()[0] == "UTF8"
    words = {"engine": connection.vendor, "version": version}
    if not whole:
        return WRONG, _(
            "Database: %(engine)s %(version)s finds itself damaged, or is not in UTF-8. Restore the last "
            "good backup."
        ) % words
    if old:
        return WRONG, _("Database: %(engine)s %(version)s is too old. Install a newer one.") % words
    return WELL, _("Database: %(engine)s %(version)s answers and is whole.") % words


def migrations() -> Found:
    """The database has this version's shape."""
    waiting = len(waiting_migrations(connection))
    if waiting:
        words = _("Database: %(count)s changes of its shape wait. Run jiceng migrate.")
        return WRONG, words % {"count": waiting}
    return WELL, _("Database: it has this version's shape.")


def keys() -> Found:
    """The keys are there, private, and those the register was sealed with."""
    folder = settings.KEYS_FOLDER
    open_to_others = [path.name for path in folder.glob("*") if path.stat().st_mode & 0o077]
    if open_to_others:
        words = _("Keys: others can read %(names)s. Run chmod 600 on them.")
        return WRONG, words % {"names": ", ".join(sorted(open_to_others))}
    if not sealed_numbers_open():
        return WRONG, _(
            "Keys: those in %(folder)s do not open the register's ID numbers. Put the keys back that were "
            "kept with "
            "the backups."
        ) % {"folder": folder}
    return WELL, _("Keys: they open what they sealed, and nobody else can read them.")


def copies() -> Found:
    """Every key is in a sealed copy; one made since the last copy is in none."""
    missing = unsealed(keys_in(settings.KEYS_FOLDER), settings.DATA)
    if missing:
        return WARNING, _(
            "Keys' copy: none that is known here holds %(names)s. Run jiceng backup --keys and keep the file "
            "elsewhere."
        ) % {"names": ", ".join(missing)}
    return WELL, _("Keys' copy: it holds every key.")


def verdicts() -> Found:
    """How many units' verdicts wait to be computed."""
    count = stale_count(timezone.localdate())
    if count:
        return WARNING, _("Verdicts: those of %(count)s units wait. Run jiceng rebuild.") % {"count": count}
    return WELL, _("Verdicts: up to date.")


def clock() -> Found:
    """The clock is not behind what was written already."""
    last = last_entry_at()
    if last is not None and last > timezone.now() + timedelta(minutes=5):
        return WRONG, _("Clock: it is behind the last record. Set the machine's time, best by a time server.")
    return WELL, _("Clock: %(moment)s, not behind any record.") % {
        "moment": f"{timezone.localtime():%Y-%m-%d %H:%M}"
    }


def backups() -> Found:
    """There is a recent one."""
    if settings.BACKUPS is None:
        return WARNING, _("Backups: JICENG_BACKUPS is not set, so nobody can tell how old the last one is.")
    made = kept_backups(settings.BACKUPS)
    if not made:
        return WRONG, _("Backups: there is none in %(folder)s. Run jiceng backup.") % {
            "folder": settings.BACKUPS
        }
    hours = int((time.time() - made[-1].stat().st_mtime) // 3600)
    if hours >= HOURS:
        return WRONG, _("Backups: the last one is %(hours)s hours old. See why the timer does not run.") % {
            "hours": hours
        }
    return WELL, _("Backups: the last one is %(hours)s hours old.") % {"hours": hours}

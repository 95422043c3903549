"""What the public reads and writes: its databases, the key its letters are sealed for, the portal's role."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from jiceng.apps.feedback.letters import unreadable
from jiceng.apps.publications.letters import box_key
from jiceng.apps.publications.travelling import beyond_the_portal
from jiceng.faces.cli.backups.databases import PUBLIC, is_empty_file, public_is_elsewhere
from jiceng.faces.cli.backups.keys import keys_in
from jiceng.faces.cli.checks import WARNING, WELL, WRONG
from jiceng.faces.cli.migrations import waiting_migrations

Found = tuple[str, str]
_NAMED = 3


def databases() -> Found:
    """Both answer, are whole and have this version's shape; whether backups hold them."""
    for name in PUBLIC:
        database = connections[name]
        if not _is_there(database) or waiting_migrations(database):
            words = _("Public databases: %(name)s has not this version's shape. Run jiceng migrate.")
            return WRONG, words % {"name": name}
        if database.vendor == "sqlite" and not _is_whole(database):
            words = _("Public databases: %(name)s finds itself damaged. Restore the last good backup.")
            return WRONG, words % {"name": name}
    if public_is_elsewhere():
        return WARNING, _(
            "Public databases: they answer. No backup of the office holds them, since they are in a database "
            "of their own: back it up by itself."
        )
    return WELL, _("Public databases: they answer and have this version's shape.")


def _is_there(database: BaseDatabaseWrapper) -> bool:
    """Whether there is a database to look at; to ask SQLite would make one."""
    return database.vendor != "sqlite" or not is_empty_file(Path(database.settings_dict["NAME"]))


def _is_whole(database: BaseDatabaseWrapper) -> bool:
    with database.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        return bool(cursor.fetchone()[0] == "ok")


def letters() -> Found:
    """Letters are sealed for the key we hold, and each that came in can be opened."""
    if not all(_is_there(connections[name]) for name in PUBLIC):
        return WARNING, _("Letters to the editor: there is no database for them yet.")
    told, ours = box_key(), keys_in(settings.KEYS_FOLDER).get("letters")
    if told is None:
        return WARNING, _(
            "Letters to the editor: nobody can write any yet. Name the site (jiceng portal site), then start "
            "the server."
        )
    if ours is None or X25519PrivateKey.from_private_bytes(ours).public_key().public_bytes_raw() != told:
        return WRONG, _(
            "Letters to the editor: they are sealed for a key that is not in %(folder)s. Put the right keys "
            "back, then start the server, which tells the portal."
        ) % {"folder": settings.KEYS_FOLDER}
    if count := unreadable():
        words = _("Letters to the editor: %(count)s cannot be opened with this key. Put its older one back.")
        return WRONG, words % {"count": count}
    return WELL, _("Letters to the editor: they are sealed for the key that is here.")


def role() -> Found:
    """The portal's role in PostgreSQL can do what the portal needs, and no more."""
    if not all(_is_there(connections[name]) for name in PUBLIC):
        return WARNING, _("The portal's rights: there is no public database yet.")
    if more := beyond_the_portal():
        named = ", ".join(more[:_NAMED]) + ("…" if more[_NAMED:] else "")
        return WRONG, _(
            "The portal's rights: it can do more than it needs (%(what)s). Take that from it, then run "
            "jiceng portal role again."
        ) % {"what": named}
    return WELL, _("The portal's rights: it reads what is published and adds letters, no more.")

"""Sentences about backups, keys and what a machine is found to lack."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "nothing_published": _(
        "Nothing is published in %(place)s yet. Start the office once (`jiceng serve`, `make run`), or put a "
        "copy there that `jiceng portal copy` made."
    ),
    "copy_of_postgresql": _(
        "What is published lies in PostgreSQL, so there is no file to copy. Let the portal sign in there "
        "under a role of its own: `jiceng portal role`."
    ),
    "not_an_inbox": _(
        "%(file)s is not the inbox of a portal. Give the file inbox/inbox.sqlite3 of its JICENG_PUBLIC."
    ),
    "statistics_year": _("There are tables of the years %(first)s to %(last)s. Choose one of these."),
    "file_unusable": _("%(file)s cannot be read or written. Check the folder, and who may use it."),
    "file_not_found": _("There is no %(file)s. Check the name."),
    "role_name": _(
        "“%(value)s” cannot be the name of a role. Use small letters, digits and underscores, such as "
        "jiceng_portal."
    ),
    "published_older": _(
        "What is published is in the shape of another release. Start the office of this release first; where "
        "only a copy is kept, make a new one with it (`jiceng portal copy`)."
    ),
    "office_tidies": _("Letters in the office's own database are forgotten by the office itself, daily."),
    "portal_sees_more": _(
        "In the internet the portal signs in to the database as a role that can read what is published and "
        "nothing else; this one could read the office's tables. `jiceng portal role` says how to make it."
    ),
    "backup_no_space": _(
        "The disk at %(folder)s is full, so nothing was written there. Make room, or choose another disk."
    ),
    "tables_not_written": _("The tables could not be written to %(file)s. Choose another place."),
    "backup_not_written": _(
        "Nothing can be written to %(folder)s (%(reason)s). Choose another folder, or let this user "
        "write there."
    ),
    "backup_target_missing": _("Say where to: jiceng backup FOLDER, or set JICENG_BACKUPS."),
    "backup_program_missing": _(
        "%(program)s is not on this machine. Install PostgreSQL's client programs (postgresql-client)."
    ),
    "backup_program_failed": _(
        "%(program)s did not finish: %(reason)s. Nothing was kept; correct it and try again."
    ),
    "backup_not_found": _("There is no file %(name)s. Check the name."),
    "backup_unreadable": _("This is not a backup of this program. Choose a file that `jiceng backup` made."),
    "backup_damaged": _(
        "The backup %(name)s is damaged or incomplete: it is not as it was made. Nothing was restored; "
        "take another copy of it, or an older backup."
    ),
    "backup_newer": _(
        "The backup was made by a newer version of the program (%(version)s). Install that version first."
    ),
    "backup_of_other_database": _(
        "The backup was made of another kind of database (%(engine)s). Set DATABASE_URL to one of that "
        "kind and try again."
    ),
    "backup_of_other_profile": _(
        "The backup is of an office on the rules %(profile)s, and here they are %(running)s. Set "
        "JICENG_PROFILE=%(profile)s and an empty JICENG_DATA, and try again."
    ),
    "restore_not_empty": _(
        "There is an office in this database already, and a backup is restored into an empty one only. "
        "Choose another JICENG_DATA or DATABASE_URL."
    ),
    "keys_out_of_reach": _(
        "The keys in %(folder)s cannot be read or made (%(reason)s). Let the user the program runs as own "
        "that folder and write to it (mode 700), then start again."
    ),
    "keys_missing": _(
        "The key %(name)s is missing, without which ID numbers cannot be read. Give the sealed keys with"
        " --keys, or put the keys' copy into %(folder)s."
    ),
    "keys_of_another_office": _(
        "The key %(name)s is not the one these data were sealed with. Use the keys that were kept with "
        "this office's backups."
    ),
    "keys_unreadable": _(
        "%(name)s is not a file of sealed keys. Choose the one that `jiceng backup --keys` made."
    ),
    "passphrase_wrong": _("The passphrase does not open %(name)s, or the file is damaged. Try again."),
    "passphrase_short": _(
        "The passphrase of the keys needs %(least)s characters at least. Choose a longer one."
    ),
    "passphrase_missing": _("There is no passphrase: type it at a terminal, or give --passphrase-file."),
    "database_damaged": _(
        "The database is damaged: its own check finds faults. Keep a copy of it as it is, and restore "
        "the last good backup."
    ),
}

"""The machine: folder, space, worker, static files, papers, and how the office is reached."""

import os
import shutil
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.decisions import printing
from jiceng.apps.jobs.selectors import waiting_since
from jiceng.engines.documents import Paper, is_installed
from jiceng.faces.cli.checks import WARNING, WELL, WRONG
from jiceng.kernel.errors import Conflict

LOCKS = Path("/proc/locks")
LEAST, LITTLE = 200 << 20, 2 << 30
"""Bytes free below which writes will soon fail, and below which someone should look."""
WAITED = timedelta(minutes=10)
Found = tuple[str, str]


def folder() -> Found:
    """The data folder is ours to write and nobody else's to read."""
    path = settings.DATA
    words = {"folder": path}
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return WRONG, _(
            "Folder: this user cannot write in %(folder)s. Give it to the user who runs the server."
        ) % words
    if path.stat().st_mode & 0o007:
        return WRONG, _(
            "Folder: everybody on this machine can look into %(folder)s. Run chmod 700 on it."
        ) % words
    return WELL, _("Folder: %(folder)s is private.") % words


def space() -> Found:
    """There is room on the disk."""
    free = shutil.disk_usage(settings.DATA).free
    words = {"free": f"{free / 1e9:.1f}"}
    if free < LEAST:
        return WRONG, _("Space: %(free)s GB are free; writes will soon fail. Make room.") % words
    if free < LITTLE:
        return WARNING, _("Space: only %(free)s GB are free.") % words
    return WELL, _("Space: %(free)s GB are free.") % words


def worker() -> Found:
    """Somebody does the background jobs."""
    alive = _held(settings.DATA / "worker.lock")
    since = waiting_since()
    if since is not None and timezone.now() - since > WAITED:
        return WRONG, _("Worker: a job has waited for over ten minutes. Start jiceng serve, or jiceng work.")
    if not alive:
        return WARNING, _(
            "Worker: nobody does background jobs just now; the server does not run, or JICENG_JOBS is apart."
        )
    return WELL, _("Worker: at work.")


def _held(lock: Path) -> bool:
    """Whether somebody holds the lock, by the kernel's list of locks (proc_locks(5)): to try it would take it
    from a worker that starts just then. By the file's number alone: overlays name another device there.
    """
    if not lock.exists():
        return False
    number = f":{lock.stat().st_ino} "
    lines = LOCKS.read_text().splitlines()
    return any(number in line and "FLOCK" in line and " WRITE " in line for line in lines)


def static() -> Found:
    """The style files were collected."""
    if not (settings.STATIC_ROOT / "staticfiles.json").is_file():
        return WARNING, _("Style files: not collected yet; jiceng serve does it at its start.")
    return WELL, _("Style files: collected.")


def documents() -> Found:
    """Official papers come out as PDF, where the office wants that; in which typefaces."""
    if not is_installed():
        return WELL, _("Papers: as Word files; for PDF too, run make documents.")
    try:
        printing.pdf(Paper("", ()))
    except Conflict:
        return WARNING, _("Papers: no PDF can be written. Run make documents, which says what is missing.")
    missing = [each.named for each in printing.typefaces().values() if each.stands_in]
    if missing:
        return WELL, _("Papers: PDF is written; others stand for these typefaces: %(names)s.") % {
            "names": ", ".join(missing)
        }
    return WELL, _("Papers: PDF is written in the typefaces of the standard.")


def https() -> Found:
    """Whoever comes from other computers comes by https, and the proxy's word is believed."""
    if settings.SECURE_SSL_REDIRECT and not settings.PROXIES:
        return WRONG, _(
            "Https: JICENG_HTTPS is 1 but JICENG_PROXIES is 0, so every page sends readers round in circles."
        )
    if not settings.SECURE_SSL_REDIRECT and not _loopback(settings.HOST):
        return WARNING, _(
            "Https: other computers come in the clear. Put a proxy in front and set JICENG_HTTPS=1."
        )
    return WELL, _("Https: in order.")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def zone() -> Found:
    """In which zone this office runs; in the other the program does not start."""
    return WELL, _("Zone: %(zone)s.") % {"zone": settings.ZONE}


def debug() -> Found:
    """Programmers' pages and the set-up pages are off."""
    if settings.DEBUG:
        return WRONG, _("JICENG_DEBUG is 1: error pages show data. Set it to 0 wherever there are real data.")
    if settings.ADMIN:
        return WARNING, _("The set-up pages are on. Turn them off once you have finished.")
    return WELL, _("Programmers' and set-up pages are off.")

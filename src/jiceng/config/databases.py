"""The databases: the office's own, what is published, what comes in from the public.

With SQLite each is a file, so that a public machine holds two of them and no more. With PostgreSQL each is
a schema of one database, so that the public process signs in under a role that can read the one, add to the
other and see nothing else (`jiceng portal role`).
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url

from jiceng.config.data_folder import share_as_its_folder

PUBLIC = ("published", "inbox")
_KEPT = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# A transaction that will write says so at once: it waits its turn instead of failing half-way.
_WRITING = {"transaction_mode": "IMMEDIATE", "timeout": 20}
# FULL: what a secretary was told is kept survives a power cut.
_SAFELY = "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
_WAL = "PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=67108864; "
# One file, without a log and shared memory beside it: who may read it needs no right to write anywhere, and
# it may be copied to where only the portal is.
_ONE_FILE = "PRAGMA journal_mode=DELETE; "
_LARGE = "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
_SMALL = "PRAGMA cache_size=-8192;"
_JOURNAL = {"default": _WAL + _SAFELY + _LARGE, "published": _ONE_FILE + _SAFELY + _SMALL}
_JOURNAL["inbox"] = _JOURNAL["published"]


def databases(
    data: Path, public: Path, office: str | None, published: str | None
) -> dict[str, dict[str, Any]]:
    """Django's DATABASES where the office is served.

    Parameters: `data`, the data folder; `public`, the folder of what is published; `office`, address of the
    office's database, None for SQLite in `data`; `published`, address of what is published and comes in, None
    for beside the office's own.
    """
    address = published or _of_postgresql(office)
    return {
        "default": _at(office) if office else _file("default", data / "jiceng.sqlite3"),
        **{name: _schema(name, address) if address else _shared(name, public) for name in PUBLIC},
    }


def public_databases(public: Path, office: str | None, published: str | None) -> dict[str, dict[str, Any]]:
    """The same for the public process: it has no other database at all, and only reads what is published."""
    address = published or _of_postgresql(office)
    if address:
        return {"default": {}} | {name: _schema(name, address) for name in PUBLIC}
    read = _file("published", where("published", public))
    read["NAME"] = f"file:{quote(read['NAME'])}?mode=ro"
    read["OPTIONS"] = {"timeout": 20, "init_command": "PRAGMA query_only=1; PRAGMA temp_store=MEMORY;"}
    read["CONN_MAX_AGE"] = 0  # opened anew for each reader: the file may have been replaced by a newer copy
    return {"default": {}, "published": read, "inbox": _shared("inbox", public)}


def where(name: str, public: Path) -> Path:
    """The file of one of the two: the portal's own user may write in the inbox's folder, not beside it."""
    return public / "published.sqlite3" if name == "published" else public / "inbox" / "inbox.sqlite3"


def _of_postgresql(office: str | None) -> str | None:
    return office if office and office.startswith("postgres") else None


def _schema(name: str, address: str) -> dict[str, Any]:
    found = _at(address)
    found["OPTIONS"] = found.get("OPTIONS", {}) | {"options": f"-c search_path={name}"}
    return found


def _at(address: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(dj_database_url.parse(address))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return _file("default", Path(found["NAME"]))
    return found | _KEPT


def _shared(name: str, public: Path) -> dict[str, Any]:
    file = where(name, public)
    share_as_its_folder(file, write=name == "inbox")
    return _file(name, file)


def _file(name: str, file: Path) -> dict[str, Any]:
    options = _WRITING | {"init_command": _JOURNAL[name]}
    engine = "django.db.backends.sqlite3"
    return {"ENGINE": engine, "NAME": str(file), "OPTIONS": dict(options)} | _KEPT

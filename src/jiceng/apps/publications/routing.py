"""Which database holds what: what is posted, what comes in, everything else."""

from typing import Any

PUBLISHED, INBOX = "published", "inbox"
LABEL = "publications"
_INBOX = frozenset({"letter"})


class PublicationRouter:
    """Keeps the publications app in its own two databases, and everything else out of them."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        """Where a model is read."""
        return _database(model._meta.app_label, model._meta.model_name)

    db_for_write = db_for_read

    def allow_relation(self, first: Any, second: Any, **_hints: Any) -> bool | None:
        """Nothing outside is related to what is posted."""
        labels = {first._meta.app_label, second._meta.app_label}
        return None if LABEL not in labels else labels == {LABEL}

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_: Any) -> bool | None:
        """Tables are made where they belong."""
        if app_label != LABEL:
            return db not in (PUBLISHED, INBOX)
        if model_name is None:
            return db in (PUBLISHED, INBOX)
        return db == _database(app_label, model_name)


def _database(label: str, model_name: str | None) -> str | None:
    if label != LABEL:
        return None
    return INBOX if model_name in _INBOX else PUBLISHED

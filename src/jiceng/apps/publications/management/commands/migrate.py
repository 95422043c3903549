"""Django's `migrate`, which in the public databases runs through the migrations of what they hold alone.

The router keeps every other table out of them; to work out the shape of all apps thrice costs a new office
most of its first start.
"""

from typing import Any

from django.core.management.commands import migrate

from jiceng.apps.publications.routing import INBOX, LABEL, PUBLISHED


class Command(migrate.Command):
    """Brings one database to this version's shape."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Names the one app of a public database."""
        if options["database"] in (PUBLISHED, INBOX) and not options["app_label"]:
            options |= {"app_label": LABEL, "run_syncdb": False}
        super().handle(*args, **options)

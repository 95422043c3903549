"""The application's name."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from jiceng.apps.publications.changes import count_changes


class PublicationsConfig(AppConfig):
    """What the public may read."""

    name = "jiceng.apps.publications"
    label = "publications"

    def ready(self) -> None:
        """Let a change of what is published be seen."""
        post_migrate.connect(count_changes, sender=self, dispatch_uid="publications.count_changes")

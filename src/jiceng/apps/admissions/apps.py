"""Listens to the journal: where a membership goes, the case that gave it goes on, in the same transaction."""

from django.apps import AppConfig


class AdmissionsConfig(AppConfig):
    """Connects the receiver."""

    name = "jiceng.apps.admissions"

    def ready(self) -> None:
        """Connect once Django has loaded the models."""
        from jiceng.apps.admissions.memberships import follow
        from jiceng.apps.journal.signals import entry_recorded

        entry_recorded.connect(follow, dispatch_uid="admissions")

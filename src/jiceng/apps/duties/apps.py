"""Listens to the journal: a fact written makes the verdicts of its units stale, at once and in the same
transaction.
"""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Connects the receiver."""

    name = "jiceng.apps.duties"

    def ready(self) -> None:
        """Connect once Django has loaded the models."""
        from jiceng.apps.duties.freshness import facts_written
        from jiceng.apps.journal.signals import entry_recorded

        entry_recorded.connect(facts_written, dispatch_uid="duties")

"""Listens to the journal: a fact written makes the verdicts of its units stale, at once and in the same
transaction; and a figure it asks for is that of the rules in force here.
"""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Connects the receivers."""

    name = "jiceng.apps.duties"

    def ready(self) -> None:
        """Connect once Django has loaded the models."""
        from jiceng.apps.duties.freshness import facts_written
        from jiceng.apps.duties.rules import figure_on
        from jiceng.apps.journal.signals import entry_recorded, figure_asked

        entry_recorded.connect(facts_written, dispatch_uid="duties")
        figure_asked.connect(figure_on, dispatch_uid="duties")

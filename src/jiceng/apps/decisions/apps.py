"""Listens to the journal: a notice posted, or taken down, is entered in the decision it discloses, at once
and in the same transaction.
"""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Connects the receiver."""

    name = "jiceng.apps.decisions"

    def ready(self) -> None:
        """Connect once Django has loaded the models."""
        from jiceng.apps.decisions.disclosures import notice_followed
        from jiceng.apps.journal.signals import entry_recorded

        entry_recorded.connect(notice_followed, dispatch_uid="decisions")

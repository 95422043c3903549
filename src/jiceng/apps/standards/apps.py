"""Says how points of a check are read as a quantity, and listens to the journal: a fact written makes what is
derived of its units obsolete, in the same transaction.
"""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """Connects the receiver and the source."""

    name = "jiceng.apps.standards"

    def ready(self) -> None:
        """Connect once Django has loaded the models."""
        from jiceng.apps.journal.signals import entry_recorded
        from jiceng.apps.quantities import sources
        from jiceng.apps.standards.derived import facts_written
        from jiceng.apps.standards.points import grade_points
        from jiceng.engines.procedure.quantities import Source

        sources.add(Source.GRADE_POINTS, grade_points)
        entry_recorded.connect(facts_written, dispatch_uid="standards")

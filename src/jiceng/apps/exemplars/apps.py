"""Adds pages of practice to what can be counted of units."""

from django.apps import AppConfig


class ExemplarsConfig(AppConfig):
    """Says how pages of practice are counted."""

    name = "jiceng.apps.exemplars"

    def ready(self) -> None:
        """Add the source once Django has loaded the models."""
        from jiceng.apps.exemplars.counting import practices
        from jiceng.apps.quantities.sources import add
        from jiceng.engines.procedure.quantities import Source

        add(Source.PRACTICES, practices)

"""Adds cases to what can be counted of units."""

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    """Says how cases are counted."""

    name = "jiceng.apps.rectification"

    def ready(self) -> None:
        """Add the source once Django has loaded the models."""
        from jiceng.apps.quantities.sources import add
        from jiceng.apps.rectification.counting import cases
        from jiceng.engines.procedure.quantities import Source

        add(Source.CASES, cases)

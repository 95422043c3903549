"""Fixtures of the workbench's rooms."""

from tests.faces.workbench.one_of_everything import world

__all__ = ["world"]

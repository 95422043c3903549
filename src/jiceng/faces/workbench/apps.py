"""The face as Django knows it."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Templates and words of the workbench lie in its rooms."""

    name = "jiceng.faces.workbench"

"""The Django app that carries templates, style and catalogue."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Base page, components and error sentences."""

    name = "jiceng.faces.shared"
    label = "shared"

"""The application's name."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What the public reads."""

    name = "jiceng.faces.portal"
    label = "portal"

"""Listens to signing in and out."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Connects the receivers."""

    name = "jiceng.apps.access"

    def ready(self) -> None:
        """Connect once Django has loaded the models."""
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

        from jiceng.apps.access import sign_ins

        user_logged_in.connect(sign_ins.signed_in, dispatch_uid="access.signed_in")
        user_logged_out.connect(sign_ins.signed_out, dispatch_uid="access.signed_out")
        user_login_failed.connect(sign_ins.refused, dispatch_uid="access.refused")
        user_locked_out.connect(sign_ins.locked_out, dispatch_uid="access.locked_out")

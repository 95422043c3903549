"""What a token may do, in the reader's language."""

from django.utils.translation import gettext as _


def permission_word(permission: str) -> str:
    """A permission as one ticks it."""
    words = {
        "unit.read": _("Read units"),
        "person.read": _("Read members"),
        "person.manage": _("Register members"),
        "duty.read": _("Read duties and verdicts"),
        "gathering.read": _("Read meetings"),
        "gathering.record": _("Record, correct and cancel meetings"),
    }
    return words.get(permission, permission)

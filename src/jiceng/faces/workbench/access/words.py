"""Roles in the reader's language."""

from django.utils.translation import gettext as _


def role_word(role: str) -> str:
    """What a role is called on screen."""
    words = {
        "secretary": _("Branch secretary"),
        "town_officer": _("Town officer"),
        "county_officer": _("County officer"),
        "auditor": _("Auditor"),
    }
    return words.get(role, role)

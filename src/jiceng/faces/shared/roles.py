"""Roles in the reader's language."""

from django.conf import settings
from django.utils.translation import gettext as _

from jiceng.faces.shared.words import in_words


def role_word(role: str) -> str:
    """What a role is called on screen."""
    if role in settings.PROFILE.roles:
        return in_words(settings.PROFILE.roles[role])
    words = {
        "secretary": _("Unit recorder"),
        "town_officer": _("District officer"),
        "county_officer": _("Head officer"),
        "auditor": _("Auditor"),
    }
    return words.get(role, role)

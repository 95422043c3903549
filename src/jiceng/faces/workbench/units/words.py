"""What happened to a unit, as a sentence."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from jiceng.apps.organisations.history import Event


def kind_title(kind: str) -> str:
    """What a kind of unit is called; the code itself when the profile no longer has it."""
    found = settings.PROFILE.unit_kinds.get(kind)
    return in_words(found.title) if found else kind


def form_title(form: str) -> str:
    """What a form of organisation is called."""
    found = settings.PROFILE.organisation_forms.get(form)
    return in_words(found.title) if found else form


def post_title(kind: str) -> str:
    """What a post is called."""
    found = settings.PROFILE.post_kinds.get(kind)
    return in_words(found.title) if found else kind


def body_title(kind: str) -> str:
    """What a kind of body is called."""
    found = settings.PROFILE.body_kinds.get(kind)
    return in_words(found.title) if found else kind


def gathering_title(kind: str) -> str:
    """What a kind of gathering is called."""
    found = settings.PROFILE.gathering_kinds.get(kind)
    return in_words(found.title) if found else kind


def event_words(event: "Event") -> str:
    """One line of a unit's history. The other unit is named apart, as a link."""
    before, after = event.before, event.after
    if event.kind == "kind_changed":
        before, after = kind_title(before), kind_title(after)
    elif event.kind == "form_changed":
        before, after = form_title(before), form_title(after)
    sentences = {
        "founded": _("Founded as %(after)s"),
        "renamed": _("Renamed from %(before)s to %(after)s"),
        "kind_changed": _("Kind changed from %(before)s to %(after)s"),
        "form_changed": _("Form changed from %(before)s to %(after)s"),
        "moved": _("Placed under another unit:"),
        "closed": _("Closed"),
        "split_into": _("A unit was split off:"),
        "split_from": _("Split off from"),
        "merged_into": _("Merged into"),
        "merged_from": _("Took in"),
    }
    return sentences[event.kind] % {"before": before, "after": after}

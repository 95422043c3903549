"""Journal entries in the reader's language."""

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.faces.shared.dates import write_day
from jiceng.faces.workbench.access.words import role_word
from jiceng.faces.workbench.people.words import end_word, standing_word
from jiceng.faces.workbench.units.words import body_title, form_title, gathering_title, kind_title, post_title

if TYPE_CHECKING:
    from jiceng.apps.journal.models import AuditEntry


def type_words() -> dict[str, str]:
    """Every type of entry by its code, in the order of the apps that write them."""
    return {
        "register.loaded": _("Register of units loaded"),
        "unit.founded": _("Unit founded"),
        "unit.revised": _("Unit changed"),
        "unit.closed": _("Unit closed"),
        "unit.split": _("Unit split"),
        "unit.merged": _("Units merged"),
        "body.founded": _("Body set up"),
        "body.closed": _("Body ended"),
        "term.started": _("Term begun"),
        "post.founded": _("Post set up"),
        "person.registered": _("Person registered"),
        "person.corrected": _("Person's entry corrected"),
        "membership.started": _("Membership begun"),
        "membership.ended": _("Membership ended"),
        "absence.started": _("Member away"),
        "absence.ended": _("Member back"),
        "seat.taken": _("Seat taken"),
        "seat.left": _("Seat left"),
        "post.taken": _("Post taken"),
        "post.left": _("Post left"),
        "people.taken_in": _("People taken in from a file"),
        "user.created": _("Account created"),
        "user.password_set": _("Password set"),
        "user.closed": _("Account closed"),
        "grant.given": _("Role granted"),
        "grant.revoked": _("Role revoked"),
        "gathering.announced": _("Meeting called"),
        "gathering.recorded": _("Meeting recorded"),
        "gathering.corrected": _("Record of a meeting corrected"),
        "gathering.cancelled": _("Meeting called off"),
        "attendance.expired": _("Attendance by name erased"),
        "duty.postponed": _("Duty postponed"),
        "duty.postponement_withdrawn": _("Postponement withdrawn"),
        "rule.parameter_set": _("Figure of a rule set"),
        "demonstration.made": _("Demonstration made"),
        "demonstration.workbooks_written": _("Demonstration workbooks written"),
    }


def type_word(code: str) -> str:
    """What a type of entry is called; the code where the type is no longer written."""
    return type_words().get(code, code)


def details(entry: "AuditEntry") -> list[str]:
    """What an entry says beside its type: names, days and reasons, as short phrases. Nothing once it was
    shredded.
    """
    if entry.content is None:
        return [_("The content was erased at the end of its keeping; its seal stays.")]
    content: dict[str, Any] = json.loads(entry.content)
    found = [phrase(content[key]) for key, phrase in _PHRASES if content.get(key) and _plain(content[key])]
    found += _changes(content)
    return [each for each in dict.fromkeys(found) if each]  # a body called by its kind is named once


def _plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _day(text: str) -> str:
    try:
        return write_day(date.fromisoformat(text), with_year=True)
    except ValueError:
        return text


def _kind(code: str) -> str:
    for title in (gathering_title, body_title, post_title, kind_title):
        if (written := title(code)) != code:
            return written
    return code


_PHRASES: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("name", str),
    ("username", str),
    ("kind", _kind),
    ("post", post_title),
    ("role", role_word),
    ("standing", standing_word),
    ("day", _day),
    ("due_on", lambda text: _("ends on %(day)s") % {"day": _day(text)}),
    ("until", lambda text: _("until %(day)s") % {"day": _day(text)}),
    ("units", lambda count: _("%(count)s units") % {"count": count}),
    ("people", lambda count: _("%(count)s people") % {"count": count}),
    ("value", str),
    ("reason", lambda text: _("reason: %(reason)s") % {"reason": end_word(text)}),
)


def _changes(content: dict[str, Any]) -> list[str]:
    """What a revision changed: only the fields that differ."""
    before, after = content.get("before"), content.get("after")
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return []
    written: dict[str, Callable[[Any], str]] = {"kind": kind_title, "form": form_title}
    return [
        pgettext("a change", "%(before)s → %(after)s")
        % {"before": written.get(key, str)(before[key]), "after": written.get(key, str)(after[key])}
        for key in after
        if key in before and before[key] != after[key]
    ]

"""The call to a meeting in full wording (会议通知)."""

from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.procedure_words import name_of
from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiceng.faces.workbench.decisions.asking import Place


def call_text(place: "Place", told: "Mapping[str, Any]") -> str:
    """The call: who meets, when, where, what about, what is sent out with it, by which clause so early."""
    step = place.step
    data = {
        "unit": place.unit.name,
        "body": in_words(step.who),
        "when": _when(told.get("meets_on"), told.get("time")),
        "place": told.get("place"),
        "agenda": " ".join((told.get("agenda") or place.decision.title).split()),
        "title": place.decision.title,
    }
    lines = [
        _("Notice of a meeting"),
        _("To the members of: %(body)s") % data,
        _("%(unit)s: it meets on %(when)s.") % data,
        *([_("Place: %(place)s.") % data] if told.get("place") else []),
        _("Agenda: %(agenda)s.") % data,
    ]
    sent = [name_of(each, place.procedure) for each in told.get("tells") or ()]
    if sent:
        lines.append(
            _("Sent out with this notice: %s.") % pgettext("between the words of a list", ", ").join(sent)
        )
    if step.announcement is not None and step.announcement.days:
        days = step.announcement.days
        said = ngettext(
            "By the rule it is announced at least %(days)s day before (%(clause)s).",
            "By the rule it is announced at least %(days)s days before (%(clause)s).",
            days,
        )
        lines.append(said % {"days": days, "clause": in_words(step.citation.clause)})
    lines.append(_("If you cannot come, please say so beforehand."))
    day = told.get("day") or place.day
    lines.append(f"{place.unit.name}  {write_day(day, with_year=True)}")
    return "\n".join(lines)


def _when(day: "date | None", clock: "time | None") -> str:
    if not isinstance(day, date):
        return "____"
    weekday = pgettext("around a weekday", " (%s)") % date_format(day, "l")
    named = write_day(day, with_year=True) + weekday
    return f"{named} {clock:%H:%M}" if clock is not None else named

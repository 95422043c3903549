"""Sentences about programmes: targets, numbers with their source, risks."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "unknown_programme": _("There is no such programme in the rules in force. Choose one from the list."),
    "unknown_project": _("There is no such project in this programme. Go back to its board."),
    "unknown_indicator": _(
        "There is no such indicator in this programme, or no record carries it yet. Go back to its board."
    ),
    "indicator_twice": _("In the profile, %(where)s names an indicator twice. Give each a code of its own."),
    "risk_not_found": _(
        "There is no such risk within your responsibility. Go back to the programme's board."
    ),
    "risk_closed": _("This risk is closed already. If it has come back, note it anew."),
    "target_day_past": _("This day is past. Choose today or a later one."),
    "bad_number": _("This number cannot be: it is below zero, or more than the indicator can come to."),
    "derived_number": _(
        "This indicator is drawn from records and is not entered; only how it stood at the start, on "
        "%(day)s, may be."
    ),
    "number_in_the_future": _("The day lies in the future. Enter the number once it is there."),
    "source_missing": _("Say where the number is from: who published it, and where."),
}

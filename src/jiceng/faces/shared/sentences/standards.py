"""Checks against standards."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "no_checklist": _("Units of this kind are not checked against standards."),
    "no_check_open": _("No check of that year is open here. Open it again, or wait for the next year's."),
    "nothing_closed": _("No check has been closed here yet, so none is opened again."),
    "no_difference": _("No difference of this item is waiting to be settled. Look at the item again."),
    "items_left": _("%(number)s items are still to be said. Say them, then close the check."),
    "differences_left": _(
        "%(number)s differences are still to be settled. Settle them, then close the check."
    ),
    "not_ready_for_check": _(
        "%(unit)s cannot be checked at this level now: the check below it is not closed, or this one has "
        "begun already."
    ),
    "nobody_picked": _("Pick at least one unit."),
    "unknown_item": _("The checklist has no such item. Open the sheet again."),
    "not_asked_here": _("This is not asked here: the registers say it, or another level does."),
    "points_out_of_range": _("From 0 to %(most)s points, as the item has them."),
    "source_missing": _("Say where it can be seen, or why."),
    "acceptance_missing": _("Say whether it is accepted."),
    "bad_points": _(
        "%(where)s: the first step must give all points of its item, each further one fewer. Correct the "
        "profile."
    ),
}

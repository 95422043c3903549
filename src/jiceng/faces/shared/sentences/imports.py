"""Sentences about imports: their state, what was found in cells and rows, what an undo left."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "import_not_found": _(
        "There is no such import within your responsibility. It may have been put away; look in the list."
    ),
    "import_moved_on": _(
        "This import has gone on since the page was opened. Nothing was done: reload the page and look again."
    ),
    "import_not_written": _(
        "Nothing of this import stands in the register, so there is nothing to take back."
    ),
    "imports_open": _(
        "%(limit)s of your files wait for a decision. Import some of them or put them away, then send this "
        "one again."
    ),
    "not_yours": _("Somebody else sent this file in and decides about it. You may look, and undo it."),
    "rows_not_kept": _("The rows given back are no longer kept here. Send the table in again."),
    "reach_changed": _(
        "Your responsibility has changed since this file was checked. Check it again to see what it says now."
    ),
    "file_unreadable": _(
        "The file cannot be opened: the key is not the one it was sealed with. Send it in again; if that "
        "does not help, tell the administrator."
    ),
    "file_needed": _("It is not said which file. Give its path."),
    "unknown_kind": _("“%(value)s” is no kind of table that can be imported. Choose one from the list."),
    "unknown_choice": _("“%(value)s” is none of the choices. Choose one from the list."),
    "kind_unclear": _("The headings fit more than one kind of table. Say what it holds."),
    "month_ambiguous": _(
        "1 may be January, or October whose zero the spreadsheet has dropped. Write the month in full, such "
        "as 1998-01 or 1998-10."
    ),
    "year_only": _("Only the year is given. Write at least year and month, such as 1998-07."),
    "day_missing_in_date": _("Only year and month are given, and here the day is needed. Write it in full."),
    "day_from_month": _(
        "Dates that give only year and month: %(count)s. The first day of the month is taken."
    ),
    "time_unreadable": _("The time is not readable. Write it as 14:30."),
    "count_unreadable": _("The number is not readable. Write a whole number, such as 12."),
    "id_number_old": _(
        "This is an old ID number of fifteen digits. Write the one of eighteen that is on the card."
    ),
    "full_before_joining": _(
        "The day of becoming a full member lies before the day of joining. Correct one of the two."
    ),
    "standing_differs_from_day": _(
        "It says on probation, and the day of becoming a full member has passed. Correct one of the two."
    ),
    "member_in_the_future": _("The day since when she belongs to the unit lies in the future. Correct it."),
    "known_elsewhere": _(
        "This ID number is in the register outside your responsibility. Ask the officer of the topmost "
        "unit; a member who moves is transferred, not entered anew."
    ),
    "too_many_elsewhere": _(
        "More than %(limit)s ID numbers of this file are in the register outside your responsibility. "
        "Nothing was taken. Ask the officer of the topmost unit to import it."
    ),
    "nothing_says_held": _(
        "The day is past, and nothing says that it was held. Enter who was present or what was dealt with, "
        "or the state 已召开; leave out what was not held."
    ),
    "member_with_unit": _(
        "%(count)s members belonged to their unit before it is in the register: they count from its first "
        "day."
    ),
    "id_number_masked": _(
        "%(count)s ID numbers are masked and say nothing: those people are known by name and birth date."
    ),
    "namesake_in_register": _(
        "Somebody of this name is in this unit already, and nothing tells whether it is the same person. "
        "Decide, or enter the ID number."
    ),
    "standing_differs": _(
        "The register has another standing. Becoming a full member is entered with its day on the person's "
        "page, not by a file."
    ),
    "changed_since": _("Changed since by somebody, so it was left."),
    "in_use": _("Other records rest on it, so it was left."),
}

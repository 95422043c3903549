"""Sentences about files, their cells and their rows."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "file_missing": _("There is no such file, or it cannot be opened. Check the path and choose it again."),
    "file_wrong_type": _(
        "This is not an .xlsx workbook. Open it in the spreadsheet program, save it as .xlsx and send that."
    ),
    "file_encrypted": _(
        "The workbook is protected by a password, so it was not read. Remove the password and send it again."
    ),
    "file_truncated": _(
        "The file is damaged or incomplete, so nothing was taken. Save it again and send the new file."
    ),
    "file_has_macros": _(
        "The workbook holds macros and was not opened. Save it as .xlsx without macros and send that."
    ),
    "file_too_large": _(
        "The file is larger than %(megabytes)s MB, so it was not read. Leave out pictures, or divide "
        "it by town."
    ),
    "file_unpacks_too_large": _(
        "The file unpacks to far more than a register needs and was not read. Copy the values alone "
        "into a new workbook."
    ),
    "file_too_many_cells": _(
        "The file holds more than %(rows)s rows or %(cells)s cells, so it was not read. Divide it, "
        "for example by town."
    ),
    "cell_too_long": _(
        "A cell in row %(row)s holds more than %(limit)s characters, so the file was not read. Shorten it."
    ),
    "file_refused": _(
        "Reading the file took too long or too much memory and was stopped; nothing was taken. Copy "
        "the values alone into a new workbook."
    ),
    "heading_twice": _(
        "On the sheet “%(sheet)s” two columns have the same heading, so it is not clear which "
        "counts. Rename or remove one."
    ),
    "headings_missing": _(
        "The headings were not found; these are lacking: %(columns)s. Put them into the first row of "
        "the sheet."
    ),
    "rows_missing": _("There are headings, but no rows below them. Nothing was taken."),
    "register_changed": _(
        "The register was changed while the file was being read; nothing was taken. Send the file again."
    ),
    "text_expected": _("The cell holds a date or a truth value where text belongs. Write it as text."),
    "text_too_long": _("The text is longer than %(limit)s characters. Shorten it."),
    "text_characters": _(
        "The text holds line breaks, invisible characters, or begins like a formula. Type it again."
    ),
    "name_characters": _("The name holds something that is no letter, such as a digit. Correct it."),
    "sex_unreadable": _("The sex is not readable. Write 男 or 女, or leave it empty."),
    "standing_missing": _("The standing is missing. Write it as the register does."),
    "standing_unreadable": _("The standing is not readable. Write it as the register does."),
    "day_unreadable": _("The date is not readable: it needs year, month and day, such as 2026-11-06."),
    "phone_unreadable": _("The telephone number is not readable. Use digits, spaces and hyphens."),
    "id_number_ruined": _(
        "The spreadsheet has turned the ID number into a plain number, and its last digits are lost. "
        "Set the column to text and type it again."
    ),
    "identity_missing": _(
        "Neither an ID number nor a birth date is given, so the person cannot be told from others. "
        "Enter one of the two."
    ),
    "sex_differs_from_id_number": _("The sex does not agree with the ID number. Compare both with the card."),
    "birth_date_differs_from_id_number": _(
        "The birth date does not agree with the ID number. Compare both with the card."
    ),
    "joined_on_missing": _("The day of joining is missing. Enter it."),
    "joined_in_the_future": _("The day of joining lies in the future. Correct it."),
    "joined_before_birth": _("The day of joining lies before birth. Correct one of the two."),
    "unit_missing": _("The unit is missing. Enter its name or code."),
    "unit_ambiguous": _("Several units have this name. Enter the code."),
    "unit_name_differs": _("Name and code are not those of the same unit. Correct one of the two."),
    "twice_in_file": _(
        "This person stands in the file twice: also in row %(row)s of “%(sheet)s”. Remove one."
    ),
    "member_before": _(
        "This person is in the register as a former member. Enter the return on the person's page."
    ),
    "in_register_twice": _("Several people in the register could be this one. Enter the ID number."),
    "in_register_without_id_number": _(
        "This person may be in the register already, without ID number. Add the number there first."
    ),
    "differs_from_register": _(
        "The register says something else. Check which is right; if the file is, correct the "
        "register on the person's page."
    ),
}

"""Sentences about files, their cells and their rows."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "file_missing": _("There is no such file, or it cannot be opened. Check the path and choose it again."),
    "file_empty": _(
        "The file is empty: it has no content at all. Choose the right one, or save it again and send that."
    ),
    "file_wrong_type": _(
        "This is no table that can be read: .xlsx, .xls, .et, .ods, .csv and .txt can. Open it in WPS or "
        "Excel, save it as .xlsx and send that."
    ),
    "file_is_web_page": _(
        "The file is named as a table, but is a web page, as some systems export it. Open it in WPS or "
        "Excel, save it as .xlsx and send that."
    ),
    "file_encrypted": _(
        "The workbook is protected by a password, so it was not read. Remove the password in WPS or Excel, "
        "save it and send it again."
    ),
    "file_has_doctype": _(
        "The file holds definitions (DTD) that no office program writes, so it was not opened. Copy the "
        "values alone into a new workbook."
    ),
    "file_truncated": _(
        "The file is damaged or incomplete, so nothing was taken. Save it again and send the new file."
    ),
    "file_has_macros": _(
        "The workbook holds macros and was not opened. Save it as .xlsx without macros and send that."
    ),
    "file_too_large": _(
        "The file is larger than %(megabytes)s MB, so it was not read. Leave out pictures, or divide it "
        "by unit."
    ),
    "file_unpacks_too_large": _(
        "The file unpacks to far more than a register needs and was not read. Copy the values alone "
        "into a new workbook."
    ),
    "file_too_many_cells": _(
        "The file holds more than %(rows)s rows or %(cells)s cells, so it was not read. Divide it, for "
        "example by unit."
    ),
    "file_too_many_columns": _(
        "A row has more than %(limit)s columns, so nothing was read. Delete the columns that are not needed."
    ),
    "paste_too_large": _("More than %(limit)s characters were pasted. Send them as a file instead."),
    "quote_unclosed": _(
        "In row %(row)s a quotation mark begins a cell and is not closed, so it is not clear where the cell "
        "ends. Correct it, or save the table as .xlsx."
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
        "These columns were not found: %(columns)s. Give them their usual headings, or say which columns "
        "they are."
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
    "same_as_above": _("The cell only says that it is as above. Write the value itself in every row."),
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
    "unit_kind_missing": _("The kind of unit is missing. Enter it as the register calls it."),
    "unit_code_missing": _("The topmost unit needs a code. Enter it."),
    "unit_alike_in_register": _(
        "The register has a unit of this name, or nearly so, in the same place. Say whether it is the same."
    ),
    "unit_too_deep": _("The unit would stand too far down in the tree. Put it under a unit further up."),
    "founded_in_the_future": _("The day of founding lies in the future. Correct it."),
    "founded_with_parent": _(
        "%(count)s units were founded before the one above them is in the register: they begin with it."
    ),
    "away_in_the_future": _("The day of going away lies in the future. Correct it."),
    "away_before_joining": _("The day of going away lies before joining. Correct one of the two."),
    "away_differs": _(
        "The register says otherwise of whether this member is away. Enter leaving and return on the "
        "person's page."
    ),
    "another_table": _(
        "A second list with other columns begins here; it was not read. Put it on a sheet of its own."
    ),
    "sheet_unread": _(
        "Nothing was read from this sheet, and it holds ID numbers: its headings were not understood. Give "
        "them their usual names, or put the sheet in a file of its own."
    ),
    "founded_differs": _(
        "The register has another day of founding, and no file changes that. Choose what the register says."
    ),
    "parent_differs": _(
        "In the register another unit stands above. Choose what the register says; if the unit has "
        "moved, place it anew on its page."
    ),
    "parent_rejected": _(
        "The unit above stands in this file too, in a row with a fault. Mend that row first."
    ),
    "renamed_on_impossible": _(
        "The day of renaming lies after the founding and not in the future. Correct one of the two days."
    ),
    "twice_in_file": _("This stands in the file twice: also in row %(row)s of “%(sheet)s”. Remove one."),
    "member_before": _(
        "This person is in the register as a former member. Enter the return on the person's page."
    ),
    "in_register_twice": _("Several people in the register could be this one. Enter the ID number."),
    "in_register_without_id_number": _(
        "This person may be in the register already, without ID number. Say whether it is the same person."
    ),
    "differs_from_register": _("The register says something else. Say which of the two is right."),
    "day_missing": _("The day is missing. Enter it."),
    "day_too_far": _("The day is more than a year ahead. Check the year."),
    "time_unreadable": _("The time is not readable. Write it such as 14:30, or leave it empty."),
    "count_unreadable": _("The number of people is not readable. Write a whole number, such as 12."),
    "gathering_kind_missing": _("It is not said what kind of meeting this was. Enter it."),
    "gathering_kind_several": _("The row names several kinds of meeting. Write a row for each."),
    "period_unreadable": _(
        "The period made up for is not readable. Write it such as 2026-Q2 or 2026-03, or leave it empty."
    ),
    "state_unreadable": _("The state is not readable. Write 已召开 or 已通知, or leave it empty."),
    "present_missing": _(
        "It is said how many were entitled and not how many came. Enter that too, or leave both empty."
    ),
    "entitled_missing": _(
        "It is said how many were present and not how many were entitled. Enter that too, or leave "
        "both empty."
    ),
    "fewer_attended_than_present": _(
        "Fewer came in all than were present of those entitled. Correct one of the two numbers."
    ),
    "body_not_there": _(
        "The unit has no such body on that day. Enter it with its members first, or correct the name."
    ),
    "gathering_same_day": _(
        "The register has a meeting of this kind and day, and neither subject nor time tells whether "
        "it is this one. Say whether it is the same."
    ),
    "gathering_cancelled": _(
        "This meeting was taken back in the register. Remove the row, or say that it is to be recorded anew."
    ),
    "gathering_called_off": _("Meetings that were called off are not taken in. Remove the row."),
    "announcement_differs": _(
        "The meeting is announced otherwise. If the file is right, call it off in the register and "
        "announce it anew."
    ),
    "counts_by_name": _("The register counted these by name. Correct the attendance in the record itself."),
    "only_called": _(
        "%(count)s announcements: day, time, place and subject were taken, nothing else of the row."
    ),
    "post_missing": _("The row names neither a post nor a body. Enter one of them."),
    "post_unknown": _(
        "“%(post)s” is no post kept here. Write one of the register's posts, or leave this part out."
    ),
    "body_unknown": _("There is no such kind of body. Write one of the register's, or leave the cell empty."),
    "body_ambiguous": _("The unit has several such bodies. Write the name of the one that is meant."),
    "name_differs": _(
        "In the register the ID number belongs to somebody of another name. Correct one of the two."
    ),
    "person_ambiguous": _("Several members bear this name. Enter the birth date or the ID number."),
    "holder_and_vacancy": _(
        "The row names a person and says that the post is vacant. If the person has left, enter the day of "
        "leaving; otherwise leave the vacancy empty."
    ),
    "day_in_the_future": _("The day lies in the future. Correct it, or enter the row when the day has come."),
    "before_unit": _(
        "In the register the unit begins on %(founded)s only. Correct the day, or follow the register and "
        "count from then."
    ),
    "since_missing": _("The day of leaving is given and the day of beginning is not. Enter that too."),
    "term_start_missing": _("The end of the term is given and its beginning is not. Enter that too."),
    "term_due_missing": _("No rule says how long a term is in such a unit. Enter when it ends."),
    "term_without_body": _("A term is given and it is not clear of which body. Enter the body."),
    "contradicted_in_file": _(
        "Row %(row)s of “%(sheet)s” says something else about the same. Compare both and correct one."
    ),
    "vacancy_without_holder": _(
        "%(count)s vacancies of posts nobody is known to have held: the register counts from the last "
        "leaving. Enter the last holders with the day of leaving."
    ),
}

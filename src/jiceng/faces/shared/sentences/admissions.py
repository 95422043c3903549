"""Sentences about admissions: what is out of order, by which clause, and how it is mended."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "step_missing_before": _(
        "“%(step)s” comes after: %(missing)s. Record that first, or check the day: what came later does not "
        "count (%(clause)s)."
    ),
    "step_too_early": _(
        "“%(step)s” may be done from %(opens_on)s on (%(clause)s). Check the day, or record it then."
    ),
    "step_too_late": _(
        "“%(step)s” could be done until %(latest)s at the very latest (%(clause)s). The meeting votes again; "
        "record that first."
    ),
    "step_too_little": _(
        "This is less than the rule asks (%(clause)s). Record it when enough has been done."
    ),
    "step_too_much": _("This is more than the rule allows (%(clause)s). Check the number."),
    "step_too_few": _("Fewer people are named than the rule asks (%(clause)s). Name one more."),
    "step_too_many": _("More people are named than the rule allows (%(clause)s). Name fewer."),
    "step_too_young": _(
        "On that day the applicant was not yet %(age)s years old, or the birth date is not known "
        "(%(clause)s). Check day and birth date."
    ),
    "step_done_before": _(
        "“%(step)s” is recorded as done already. If that entry is wrong, correct it; nothing was added."
    ),
    "step_in_the_future": _("The day lies in the future. It is recorded once it has happened."),
    "unknown_step": _("There is no such step in the rules in force. Go back to the case and choose again."),
    "unknown_course": _("This kind of admission is not in the rules in force. Choose one from the list."),
    "course_not_in_force": _("On %(day)s no rule for this was in force. Check the day."),
    "code_twice": _("In the profile, %(where)s names %(value)s twice. Give each step its own code."),
    "admission_not_found": _(
        "There is no such case within your responsibility. Look in the unit's list of cases."
    ),
    "admission_open": _("A case of this person is open already. Go on with that one."),
    "admission_closed": _("This case is closed. Reopen it first if that was a mistake."),
    "admission_not_closed": _(
        "Only a case that was closed before its end is reopened. To change a completed one, correct its last "
        "step."
    ),
    "still_a_member": _(
        "The person is a member already. End the membership in the register first, then close the case."
    ),
    "closed_before_begun": _("The day lies before the application, %(begun_on)s. Correct it."),
    "step_corrected_already": _("This entry has been corrected already. Correct the newest one instead."),
    "step_gave_membership": _(
        "A membership in the register rests on this entry, so it is not changed here. Ask the officer who "
        "manages the register."
    ),
    "correction_unsettles": _(
        "With this change “%(step)s” of %(day)s would no longer be in order. Correct that entry first."
    ),
    "birth_date_missing": _("The birth date is missing, and so is the ID number. Give one of the two."),
    "nobody_entitled": _("Nobody is entitled to vote by this number. Enter how many are."),
    "more_ayes_than_present": _("More voted in favour than were present. Correct one of the two numbers."),
    "named_twice": _("The same person is named twice. Choose another one."),
    "unknown_role_of_step": _("This step names nobody in such a role. Reload the page and enter it again."),
}

"""Sentences about decisions: the record somebody gave to be judged, and the procedure it names."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "record_field_unknown": _(
        "The record holds %(field)s, which no record has: probably a misspelling. Correct or remove it."
    ),
    "record_field_twice": _("The record names %(field)s twice in one place. Keep one of them."),
    "record_field_missing": _("The record lacks %(field)s. Add it."),
    "record_field_wrong": _("In the record, %(field)s must be: %(expected)s. Correct it."),
    "record_event_twice": _("Two entries of the record have the same id (%(event)s). Give each its own."),
    "record_correction": _(
        "The entry %(event)s corrects or answers something that is not there, or "
        "that another entry corrects already. Check the ids."
    ),
    "unknown_procedure": _("There is no such procedure in the rules in force. Choose one from the list."),
    "procedure_not_in_force": _("On %(day)s no rule for this procedure was in force. Check the day."),
    "decision_not_found": _("This decision was not found, or it is outside your responsibility."),
    "decision_entry_wrong": _(
        "What was entered cannot be so. Below it says what is wrong and how to put it right; "
        "nothing was saved."
    ),
    "decision_out_of_order": _(
        "By the rule of the day this step is not in order. Below it says why, by which clause and how to "
        "mend it; nothing was saved."
    ),
    "decision_unsettles": _(
        "Other entries would then no longer count. They are named below; nothing was saved. Where it is "
        "right all the same, say so below and send it again."
    ),
    "nothing_to_disclose": _(
        "This step has no notice to be posted now: it was posted already, or an earlier step is missing. "
        "Look at the decision's page for what is next."
    ),
    "disclosure_there": _(
        "A notice of this step is being written or is posted already. Go on with that one."
    ),
    "pdf_not_installed": _(
        "What makes PDF is not installed here. Take the Word file, or have whoever looks after the computer "
        "run “make documents”."
    ),
    "pdf_stopped": _("The PDF took too long or too much memory. Take the Word file, or shorten the text."),
    "decision_dropped": _("This decision was given up. Go on with it first."),
    "decision_not_dropped": _("This decision was not given up; it goes on as it is."),
    "decision_settled": _(
        "This decision is at its end. It is not given up any more; wrong entries are corrected."
    ),
    "event_corrected_already": _(
        "This entry was corrected or taken back already. Correct the one that stands now."
    ),
    "entry_sent_already": _(
        "This form was sent already and made an entry. Look at it; if something in it is wrong, correct it "
        "there."
    ),
    "event_day_wrong": _("The day lies between %(first)s and today. Check it."),
    "carry_out_day_wrong": _("It cannot be carried out before it was proposed. Check the day."),
    "meeting_of_another_day": _("Those minutes are of %(day)s. Enter that day, or choose other minutes."),
    "meeting_of_another_unit": _("Those minutes are another unit's. Choose minutes of this unit."),
    "meeting_of_another_body": _(
        "Those minutes are of a meeting in which another body decides. Choose minutes of the body of this "
        "step."
    ),
    "procedure_of_other_units": _("Units of this kind do not decide by this procedure. Choose another one."),
    "unknown_relation": _("Such a relation makes nobody stand aside here. Choose one from the list."),
    "not_on_the_roll": _(
        "This person takes part in no step of this decision in which somebody has to stand aside. Choose one "
        "from the list."
    ),
    "unknown_matter": _("Choose what kind of matter it is; the rules differ."),
    "not_in_register_here": _(
        "Nobody of that name is in this unit's register: %(names)s. Check the names, or leave them out and "
        "describe the matter in the text."
    ),
}

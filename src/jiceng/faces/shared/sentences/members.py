"""Sentences about what members pay and how they and their units are honoured."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "dues_rule_not_in_force": _(
        "For this month there is no rule in force for this kind. Choose a later month."
    ),
    "dues_base_missing": _("Enter what the share is taken of, or the sum chosen, in yuan."),
    "dues_out_of_range": _("The rule asks for %(least)s to %(most)s yuan a month. Enter a sum between them."),
    "dues_too_much": _("That is more than anyone earns in a month. Check the sum, in yuan."),
    "dues_base_unreadable": _(
        "What is earned cannot be read: the keys are not those it was sealed with. Ask the administrator."
    ),
    "unknown_payer": _("There is no such kind in the rules. Choose one from the list."),
    "dues_nothing_to_record": _(
        "There is nothing new to record: it is recorded already, or nobody is ticked."
    ),
    "dues_paid_in_the_future": _("The day lies in the future. Record it once it is paid."),
    "dues_months_reversed": _("The last month lies before the first. Choose a later one."),
    "dues_beyond_the_year": _("Months of one year are recorded together, none after the year it is paid in."),
    "bad_amount": _("Enter a sum in yuan, more than 0."),
    "dues_corrected": _("This row was corrected already. Reload the page and correct the newest one."),
    "dues_too_many_months": _("At most %(most)s months at once: a hardship is looked at again each year."),
    "dues_no_reduction": _("That is not less than the standard. Enter a smaller sum, or 0."),
    "dues_reduction_there": _("For these months a reduction is asked or granted already."),
    "dues_reduction_decided": _("This was decided already. Nothing was changed; reload the page."),
    "payment_not_found": _(
        "There is no such payment within your responsibility. Look in the list of the month."
    ),
    "reduction_not_found": _(
        "There is no such request within your responsibility. Look in the sums of dues."
    ),
    "honour_missing": _("The honour is missing. Enter it as the paper calls it."),
    "giver_missing": _("Who gave it is missing. Enter it as the paper has it."),
    "commended_in_the_future": _("The day lies in the future. Enter it once the honour is given."),
    "commendation_there": _("The same commendation is entered already. Look in the list of its year."),
    "commendation_ended": _("This entry was corrected or withdrawn already. Reload the list."),
    "commendation_not_found": _(
        "There is no such commendation within your responsibility. Look in the list of commendations."
    ),
}

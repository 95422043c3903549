"""Sentences about people in motion: letters, members away and from elsewhere, departures, leaders."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "letter_not_found": _(
        "There is no such transfer letter within your responsibility. Look in the list of people in motion."
    ),
    "letter_under_way": _(
        "A transfer letter for this person is under way already. Settle or cancel it before issuing another."
    ),
    "letter_settled": _("This letter was settled already, or changed meanwhile. Reload its page."),
    "letter_not_addressed": _(
        "It is not yet said to which unit this letter goes. The officer over both units addresses it."
    ),
    "letter_expired": _(
        "The letter was valid until %(last)s. Return it; the other side issues a new one, and the membership "
        "stays there until then."
    ),
    "letter_overtaken": _(
        "The person is no longer a member of the unit that issued the letter. Cancel the letter."
    ),
    "letter_in_the_future": _("The day lies in the future. Enter it on the day itself or afterwards."),
    "letter_template_unreadable": _(
        "The template of the letter cannot be filled in. Ask the administrator to put the packaged one back, "
        "then try again."
    ),
    "destination_missing": _("The other organisation is missing. Enter it as the letter has it."),
    "settled_in_the_future": _("The day lies in the future. Enter it on the day itself or afterwards."),
    "not_suspended": _("This membership is not suspended, so there is nothing to end for good."),
    "unreachable_missing": _("For this reason, say when the person was last heard of."),
    "not_yet": _(
        "The rule asks for more than %(months)s months out of reach: choose a day after %(after)s, or "
        "another reason."
    ),
    "not_before": _("By the rule this may be done from %(first)s at the earliest."),
    "visitor_not_found": _(
        "There is no such member from elsewhere within your responsibility. Look in the list."
    ),
    "visitor_gone": _("This member from elsewhere takes part here no longer. Nothing was changed."),
    "training_not_found": _("There is no such training within your responsibility. Reload the page."),
    "training_withdrawn": _("This training was taken back already. Nothing was changed."),
    "bad_hours": _("Hours of training are above 0, at most %(most)s, in halves. Correct them."),
    "subject_missing": _("The subject is missing. Enter what the training was about."),
    "successor_not_found": _("There is no such naming within your responsibility. Reload the page."),
    "successor_named": _("This person is named for the post already, or holds it. Nothing was added."),
    "successor_ended": _("This naming has ended already. Nothing was changed."),
}

"""Sentences about units put right, and about models."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "weak_case_not_found": _("This case was not found, or it is outside your responsibility."),
    "case_open": _("This unit is being put right already. Go on with that case."),
    "case_step_not_open": _(
        "It is not this step's turn: an earlier one is still to be entered, or it was entered already. The "
        "case's page says what is next."
    ),
    "look_back_too_early": _("The look back is due on %(due)s; look then, and enter it from that day on."),
    "unknown_weakness": _("This is not one of the situations asked of such a unit. Choose from the list."),
    "attestation_settled": _("It was answered or taken back already. Look at the board for how it stands."),
    "paper_missing": _("Enter the number of the paper, or choose the decision by which it is done."),
    "decision_not_adopted": _(
        "This decision was not adopted, or is not of the unit or one above it. Choose another, or enter the "
        "number of the paper."
    ),
    "ground_missing": _(
        "Nothing speaks for listing this unit: no criterion holds of it, and nothing that was said of it has "
        "been answered. Choose at least one ground."
    ),
    "ground_does_not_hold": _(
        "On that day the registers do not bear this ground out. Leave it out, or check the day."
    ),
    "ground_not_answered": _(
        "What was said of the unit counts only once it was shown to the unit and answered. "
        "Wait for the answer."
    ),
    "asked_count_wrong": _(
        "No more can be satisfied than were asked, and somebody must have been asked. Check the two numbers."
    ),
    "exemplar_not_found": _("This model was not found, or it is outside your responsibility."),
    "unknown_exemplar_kind": _("Such a unit or person is no model of this kind. Choose another kind."),
    "exemplar_there": _("It is nominated or named as this already. Go on with that one."),
    "exemplar_check_reason": _("A check fails: say why it is nominated all the same."),
    "exemplar_step_not_open": _("It is not this step's turn. The model's page says what is next."),
    "exemplar_notice_short": _(
        "The notice must have been posted for %(days)s days; naming is possible from %(first)s on."
    ),
    "exemplar_objections_open": _("An objection is not answered yet. Enter how it was settled first."),
    "not_a_member_here": _("She is not a member of this unit today. Choose somebody of its register."),
}

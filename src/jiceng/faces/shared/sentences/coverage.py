"""Sentences about coverage of establishments: the lists, what covers one, words against rules."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "establishment_not_found": _(
        "There is no such establishment within your responsibility. Look in the list of coverage."
    ),
    "cover_without_unit": _("Say which organisation covers it: choose the unit."),
    "cover_without_name": _("Say who was sent: enter the name."),
    "unit_without_form": _(
        "This unit has no organisation on that day. Choose one that has, or give it its form first."
    ),
    "covered_already": _("This is recorded already. End what is recorded before entering another."),
    "cover_ended": _("This was ended already, or changed meanwhile. Reload the page."),
    "overruled_already": _("It counts by an earlier word already. End that before entering another."),
    "cover_in_the_future": _("The day lies in the future. Enter it on the day itself or afterwards."),
    "list_not_told": _(
        "It is not said yet whose list this is and as of which day. Say so on the page of the import."
    ),
    "establishment_name_missing": _("The name is missing. Enter it."),
    "credit_code_length": _(
        "The credit code does not have eighteen characters, or has one such codes never have "
        "(I, O, S, V, Z). Correct it, or leave it empty."
    ),
    "credit_code_check": _(
        "The last character of the credit code does not fit the others: one of them is wrong. Correct it."
    ),
    "credit_code_of_other_kind": _(
        "By its credit code this is registered elsewhere: it does not belong to this kind of list."
    ),
    "establishment_state_unreadable": _(
        "The registered state is not readable. Write 存续, 停业, 清算, 吊销, 撤销, 注销 or 迁出."
    ),
    "report_year_unreadable": _("The year is not readable. Write it such as 2024, or 未报 for never."),
    "registered_in_the_future": _("The day of registration lies in the future. Correct it."),
    "registered_after_list": _(
        "It was registered after the day of the list (%(as_of)s). Correct one of the two days."
    ),
    "establishment_state_assumed": _(
        "Rows without a registered state, taken as operating since they are on the list: %(count)s."
    ),
    "establishment_place_unknown": _(
        "Rows that name no township, nor does their address; listed under the topmost unit: %(count)s."
    ),
}

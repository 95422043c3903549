"""Sentences about periods and figures, profiles and settings, background jobs."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "bad_period": _(
        "“%(value)s” is not a period. Write it as 2026-10, 2026-Q4, 2026-H1, 2026 or 2026-01-01/2026-03-31."
    ),
    "period_ends_before_it_starts": _(
        "The period ends (%(end)s) before it starts (%(start)s). Correct one of the two days."
    ),
    "bad_share": _("“%(value)s” is not a share. Write a fraction such as 2/3: 0.67 is not two thirds."),
    "bad_figure": _("“%(value)s” is not a figure of the kind this parameter needs. Correct it."),
    "wrong_figure_kind": _(
        "This parameter needs another kind of figure (%(parameter)s). Give it as the rule has it: "
        "whole number, share or day."
    ),
    "unknown_comparator": _("This comparison is not known. Use >=, >, <=, < or ==."),
    "unknown_parameter": _("There is no such parameter in the rules in force. Choose one from the list."),
    "value_ends_before_it_starts": _(
        "The value of %(parameter)s would end before it starts. Correct one of the two dates."
    ),
    "values_overlap": _("Two values of %(parameter)s would hold on the same day. End the earlier one first."),
    "kind_named_twice": _(
        "Two alternatives of one rule name the same kind of gathering (%(value)s). Name each kind once."
    ),
    "not_measured_so": _(
        "The rule asks for hours or days of kinds of gathering that are not measured so (%(value)s). "
        "Give them the same measure, or leave it out of the rule."
    ),
    "unknown_code": _("The rules use a code that they do not define. Correct it in the profile."),
    "unknown_body": _("The data name a body that is not among them (%(body)s). Check the list of bodies."),
    "unknown_unit": _("The data name a unit that is not among them (%(unit)s). Check the list of units."),
    "columns_of_unequal_length": _(
        "The columns of %(table)s differ in length, so the duties were not computed. Tell the administrator."
    ),
    "unknown_unit_number": _(
        "The table %(table)s names a unit that does not exist, so the duties were not computed. Tell "
        "the administrator."
    ),
    "setting_invalid": _(
        "The setting %(name)s has a wrong value: it must be %(explanation)s. Correct it and start again."
    ),
    "setting_unsafe": _("The setting %(name)s is not safe: %(explanation)s. Correct it and start again."),
    "bad_toml": _("The profile cannot be read at %(where)s: %(reason)s. Correct the file."),
    "missing_key": _("The profile lacks %(where)s. Add it."),
    "unknown_key": _(
        "The profile holds %(where)s, which nothing reads: probably a misspelling. Correct or remove it."
    ),
    "wrong_type": _("In the profile, %(where)s must be: %(expected)s. Correct it."),
    "bad_code": _(
        "In the profile, %(where)s is not a code: lower-case letters, digits and underscores. Correct it."
    ),
    "wrong_code": _(
        "The profile at %(where)s calls itself “%(value)s”; its folder says otherwise. Make both the same."
    ),
    "one_of": _("In the profile, %(where)s must hold exactly one of: %(keys)s. Correct it."),
    "bodies_need_a_column": _(
        "In the profile, %(where)s counts bodies and must say of which kind (a column). Add it."
    ),
    "profile_extends_itself": _(
        "The profile %(value)s extends itself in the end (%(where)s). Break the circle."
    ),
    "too_many_items": _("The profile has too many items at %(where)s: at most %(most)s. Remove some."),
    "version_ends_before_it_starts": _(
        "In the profile, the version at %(where)s ends before it starts. Correct its dates."
    ),
    "classes_leave_gaps": _(
        "In the profile, the classes at %(where)s leave a value in none of them, or in two. Let each begin "
        "where the one before ends, and name each word once."
    ),
    "versions_overlap": _(
        "In the profile, versions at %(where)s hold on the same day. End the earlier before the later begins."
    ),
    "job_failed": _(
        "The work broke off because of an error in the program. Nothing of it was saved. Try "
        "again; if it breaks off again, tell the administrator."
    ),
    "job_interrupted": _(
        "The work was interrupted twice, perhaps for want of memory, and is given up. Nothing "
        "of it was saved. Tell the administrator before you try again."
    ),
    "job_not_found": _("There is no such background job. Those finished are forgotten after 30 days."),
    "worker_at_work": _(
        "Another worker does the background jobs already, those that wait included. Nothing needs to be done."
    ),
}

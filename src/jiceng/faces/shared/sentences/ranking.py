"""Sentences about rankings: the file somebody handed in, and what it cannot tell."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_FILES: dict[str, str | Promise] = {
    "ranking_not_utf8": _("The file %(file)s is not text in UTF-8. Save it as UTF-8 and try again."),
    "ranking_not_written": _("The picture could not be written to %(file)s. Choose another place."),
    "ranking_empty": _("There is nothing to rank: %(field)s is empty. Check the file."),
    "ranking_not_json": _("The file is not JSON (line %(line)s). Correct it there."),
    "ranking_json_number": _("The file holds %(word)s where a number must stand. Correct or remove it."),
    "ranking_field_missing": _("The file lacks %(field)s. Add it."),
    "ranking_field_unknown": _("The file holds %(field)s, which is not known: probably a misspelling."),
    "ranking_field": _("%(field)s must be: %(expected)s. Correct it."),
    "ranking_name_empty": _("A name in %(field)s is empty. Give every one its name."),
    "ranking_item_twice": _("%(name)s is named twice in %(field)s. Name it once."),
    "ranking_lengths": _(
        "%(field)s has %(given)s entries, there are %(expected)s ballots. Give one for each."
    ),
    "ranking_not_a_number": _(
        "Line %(line)s: %(field)s is not a number, or too large to be one. Correct it."
    ),
    "ranking_not_csv": _(
        "Line %(line)s is not CSV: perhaps a quotation mark is left open. Correct it there or further down."
    ),
    "ranking_place": _(
        "Line %(line)s: the place of %(field)s is less than 1. Leave the cell empty if it was not ranked."
    ),
    "ranking_columns": _("Line %(line)s has %(given)s cells instead of %(expected)s. Correct the line."),
    "ranking_column_missing": _("The column %(field)s is missing. Add it to the first line."),
    "ranking_column_unknown": _(
        "The column %(field)s is not known, or is there twice. Correct the first line."
    ),
    "ranking_cell_empty": _("Line %(line)s: %(field)s is empty. Fill it in."),
    "ranking_row_empty": _("Line %(line)s ranks nobody. Fill it in, or remove the line."),
    "ranking_preflib_line": _("Line %(line)s is not as PrefLib writes it. Correct the line."),
    "ranking_two_groups": _("Line %(line)s: %(name)s was in another group before. A rater has one group."),
    "ranking_scored_twice": _("Line %(line)s scores what line %(first)s did already. Keep one of them."),
    "ranking_named_twice": _("Line %(line)s names the same as line %(first)s. Keep one of them."),
    "ranking_negative": _("Line %(line)s: %(field)s is negative. Correct the line."),
}
_BALLOTS: dict[str, str | Promise] = {
    "ranking_ballot_shape": _('Ballot %(ballot)s must be a list of groups of names, like [["a"],["b","c"]].'),
    "ranking_ballot_empty": _("Ballot %(ballot)s ranks nobody. Fill it in, or remove it."),
    "ranking_group_empty": _("Ballot %(ballot)s has an empty group. Remove it."),
    "ranking_item_unknown": _(
        "Ballot %(ballot)s names %(name)s, who is not among the items. Correct the name."
    ),
    "ranking_listed_twice": _("Ballot %(ballot)s names %(name)s twice. Keep one place."),
    "ranking_weight": _("Ballot %(ballot)s: the weight must be a number that is not negative."),
    "ranking_item_unknown_in_line": _(
        "Line %(line)s names %(name)s, who is not among the items. Correct the name."
    ),
    "ranking_listed_twice_in_line": _("Line %(line)s names %(name)s twice. Keep one place."),
    "ranking_weight_in_line": _("Line %(line)s: the weight must be a number that is not negative."),
}
_FITS: dict[str, str | Promise] = {
    "ranking_apart": _(
        "These were never compared with those: %(first)s; %(second)s. There is no common order without "
        "pseudo-comparisons. Add ballots that compare them, or give --pseudo 0.5."
    ),
    "ranking_always_first": _(
        "Always first where they were compared: %(names)s. There is no finite estimate without "
        "pseudo-comparisons. Leave them out, or give --pseudo 0.5."
    ),
    "ranking_always_last": _(
        "Always last where they were compared: %(names)s. There is no finite estimate without "
        "pseudo-comparisons. Leave them out, or give --pseudo 0.5."
    ),
    "ranking_clusters": _(
        "None of the latter was ever placed above one of the former: %(upper)s; %(lower)s. There is no "
        "finite estimate without pseudo-comparisons. Rank them apart, or give --pseudo 0.5."
    ),
    "ranking_always_tied": _(
        "Wherever %(order)s could be tied, as many were: how usual such ties are cannot be estimated. "
        "Add ballots without them."
    ),
    "ranking_nothing_compared": _("Nobody is compared with anybody. Add ballots or scores of two at least."),
    "ranking_pseudo": _("The weight of pseudo-comparisons must be a number that is not negative."),
    "ranking_raters": _("The ballots do not say whose they are. Add raters, one for each ballot."),
    "ranking_not_converged": _(
        "No maximum was found in %(steps)s steps. The data hardly tell; add data, or leave out the rarest "
        "cases."
    ),
    "ranking_covariance": _("Standard errors and seeds must be numbers that are not negative."),
    "ranking_level": _("The level of confidence must lie between 0 and 1, such as 0.95."),
    "ranking_top": _("The number of first places must lie between 1 and %(most)s."),
    "ranking_scored_once": _(
        "Everyone was scored once: nothing tells persons from chance. Add scores by others, or on more "
        "criteria."
    ),
    "ranking_all_equal": _("All scores are equal: there is no order in them."),
    "ranking_too_many": _(
        "There are more than %(most)s persons and more than %(most)s raters. Rank them in smaller sets."
    ),
}
_PARTS: dict[str, str | Promise] = {
    "parts_weights": _("The weights of the parts must sum to one, and each scale must have a width."),
    "parts_name_twice": _("A person is there twice. Keep one entry."),
    "parts_unknown": _("Entry %(person)s has the part %(part)s, which the formula does not know."),
    "parts_outside": _("Entry %(person)s: %(part)s lies outside its scale. Correct it."),
    "parts_field": _("In the formula, %(field)s is missing, unknown, or not as it must be. Correct it."),
}
SENTENCES: dict[str, str | Promise] = {**_FILES, **_BALLOTS, **_FITS, **_PARTS}

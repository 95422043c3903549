"""Sentences about units, bodies, posts and the register they come from."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "unit_not_found": _(
        "There is no such unit within your responsibility. Search by name or code, or go down from "
        "your own unit."
    ),
    "unit_not_active": _(
        "Unit %(unit)s did not exist on %(day)s: it was not yet founded or already closed. Choose "
        "another day or unit."
    ),
    "unit_needs_parent": _("It is not said which unit stands above. Choose one."),
    "unit_has_units": _("Units below it are still open. Move or close them first."),
    "unit_has_members": _("It still has members. Transfer them first."),
    "unit_has_holders": _("Posts or seats in it are still held. End them first."),
    "body_exists": _("There is such a body already, and all members are in it. Nothing was set up."),
    "post_exists": _("There is this post already, and a unit has only one. Nothing was set up."),
    "parent_is_below": _("A unit cannot stand under itself or under one of its own. Choose another parent."),
    "split_needs_units": _("A split needs at least one new unit. Enter what the unit is split into."),
    "merge_needs_units": _("A merger needs at least two units. Choose them."),
    "code_in_use": _("Code %(value)s belongs to another unit. Choose another code."),
    "bad_unit_code": _(
        "“%(value)s” cannot be a unit's code: it has letters, digits, “-”, “.” and “_”, without spaces or "
        "slashes. Correct it."
    ),
    "moved_in_the_future": _(
        "The day lies in the future. Who is responsible changes with the move, so it is entered on the day "
        "itself or afterwards."
    ),
    "bad_division_code": _("“%(value)s” is not a division code: it has 6, 9 or 12 digits. Correct it."),
    "before_last_change": _(
        "The last change was made on %(last)s, and history is not overwritten: choose a later day."
    ),
    "unknown_unit_kind": _("This kind of unit is not in the rules in force. Choose one from the list."),
    "unknown_form": _(
        "This form of organisation is not in the rules in force for such a unit. Choose one from the list."
    ),
    "unknown_body_kind": _("This kind of body is not in the rules in force. Choose one from the list."),
    "unknown_post_kind": _("This post is not in the rules in force. Choose one from the list."),
    "body_not_found": _(
        "There is no such body within your responsibility. Go to the unit's page and choose it there."
    ),
    "body_not_active": _(
        "This body was not at work on that day: it was not yet formed or already dissolved. Check the day."
    ),
    "body_has_seats": _("Someone still has a seat in %(body)s. End the seats first."),
    "term_ends_before_it_starts": _("The term would end before it starts. Correct one of the two dates."),
    "seat_taken": _("This person has a seat in this body already. Nothing was added."),
    "seat_ended": _("This seat was given up already. Nothing was changed; reload the page."),
    "post_held": _("Someone holds this post. End that first, then fill the post."),
    "post_left": _("This post was left already. Nothing was changed; reload the page."),
    "post_not_active": _(
        "There was no such post on that day: it was not yet set up or is no more. Check the day."
    ),
    "register_not_empty": _(
        "There are units already, so the register was not loaded again. Nothing was changed."
    ),
    "register_level_unknown": _(
        "The register holds the level “%(level)s”, which the rules do not know. Correct the register "
        "or the profile."
    ),
    "post_not_found": _(
        "There is no such post within your responsibility. Go to the unit's page and choose it there."
    ),
    "demonstration_incomplete": _("The demonstration is incomplete. Start again with an empty data folder."),
    "profile_without_register": _(
        "This profile brings no register of units, so no demonstration can be made from it. Choose "
        "another profile."
    ),
    "names_exhausted": _(
        "There are not enough invented names for the level “%(level)s” of the demonstration. Add "
        "names to the list."
    ),
}

"""Sentences about tokens, the API and calendars."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "machine_never_signs_in": _(
        "This account is another program's: it never signs in and has no password. Give it a token instead."
    ),
    "token_of_another": _(
        "A token acts in its owner's name, so nobody makes one for another person. Choose yourself or a "
        "program's account."
    ),
    "permissions_missing": _("It is not said what the token may do. Tick at least one."),
    "unknown_permission": _("A token cannot be given this. Choose from the list."),
    "token_ends_on": _("A token ends after today and within a year, on %(last)s at the latest."),
    "token_ended": _("This token is revoked already. There is nothing left to revoke."),
    "token_not_found": _("There is no such token within your responsibility. Look in the list of tokens."),
    "feed_ended": _("This calendar has no address any more. There is nothing left to end."),
    "token_needed": _(
        "There is no token with this request, or it is not known, was revoked or has ended. Send one in the "
        "header Authorization: Bearer; the officer who manages access makes them."
    ),
    "too_many_requests": _("Too many requests with this token within a minute. Wait a minute and go on."),
    "request_invalid": _(
        "The request cannot be read (%(field)s: %(why)s). Nothing was saved: compare it with the description "
        "of the API."
    ),
    "body_unreadable": _("What was sent is not JSON. Nothing was saved: check it and send it again."),
    "unknown_filter": _(
        "There is no filter %(field)s here. Compare the name with the description of the API."
    ),
    "cursor_unknown": _("This cursor is not of this list. Begin again without one."),
}

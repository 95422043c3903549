"""Sentences about letters to the editor."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "unknown_letter_kind": _("There is no such kind. Choose one from the list."),
    "too_many_links": _("More than %(limit)s addresses of web pages stand in it. Leave the others out."),
    "letters_from_one": _(
        "Several letters have come from your network within the hour. Nothing was sent; what you wrote is "
        "still on this page. Send it in an hour."
    ),
    "letters_from_all": _(
        "So many letters have come within the hour that no more are taken. Nothing was sent; what you wrote "
        "is still on this page. Send it in an hour."
    ),
    "no_letter_box": _("Letters cannot be taken just now. Keep what you wrote and send it later."),
    "letter_from_elsewhere": _(
        "This was sent from another site, so it was not taken. What was written is below; if you wrote it, "
        "send it."
    ),
    "letter_trapped": _(
        "A field that people do not see was filled in, so this was not taken for a person's letter. It has "
        "been found below: empty it and send again."
    ),
    "letter_too_fast": _(
        "This came faster than a person writes. Nothing was sent; look it over for a moment and send it "
        "again."
    ),
    "letter_too_old": _(
        "This page had been open for very long. Nothing was sent; look over what you wrote and send it again."
    ),
    "receipts_tried": _(
        "Many numbers without an answer were entered from your network within the hour. Try again in an hour."
    ),
    "put_away_already": _("This letter was put away. Take it up again to go on with it."),
    "not_put_away": _("This letter is not put away. Reload the page."),
    "not_a_letter": _("Who asked this has an account and waits for an answer; only letters are put away."),
    "sender_hidden": _("Who wrote this letter is not shown to a desk of the unit it is about."),
}

"""Sentences about articles, their review and their files."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "article_not_found": _(
        "There is no such article within your responsibility. Look for it in the list of articles."
    ),
    "address_malformed": _("The address of a site begins with https:// (or http://)."),
    "title_missing": _("A title is missing. Enter what the public is to see it under."),
    "unknown_column": _("There is no such column. Choose one from the list."),
    "article_ended": _(
        "This article was withdrawn, or its time is over, so it is not changed any more. Write a new one."
    ),
    "not_a_draft": _("This article is no draft any more. Reload the page to see how far it is."),
    "not_in_review": _(
        "This article does not wait for review: it was decided upon, or its author has taken it back. "
        "Reload the page to see how far it is."
    ),
    "not_waiting": _(
        "This article waits neither for review nor for its time, or its time has come. Reload the page; what "
        "is posted can be revised or withdrawn."
    ),
    "not_posted": _("This article is not posted, so there is nothing to withdraw."),
    "own_article": _(
        "You wrote part of this article yourself. What the public reads is reviewed by another person."
    ),
    "post_in_the_past": _("This moment has passed. Choose a later one, or post it at once."),
    "until_before_posting": _(
        "Its last day, %(until)s, lies before the day it would be posted. Give it back for a later last day."
    ),
    "posted_too_short": _(
        "The rules ask that this kind of notice stays posted for at least %(days)s days, here until "
        "%(until)s. Set its last day then or later, or leave it empty."
    ),
    "article_file_not_found": _("There is no such file with this article. Reload the page."),
    "file_kind_unknown": _("Files of this kind are not posted. These are: %(kinds)s."),
    "attachment_too_large": _(
        "The file is larger than %(megabytes)s MB, so it was not added. Make it smaller, or divide it."
    ),
    "attachment_damaged": _(
        "The file is damaged or incomplete, so it was not added. Save it again and add the new file."
    ),
    "attachment_locked": _(
        "The file is protected by a password, which the public does not have. Save it without one and "
        "add that."
    ),
    "attachment_has_programs": _(
        "There are programs in the file (macros, scripts, files within the file), and the public is sent "
        "none. Save it without them, or as a PDF printed anew, and add that."
    ),
    "attachment_has_changes": _(
        "The file still holds tracked changes or comments: the public would read what was struck out and who "
        "wrote it. Accept all changes, delete the comments, save it and add that."
    ),
    "attachment_unpacks": _(
        "The file unpacks to far more than its size says, so it was not opened. Save it anew and add that."
    ),
    "attachment_stopped": _(
        "Opening the file took too long or too much memory and was stopped; it was not added. Make it "
        "smaller, or save it in another format."
    ),
    "picture_too_large": _(
        "The picture has more than %(megapixels)s million pixels, so it was not added. Make it smaller."
    ),
    "file_already_there": _("This very file is there already, as “%(name)s”."),
    "picture_missing": _(
        "A picture in the text is none of this article's files. Add it to the files and put it in again, or "
        "remove it from the text."
    ),
    "picture_without_words": _(
        "A picture in the text does not say what it shows. Say it in words, for those who do not see it "
        "and for when it does not load."
    ),
    "too_many_files": _("An article has at most %(limit)s files. Remove one first, or put several into one."),
}

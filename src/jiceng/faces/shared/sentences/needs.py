"""Sentences about needs."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "need_not_found": _("This need was not found, or it is outside your responsibility."),
    "need_kind_unknown": _("This is no kind of need the rules know. Choose one from the list."),
    "need_since_wrong": _(
        "A need that is long-standing began between %(first)s and this year. Check the year."
    ),
    "need_out_of_order": _(
        "This cannot come now: the need has gone on meanwhile. Reload the page; what may come next stands "
        "there."
    ),
    "need_owner_missing": _("Name the unit that sees to it."),
    "need_owner_itself": _(
        "Who needs something is not made to see to it alone: name an office, or your own unit."
    ),
    "need_by_before": _("The day lies before this entry. Check it."),
    "need_at_top": _("There is nobody above to pass it up to. Name who sees to it."),
    "need_not_closable": _(
        "Those concerned have until %(last)s to say whether it is done. It can be closed after that day."
    ),
    "need_entry_stays": _("This entry is not corrected by this way. Withdraw the need, and write it anew."),
    "need_unsettles": _("Later entries rest on this one. Correct or take back the last entry first."),
    "complaint_stays_at_desk": _(
        "This letter complains of this unit or of one above it, whose people would read the need. It stays "
        "at your desk; answer it there."
    ),
}

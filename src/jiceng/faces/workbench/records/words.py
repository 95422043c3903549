"""Journal entries in the reader's language."""

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.file_notes import mark_words
from jiceng.faces.shared.roles import role_word
from jiceng.faces.workbench.exports.words import table_word
from jiceng.faces.workbench.imports.words import kind_title as spreadsheet_title
from jiceng.faces.workbench.people.words import end_word, standing_word
from jiceng.faces.workbench.units.words import body_title, form_title, gathering_title, kind_title, post_title

if TYPE_CHECKING:
    from jiceng.apps.journal.models import AuditEntry


_TYPES = {
    "register.loaded": gettext_lazy("Register of units loaded"),
    "unit.founded": gettext_lazy("Unit founded"),
    "unit.revised": gettext_lazy("Unit changed"),
    "unit.closed": gettext_lazy("Unit closed"),
    "unit.split": gettext_lazy("Unit split"),
    "unit.merged": gettext_lazy("Units merged"),
    "body.founded": gettext_lazy("Body set up"),
    "body.closed": gettext_lazy("Body ended"),
    "term.started": gettext_lazy("Term begun"),
    "post.founded": gettext_lazy("Post set up"),
    "person.registered": gettext_lazy("Person registered"),
    "person.corrected": gettext_lazy("Person's entry corrected"),
    "membership.started": gettext_lazy("Membership begun"),
    "membership.ended": gettext_lazy("Membership ended"),
    "absence.started": gettext_lazy("Member away"),
    "absence.ended": gettext_lazy("Member back"),
    "absence.confirmed": gettext_lazy("Spell away stated anew"),
    "membership.removed": gettext_lazy("Suspended member removed"),
    "training.entered": gettext_lazy("Leader's training entered"),
    "training.withdrawn": gettext_lazy("Leader's training withdrawn"),
    "successor.named": gettext_lazy("Possible successor named"),
    "successor.ended": gettext_lazy("Possible successor named no longer"),
    "need.raised": gettext_lazy("Need raised"),
    "need.entered": gettext_lazy("Step of a need entered"),
    "need.corrected": gettext_lazy("Step of a need corrected"),
    "programme.target_set": gettext_lazy("Target of an indicator set"),
    "programme.number_entered": gettext_lazy("Number of an indicator entered"),
    "programme.risk_raised": gettext_lazy("Risk to a project noted"),
    "programme.risk_closed": gettext_lazy("Risk to a project closed"),
    "letter.issued": gettext_lazy("Transfer letter issued"),
    "letter.addressed": gettext_lazy("Transfer letter addressed"),
    "letter.received": gettext_lazy("Transfer letter received"),
    "letter.done": gettext_lazy("Transfer done"),
    "letter.cancelled": gettext_lazy("Transfer letter cancelled"),
    "letter.taken_out": gettext_lazy("Transfer letter taken out"),
    "visitor.noted": gettext_lazy("Member from elsewhere noted"),
    "visitor.confirmed": gettext_lazy("Member from elsewhere stated anew"),
    "visitor.left": gettext_lazy("Member from elsewhere gone"),
    "visitor.erased": gettext_lazy("Members from elsewhere erased at the end of their keeping"),
    "coverage.covered": gettext_lazy("Establishment covered"),
    "coverage.ended": gettext_lazy("Coverage of an establishment ended"),
    "coverage.overruled": gettext_lazy("Exclusion overruled"),
    "coverage.overruling_ended": gettext_lazy("Exclusion holds again"),
    "seat.taken": gettext_lazy("Seat taken"),
    "seat.left": gettext_lazy("Seat left"),
    "post.taken": gettext_lazy("Post taken"),
    "post.left": gettext_lazy("Post left"),
    "table.exported": gettext_lazy("Table exported"),
    "readings.many": gettext_lazy("Many persons read"),
    "readings.purpose": gettext_lazy("Purpose of much reading stated"),
    "import.written": gettext_lazy("Spreadsheet imported"),
    "import.undone": gettext_lazy("Import undone"),
    "import.rows_given_back": gettext_lazy("Rows of a file given back"),
    "import.reached_beyond": gettext_lazy("File named people beyond reach"),
    "people.taken_in": gettext_lazy("People taken in from a file"),
    "user.created": gettext_lazy("Account created"),
    "user.person_linked": gettext_lazy("Account's person noted"),
    "user.password_set": gettext_lazy("Password set"),
    "user.closed": gettext_lazy("Account closed"),
    "factor.added": gettext_lazy("Second step added"),
    "factor.removed": gettext_lazy("Second step removed"),
    "factor.reset": gettext_lazy("Second step taken away by an officer"),
    "factor.reset_seen": gettext_lazy("Taking away of the second step seen"),
    "factor.codes_made": gettext_lazy("Recovery codes made"),
    "user.sessions_ended": gettext_lazy("Signed out everywhere"),
    "access.ways_in_ended": gettext_lazy("Every way in ended after a restore"),
    "recovery.put_away": gettext_lazy("Request for a new password put away"),
    "grant.given": gettext_lazy("Role granted"),
    "grant.revoked": gettext_lazy("Role revoked"),
    "token.issued": gettext_lazy("API token made"),
    "token.revoked": gettext_lazy("API token revoked"),
    "calendar.made": gettext_lazy("Calendar address made"),
    "calendar.ended": gettext_lazy("Calendar address ended"),
    "question.asked": gettext_lazy("Question asked"),
    "question.taken": gettext_lazy("Question taken on"),
    "question.answered": gettext_lazy("Question answered"),
    "question.forwarded": gettext_lazy("Question sent on"),
    "question.put_away": gettext_lazy("Letter to the editor put away"),
    "question.taken_up": gettext_lazy("Letter to the editor taken up again"),
    "question.received": gettext_lazy("Letter to the editor received"),
    "question.sender_read": gettext_lazy("Sender of a letter to the editor read"),
    "question.forgotten": gettext_lazy("Letters to the editor erased in time"),
    "admission.opened": gettext_lazy("Case of admission opened"),
    "admission.step_recorded": gettext_lazy("Step of an admission recorded"),
    "admission.step_corrected": gettext_lazy("Step of an admission corrected"),
    "admission.moved": gettext_lazy("Case of admission moved with the membership"),
    "admission.closed": gettext_lazy("Case of admission closed"),
    "admission.reopened": gettext_lazy("Case of admission reopened"),
    "admission.applicants_erased": gettext_lazy("Applicants erased at the end of their keeping"),
    "gathering.announced": gettext_lazy("Meeting called"),
    "gathering.recorded": gettext_lazy("Meeting recorded"),
    "gathering.corrected": gettext_lazy("Record of a meeting corrected"),
    "gathering.cancelled": gettext_lazy("Meeting called off"),
    "attendance.expired": gettext_lazy("Attendance by name erased"),
    "decision.opened": gettext_lazy("Decision begun"),
    "decision.entered": gettext_lazy("Step of a decision entered"),
    "decision.corrected": gettext_lazy("Step of a decision corrected"),
    "decision.disclosure_drafted": gettext_lazy("Notice of a decision drafted"),
    "decision.paper_taken_out": gettext_lazy("Paper of a decision taken out"),
    "decision.dropped": gettext_lazy("Decision not gone on with"),
    "decision.resumed": gettext_lazy("Decision gone on with"),
    "interest.declared": gettext_lazy("Relation to a matter declared"),
    "interest.taken_back": gettext_lazy("Relation to a matter taken back"),
    "interest.erased": gettext_lazy("Relations to matters erased in time"),
    "duty.postponed": gettext_lazy("Duty postponed"),
    "duty.postponement_withdrawn": gettext_lazy("Postponement withdrawn"),
    "rule.parameter_set": gettext_lazy("Figure of a rule set"),
    "weakness.attested": gettext_lazy("Weakness of a unit attested"),
    "weakness.answered": gettext_lazy("Attested weakness answered"),
    "weakness.taken_back": gettext_lazy("Attested weakness taken back"),
    "weakness.set_aside": gettext_lazy("Proposal set aside"),
    "rectification.opened": gettext_lazy("Unit listed to be put right"),
    "rectification.entered": gettext_lazy("Step of putting right entered"),
    "rectification.corrected": gettext_lazy("Step of putting right corrected"),
    "exemplar.nominated": gettext_lazy("Model nominated"),
    "exemplar.entered": gettext_lazy("Step of a model entered"),
    "exemplar.struck": gettext_lazy("Step of a model taken out"),
    "exemplar.drafted": gettext_lazy("Article of a model drafted"),
    "article.drafted": gettext_lazy("Article drafted"),
    "article.revised": gettext_lazy("Article revised"),
    "article.submitted": gettext_lazy("Article sent for review"),
    "article.returned": gettext_lazy("Article given back"),
    "article.approved": gettext_lazy("Article approved"),
    "article.recalled": gettext_lazy("Article made a draft again"),
    "article.discarded": gettext_lazy("Draft deleted"),
    "article.posted": gettext_lazy("Article posted"),
    "article.stood": gettext_lazy("Article stood unchanged"),
    "site.described": gettext_lazy("Site described"),
    "article.withdrawn": gettext_lazy("Article withdrawn"),
    "article.expired": gettext_lazy("Article's time over"),
    "article.file_attached": gettext_lazy("File added to an article"),
    "article.file_removed": gettext_lazy("File taken from an article"),
    "dues.standards": gettext_lazy("Standards of dues set"),
    "dues.recorded": gettext_lazy("Dues recorded"),
    "dues.corrected": gettext_lazy("Dues corrected"),
    "dues.receipts_taken_out": gettext_lazy("Receipts for dues taken out"),
    "dues.reduction_asked": gettext_lazy("Reduction of dues asked"),
    "dues.reduction_decided": gettext_lazy("Reduction of dues decided"),
    "commendation.entered": gettext_lazy("Commendation entered"),
    "commendation.corrected": gettext_lazy("Commendation corrected"),
    "commendation.withdrawn": gettext_lazy("Commendation withdrawn"),
    "standard.opened": gettext_lazy("Checks against standards opened"),
    "standard.said": gettext_lazy("Items said in a check"),
    "standard.replied": gettext_lazy("Difference in a check replied to"),
    "standard.settled": gettext_lazy("Difference in a check settled"),
    "standard.closed": gettext_lazy("Check against standards closed"),
    "standard.reopened": gettext_lazy("Check against standards opened again"),
    "demonstration.made": gettext_lazy("Demonstration made"),
    "demonstration.workbooks_written": gettext_lazy("Demonstration workbooks written"),
}
"""Every type of entry by its code, in the order of the apps that write them."""


def type_words() -> dict[str, str]:
    """What every type of entry is called, by its code."""
    return {code: str(words) for code, words in _TYPES.items()}


def details(entry: "AuditEntry") -> list[str]:
    """What an entry says beside its type: names, days and reasons, as short phrases. Nothing once it was
    shredded.
    """
    if entry.content is None:
        return [_("The content was erased at the end of its keeping; its seal stays.")]
    content: dict[str, Any] = json.loads(entry.content)
    found = _posting(content) if entry.subject.startswith("publication:") else []
    found += [phrase(content[key]) for key, phrase in _PHRASES if content.get(key) and _plain(content[key])]
    found += _changes(content)
    return [each for each in dict.fromkeys(found) if each]  # a body called by its kind is named once


def _posting(content: dict[str, Any]) -> list[str]:
    """Which article of the site it is, and for how many days it stood."""
    found = [_("article %(number)s") % {"number": content["number"]}] if content.get("number") else []
    return found + ([_("%(count)s days") % {"count": content["days"]}] if content.get("days") else [])


def _plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _day(text: str) -> str:
    try:
        return write_day(date.fromisoformat(text), with_year=True)
    except ValueError:
        return text


def _kind(code: str) -> str:
    for title in (gathering_title, body_title, post_title, kind_title, spreadsheet_title):
        if (written := title(code)) != code:
            return written
    return code


_PHRASES: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("name", str),
    ("title", str),
    ("username", str),
    ("kind", _kind),
    ("post", post_title),
    ("role", role_word),
    ("standing", standing_word),
    ("day", _day),
    ("due_on", lambda text: _("ends on %(day)s") % {"day": _day(text)}),
    ("mark", lambda mark: mark_words(mark).rstrip(".。")),  # one part of a line, not a sentence
    ("until", lambda text: _("until %(day)s") % {"day": _day(text)}),
    ("persons", lambda count: _("%(count)s persons") % {"count": count}),
    ("units", lambda count: _("%(count)s units") % {"count": count}),
    ("people", lambda count: _("%(count)s people") % {"count": count}),
    ("table", table_word),
    ("rows", lambda count: _("%(count)s rows") % {"count": count}),
    ("numbers", lambda count: _("%(count)s whole ID numbers") % {"count": count}),
    ("purpose", lambda text: _("purpose: %(purpose)s") % {"purpose": text}),
    ("value", str),
    ("reason", lambda text: _("reason: %(reason)s") % {"reason": end_word(text)}),
)


def _changes(content: dict[str, Any]) -> list[str]:
    """What a revision changed: only the fields that differ."""
    before, after = content.get("before"), content.get("after")
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return []
    written: dict[str, Callable[[Any], str]] = {"kind": kind_title, "form": form_title}
    return [
        pgettext("a change", "%(before)s → %(after)s")
        % {"before": written.get(key, str)(before[key]), "after": written.get(key, str)(after[key])}
        for key in after
        if key in before and before[key] != after[key]
    ]

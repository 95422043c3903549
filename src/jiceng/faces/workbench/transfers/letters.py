"""A letter as a document: its words, and the purpose asked for before it leaves."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from jiceng.apps.organisations.letters import title
from jiceng.apps.organisations.policies import require
from jiceng.apps.people import policies
from jiceng.apps.transfers import letters, selectors
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.file_notes import file_note
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.handing_out import WORD, hand_out_made
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.forms import PurposeForm
from jiceng.faces.workbench.people.words import age, sex_word, standing_word
from jiceng.faces.workbench.transfers import words
from jiceng.kernel.errors import Invalid, NotFound

BLANK = "＿" * 9
"""What is left to be written by hand."""


@require_http_methods(["GET", "POST"])
def document(request: WorkbenchRequest, transfer_id: int) -> HttpResponse:
    """The letter as a .docx, once it is said what for."""
    found = selectors.letter(request.actor, transfer_id)
    require(request.actor, policies.MANAGE, found.side.path)
    if found.sender is None or not letters.may_write(found):
        raise NotFound("letter_not_found")
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = request.actor.with_purpose(form.cleaned_data["purpose"])
        try:
            made = letters.take_out(
                actor=actor,
                at=request.at,
                letter=found,
                words=lambda data: values(data, request.day),
                note=lambda mark: file_note(actor.name, request.at, mark),
            )
            name = f"{in_words(title(letters.CODE))} {found.transfer.letter_number}.docx"
            return hand_out_made(name, WORD, made)
        except Invalid as error:
            add_error(form, error)
    steps = [
        {"label": _("Transfers by letter"), "url": reverse("transfers")},
        {"label": found.transfer.person.name, "url": reverse("letter", args=[transfer_id])},
        {"label": _("Take out the letter"), "url": ""},
    ]
    context = {"form": form, "letter": found, "steps": steps}
    return render(request, "transfers/document.html", context, status=422 if form.errors else 200)


def values(data: letters.LetterData, day: date) -> dict[str, str]:
    """What stands in the fields of the template, in the organisation's own language."""
    row, person = data.transfer, data.transfer.person
    with override("zh-hans"):
        years = age(person.birth_date, day)
        return {
            "title": in_words(title(letters.CODE)),
            "number": row.letter_number,
            "name": person.name,
            "sex": sex_word(person.sex),
            "age": _("%(years)s years old") % {"years": years} if years is not None else BLANK,
            "ethnicity": _("%(ethnicity)s nationality") % {"ethnicity": person.ethnicity}
            if person.ethnicity
            else BLANK,
            "standing": standing_word(row.standing),
            "sender": row.from_words,
            "receiver": row.to_words,
            "reason": words.reasons().get(row.reason, row.reason),
            "day": write_day(row.letter_day, with_year=True),
            "valid_until": write_day(row.valid_until, with_year=True) if row.valid_until else BLANK,
            "id_number": data.id_number or BLANK,
            "phone": person.phone or BLANK,
        }

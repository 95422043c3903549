"""Letters: the list, one letter, and what either side does with it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from jiceng.apps.organisations.history import unit_file
from jiceng.apps.people import policies
from jiceng.apps.people import services as people
from jiceng.apps.people.exports import bounded
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.register import managed_person
from jiceng.apps.transfers import selectors, services
from jiceng.apps.transfers.deadlines import due
from jiceng.apps.transfers.letters import may_write
from jiceng.apps.transfers.selectors import Letter
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, may_leave, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.words import standing_word
from jiceng.faces.workbench.transfers import forms, words
from jiceng.faces.workbench.transfers.tables import transfers_sheet
from jiceng.faces.workbench.units.pages import FormPage, answer, breadcrumb, done, unit_url
from jiceng.kernel.errors import Conflict, Refused

GET_OR_POST = ["GET", "POST"]
PAGE = 50
MOST_DUE = 40
"""Rows of what is due on the page; the rest is counted."""


@exportable
def transfers(request: WorkbenchRequest) -> HttpResponse:
    """Letters that leave or reach the reader's units, and before them what is due about people in motion."""
    show = request.GET.get("show", "open")
    show = show if show in selectors.SHOWS else "open"
    text = request.GET.get("q", "").strip()
    found = selectors.transfers(request.actor, request.day, show, text)
    if table_asked(request, "transfers"):
        return _handed_out(request, found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    seen = [_of(each) for each in page.object_list]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    todo = due(request.actor, request.day)
    context = {
        "show": show,
        "shows": {
            "open": _("Under way"),
            "arriving": _("Arriving"),
            "leaving": _("Leaving"),
            "expired": _("Expired"),
            "settled": _("Settled"),
        },
        "text": text,
        "page": page,
        "rows": [_row(request, each) for each in page.object_list],
        "home": request.homes[0][1].unit.code if request.homes else "",
        "todo": words.due_rows(todo[:MOST_DUE], request.day),
        "more": max(len(todo) - MOST_DUE, 0),
        "may_leave": may_leave(request, None, policies.READ),
    }
    return render(request, "transfers/transfers.html", context)


def _handed_out(request: WorkbenchRequest, found: Any) -> HttpResponse:
    """The letters as a table to take along."""
    title = _("Transfers by letter")
    sheet = transfers_sheet(title, [_row(request, each) for each in bounded(found)], request.day)
    table = Export(
        "transfers",
        title,
        None,
        lambda _numbers: [sheet],
        persons=True,
        reach=policies.READ,
        back=reverse("transfers"),
    )
    return hand_out(request, table)


def _of(row: Any) -> tuple[int, int | None]:
    """Of whom a letter is, and the unit that sends or receives her."""
    return row.person_id, row.from_unit_id or row.to_unit_id


def _row(request: WorkbenchRequest, row: Any) -> dict[str, Any]:
    state, text = words.state_of(row, request.day)
    return {"transfer": row, "person": row.person, "state": state, "text": text}


@require_GET
def letter(request: WorkbenchRequest, transfer_id: int) -> HttpResponse:
    """One letter: what it says, how it stands, what may be done."""
    found = selectors.letter(request.actor, transfer_id)
    row = found.transfer
    note_names_seen(actor=request.actor, at=request.at, persons=[_of(row)])
    state, text = words.state_of(row, request.day)
    expired = state == "late"
    context = {
        "letter": found,
        "transfer": row,
        "person": row.person,
        "steps": _steps(found, ""),
        "state": state,
        "text": text,
        "expired": expired,
        "reason": words.reasons().get(row.reason, row.reason),
        "standing": standing_word(row.standing),
        "may_open_file": found.sender is not None or row.direction == "in" or row.state == "done",
        "may_write": may_write(found) and found.sender is not None
        and request.actor.may(policies.MANAGE, found.sender.path),
        "stages": _stages(row),
    }  # fmt: skip
    return render(request, "transfers/letter.html", context)


def _stages(row: Any) -> list[dict[str, str]]:
    """The way of a letter, and how far it has come."""
    words = {
        "out": (_("Letter issued"), _("Receipt back"), _("Membership ended here")),
        "within": (_("Letter issued"), _("Arrival confirmed"), _("Member of the other unit")),
        "in": (_("Arrived with the letter"), _("Member here"), _("Receipt sent back")),
    }[row.direction]
    done = len(words) if row.state == "done" else 2 if row.direction == "in" else 1
    if row.state == "cancelled":
        return [{"label": words[0], "state": "done"}, {"label": _("Cancelled"), "state": "now"}]
    return [
        {"label": word, "state": "done" if place < done else "now" if place == done else ""}
        for place, word in enumerate(words)
    ]


def _steps(found: Letter, last: str) -> list[dict[str, str]]:
    url = reverse("letter", args=[found.transfer.pk])
    steps = [
        {"label": _("Transfers by letter"), "url": reverse("transfers")},
        {"label": found.transfer.person.name, "url": url if last else ""},
    ]
    return [*steps, {"label": last, "url": ""}] if last else steps


def _page(found: Letter, heading: str, explanation: str, button: str, **more: Any) -> FormPage:
    row = found.transfer
    facts: list[tuple[str, Any]] = [
        (_("Person"), row.person.name),
        (pgettext("of a letter", "From"), row.from_words),
        (pgettext("of a letter", "To"), row.to_words),
        (_("Letter"), row.letter_number),
    ]
    if row.valid_until is not None:
        facts.append((_("Valid until"), row.valid_until))
    url = reverse("letter", args=[row.pk])
    return FormPage(heading, explanation, button, url, _steps(found, heading), facts, **more)


def _let(allowed: bool) -> None:
    if not allowed:
        raise Refused("not_permitted", permission=policies.MANAGE)


def _settled(found: Letter, state: str) -> None:
    """A form for a letter that is no longer in that state is not shown."""
    if found.transfer.state != state:
        raise Conflict("letter_settled")


@require_http_methods(GET_OR_POST)
def settle(request: WorkbenchRequest, transfer_id: int) -> HttpResponse:
    """The receipt: of a letter out it has come back, of one from outside it has been sent."""
    found = selectors.letter(request.actor, transfer_id)
    arrived = found.transfer.direction == "in"
    _let(request.actor.may(policies.MANAGE, found.side.path))
    if not found.may_settle:
        raise Conflict("letter_settled")
    named = {"actor": request.actor, "at": request.at, "transfer": found.transfer}
    form: Any
    if arrived:
        form = forms.DayForm(request.POST or None, request=request)
        text = _("Says that the receipt has been sent back to the organisation the member comes from.")
        page = _page(found, _("Receipt sent back"), text, _("Record it"))
    else:
        form = forms.ReceiptForm(request.POST or None, request=request)
        text = _("The other side has received the member: the membership here ends on the day given.")
        page = _page(found, _("Receipt come back"), text, _("Record it"))

    def act(wanted: dict[str, Any]) -> str:
        service: Any = services.send_receipt if arrived else services.record_receipt
        service(**named, **wanted)
        return done(request, page, _("The transfer is done."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def confirm(request: WorkbenchRequest, transfer_id: int) -> HttpResponse:
    """The receiving side confirms that the member has arrived."""
    found = selectors.letter(request.actor, transfer_id)
    _settled(found, "issued")
    _let(found.may_confirm)
    form = forms.DayForm(request.POST or None, request=request)
    text = _("On the day given the membership ends in the other unit and begins in yours.")
    page = _page(found, _("Confirm the arrival"), text, _("Confirm"))

    def act(wanted: dict[str, Any]) -> str:
        services.confirm(actor=request.actor, at=request.at, transfer=found.transfer, **wanted)
        text = _("%(name)s is now a member here.")
        return done(request, page, text % {"name": found.transfer.person.name})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def address(request: WorkbenchRequest, transfer_id: int) -> HttpResponse:
    """Say which unit a letter goes to, where its words alone do not tell."""
    found = selectors.letter(request.actor, transfer_id)
    _let(found.sender is not None and request.actor.may(policies.MANAGE, found.sender.path))
    if not found.may_address:
        raise Conflict("letter_settled")
    form = forms.AddressForm(request.POST or None, request=request)
    text = _(
        "Those responsible for the unit see the letter from then on and are asked to confirm the arrival."
    )
    page = _page(found, _("Address the letter"), text, _("Address it"))

    def act(wanted: dict[str, Any]) -> str:
        services.address(
            actor=request.actor, at=request.at, transfer=found.transfer, unit=wanted["unit"].unit
        )
        return done(request, page, _("The letter goes to %(unit)s.") % {"unit": wanted["unit"].name})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def cancel(request: WorkbenchRequest, transfer_id: int) -> HttpResponse:
    """Take a letter back, or return it."""
    found = selectors.letter(request.actor, transfer_id)
    _settled(found, "issued")
    _let(found.may_cancel)
    form = forms.CancelForm(request.POST or None, request=request)
    text = _("The membership stays where it is. A new letter can be issued afterwards.")
    page = _page(found, _("Cancel or return the letter"), text, _("Cancel the letter"), danger=True)

    def act(wanted: dict[str, Any]) -> str:
        services.cancel(actor=request.actor, at=request.at, transfer=found.transfer, **wanted)
        return done(request, page, _("The letter is cancelled."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def issue(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """Issue a letter for a member who moves."""
    found = managed_person(request.actor, person_id)
    membership = found.membership
    if membership is None:
        raise Conflict("membership_ended")
    form = forms.LetterForm(request.POST or None, request=request)
    text = _(
        "The membership stays here until the other side has received it. The letter gets a number and, "
        "where the rules give one, a last day; you can take it out as a document afterwards."
    )
    file = {"label": found.person.name, "url": reverse("person", args=[person_id])}
    heading = _("Issue a transfer letter")
    steps = breadcrumb([found.unit], file, {"label": heading, "url": ""})
    facts = [(_("Person"), found.person.name), (_("Unit"), found.unit.name)]
    page = FormPage(heading, text, _("Issue the letter"), file["url"], steps, facts)

    def act(wanted: dict[str, Any]) -> str:
        draft = services.LetterDraft(**wanted)
        made = services.issue(actor=request.actor, at=request.at, membership=membership, draft=draft)
        messages.success(request, _("Letter %(number)s is issued.") % {"number": made.letter_number})
        return reverse("letter", args=[made.pk])

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def receive(request: WorkbenchRequest, code: str) -> HttpResponse:
    """A member arrives from outside with a letter."""
    file = unit_file(request.actor, code, request.day, policies.MANAGE)
    form = forms.ArrivalForm(request.POST or None, day=request.day)
    text = _(
        "For someone who comes from outside with a letter: the membership in %(unit)s begins on the day of "
        "arrival, and the receipt is then to be sent back."
    )
    back, heading = reverse("members", args=[code]), _("Receive a member with a letter")
    steps = breadcrumb(
        file.above,
        {"label": file.current.name, "url": unit_url(file.current)},
        {"label": _("Register of members"), "url": back},
        {"label": heading, "url": ""},
    )
    page = FormPage(heading, text % {"unit": file.current.name}, _("Receive the member"), back, steps)

    def act(wanted: dict[str, Any]) -> str:
        names = ("standing", "joined_on", "from_words", "reason", "letter_number", "letter_day", "day")
        draft = services.ArrivalDraft(
            person=people.PersonDraft(**form.draft()), **{name: wanted[name] for name in names}
        )
        made = services.receive(actor=request.actor, at=request.at, unit=file.current.unit, draft=draft)
        messages.success(request, _("%(name)s is now a member here.") % {"name": made.person.name})
        return reverse("letter", args=[made.pk])

    return answer(request, form, page, act)

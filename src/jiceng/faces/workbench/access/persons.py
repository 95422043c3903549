"""Whose account it is: the page on which the office says so."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.access import persons, selectors
from jiceng.apps.organisations.selectors import names_on
from jiceng.apps.organisations.versions import last_version
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.register import candidates
from jiceng.apps.people.selectors import search_people
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.access.forms import PersonForm
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import JicengError

MOST = 40
"""Persons offered at once; a longer name narrows them."""


@require_http_methods(["GET", "POST"])
def account_person(request: WorkbenchRequest, grant_id: int) -> HttpResponse:
    """Say whose account it is by which somebody holds a grant."""
    grant = selectors.grant_by_id(request.actor, grant_id)
    text = request.GET.get("q", "").strip()
    if text:
        found = search_people(request.actor, text, request.day, MOST)
    else:
        found = candidates(request.actor, last_version(grant.unit), request.day, "", MOST)
    seen = [(row.person_id, row.unit_id) for row in found]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    names = names_on((row.unit_id for row in found), request.day)
    now = persons.person_of(grant.user)
    form = PersonForm(request.POST or None, found=found, names=names, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            persons.link_person(
                actor=request.actor,
                at=request.at,
                user=grant.user,
                person_id=form.cleaned_data["person"],
            )
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("It is written down whose account this is."))
            return redirect("grants")
    context = {"form": form, "grant": grant, "now": now, "query": text}
    return render(request, "access/person.html", context, status=422 if form.errors else 200)

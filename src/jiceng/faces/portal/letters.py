"""Letters to the editor (编辑信箱): the form, the receipt, the answer. No account, no cookie, no script needed.

Without a session a form is known by what is signed in it: when it was opened, and a random text of its own.
"""

import secrets
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from jiceng.apps.publications import letters, selectors, units
from jiceng.apps.publications.letters import Written, origin_of
from jiceng.faces.portal.context import steps
from jiceng.faces.portal.letter_forms import LetterForm, ReceiptForm
from jiceng.faces.portal.reading import PortalRequest
from jiceng.faces.portal.views import not_indexed
from jiceng.faces.shared.forms import add_error
from jiceng.kernel.errors import Invalid, JicengError, Slowed

SHORTEST, LONGEST = 3, 24 * 3600
"""Seconds a form may have been open: no hand writes faster, and what is older may be somebody else's."""
WRONG_NUMBERS = 30
"""Numbers without an answer that one place may enter in an hour, in each process that serves the portal."""
_signer = TimestampSigner(salt="jiceng.portal.letters")


@require_http_methods(["GET", "POST"])
def write(request: PortalRequest) -> HttpResponse:
    """Write to the editor; about a publication with `?about=`, about a unit with `?unit=`."""
    about, unit = _about(request), units.unit(request.GET.get("unit", "")[:40])
    context = {"about": about, "unit": unit, "open": letters.box_key() is not None}
    if request.method != "POST" or not context["open"]:
        status = 200 if request.method != "POST" else 503
        return _page(request, "letters", context | {"form": LetterForm(initial=_opened())}, status)
    form = LetterForm(request.POST)
    if form.is_valid():
        try:
            receipt = _leave(request, form, about.number if about else None, unit.code if unit else "")
        except Slowed as error:
            add_error(form, error)
            return _page(request, "letters", context | {"form": _again(form)}, 429)
        except JicengError as error:
            add_error(form, error)
        else:
            return _page(request, "letter_receipt", {"receipt": receipt})
    return _page(request, "letters", context | {"form": _again(form)}, 422)


def _opened() -> dict[str, str]:
    return {"opened": _signer.sign(secrets.token_urlsafe(18))}


def _again(form: LetterForm) -> LetterForm:
    """The form with what was written in it, opened anew."""
    form.data = {**{name: form.data.get(name, "") for name in form.fields}, **_opened()}
    return form


def _about(request: PortalRequest) -> Any:
    """The publication the address says the letter is about, posted still or no longer."""
    number = request.GET.get("about", "")
    if not (number.isdecimal() and number.isascii() and len(number) < 10):
        return None
    found = selectors.publication(int(number), request.at)
    return found or selectors.ended(int(number), request.at)


def _leave(request: PortalRequest, form: LetterForm, about: int | None, unit: str) -> str:
    given = form.cleaned_data
    once = _checked(request, given["opened"], given["website"])
    written = Written(about=about, unit=unit, **{name: given[name] for name in LetterForm.WRITTEN})
    return letters.leave(written, at=request.at, once=once, origin=_origin(request))


def _checked(request: HttpRequest, opened: str, trap: str) -> str:
    """The random text of a form that was opened here, not just now and not long ago. Raises `Invalid`:
    letter_from_elsewhere, letter_trapped, letter_too_fast, letter_too_old.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Invalid("letter_from_elsewhere")
    if trap:
        raise Invalid("letter_trapped", field="website")
    try:
        once = _signer.unsign(opened, max_age=LONGEST)
    except BadSignature as error:  # or too old
        raise Invalid("letter_too_old") from error
    try:
        _signer.unsign(opened, max_age=SHORTEST)
    except BadSignature:
        return once
    raise Invalid("letter_too_fast", seconds=SHORTEST)


def _origin(request: PortalRequest) -> bytes:
    return origin_of(import_string(settings.CLIENT_ADDRESS)(request), request.at)


@require_http_methods(["GET", "POST"])
def answer(request: PortalRequest) -> HttpResponse:
    """The answer under a receipt's number; the number stands in no address."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "letter_answer", {"form": form}, 422 if form.errors else 200)
    tried = f"letters:{_origin(request).hex()}"
    cache.add(tried, 0, letters.COUNTED.seconds)
    if cache.get(tried, 0) >= WRONG_NUMBERS:
        add_error(form, Slowed("receipts_tried", seconds=letters.COUNTED.seconds))
        return _page(request, "letter_answer", {"form": form}, 429)
    found = letters.answer_to(form.cleaned_data["receipt"])
    if found is None:
        with suppress(ValueError):  # its hour is over
            cache.incr(tried)
    return _page(request, "letter_answer", {"form": form, "answer": found, "none": found is None})


def _page(request: PortalRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    titles = {
        "letters": gettext("Write to the editor"),
        "letter_receipt": gettext("Letter received"),
        "letter_answer": gettext("Look up an answer"),
    }
    trail: list[tuple[object, str]] = [(titles["letters"], reverse("portal_letters"))]
    trail = [(titles[name], "")] if name == "letters" else [*trail, (titles[name], "")]
    said = context | {"heading": titles[name], "steps": steps(*trail), "noindex": True, "writing": True}
    response = not_indexed(render(request, f"portal/{name}.html", said, status=status), hidden=True)
    response.headers["Cache-Control"] = "no-store"
    return response

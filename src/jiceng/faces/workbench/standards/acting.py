"""What is done to a check: saying what the registers cannot know, finding otherwise, settling, closing."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.apps.standards import selectors, services
from jiceng.apps.standards.policies import OF_LEVEL, RECORD
from jiceng.apps.standards.services import Said
from jiceng.engines.procedure.standards import Level
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.standards import forms, words
from jiceng.faces.workbench.standards.views import own_url, steps, year_asked
from jiceng.faces.workbench.units.pages import FormPage, answer, done
from jiceng.kernel.errors import Conflict, JicengError, NotFound

if TYPE_CHECKING:
    from jiceng.apps.standards.sheets import Line, Sheet

GET_OR_POST = ["GET", "POST"]


def _sheet(request: WorkbenchRequest, code: str, permission: str = "") -> "Sheet":
    """The sheet whose check under way is to be written to, by whoever may at its level."""
    version = unit_by_code(request.actor, code, request.day)
    sheet = selectors.sheet(request.actor, version, year_asked(request), request.day)
    level = Level(sheet.current.level) if sheet.current is not None else Level.SELF
    require(request.actor, permission or OF_LEVEL[level], version.path)
    if sheet.current is None and (sheet.assessments or sheet.year != request.day.year):
        raise Conflict("no_check_open")
    return sheet


def _named(request: WorkbenchRequest, sheet: "Sheet") -> dict[str, Any]:
    return {"actor": request.actor, "at": request.at, "unit": sheet.unit.unit, "year": sheet.year}


@require_http_methods(GET_OR_POST)
def say(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Say what the registers cannot know; everything else is filled in already."""
    sheet = _sheet(request, code)
    before = selectors.said_before(sheet.unit, sheet.checklist.code, sheet.year)
    form = forms.SayForm(
        request.POST or None, sheet=sheet, before=before if sheet.level is Level.SELF else {}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.say(**_named(request, sheet), said=form.said())
            return redirect(own_url(request, sheet.unit, sheet.year))
        except JicengError as error:
            add_error(form, error)
    known = sum(each.known is not None for each in sheet.lines)
    context = {
        "form": form,
        "sheet": sheet,
        "unit": sheet.unit,
        "level": words.level_word(sheet.level),
        "known": known,
        "back": own_url(request, sheet.unit, sheet.year),
        "steps": steps(request, sheet.unit, _("Say what is missing")),
    }
    return render(request, "standards/say.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def close(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Close the check under way."""
    sheet = _sheet(request, code)
    if sheet.current is None:
        raise Conflict("no_check_open")
    form = forms.CloseForm(request.POST or None, level=sheet.level)
    text = _(
        "What the registers say is kept as on today, each point with what it rests on. It can be opened "
        "again while no check above it has begun."
    )
    whole = sheet.score.whole
    facts = [
        (_("Check"), words.level_word(sheet.level)),
        (_("Points"), f"{whole.points}/{whole.base}"),
        (_("Grade"), words.grade_word(sheet.rule, sheet.score.grade)),
    ]
    heading = _("Close the check")
    page = FormPage(
        heading,
        text,
        heading,
        own_url(request, sheet.unit, sheet.year),
        steps(request, sheet.unit, heading),
        facts,
    )

    def act(wanted: dict[str, Any]) -> str:
        accepted = {"yes": True, "no": False}.get(wanted.get("accepted", ""))
        named = _named(request, sheet) | {"accepted": accepted, "remark": wanted.get("remark", "")}
        services.close(**named)
        return done(request, page, _("The check is closed."))

    return _answered(request, form, page, act)


def _answered(request: WorkbenchRequest, form: Any, page: FormPage, act: Any) -> HttpResponse:
    """As `answer`; a form without fields counts as filled in once it is sent."""
    if request.method == "POST" and not form.is_bound:
        form.is_bound = True
        form.data = request.POST
    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def reopen(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Open the highest check again, to put it right."""
    version = unit_by_code(request.actor, code, request.day)
    sheet = selectors.sheet(request.actor, version, year_asked(request), request.day)
    last = sheet.last
    require(request.actor, OF_LEVEL[Level(last.level)] if last is not None else RECORD, version.path)
    if last is None or last.closed_at is None:
        raise Conflict("nothing_closed")
    heading = _("Open the check again")
    text = _(
        "Nothing said is lost; the registers are read anew when it is closed again. The journal keeps what "
        "it was."
    )
    page = FormPage(
        heading, text, heading, own_url(request, version, sheet.year), steps(request, version, heading)
    )

    def act(wanted: dict[str, Any]) -> str:
        services.reopen(**_named(request, sheet), reason=wanted["reason"])
        return done(request, page, _("The check is open again."))

    return answer(request, forms.ReasonForm(request.POST or None), page, act)


def _line(sheet: "Sheet", item: str) -> "Line":
    line = sheet.line(item)
    if line is None:
        raise NotFound("page_not_found")
    return line


def _item_page(request: WorkbenchRequest, sheet: "Sheet", line: "Line", heading: str, text: str) -> FormPage:
    facts = [(pair[0], pair[1]) for pair in _facts(line)]
    back = own_url(request, sheet.unit, sheet.year, "standards_item", line.item.code)
    return FormPage(
        heading, text, heading, back, steps(request, sheet.unit, in_words(line.item.title)), facts
    )


def _facts(line: "Line") -> list[tuple[str, str]]:
    """What each level has of an item, side by side."""
    found = [(_("Item"), f"{in_words(line.item.title)} · {words.points_word(line.item.points)}")]
    for level, cell in line.cells.items():
        said = "—" if cell.points is None else words.points_word(cell.points)
        found.append(
            (words.level_word(level), f"{said} {cell.own.text if cell.own is not None else ''}".strip())
        )
        found += [(_("Reply"), each.text) for each in cell.said if each.kind == "replied"]
    return found


@require_http_methods(GET_OR_POST)
def find(request: WorkbenchRequest, code: str, item: str) -> HttpResponse:
    """A level above finds otherwise than the registers or the level below."""
    sheet = _sheet(request, code)
    line = _line(sheet, item)
    if sheet.level is Level.SELF:
        raise Conflict("no_check_open")
    form = forms.FindingForm(request.POST or None, most=line.item.points)
    text = _(
        "What the level below has stays as it is; both stand side by side until the difference is settled."
    )
    page = _item_page(request, sheet, line, _("Enter what was found"), text)

    def act(wanted: dict[str, Any]) -> str:
        services.say(**_named(request, sheet), said=[Said(item, int(wanted["points"]), wanted["text"])])
        return done(request, page, _("Entered."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def reply(request: WorkbenchRequest, code: str, item: str) -> HttpResponse:
    """The unit says what it has to say to a difference."""
    sheet = _sheet(request, code, RECORD)
    line = _line(sheet, item)
    _unsettled(sheet, line)
    text = _("Whoever settles the difference reads it first.")
    page = _item_page(request, sheet, line, _("Reply to what was found"), text)

    def act(wanted: dict[str, Any]) -> str:
        services.reply(**_named(request, sheet), item=item, text=wanted["text"])
        return done(request, page, _("Entered."))

    return answer(request, forms.ReplyForm(request.POST or None), page, act)


@require_http_methods(GET_OR_POST)
def settle(request: WorkbenchRequest, code: str, item: str) -> HttpResponse:
    """Settle a difference, with a reason."""
    sheet = _sheet(request, code)
    line = _line(sheet, item)
    _unsettled(sheet, line)
    text = _("The points given here count at this level; what was said before stays to be read.")
    page = _item_page(request, sheet, line, _("Settle the difference"), text)

    def act(wanted: dict[str, Any]) -> str:
        points, reason = int(wanted["points"]), wanted["text"]
        services.settle(**_named(request, sheet), item=item, points=points, reason=reason)
        return done(request, page, _("The difference is settled."))

    return answer(request, forms.FindingForm(request.POST or None, most=line.item.points), page, act)


def _unsettled(sheet: "Sheet", line: "Line") -> None:
    cell = line.at(sheet.level)
    if cell is None or not cell.unsettled:
        raise Conflict("no_difference")

"""Units to be put right: the board of a unit and those below it, one case, its plan and sheet to print."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import ancestors, unit_by_code
from jiceng.apps.rectification import policies, selectors
from jiceng.apps.rectification.progress import Standing, living
from jiceng.apps.rectification.proposals import Proposal, found_below, last_survey, proposals, survey
from jiceng.apps.rectification.services import PERMISSIONS
from jiceng.faces.shared.dates import write_day
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.rectification import entering, words
from jiceng.faces.workbench.rectification.tables import cases_sheet, proposals_sheet
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.apps.rectification.models import Case, CaseEntry
    from jiceng.apps.rectification.selectors import CaseNow

PAGE = 30
SHOWS = ("", "look", "relapsed", "closed")


@exportable
def board(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Cases of a unit and of all below it, in official order, what is next of whom; what is proposed."""
    version = unit_by_code(request.actor, code, request.day)
    surveyed = last_survey(request.day)
    held = found_below(request.actor, version, request.day)
    show = request.GET.get("show", "")
    running = selectors.cases(request.actor, version, request.day, closed=show == "closed", held=held)
    groups = _groups(running, show)
    rows = [_row(each, request.day) for each in groups.get(show, [])]
    offered = proposals(request.actor, version, request.day, held)
    match table_asked(request, "rectification", "weak_proposals"):
        case "rectification":
            title = _("%(unit)s: units to be put right") % {"unit": version.name}
            sheet = cases_sheet(title, version.name, rows, request.day)
            return hand_out(request, Export("rectification", title, version, lambda _numbers: [sheet]))
        case "weak_proposals":
            title = _("%(unit)s: what the criteria propose") % {"unit": version.name}
            sheet = proposals_sheet(title, version.name, offered, request.day)
            return hand_out(request, Export("weak_proposals", title, version, lambda _numbers: [sheet]))
    weakness = request.GET.get("weakness", "")
    stands = [each for each in offered if each.stands]
    chosen = [each for each in stands if not weakness or weakness in _codes(each)]
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    may = {name: request.actor.may(right, version.path) for name, right in _RIGHTS.items()}
    above = ancestors(request.actor, version, request.day)
    steps = [{"label": each.name, "url": reverse("rectification", args=[each.unit.code])} for each in above]
    context = {
        "unit": version,
        "steps": [*steps, {"label": version.name, "url": ""}] if steps else [],
        "show": show,
        "shows": _shows(groups, show),
        "rows": rows,
        "chased": [each for each in rows if each["late"]],
        "surveyed": surveyed,
        "weakness": weakness, "weaknesses": _counts(stands, weakness), "proposed": len(stands),
        "page": page,
        "proposals": [_proposal(each) for each in page.object_list],
        "aside": [_aside(each) for each in offered if each.aside],
        "unanswered": _unanswered(offered),
        "may": may,
    }  # fmt: skip
    return render(request, "rectification/board.html", context)


_RIGHTS = {"record": policies.RECORD, "approve": policies.APPROVE, "answer": policies.ANSWER}


def _groups(found: "list[CaseNow]", show: str) -> "dict[str, list[CaseNow]]":
    """Cases by what the board shows them under."""
    if show == "closed":
        return {"closed": found}
    return {
        "": [each for each in found if each.case.removed_on is None],
        "look": [each for each in found if each.case.removed_on is not None],
        "relapsed": [each for each in found if each.relapse],
    }


def _shows(groups: "dict[str, list[CaseNow]]", chosen: str) -> list[dict[str, Any]]:
    labels = {
        "": _("Being put right"),
        "look": _("To be looked back on"),
        "relapsed": _("Relapsed"),
        "closed": pgettext("of a case", "Closed"),
    }
    return [
        {
            "code": code,
            "label": label,
            "count": len(groups[code]) if code in groups else "",
            "current": code == chosen,
        }
        for code, label in labels.items()
    ]


def _row(now: "CaseNow", day: date) -> dict[str, Any]:
    standing = now.standing
    return {
        "case": now.case,
        "unit": now.unit,
        "grounds": [words.weakness_word(code) for code in now.weaknesses],
        "stage": words.stage_words()[standing.stage],
        "next": words.next_words(standing),
        "by": words.owner_words().get(standing.next_by, ""),
        "due": standing.due,
        "late": standing.overdue(day),
        "days": (day - standing.due).days if standing.due else 0,
        "mark": words.mark_of(standing, day),
        "done": sum(each.is_done for each in standing.measures),
        "measures": len(standing.measures),
        "relapse": [words.weakness_word(code) for code in now.relapse],
    }


def _codes(proposal: Proposal) -> set[str]:
    return {*proposal.found, *(each.weakness for each in proposal.attested)} - set(proposal.aside)


def _counts(found: list[Proposal], chosen: str) -> list[dict[str, Any]]:
    """How many units each weakness is found of, in the profile's order: to narrow the list, not to rank."""
    counted = {code: sum(code in _codes(each) for each in found) for code in current_rules().weaknesses}
    return [
        {"code": code, "label": words.weakness_word(code), "count": count, "current": code == chosen}
        for code, count in counted.items()
        if count
    ]


def _proposal(proposal: Proposal) -> dict[str, Any]:
    unit_code = proposal.unit.unit.code
    return {
        "unit": proposal.unit,
        "grounds": [
            {
                "code": code,
                "title": words.weakness_word(code),
                "amounts": [words.amount_line(each, unit_code) for each in amounts],
            }
            for code, amounts in proposal.found.items()
            if code not in proposal.aside
        ],
        "attested": [
            (said, words.weakness_word(said.weakness))
            for said in proposal.attested
            if said.weakness not in proposal.aside
        ],
    }


def _unanswered(offered: list[Proposal]) -> list[Any]:
    return [
        (each.unit, said, words.weakness_word(said.weakness)) for each in offered for said in each.unanswered
    ]


def _aside(proposal: Proposal) -> dict[str, Any]:
    held = [(words.weakness_word(code), each) for code, each in proposal.aside.items()]
    return {"unit": proposal.unit, "held": held}


@require_POST
def count_anew(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Hold all units against the criteria once more."""
    version = unit_by_code(request.actor, code, request.day)
    require(request.actor, policies.RECORD, version.path)
    survey(request.day, request.at)
    return redirect("rectification", code)


@require_GET
def case(request: WorkbenchRequest, case_id: int) -> HttpResponse:
    """One case: how it stands, its next step with the form in place, grounds, measures, what was entered."""
    found, version = selectors.case_in_scope(request.actor, case_id)
    now = selectors.standing_now(found, request.day)
    kinds = entering.open_kinds(now, request.day, relapsed=True)
    right = {kind: request.actor.may(PERMISSIONS[kind], version.path) for kind in PERMISSIONS}
    mine = [kind for kind in kinds if right[kind]]
    context = {
        **_told(request, found, version, now),
        "form": entering.form_of(request, found, version, now, mine[0]) if mine else None,
        "kind": mine[0] if mine else "",
        "kind_word": words.kind_words()[mine[0]] if mine else "",
        "others": [(kind, _("Add: %(what)s") % {"what": words.kind_words()[kind]}) for kind in mine[1:]],
        "line": _line(now),
        "story": _story(found, right),
    }
    return render(request, "rectification/case.html", context)


def _told(request: WorkbenchRequest, found: "Case", version: "UnitVersion", now: Standing) -> dict[str, Any]:
    """What the page and the papers of a case both say."""
    leads = now.plan.said["leads"] if now.plan else {}
    address = reverse("rectification", args=[version.unit.code])
    return {
        "case": found,
        "unit": version,
        "steps": [
            {"label": _("%(unit)s: units to be put right") % {"unit": version.name}, "url": address},
            {"label": _("Case of %(day)s") % {"day": write_day(found.opened_on)}, "url": ""},
        ],
        "now": now,
        "stage": words.stage_words()[now.stage],
        "mark": words.mark_of(now, request.day),
        "next": words.next_words(now),
        "next_by": words.owner_words().get(now.next_by, ""),
        "grounds": [_ground(each, version, found.opened_on) for each in selectors.grounds(found)],
        "leads": [(label, leads.get(code, "")) for code, label in words.lead_words().items()],
        "measures": [_measure(each, version, request.day) for each in now.measures],
    }


def _ground(ground: selectors.Ground, version: "UnitVersion", day: date) -> dict[str, Any]:
    return {
        "title": words.weakness_word(ground.weakness),
        "amounts": [words.amount_line(each, version.unit.code) for each in ground.amounts],
        "said": ground.attestation,
        "citation": words.citation_of(ground.weakness, day),
    }


def _measure(measure: Any, version: "UnitVersion", day: date) -> dict[str, Any]:
    state = "done" if measure.is_done else "missed" if measure.due < day else "due"
    return {
        "measure": measure,
        "entry": measure.entry,
        "owner": words.owner_words()[measure.owner],
        "who": measure.entry.said.get("who", ""),
        "wanted": words.criterion_words(current_rules(), measure.criterion, day),
        "told": words.amount_told(measure, version.unit.code),
        "state": state,
        "text": {
            "done": _("Done"),
            "missed": _("Overdue"),
            "due": pgettext("of a measure", "Under way"),
        }[state],
    }


def _line(now: Standing) -> list[dict[str, str]]:
    """The stages as steps, up to where the case stands."""
    codes = (
        "planning",
        "mending",
        "asking",
        "checking",
        "accepting",
        "removing",
        "first_look",
        "second_look",
    )
    labels = {
        "planning": _("Plan"),
        "mending": _("Put right"),
        "asking": pgettext("of a case", "Asked"),
        "checking": _("Checked"),
        "accepting": _("To be accepted"),
        "removing": _("Off the list"),
        "first_look": _("First look back"),
        "second_look": _("Second look back"),
    }
    place = len(codes) if now.stage == "closed" else codes.index(now.stage)
    return [
        {"label": labels[code], "state": "done" if number < place else "now" if number == place else ""}
        for number, code in enumerate(codes)
    ]


def _story(found: "Case", right: dict[str, bool]) -> list[dict[str, Any]]:
    """Everything entered, the latest first; what was corrected shows so."""
    rows = list(found.entries.select_related("replaces").order_by("-number"))
    counting = {each.pk for _place, each in living(rows)}
    measures = {each.number: each.text for each in rows if each.kind == "measure"}
    return [
        {
            "entry": each,
            "kind": words.kind_words()[each.kind],
            "counts": each.pk in counting,
            "struck": bool(each.said.get("struck")),
            "lines": _lines(each, measures),
            "may": right[each.kind] and each.pk in counting,
        }
        for each in rows
    ]


def _lines(entry: "CaseEntry", measures: dict[int, str]) -> list[str]:
    """What an entry says, besides its words."""
    said = entry.said
    if said.get("struck"):
        return []
    match entry.kind:
        case "measure":
            due = write_day(date.fromisoformat(said["due"]))
            by = [words.owner_words()[said["owner"]], said.get("who", "")]
            return [" ".join(filter(None, by)), _("by %(day)s") % {"day": due}]
        case "done":
            return [measures.get(said["measure"], "")]
        case "asked":
            counts = _("%(asked)s asked, %(satisfied)s satisfied, %(not)s not; counted by %(by)s")
            told = {"asked": said["asked"], "satisfied": said["satisfied"], "by": said["counted_by"]}
            return [counts % {**told, "not": said["asked"] - said["satisfied"]}]
        case "checked" | "accepted":
            return [_("Put right") if said["passed"] else _("Not yet put right: new measures are needed")]
        case "looked":
            return [_("It has lasted") if said["holds"] else _("It has not lasted")]
        case "removed" | "reopened":
            return [said["paper"] or _("By a decision")]
    return []


@require_GET
def paper(request: WorkbenchRequest, case_id: int, which: str) -> HttpResponse:
    """The plan on one page (一支一策), or the whole case as a sheet, to print."""
    if which not in ("plan", "sheet"):
        raise NotFound("page_not_found")
    found, version = selectors.case_in_scope(request.actor, case_id)
    now = selectors.standing_now(found, request.day)
    told = _told(request, found, version, now)
    back = {"label": told["steps"][1]["label"], "url": reverse("rectification_case", args=[case_id])}
    heading = _("Plan") if which == "plan" else _("Case sheet")
    context = {
        **told,
        "which": which,
        "heading": heading,
        "steps": [told["steps"][0], back, {"label": heading, "url": ""}],
        "story": reversed(_story(found, dict.fromkeys(PERMISSIONS, False))),
    }
    return render(request, "rectification/paper.html", context)


@require_GET
def due(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The one line on a unit's home: empty where nothing of it is the unit's to do."""
    version = unit_by_code(request.actor, code, request.day)
    line = _own_line(request, version)
    return render(request, "rectification/due.html", {"unit": version, "rectification": line})


def _own_line(request: WorkbenchRequest, version: "UnitVersion") -> dict[str, Any] | None:
    found = selectors.own_next(request.actor, version, request.day)
    if found is None:
        return None
    what, key, due = found
    if what == "answer":
        return {
            "title": _("Answer what was said of your unit"),
            "url": reverse("answer_attestation", args=[key]),
        }
    late = due is not None and due < request.day
    return {
        "title": _("Your unit is being put right: a measure is yours"),
        "url": reverse("rectification_case", args=[key]),
        "due": due,
        "mark": "missed" if late else "due",
    }

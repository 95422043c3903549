"""The pages on which the small county enters what the paper forms of `paper_forms.toml` hold, each opened at
the moment it is filled in, by whoever fills it in.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiceng.apps.admissions.services import StepDraft, open_admission
from jiceng.apps.commendations import services as commendations
from jiceng.apps.coverage.models import Roster
from jiceng.apps.decisions.drafts import Proposal
from jiceng.apps.decisions.services import open_decision
from jiceng.apps.dues import reductions
from jiceng.apps.jobs.worker import Worker
from jiceng.apps.needs import services as needs
from jiceng.apps.needs.services import NeedDraft, raise_need
from jiceng.apps.organisations.models import Post
from jiceng.apps.people import leadership
from jiceng.apps.people.models import Absence
from jiceng.apps.people.services import PersonDraft
from jiceng.apps.programmes import readings, selectors
from jiceng.apps.programmes.services import RiskDraft, raise_risk
from jiceng.apps.rectification import services as rectification
from jiceng.apps.standards import services as standards
from jiceng.engines.procedure import WAYS, Move
from jiceng.engines.procedure.programmes import Carrier
from jiceng.engines.procedure.standards import ItemKind, Level
from tests.apps.coverage.firms import firms
from tests.apps.coverage.lists import row, workbook
from tests.apps.dues.test_dues import set_up
from tests.apps.duties.records import record
from tests.apps.exemplars import nominees
from tests.apps.rectification import cases
from tests.apps.standards.checks import YEAR, named, own_check, whole
from tests.county import AT, DAY, SYSTEM, County

VILLAGE, TOWN, COUNTY, STRATEGY = "990525100200", "990525100", "990525", "strategy_541"
Opened = Iterator[tuple[str, str]]


class Office:
    """Opens a page as one of the small county's users, on a day."""

    def __init__(self, county: County, folder: Path) -> None:
        self.county, self.folder = county, folder

    def open(self, username: str, name: str, *given: object, query: str = "") -> str:
        """The page."""
        return self.at(username, reverse(name, args=given) + query)

    def at(self, username: str, address: str) -> str:
        """The page of an address."""
        answer = self.county.client(username).get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        """Work on another day."""
        clock = "jiceng.faces.workbench.middleware.timezone.now"
        with patch(clock, return_value=AT + (day - DAY)):
            yield


def scoring_sheet(office: Office) -> Opened:
    """The unit's own check, the town's, the county's acceptance."""
    county = office.county
    yield "own", office.open("shangyao", "say_standards", VILLAGE)
    own_check(county)
    by: dict[str, Any] = {"actor": county.actor("county"), "at": AT, "year": YEAR}
    by["units"] = [county.unit("上窑村")]
    standards.open_checks(**by, level=Level.TOWN, seed="种子")
    yield "town", office.open("qingshi", "say_standards", VILLAGE)
    yield "otherwise", office.open("qingshi", "find_standard", VILLAGE, "place")
    said = named(county, "county")
    standards.say(**said, said=[standards.Said("place", 1, "门锁着")])
    yield "reply", office.open("shangyao", "reply_standard", VILLAGE, "place")
    yield "settle", office.open("qingshi", "settle_standard", VILLAGE, "place")
    standards.settle(**said, item="place", points=3, reason="再看属实")
    standards.say(**said, said=whole(county, ItemKind.JUDGED))
    standards.close(**said)
    standards.open_checks(**by, level=Level.COUNTY)
    yield "county", office.open("county", "say_standards", VILLAGE)
    yield "acceptance", office.open("county", "close_standards", VILLAGE)


def weak_ledger(office: Office) -> Opened:
    """What an officer saw, the unit's answer, the listing."""
    adopted(office.county)
    yield "attest", office.open("qingshi", "attest_weakness", VILLAGE)
    said = cases.attested(office.county, answered=False)
    yield "answer", office.open("shangyao", "answer_attestation", said.pk)
    rectification.answer(actor=SYSTEM, at=AT, attestation=said, day=DAY, text="情况属实")
    yield "list", office.open("county", "list_weak_unit", VILLAGE)


def adopted(county: County) -> None:
    """There is a decision one may choose."""
    proposal = Proposal("branch_resolution", "年度安排", cases.LISTED)
    found = open_decision(actor=SYSTEM, at=AT, unit=county.unit("青禾县"), proposal=proposal)
    type(found).objects.update(result="adopted")


def weak_plan(office: Office) -> Opened:
    """Causes and leaders, a measure, what was done."""
    cases.attested(office.county)
    case = cases.listed(office.county, weakness="committee_divided")
    yield "plan", office.open("qingshi", "enter_rectification", case.pk, "plan")
    cases.enter(case, "plan", cases.LISTED, "分工不清", leads={})
    yield "measure", office.open("qingshi", "enter_rectification", case.pk, "measure")
    said = {"owner": "own", "who": "", "due": "2026-10-31", "done": None}
    cases.enter(case, "measure", cases.LISTED, "定分工", **said)
    yield "done", office.open("shangyao", "enter_rectification", case.pk, "done")


def weak_acceptance(office: Office) -> Opened:
    """Those concerned asked, the town's check, the county's acceptance, off the list."""
    adopted(office.county)
    cases.attested(office.county)
    case, day = cases.listed(office.county, weakness="committee_divided"), cases.LISTED
    cases.enter(case, "done", day, "已谈", measure=cases.planned(case).number)
    yield "asked", office.open("qingshi", "enter_rectification", case.pk, "asked")
    cases.enter(case, "asked", day, asked=20, satisfied=18, counted_by="干事")
    yield "checked", office.open("qingshi", "enter_rectification", case.pk, "checked")
    cases.enter(case, "checked", day, passed=True)
    yield "accepted", office.open("county", "enter_rectification", case.pk, "accepted")
    cases.enter(case, "accepted", day, passed=True)
    yield "removed", office.open("county", "enter_rectification", case.pk, "removed")


def looking_back(office: Office) -> Opened:
    """A look back; listed again where it has not lasted."""
    adopted(office.county)
    cases.vacate(office.county)
    case = cases.listed(office.county)
    cases.removed(case)
    yield "reopened", office.open("county", "enter_rectification", case.pk, "reopened")
    with office.on(date(2027, 4, 1)):
        yield "looked", office.open("qingshi", "enter_rectification", case.pk, "looked")


def model_unit(office: Office) -> Opened:
    """Nominated, objected to, named, told of, reviewed, retired."""
    yield from _model(office, "model_village", None)


def model_person(office: Office) -> Opened:
    """The same of a person."""
    yield from _model(office, "model_member", office.county.members["上窑村"][1].person)


def _model(office: Office, kind: str, person: object) -> Opened:
    county = office.county
    adopted(county)
    yield "nominate", office.open("qingshi", "nominate_exemplar", VILLAGE)
    model = nominees.nominated(county, kind=kind, person=person)  # type: ignore[arg-type]
    nominees.noticed(county, model)
    yield "objection", office.open("qingshi", "enter_exemplar", model.pk, "objection")
    nominees.enter(model, "objection", DAY, "账目未公开")
    yield "settled", office.open("qingshi", "enter_exemplar", model.pk, "settled")
    nominees.enter(model, "settled", DAY, "已核实", objection=2, upheld=False)
    with office.on(DAY + timedelta(days=6)):
        yield "named", office.open("county", "enter_exemplar", model.pk, "named")
    nominees.enter(model, "named", DAY + timedelta(days=6), paper="组发〔2026〕20号")
    model.refresh_from_db()
    county.client("qingshi").post(reverse("write_practice", args=[model.pk]))
    model.refresh_from_db()
    assert model.practice is not None
    type(model.practice).objects.update(html="")  # the questions it opens with are no answers
    yield "practice", office.open("qingshi", "revise_article", model.practice.pk)
    with office.on(DAY + timedelta(days=380)):
        yield "reviewed", office.open("county", "enter_exemplar", model.pk, "reviewed")
        yield "retired", office.open("county", "enter_exemplar", model.pk, "retired")


def programme_targets(office: Office) -> Opened:
    """How every indicator stood at the start, and its target; in an office's second year, whose records reach
    back to what figures are compared with.
    """
    county = office.county
    recorded_before(county)
    for month in (date(2025, 12, 1), DAY):
        readings.rebuild(actor=SYSTEM, at=AT, month=month)
    board = selectors.board(county.actor("county"), county.version("青禾县"), STRATEGY, DAY)
    for code, found in board.rows.items():
        carrier, asked = found.indicator.carrier, (COUNTY, STRATEGY, code)
        if carrier is Carrier.NOT_YET:
            continue
        if found.baseline is None:
            yield "start", office.open("county", "enter_number", *asked)
        if found.aim is None:
            yield "target", office.open("county", "set_target", *asked)


def programme_report(office: Office) -> Opened:
    """A month's numbers that no record carries; a risk of every project, and what came of it."""
    found = selectors.declared(STRATEGY)
    for code, indicator in found.indicators.items():
        if indicator.carrier is Carrier.NAMED:
            yield "number", office.open("county", "enter_number", COUNTY, STRATEGY, code)
    for project in found.projects:
        yield "risk", office.open("county", "raise_risk", COUNTY, STRATEGY, project.code)
        draft = RiskDraft(project.code, "换届推迟", "组织科", DAY)
        by = {"actor": SYSTEM, "at": AT, "unit": office.county.unit("青禾县")}
        risk = raise_risk(**by, programme=STRATEGY, draft=draft)
        yield "closed", office.open("county", "close_risk", risk.pk)


def recorded_before(county: County) -> None:
    """What a village did two years ago, of each kind that indicators look back over."""
    village, day = county.unit("上窑村"), date(2024, 1, 5)
    by, member = {"actor": SYSTEM, "at": AT}, county.members["上窑村"][1]
    record(county, "上窑村", "members_meeting", day)
    raise_need(**by, unit=village, draft=NeedDraft("roads", "修桥", day))
    open_decision(**by, unit=village, proposal=Proposal("branch_resolution", "修路", day))
    applicant = PersonDraft("申某", birth_date=date(1995, 4, 2))
    open_admission(**by, unit=village, course="admission", person=applicant, step=StepDraft(day))
    held = leadership.TrainingDraft(day, Decimal(8), "培训")
    leadership.enter_training(**by, person=member.person, unit=village, draft=held)
    post = Post.objects.get(unit=village)
    named = {"day": day, "until": None, "reason": "熟悉村务"}
    leadership.name_successor(**by, post=post, person=member.person, **named)
    Absence.objects.create(person=member.person, unit=village, starts_on=day, told="spoken")
    listed = {"kind": "private_firm", "as_of": day, "source": "县市场监管局"}
    Roster.objects.create(**listed, imported_by="t", imported_at=AT)


def coverage(office: Office) -> Opened:
    """The registration office's list, not the first, what covers a firm, one that counts nevertheless."""
    made = firms(office.county, office.folder)
    yield "import", office.open("county", "imports", query="?kind=establishments")
    file = SimpleUploadedFile("企业名单.xlsx", workbook(office.folder, [row(1), row(2)]).read_bytes())
    address = office.county.client("county").post("/imports/", {"file": file, "kind": ""})["Location"]
    Worker(settings.DATA).run_once()
    yield "list", office.at("county", address)
    firm = made.known["丁公司"].pk
    for way in WAYS:
        yield way, office.open("qingshi", "cover_establishment", firm, query=f"?how={way}")
    query = f"?with={made.known['己公司'].pk}"
    yield "together", office.open("qingshi", "cover_together", firm, query=query)
    yield "overrule", office.open("county", "overrule_exclusion", made.known["戊公司"].pk)


def training(office: Office) -> Opened:
    """A training of the members, not their first; one of a leader elsewhere."""
    hours = {"measured": 8, "subject": "乡村振兴", "place": "村委会二楼"}
    record(office.county, "上窑村", "member_training", date(2026, 6, 20), **hours)
    yield "held", office.open("shangyao", "record_gathering", VILLAGE, query="?kind=member_training")
    person = office.county.members["上窑村"][0].person
    yield "leader", office.open("qingshi", "enter_training", person.pk)


def dues_standards(office: Office) -> Opened:
    """As what members pay."""
    yield "standards", office.open("shangyao", "dues_standards", VILLAGE)


def dues(office: Office) -> Opened:
    """Who has paid."""
    set_up(office.county)
    yield "record", office.open("shangyao", "record_dues", VILLAGE)


def dues_reduction(office: Office) -> Opened:
    """A reduction asked for, and decided."""
    person = set_up(office.county)[0]
    yield "ask", office.open("shangyao", "ask_reduction", VILLAGE)
    draft = reductions.ReductionDraft(person, date(2026, 12, 1), date(2026, 12, 1), 0, "大病")
    unit = office.county.unit("上窑村")
    asked = reductions.ask_reduction(actor=SYSTEM, at=AT, unit=unit, draft=draft)
    yield "decide", office.open("qingshi", "decide_reduction", asked.pk)


def commendation(office: Office) -> Opened:
    """An honour, of an office that has entered one before."""
    draft = commendations.CommendationDraft("先进基层党组织", "中共青石镇委员会", date(2026, 7, 1))
    unit = office.county.unit("上窑村")
    commendations.enter_commendation(actor=SYSTEM, at=AT, unit=unit, draft=draft)
    yield "honour", office.open("qingshi", "enter_commendation", VILLAGE)


def need(office: Office) -> Opened:
    """Written down, given an owner, answered, done, confirmed."""
    county = office.county
    yield "new", office.open("shangyao", "new_need", VILLAGE)
    draft = needs.NeedDraft("roads", "修桥", DAY)
    raised = needs.raise_need(actor=SYSTEM, at=AT, unit=county.unit("上窑村"), draft=draft)
    steps = (
        (Move.ASSIGNED, "qingshi", county.unit("柳林村"), None),
        (Move.ANSWERED, "liulin", None, DAY),
        (Move.DONE, "liulin", None, None),
        (Move.CONFIRMED, "shangyao", None, None),
    )
    for move, username, to, by in steps:
        yield move, one_form(office.open(username, "need", raised.pk), f'value="{move}"')
        entry = needs.EntryDraft(move, DAY, "好", to, by)
        needs.enter(actor=SYSTEM, at=AT, need=raised, draft=entry)


def one_form(html: str, mark: str) -> str:
    """The form of a page that holds a mark."""
    return next(each for each in re.findall(r"<form.*?</form>", html, re.DOTALL) if mark in each)


def statistics(office: Office) -> Opened:
    """The yearly tables."""
    yield "tables", office.open("county", "statistics", COUNTY)


def chasing(office: Office) -> Opened:
    """What presses."""
    yield "list", office.open("county", "chasing", COUNTY)


FORMS: dict[str, Callable[[Office], Opened]] = {
    each.__name__: each
    for each in (
        *(scoring_sheet, weak_ledger, weak_plan, weak_acceptance, looking_back, model_unit, model_person),
        *(programme_targets, programme_report, coverage, training, dues_standards, dues, dues_reduction),
        *(commendation, need, statistics, chasing),
    )
}
"""What is opened of each paper form."""

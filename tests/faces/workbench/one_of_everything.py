"""The small county with one of everything in every unit: what pages are about."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jiceng.apps.access.models import Grant, Token, User
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.access.tokens import TokenDraft, issue_token
from jiceng.apps.admissions.services import StepDraft, open_admission
from jiceng.apps.commendations import services as commendations
from jiceng.apps.coverage.models import Establishment, Link, Overruling, Roster, RosterEntry
from jiceng.apps.decisions.drafts import Entry, Proposal
from jiceng.apps.decisions.models import Interest
from jiceng.apps.decisions.services import enter, open_decision
from jiceng.apps.dues import reductions
from jiceng.apps.dues import services as dues
from jiceng.apps.duties import services as duties
from jiceng.apps.editorial import files as article_files
from jiceng.apps.editorial import services as editorial
from jiceng.apps.exemplars.models import Exemplar, ExemplarEntry
from jiceng.apps.feedback import services as feedback
from jiceng.apps.feedback.models import Question
from jiceng.apps.gatherings import services as gatherings
from jiceng.apps.organisations import bodies
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Post, Unit
from jiceng.apps.organisations.versions import last_version
from jiceng.apps.people import leadership, posts
from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership
from jiceng.apps.programmes import services as programmes
from jiceng.apps.programmes.models import Risk
from jiceng.apps.rectification.models import Attestation, Case, CaseEntry
from jiceng.apps.standards import services as standards
from jiceng.apps.transfers import services as transfers
from jiceng.apps.transfers import visitors
from jiceng.engines.procedure.decisions import Kind
from jiceng.engines.procedure.standards import Level
from jiceng.kernel.periods import Period
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, build_county, id_number
from tests.faces.workbench.imports.imported import imported
from tests.faces.workbench.needs.needed import needed
from tests.kept import kept

ALL = ("青禾县", "青石镇", "河湾镇", "上窑村", "柳林村", "南坡村", "上窑一支部")
PDF = b"%PDF-1.4\n%%EOF"


@dataclass
class World:
    """The small county with one of everything in every unit; `things[unit][what]` is the argument of an
    address.
    """

    county: County
    things: dict[str, dict[str, tuple[object, ...]]]


@pytest.fixture
def world(db: None) -> World:
    """One of everything in each unit."""
    return kept("world", _build)


def _build() -> World:
    county = build_county()
    draft = organisations.UnitDraft("990525100200-1", "上窑一支部", "branch", "branch")
    county.units["上窑一支部"] = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("上窑村"), draft=draft, day=FOUNDED
    )
    draft = organisations.UnitDraft(
        "990525109", "城关镇", "town", "committee"
    )  # beyond the officers of the others
    county.units["城关镇"] = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青禾县"), draft=draft, day=FOUNDED
    )
    return World(county, {name: _fill(county, name, n) for n, name in enumerate(ALL)})


def _fill(county: County, name: str, number: int) -> dict[str, tuple[object, ...]]:
    unit = county.unit(name)
    draft = people.PersonDraft(f"某{number}", id_number(500 + number))
    membership = people.register_person(
        actor=SYSTEM, at=AT, unit=unit, draft=draft, standing="full", joined_on=FOUNDED, day=FOUNDED
    )
    person = membership.person
    body = bodies.found_body(actor=SYSTEM, at=AT, unit=unit, kind="party_group", name="一组", day=FOUNDED)
    seat = posts.take_seat(actor=SYSTEM, at=AT, body=body, person=person, day=FOUNDED)
    empty = bodies.found_post(actor=SYSTEM, at=AT, unit=unit, kind="deputy_secretary", day=FOUNDED)
    held = bodies.found_post(actor=SYSTEM, at=AT, unit=unit, kind="committee_member", day=FOUNDED)
    holding = posts.take_post(actor=SYSTEM, at=AT, post=held, person=person, day=FOUNDED)
    grant = Grant.objects.create(
        user=county.users["stranger"], role="secretary", unit=unit, starts_on=date(2030, 1, 1), granted_by="t"
    )
    return {
        "unit": (unit.code,),
        "person": (person.pk,),
        "body": (body.pk,),
        "seat": (seat.pk,),
        "post": (empty.pk,),
        "holding": (holding.pk,),
        "postponement": (unit.code, "party_lecture", _postponed(unit)),
        "grant": (grant.pk,),
        "token": (_token(county, unit).pk,),
        "import": (imported(county.users["county"], membership).pk,),
        **_held(unit, membership),
        **_applied(unit, number),
        **in_motion(county, unit, membership, empty),
        **_written(county, unit),
        "question": (asked(county, f"问{number}").pk,),
        **_of_a_year(county, unit, name, membership),
    }


def _postponed(unit: Unit) -> int:
    period, until = Period.parse("2026-Q3"), date(2026, 12, 1)
    said = dict[str, Any](duty="party_lecture", period=period, until=until, reason="秋收")
    return duties.postpone(actor=SYSTEM, at=AT, unit=unit, **said).pk


def _of_a_year(
    county: County, unit: Unit, name: str, membership: Membership
) -> dict[str, tuple[object, ...]]:
    """What follows a branch through its year."""
    for number in range(2):  # with the one below enough for a joint organisation
        listed(unit, f"某{name}{number}厂")
    return {
        **_members(unit, membership),
        **listed(unit, f"某{name}公司"),
        **put_right(unit),
        **needed(county, unit),
        "risk": (_risk(unit).pk,),
        **_checked(unit),
    }


def _members(unit: Unit, membership: Membership) -> dict[str, tuple[int]]:
    """Dues paid, a reduction asked for, an honour."""
    person, actor = membership.person_id, dict[str, Any](actor=SYSTEM, at=AT)
    month = date(2026, 10, 1)
    standing = dues.StandingDraft(person, "farmer", 50)
    dues.set_standings(**actor, unit=unit, month=month, drafts=[standing])
    paid = dues.record_dues(**actor, unit=unit, draft=dues.Collection(month, month, DAY, {person: 50}))
    draft = reductions.ReductionDraft(person, date(2026, 12, 1), date(2026, 12, 1), 0, "大病")
    honour = commendations.CommendationDraft("优秀成员", "上级", DAY, person=membership.person)
    return {
        "payment": (paid[0].pk,),
        "reduction": (reductions.ask_reduction(**actor, unit=unit, draft=draft).pk,),
        "commendation": (commendations.enter_commendation(**actor, unit=unit, draft=honour).pk,),
    }


def _risk(unit: Unit) -> Risk:
    draft = programmes.RiskDraft("norms", "换届推迟", "组织科", date(2026, 12, 1))
    return programmes.raise_risk(actor=SYSTEM, at=AT, unit=unit, programme="strategy_541", draft=draft)


def listed(unit: Unit, name: str) -> dict[str, tuple[int]]:
    """An establishment on a list of its place, covered, and counted though a rule leaves it out."""
    about = {"source": "登记机关", "defaults": {"imported_by": "t", "imported_at": AT}}
    roster, _ = Roster.objects.get_or_create(kind="private_firm", as_of=date(2026, 9, 30), **about)
    firm = Establishment.objects.create(kind="private_firm", name=name, place=unit)
    row = {"establishment": firm, "place": unit, "name": name, "state": "operating", "members": 1}
    RosterEntry.objects.create(roster=roster, employees=0, **row)
    said = {"establishment": firm, "starts_on": FOUNDED, "entered_by": "t"}
    link = Link.objects.create(how="instructor", name="某人", **said)
    word = Overruling.objects.create(reason="走访有人", **said)
    return {"establishment": (firm.pk,), "cover": (link.pk,), "overruling": (word.pk,)}


def _checked(unit: Unit) -> dict[str, tuple[object, ...]]:
    """A unit that is checked against standards, the unit itself or one below: its town found otherwise."""
    if last_version(unit).kind in ("county", "town"):
        draft = organisations.UnitDraft(f"{unit.code}-S", "机关支部", "branch", "branch")
        unit = organisations.found_unit(actor=SYSTEM, at=AT, parent=unit, draft=draft, day=FOUNDED)
    named = dict[str, Any](actor=SYSTEM, at=AT, unit=unit, year=DAY.year)
    items = duties.current_rules().checklists["branch_standard"].versions[-1].items.values()
    said = [standards.Said(each.code, each.points, "台账") for each in items if each.kind == "attested"]
    standards.say(**named, said=said)
    standards.close(**named)
    standards.open_checks(actor=SYSTEM, at=AT, units=[unit], year=DAY.year, level=Level.TOWN)
    standards.say(**named, said=[standards.Said("place", 1, "不符")])
    return {"standard": (unit.code,)}


def _written(county: County, unit: Unit) -> dict[str, tuple[object, ...]]:
    """An article with a file that waits for review, and one that is posted."""
    found = {}
    for name in ("article", "posted_article"):
        text = editorial.Text("公告", "<p>公示。</p>", "announcements")
        article = editorial.draft(actor=SYSTEM, at=AT, unit=unit, text=text)
        file = article_files.attach(actor=SYSTEM, at=AT, article=article, name="附件.pdf", data=PDF)
        editorial.submit(actor=SYSTEM, at=AT, article=article)
        found[name] = (article.pk,)
    editorial.approve(actor=county.actor("county"), at=AT, article=article, revision=2)
    return {**found, "article_file": (article.pk, file.token)}


def _held(unit: Unit, membership: Membership) -> dict[str, tuple[object, ...]]:
    """A meeting on record, and a matter being decided."""
    minutes = gatherings.Minutes("members_meeting", date(2026, 11, 3), text="议事")
    gathering = gatherings.record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)
    platform = next(iter(duties.current_rules().platforms))
    found = {"gathering": (gathering.pk,), "platform": (gathering.pk, platform)}
    return {**found, **_decided(unit, membership)}


def _applied(unit: Unit, number: int) -> dict[str, tuple[object, ...]]:
    """An application for membership."""
    admission = open_admission(
        actor=SYSTEM,
        at=AT,
        unit=unit,
        course="admission",
        person=people.PersonDraft(f"申{number}", birth_date=date(1995, 4, 2)),
        step=StepDraft(date(2026, 11, 2)),
    )
    return {"admission": (admission.pk,), "admission_entry": (admission.entries.get().pk,)}


def _decided(unit: Unit, membership: Membership) -> dict[str, tuple[object, ...]]:
    """A matter being decided, with one entry and somebody who stands aside."""
    proposal = Proposal("branch_resolution", "修路", date(2026, 11, 1))
    decision = open_decision(actor=SYSTEM, at=AT, unit=unit, proposal=proposal)
    said = {"roll": {"on": "2026-11-02", "entitled": 3}, "present": 3, "ayes": 3, "nays": 0}
    entry = Entry("committee", Kind.HELD, date(2026, 11, 2), said)
    event = enter(actor=SYSTEM, at=AT, decision=decision, entry=entry)
    Interest.objects.create(
        decision=decision, person=membership.person, relation="interest", declared_on=DAY, declared_by="t"
    )
    return {"decision": (decision.pk,), "decision_event": (event.pk,)}


def in_motion(county: County, unit: Unit, membership: Membership, post: Post) -> dict[str, tuple[int]]:
    """A letter out of the county, one that arrives, a visitor, training, one named to follow."""
    person, actor = membership.person, dict[str, Any](actor=SYSTEM, at=AT)
    draft = transfers.LetterDraft("out", "外省某市委组织部", "work", date(2026, 11, 2))
    leaving = transfers.issue(**actor, membership=membership, draft=draft)
    coming = people.register_person(
        **actor, unit=county.unit("城关镇"), draft=people.PersonDraft("来人"), standing="full",
        joined_on=FOUNDED, day=FOUNDED,
    )  # fmt: skip
    draft = transfers.LetterDraft("within", unit.code, "work", date(2026, 11, 2))
    arriving = transfers.issue(**actor, membership=coming, draft=draft)
    visit = visitors.VisitorDraft("施远", "外省某公司党支部", "spoken")
    training = leadership.TrainingDraft(date(2026, 11, 2), Decimal(8), "培训")
    return {
        "letter": (leaving.pk,),
        "arriving": (arriving.pk,),
        "visitor": (visitors.note_visitor(**actor, unit=unit, draft=visit, day=FOUNDED).pk,),
        "training": (leadership.enter_training(**actor, person=person, unit=unit, draft=training).pk,),
        "successor": (
            leadership.name_successor(
                **actor, post=post, person=person, day=DAY, until=None, reason="熟悉村务"
            ).pk,
        ),
    }


def put_right(unit: Unit) -> dict[str, tuple[object, ...]]:
    """A case with its plan, something attested of the unit, a model nominated."""
    by = {"recorded_at": AT, "recorded_by": "t"}
    case = Case.objects.create(
        unit=unit, opened_on=DAY, paper="文号", grounds=[{"weakness": "no_life", "amounts": []}],
        opened_at=AT, opened_by="t",
    )  # fmt: skip
    plan = CaseEntry.objects.create(
        case=case, number=1, kind="plan", day=DAY, said={"leads": {}}, text="原因", **by
    )
    said = Attestation.objects.create(
        unit=unit, weakness="committee_divided", day=DAY, text="不团结", source="走访", by="t", at=AT
    )
    model = Exemplar.objects.create(
        unit=unit, kind="model_branch", what="议事", nominated_on=DAY, nominated_at=AT, nominated_by="t"
    )
    entry = ExemplarEntry.objects.create(
        exemplar=model, number=1, kind="objection", day=DAY, text="异议", **by
    )
    return {
        "weak_case": (case.pk,),
        "weak_entry": (plan.pk,),
        "attestation": (said.pk,),
        "exemplar": (model.pk,),
        "exemplar_entry": (entry.pk,),
    }


def asked(county: County, text: str) -> Question:
    """A question to the county's desk, of somebody else."""
    asker = User.objects.get_or_create(username="asker", defaults={"name": "别人"})[0]
    draft = feedback.QuestionDraft("question", text, county.unit("青禾县").code, "office")
    return feedback.ask(actor=actor_for(asker, AT.date()), at=AT, draft=draft)[0]


def _token(county: County, unit: Unit) -> Token:
    draft = TokenDraft("对账", ["unit.read"], unit, date(2027, 1, 1))
    token, _key = issue_token(actor=SYSTEM, at=AT, user=county.users["county"], draft=draft)
    return token

"""A state firm of 青石镇 with a Party committee of five, and a matter it has to discuss beforehand."""

from datetime import date

from jiceng.apps.decisions.drafts import Proposal
from jiceng.apps.decisions.models import Decision
from jiceng.apps.decisions.services import open_decision
from jiceng.apps.organisations.bodies import found_body
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.services import UnitDraft, found_unit
from jiceng.apps.people.models import Person
from jiceng.apps.people.posts import take_seat
from jiceng.apps.people.services import PersonDraft, register_person
from tests.county import AT, FOUNDED, SYSTEM, County, id_number

STEP = "study"
NAMES = ("许文清", "何立春", "吕东海", "施巧云", "张远山", "孔令秋")
"""The first five are the committee."""


def founded(county: County) -> tuple[Unit, list[Person]]:
    """The firm and its members."""
    draft = UnitDraft("990525100900", "青石水务公司", "state_firm", "committee")
    firm = found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=FOUNDED)
    county.units["青石水务公司"] = firm
    people = [
        register_person(
            actor=SYSTEM,
            at=AT,
            unit=firm,
            draft=PersonDraft(name, id_number(700 + number, "19750505")),
            standing="full",
            joined_on=FOUNDED,
            day=FOUNDED,
        ).person
        for number, name in enumerate(NAMES)
    ]
    body = found_body(actor=SYSTEM, at=AT, unit=firm, kind="party_committee", name="党委", day=FOUNDED)
    for person in people[:5]:
        take_seat(actor=SYSTEM, at=AT, body=body, person=person, day=FOUNDED)
    return firm, people


def asked(county: County, firm: Unit, concerned: tuple[int, ...] = ()) -> Decision:
    """A matter of the firm, begun on 8 October 2026."""
    proposal = Proposal(
        "state_firm_prior", "仓库出租", date(2026, 10, 8), "strategy", "公开招租。", concerned=concerned
    )
    return open_decision(actor=county.actor("qingshi"), at=AT, unit=firm, proposal=proposal)

"""A sample office from a seed, as the records that are written, with who signs in to it."""

from datetime import date
from random import Random

from jiceng.apps.demonstration.accounts import Chosen
from jiceng.apps.demonstration.county import Progress
from jiceng.apps.demonstration.people import Population
from jiceng.apps.demonstration.records import CountyRecord, PersonRecord, UnitRecord
from jiceng.apps.demonstration.sample.bodies import Bodies
from jiceng.apps.demonstration.sample.description import AccountPlan, Description, first_day
from jiceng.apps.demonstration.sample.meetings import Meetings
from jiceng.apps.demonstration.sample.tree import Tree, settle
from jiceng.engines.procedure import Profile
from jiceng.kernel.errors import Conflict


def generate_sample(
    profile: Profile, description: Description, today: date, seed: int, progress: Progress
) -> CountyRecord:
    """Make the office of a seed as it is on `today`; `progress` is told (step, done, total)."""
    root = Tree(Random(f"{seed}/units"), description, today).grow()
    office = CountyRecord(root, root.below(), [])
    first = first_day(today, description.years)
    population = Population(today, first)
    bodies = Bodies(profile, description, today)
    meetings = Meetings(profile, description, first, today)
    for done, unit in enumerate(office.units):
        settle(Random(f"{seed}/people/{unit.code}"), population, unit)
        progress("people", done, len(office.units))
    for unit in reversed(office.units):
        bodies.set_up(Random(f"{seed}/leaders/{unit.code}"), unit)
    for done, unit in enumerate(office.units):
        meetings.hold(Random(f"{seed}/meetings/{unit.code}"), unit)
        progress("meetings", done, len(office.units))
    office.people = population.people
    office.gatherings, office.rolls = meetings.gatherings, meetings.book.rolls
    return office


def sample_accounts(office: CountyRecord, description: Description, today: date) -> list[Chosen]:
    """Who signs in with each role, in the description's order.

    Raises `Conflict("demonstration_incomplete")`.
    """
    return [_chosen(office, plan, today) for plan in description.accounts]


def _chosen(office: CountyRecord, plan: AccountPlan, today: date) -> Chosen:
    units = sorted((each for each in office.units if each.kind == plan.unit), key=lambda each: each.size)
    for unit in units[len(units) // 2 :]:
        person = _seated(office.root if plan.at_top else unit, plan, today)
        if person is not None:
            return Chosen(plan.role, plan.username, person, unit)
    raise Conflict("demonstration_incomplete")


def _seated(unit: UnitRecord, plan: AccountPlan, today: date) -> PersonRecord | None:
    body = unit.body(plan.seat_of)
    seats = [seat for seat in body.seats if seat.ends_on is None] if body else []
    return seats[plan.number - 1].person if len(seats) >= plan.number else None

"""One 四议两公开 of 上窑村, step by step, for tests of decisions."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jiceng.apps.decisions.models import Decision, Event
from jiceng.apps.decisions.services import Entry, Proposal, enter, open_decision
from jiceng.apps.gatherings.services import Minutes
from jiceng.engines.procedure.decisions import Kind
from tests.county import AT, County

VILLAGE = "上窑村"
OPENED = date(2026, 10, 8)


def at(day: date) -> datetime:
    """Ten in the morning."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def opened(
    county: County,
    actor: str = "shangyao",
    unit: str = VILLAGE,
    procedure: str = "four_deliberations",
    title: str = "修西沟路",
    **more: Any,
) -> Decision:
    """A decision about a road, begun on 8 October 2026."""
    matter = "public_works" if procedure == "four_deliberations" else ""
    proposal = Proposal(procedure, title, OPENED, matter, "硬化西沟路三百米。", **more)
    return open_decision(actor=county.actor(actor), at=AT, unit=county.unit(unit), proposal=proposal)


def minutes(kind: str, day: date, **more: Any) -> Minutes:
    """Minutes of a meeting about the road."""
    return Minutes(kind, day, subject="修西沟路", text="讨论了方案。", chair="赵大田", **more)


ENTRIES = (
    Entry(
        "proposal",
        Kind.HELD,
        date(2026, 10, 9),
        {"ayes": 3, "nays": 0},
        minutes=minutes("branch_committee_meeting", date(2026, 10, 9)),
    ),
    Entry(
        "two_committees",
        Kind.HELD,
        date(2026, 10, 10),
        {"roll": {"on": "2026-10-10", "entitled": 5}, "present": 5, "ayes": 4, "nays": 1},
    ),
    Entry("members_meeting", Kind.ANNOUNCED, date(2026, 10, 11), {"tells": ["plan"]}),
    Entry(
        "members_meeting",
        Kind.HELD,
        date(2026, 10, 15),
        {"ayes": 6, "nays": 1, "abstained": 1},
        minutes=minutes("members_meeting", date(2026, 10, 15)),
    ),
    Entry(
        "representatives_meeting",
        Kind.HELD,
        date(2026, 10, 18),
        {
            "roll": {"on": "2026-10-18", "entitled": 30},
            "present": 26,
            "ayes": 24,
            "nays": 2,
            "papers": ["delegation"],
        },
        minutes=minutes("villagers_representatives_meeting", date(2026, 10, 18), entitled=30, present=26),
    ),
    Entry("resolution_posting", Kind.POSTED, date(2026, 10, 19), {"tells": ["resolution"]}),
    Entry("carrying_out", Kind.REPORTED, date(2026, 11, 10)),
    Entry("results_posting", Kind.POSTED, date(2026, 11, 12), {"tells": ["results"]}),
)


def entered(county: County, decision: Decision, until: str, actor: str = "shangyao") -> list[Event]:
    """Every step up to and with `until`, entered in order."""
    last = max(n for n, each in enumerate(ENTRIES) if each.step == until)
    return [
        enter(actor=county.actor(actor), at=AT, decision=decision, entry=each) for each in ENTRIES[: last + 1]
    ]

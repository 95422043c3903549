"""Meetings of the small county, recorded through the service."""

from datetime import date
from typing import Any

from jiceng.apps.gatherings import services
from jiceng.apps.gatherings.services import Minutes
from tests.county import AT, SYSTEM, County


def record(county: County, unit: str, kind: str, day: date, **changes: Any) -> int:
    """Record a meeting; returns its id. The committee of 上窑村 holds its own."""
    return services.record_gathering(
        actor=SYSTEM,
        at=AT,
        unit=county.unit(unit),
        body=county.committee if kind == "branch_committee_meeting" else None,
        minutes=Minutes(kind, day, text="议事", **changes),
    ).pk

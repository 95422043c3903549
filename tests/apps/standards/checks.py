"""Checks of the small county, said and closed through the services."""

from datetime import datetime, timedelta
from typing import Any

from jiceng.apps.standards import services
from jiceng.apps.standards.models import Assessment
from jiceng.apps.standards.selectors import sheet
from jiceng.apps.standards.services import Said
from jiceng.apps.standards.sheets import Sheet
from jiceng.engines.procedure.standards import ItemKind, Level
from tests.county import AT, DAY, County

YEAR = DAY.year
SECRETARIES = {"上窑村": "shangyao", "柳林村": "liulin", "南坡村": "nanpo"}


def sheet_of(county: County, unit: str = "上窑村", year: int = YEAR) -> Sheet:
    """The unit's sheet as the county sees it."""
    return sheet(county.actor("county"), county.version(unit), year, DAY)


def named(
    county: County, username: str, unit: str = "上窑村", at: datetime = AT, year: int = YEAR
) -> dict[str, Any]:
    """What every service is told."""
    return {"actor": county.actor(username), "at": at, "unit": county.unit(unit), "year": year}


def whole(county: County, kind: ItemKind, unit: str = "上窑村", year: int = YEAR) -> list[Said]:
    """All points of every item of a kind, with a source."""
    lines = sheet_of(county, unit, year).rule.asked_of("village", "branch").values()
    return [Said(each.code, each.points, f"依据{each.code}") for each in lines if each.kind is kind]


def own_check(county: County, unit: str = "上窑村") -> Assessment:
    """The unit's own check, said and closed."""
    given = named(county, SECRETARIES[unit], unit)
    services.say(**given, said=whole(county, ItemKind.ATTESTED, unit))
    return services.close(**given)


def town_check(county: County, unit: str = "上窑村", *, closed: bool = True) -> Assessment:
    """The town's check after it, judged, perhaps closed."""
    own_check(county, unit)
    given = named(county, "county", unit)
    services.open_checks(
        actor=given["actor"], at=AT, units=[county.unit(unit)], year=YEAR, level=Level.TOWN, seed="种子"
    )
    found = services.say(**given, said=whole(county, ItemKind.JUDGED, unit))
    return services.close(**given) if closed else found


def accepted(county: County, unit: str = "上窑村", *, years_ago: int = 0) -> Assessment:
    """The county's acceptance after that; perhaps of an earlier year."""
    town_check(county, unit)
    given = named(county, "county", unit)
    services.open_checks(
        actor=given["actor"], at=AT, units=[county.unit(unit)], year=YEAR, level=Level.COUNTY
    )
    services.close(**given, accepted=True)
    rows = Assessment.objects.filter(unit=county.unit(unit))
    rows.update(year=YEAR - years_ago, closed_at=AT - timedelta(days=365 * years_ago))
    return rows.get(level=Level.COUNTY)

"""Units: the tree as on a day."""

from typing import TYPE_CHECKING, Any

from ninja import Query, Router, Schema

from jiceng.apps.organisations import policies
from jiceng.apps.organisations.selectors import bodies_on, standing, unit_by_code
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.faces.api.fields import Asked, Code, Day, line
from jiceng.faces.api.keys import ApiRequest, require_somewhere
from jiceng.faces.api.paging import Paging, paged
from jiceng.faces.api.problems import PROBLEMS, Problem
from jiceng.kernel.actors import Actor

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

router = Router(tags=["units"])


class Unit(Schema):
    """A unit as on a day: `parent` is the code of the unit above, null at the top of what is yours."""

    code: str
    name: str
    kind: str
    form: str
    parent: str | None
    division_code: str
    starts_on: Day
    ends_on: Day | None


class Body(Schema):
    """Who deliberates in a unit; `id` is what a gathering's `body` names."""

    id: int
    kind: str
    name: str
    starts_on: Day
    ends_on: Day | None


class UnitWithBodies(Unit):
    """A unit with its bodies."""

    bodies: list[Body]


class Units(Schema):
    """A page of units, and the cursor of the next."""

    items: list[Unit]
    cursor: str | None


class AsOn(Asked):
    """`day`: as on that day, else today."""

    day: Day | None = None


class UnitFilter(Paging):
    """`unit`: that unit and all below it; `kind`: units of one kind; `day`: as on that day, else today."""

    unit: Code | None = None
    kind: line(40) | None = None  # type: ignore[valid-type]
    day: Day | None = None


@router.get("", response={200: Units, PROBLEMS: Problem}, url_name="api_units")
def list_units(request: ApiRequest, asked: Query[UnitFilter]) -> Any:
    """Units as on a day: those you may read."""
    require_somewhere(request.actor, policies.READ)
    day = asked.day or request.day
    version = unit_by_code(request.actor, asked.unit, day) if asked.unit else None
    rows = standing(request.actor, day, policies.READ, version).select_related("parent")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    found, cursor = paged(rows, ["unit_id"], asked)
    return {"items": [_unit(request.actor, each) for each in found], "cursor": cursor}


@router.get("/{code}", response={200: UnitWithBodies, PROBLEMS: Problem}, url_name="api_unit")
def get_unit(request: ApiRequest, code: Code, asked: Query[AsOn]) -> Any:
    """One unit as on a day; a closed one, or one not yet founded, in the version nearest before or after."""
    day = asked.day or request.day
    version = unit_by_code(request.actor, code, day)
    bodies = bodies_on(request.actor, version, day)
    return _unit(request.actor, version) | {"bodies": bodies}


def _unit(actor: Actor, version: "UnitVersion") -> dict[str, Any]:
    above = version.parent if actor.may(policies.READ, version.path[:-SEGMENT]) else None
    return {
        "code": version.unit.code,
        "name": version.name,
        "kind": version.kind,
        "form": version.form,
        "parent": above.code if above is not None else None,
        "division_code": version.unit.division_code,
        "starts_on": version.starts_on,
        "ends_on": version.ends_on,
    }

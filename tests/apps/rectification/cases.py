"""Weak branches of the small county, brought as far as a test asks through the services."""

from datetime import date, timedelta
from typing import Any

from jiceng.apps.people import posts
from jiceng.apps.people.models import PostHolding
from jiceng.apps.rectification import services
from jiceng.apps.rectification.models import Attestation, Case, CaseEntry
from jiceng.apps.rectification.services import Draft, Listing
from tests.county import AT, DAY, SYSTEM, County

LISTED = date(2026, 9, 1)


def vacate(county: County, unit: str = "上窑村", days: int = 200) -> None:
    """The secretary has left so many days ago."""
    holding = PostHolding.objects.get(post__unit=county.unit(unit))
    posts.leave_post(actor=SYSTEM, at=AT, holding=holding, day=DAY - timedelta(days=days))


def attested(county: County, unit: str = "上窑村", *, answered: bool = True) -> Attestation:
    """The committee is divided, as an officer says; the unit has answered."""
    found = services.attest(
        actor=SYSTEM,
        at=AT,
        unit=county.unit(unit),
        weakness="committee_divided",
        day=LISTED - timedelta(days=10),
        text="支委会三次未能形成决议",
        source="乡镇党委走访记录",
    )
    if answered:
        day = LISTED - timedelta(days=5)
        services.answer(actor=SYSTEM, at=AT, attestation=found, day=day, text="情况属实，已开始谈心")
        found.refresh_from_db()
    return found


def listed(county: County, unit: str = "上窑村", weakness: str = "secretary_vacant", **more: Any) -> Case:
    """A case opened by a paper."""
    listing = Listing(more.pop("day", LISTED), (weakness,), "泽组发〔2026〕7号")
    return services.open_case(actor=SYSTEM, at=AT, unit=county.unit(unit), listing=listing)


def enter(case: Case, kind: str, day: date, text: str = "", **said: Any) -> CaseEntry:
    """Enter a step."""
    return services.enter(actor=SYSTEM, at=AT, case=case, draft=Draft(kind, day, said, text))


def planned(case: Case, day: date = LISTED, **measure: Any) -> CaseEntry:
    """The plan, and one measure."""
    enter(case, "plan", day, "书记外出，无人接任", leads={"town_leader": "韩某"})
    said = {"owner": "own", "who": "", "due": "2026-10-31", "done": None} | measure
    return enter(case, "measure", day, "选配书记", **said)


def removed(case: Case, first: date = date(2026, 9, 20)) -> None:
    """All the way to the removal, a day a step, the only measure being done as somebody says."""
    measure = planned(case, case.opened_on)
    enter(case, "done", first, "已任命", measure=measure.number)
    enter(case, "asked", first + timedelta(days=1), asked=20, satisfied=18, counted_by="包村干部")
    enter(case, "checked", first + timedelta(days=2), passed=True)
    enter(case, "accepted", first + timedelta(days=3), passed=True)
    enter(case, "removed", first + timedelta(days=4), paper="泽组发〔2026〕9号")
    case.refresh_from_db()

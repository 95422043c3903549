"""Models of the small county, brought as far as a test asks through the services."""

from datetime import date, datetime, timedelta
from typing import Any

from jiceng.apps.editorial import services as editorial
from jiceng.apps.editorial.models import Article
from jiceng.apps.exemplars import services
from jiceng.apps.exemplars.models import Exemplar, ExemplarEntry
from jiceng.apps.exemplars.services import Draft, Nomination
from jiceng.apps.people.models import Person
from tests.county import AT, DAY, SYSTEM, County


def nominated(
    county: County, unit: str = "上窑村", kind: str = "model_village", person: Person | None = None
) -> Exemplar:
    """Nominated, whatever the checks say."""
    nomination = Nomination(kind, "议事公开有章法", DAY, person, "镇党委集体研究，拟先行培育")
    return services.nominate(actor=SYSTEM, at=AT, unit=county.unit(unit), nomination=nomination)


def post(county: County, article: Article, at: datetime) -> None:
    """Reviewed and posted by somebody else."""
    editorial.submit(actor=SYSTEM, at=at, article=article)
    article.refresh_from_db()
    editorial.approve(actor=county.actor("county"), at=at, article=article, revision=article.revision)


def noticed(county: County, exemplar: Exemplar, at: datetime = AT) -> None:
    """The notice is posted."""
    article = services.draft_notice(
        actor=SYSTEM, at=at, exemplar=exemplar, title="拟命名公示", html="<p>如有异议请来信。</p>"
    )
    post(county, article, at)


def enter(exemplar: Exemplar, kind: str, day: date, text: str = "", **said: Any) -> ExemplarEntry:
    """Enter a step on its own day."""
    at = AT + timedelta(days=(day - DAY).days)
    return services.enter(actor=SYSTEM, at=at, exemplar=exemplar, draft=Draft(kind, day, said, text))


def named(county: County, exemplar: Exemplar) -> date:
    """Named on the first day it can be; returns that day."""
    noticed(county, exemplar)
    day = DAY + timedelta(days=5)
    enter(exemplar, "named", day, paper="泽组发〔2026〕20号")
    exemplar.refresh_from_db()
    return day

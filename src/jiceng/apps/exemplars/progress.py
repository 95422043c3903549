"""How a model stands on a day: a pure function of its entries, its articles and the rules.

What an entry says (`said`), by kind: nominated {checks: [{title, met, amount}]}; objection {}; settled
{objection: number, upheld}; named {paper, decision}; reviewed {keeps}; retired, dropped {}.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from jiceng.apps.editorial.models import Article
from jiceng.apps.exemplars.models import Exemplar, ExemplarEntry
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

KINDS = ("nominated", "objection", "settled", "named", "reviewed", "retired", "dropped")
STAGES = ("notice", "posting", "objections", "naming", "practice", "named", "review", "retired", "dropped")
"""写公示 · 公示中 · 处理异议 · 待命名 · 待写做法 · 已命名 · 待复核 · 已退出 · 未命名."""
ENDED = (Article.State.WITHDRAWN, Article.State.EXPIRED)


@dataclass(slots=True)
class Standing:
    """How a model stands: its stage, by when what is next is due; `name_from`, the first day it can be named;
    objections not settled yet; the entries that count.
    """

    stage: str = "notice"
    due: date | None = None
    name_from: date | None = None
    posted_on: date | None = None
    open_objections: list[ExemplarEntry] = field(default_factory=list)
    nominated: ExemplarEntry | None = None
    named: ExemplarEntry | None = None
    reviewed: ExemplarEntry | None = None
    ended: ExemplarEntry | None = None

    def overdue(self, day: date) -> bool:
        """Whether what is next should have been done."""
        return self.due is not None and self.due < day


def living(entries: Sequence[ExemplarEntry]) -> list[ExemplarEntry]:
    """Entries that count, in order."""
    gone = {each.replaces_id for each in entries}
    return sorted(
        (each for each in entries if each.pk not in gone and each.replaces_id is None),
        key=lambda each: each.number,
    )


def standing(rules: "Profile", exemplar: Exemplar, entries: Sequence[ExemplarEntry], day: date) -> Standing:
    """How a model stands on a day."""
    found = Standing()
    objections: dict[int, ExemplarEntry] = {}
    for each in living(entries):
        match each.kind:
            case "nominated":
                found.nominated = each
            case "objection":
                objections[each.number] = each
            case "settled":
                objections.pop(each.said["objection"], None)
            case "named":
                found.named = each
            case "reviewed":
                found.reviewed = each
            case "retired" | "dropped":
                found.ended = each
    found.open_objections = list(objections.values())
    _stage(rules, exemplar, found, day)
    return found


def _stage(rules: "Profile", exemplar: Exemplar, found: Standing, day: date) -> None:
    kind = rules.exemplar_kinds.get(exemplar.kind)
    version = kind.version_on(exemplar.nominated_on) if kind else None
    if found.ended is not None:
        found.stage = found.ended.kind
    elif found.named is not None:
        since = found.reviewed.day if found.reviewed else found.named.day
        months = int(rules.amount(version.review_months, day)) if version else 12
        found.due = months_after(since, months)
        found.stage = "review" if found.due <= day else "named"
        if found.stage == "named" and not is_posted(exemplar.practice, day):
            found.stage = "practice"
    else:
        _before_naming(rules, exemplar, found, day)


def _before_naming(rules: "Profile", exemplar: Exemplar, found: Standing, day: date) -> None:
    notice = exemplar.notice
    days = notice_days(rules, exemplar, day)
    if notice is None or notice.posted_at is None:
        found.stage = "notice"
        return
    found.posted_on = timezone.localdate(notice.posted_at)
    found.name_from = found.posted_on + timedelta(days)
    if notice.ended_at is not None and timezone.localdate(notice.ended_at) < found.name_from:
        found.stage = "notice"
    elif day < found.name_from:
        found.stage, found.due = "posting", None
    elif found.open_objections:
        found.stage = "objections"
    else:
        found.stage = "naming"


def notice_days(rules: "Profile", exemplar: Exemplar, day: date) -> int:
    """For how many days the notice must have been posted."""
    kind = rules.exemplar_kinds.get(exemplar.kind)
    version = kind.version_on(exemplar.nominated_on) if kind else None
    return int(rules.amount(version.notice_days, day)) if version else 0


def is_posted(article: Article | None, day: date) -> bool:
    """Whether an article is posted on a day."""
    if article is None or article.posted_at is None or timezone.localdate(article.posted_at) > day:
        return False
    return article.ended_at is None or timezone.localdate(article.ended_at) > day

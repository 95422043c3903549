"""Disclosures (决议公开、实施结果公开): a notice written from the record, posted as every article is.

The step is entered when the notice is posted, and corrected when it is taken down before its days are over.
With the notice goes the public record, by which anybody works the verdict out again.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiceng.apps.decisions import audit_types, services
from jiceng.apps.decisions.drafts import Entry
from jiceng.apps.decisions.judging import events_of, judged, public_record_of
from jiceng.apps.decisions.models import Decision, Disclosure, Event
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.editorial import audit_types as articles
from jiceng.apps.editorial import files
from jiceng.apps.editorial import services as editorial
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.publicity import days_to_stay
from jiceng.apps.editorial.revisions import ENDED, files_of
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.versions import admit
from jiceng.engines.procedure import Profile
from jiceng.engines.procedure.decisions import Action, Kind, Step
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.errors import Conflict, Invalid, NotFound

PROGRAM = system_actor("jiceng")
"""Who enters that a notice was posted: who wrote and who approved it have entries of their own."""
FOR_REVIEW = timedelta(days=7)
"""Longer than the rules ask a draft is to stay posted, so that one approved some days later still stays long
enough.
"""
MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says; `file`, what its record is called."""

    title: str
    html: str
    file: str


@transaction.atomic
def draft(*, actor: Actor, at: datetime, decision: Decision, step: str, notice: Notice) -> Article:
    """Write the notice of a posting step as an article, with the record; it is reviewed, posted and taken
    down like any other.

    Raises `Conflict("nothing_to_disclose")` where the step is not to be posted now,
    `Conflict("disclosure_there")` while another notice of it is written or posted, and what
    `editorial.services.draft` does.
    """
    rules, today = current_rules(), timezone.localdate(at)
    admit(actor, services.permission_of(rules, decision, step, Kind.POSTED), decision.unit, today)
    found = to_be_posted(rules, decision, step, at)
    if decision.disclosures.filter(step=step).exclude(article__state__in=ENDED).exists():
        raise Conflict("disclosure_there")
    kind = rules.notices[found.notice]
    days = max(found.posting.days if found.posting else 0, days_to_stay(kind.code, today) or 0)
    article = editorial.draft(
        actor=actor,
        at=at,
        unit=decision.unit,
        text=editorial.Text(
            title=notice.title,
            html=notice.html,
            column=kind.column,
            kind=kind.code,
            until=today + timedelta(days) + FOR_REVIEW if days else None,
        ),
    )
    _attach(actor, at, rules, decision, article, notice.file)
    Disclosure.objects.create(decision=decision, step=step, article=article)
    record(
        actor=actor,
        at=at,
        type=audit_types.DISCLOSURE_DRAFTED,
        subject=f"decision:{decision.pk}",
        unit_ids=[decision.unit_id],
        content={"unit": decision.unit.code, "step": step, "article": article.pk},
    )
    article.refresh_from_db()
    return article


def to_be_posted(rules: Profile, decision: Decision, step: str, at: datetime) -> Step:
    """A step whose notice may be posted now, by the rule in force.

    Raises `Conflict("nothing_to_disclose")`.
    """
    today = timezone.localdate(at)
    if decision.dropped_on is None:
        state = judged(rules, decision, events_of(decision), today)
        for each in state.next:
            soon = each.from_ is None or each.from_ <= today
            if each.action is Action.POST and each.step.code == step and each.step.notice and soon:
                return each.step
    raise Conflict("nothing_to_disclose")


@transaction.atomic
def renew(*, actor: Actor, at: datetime, disclosure: Disclosure, reason: str = "") -> None:
    """Put the record as it is now in the place of the one that was attached: entries were made or corrected
    since. The notice is a draft again. Raises what `files.attach` does, `NotFound("article_file_not_found")`.
    """
    article, old = disclosure.article, attached(disclosure)
    if old is None:
        raise NotFound("article_file_not_found")
    files.remove(actor=actor, at=at, article=article, token=old.token, reason=reason)
    _attach(actor, at, current_rules(), disclosure.decision, article, old.name, reason)


def attached(disclosure: Disclosure) -> Any:
    """The record that goes with a notice; None where its author took it away."""
    found = files_of(disclosure.article)
    return next((each for each in found if each.media_type == MEDIA_TYPE), None)


def is_outdated(disclosure: Disclosure, public_record: dict[str, Any]) -> bool:
    """Whether a notice not posted yet has another record with it than there is now."""
    file = attached(disclosure) if disclosure.article.posted_at is None else None
    return file is not None and bytes(file.data) != _file(public_record)


def _attach(
    actor: Actor,
    at: datetime,
    rules: Profile,
    decision: Decision,
    article: Article,
    name: str,
    reason: str = "",
) -> None:
    data = _file(public_record_of(rules, decision, events_of(decision)))
    files.attach_made(
        actor=actor, at=at, article=article, name=name, media_type=MEDIA_TYPE, data=data, reason=reason
    )


def _file(public_record: dict[str, Any]) -> bytes:
    return json.dumps(public_record, ensure_ascii=False, indent=1).encode()


def notice_followed(entry: AuditEntry, **_signal: Any) -> None:
    """Enter in its decision that a notice was posted, or taken down too early; within the transaction of the
    posting. What may not be entered does not stop a posting: the step then stays open, and shows so.
    """
    if entry.type not in (each.code for each in FOLLOWED):
        return
    number = json.loads(entry.content or "{}").get("number")
    rows = Disclosure.objects.select_related("article", "decision__unit")
    found = rows.filter(article__number=number).first()
    if found is None:
        return
    try:
        with transaction.atomic():
            _posted(found, entry.at) if entry.type == articles.ARTICLE_POSTED.code else _taken_down(
                found, entry.at
            )
    except (Conflict, Invalid, NotFound):
        return


FOLLOWED = (articles.ARTICLE_POSTED, articles.ARTICLE_WITHDRAWN, articles.ARTICLE_EXPIRED)


def _posted(disclosure: Disclosure, at: datetime) -> None:
    """A notice posted for the first time; a change of its words later leaves its days as they run."""
    decision, day = disclosure.decision, timezone.localdate(at)
    if decision.events.filter(article=disclosure.article).exists():
        return
    step = _step(decision, disclosure.step, day)
    said = {"tells": list(step.posting.tells)} if step and step.posting else {}
    entry = Entry(disclosure.step, Kind.POSTED, day, said, article=disclosure.article)
    services.enter(actor=PROGRAM, at=at, decision=decision, entry=entry, knowing=True)


def _taken_down(disclosure: Disclosure, at: datetime) -> None:
    """A notice that was up for fewer days than the rules ask: its entry is corrected and says so."""
    article, decision = disclosure.article, disclosure.decision
    rows = decision.events.filter(article=article, kind=Kind.POSTED, replaced_by=None)
    event: Event | None = rows.order_by("-number").first()
    if event is None:
        return
    expired = article.state == Article.State.EXPIRED and article.posted_until is not None
    until = article.posted_until if expired else timezone.localdate(at)
    step = _step(decision, event.step, event.day)
    full = event.day + timedelta(step.posting.days if step and step.posting else 0)
    if until is None or until >= full:
        return
    said = {**event.said, "until": until.isoformat()}
    services.correct(
        actor=PROGRAM,
        at=at,
        event=event,
        entry=Entry(event.step, Kind.POSTED, event.day, said),
        reason=article.end_reason or until.isoformat(),
        knowing=True,
    )


def _step(decision: Decision, code: str, day: Any) -> Step | None:
    version = current_rules().procedure(decision.procedure).in_force_on(day)
    return version.steps.get(code) if version else None

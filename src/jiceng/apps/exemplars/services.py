"""Writes to models: nominate, write the notice and the page of practice, name, review, retire. An entry is
never changed; one made by mistake is taken out by a new one that shows.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.editorial import services as editorial
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.publicity import days_to_stay
from jiceng.apps.exemplars import audit_types, policies
from jiceng.apps.exemplars.checks import Check, checks
from jiceng.apps.exemplars.models import Exemplar, ExemplarEntry
from jiceng.apps.exemplars.progress import ENDED, living, notice_days
from jiceng.apps.exemplars.selectors import standing_of
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit, UnitVersion
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.versions import admit
from jiceng.apps.people import policies as people
from jiceng.apps.people.models import Person
from jiceng.apps.rectification.drafts import Draft, authority, sent_before, stated
from jiceng.engines.procedure.exemplars import About, ExemplarKind
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid

LONGEST = 2_000
FOR_REVIEW = timedelta(days=7)
"""Longer than is asked a notice is to stay posted, so that one approved some days later still stays long
enough.
"""
PERMISSIONS = {
    "objection": policies.RECORD,
    "settled": policies.RECORD,
    "dropped": policies.RECORD,
    "named": policies.APPROVE,
    "reviewed": policies.APPROVE,
    "retired": policies.APPROVE,
}
"""By which permission each kind of entry is made."""


@dataclass(frozen=True, slots=True)
class Nomination:
    """Who is nominated, as a model of which kind, of what others can learn; `reason`, why all the same
    where a check fails.
    """

    kind: str
    what: str
    day: date
    person: Person | None = None
    reason: str = ""


@transaction.atomic
def nominate(*, actor: Actor, at: datetime, unit: Unit, nomination: Nomination) -> Exemplar:
    """Nominate a unit, or a person of it; the registers are asked and what they say is kept.

    Raises `Invalid`: "unknown_exemplar_kind", "not_a_member_here", "exemplar_check_reason" where a check
    fails and nobody says why all the same; `Conflict("exemplar_there")`.
    """
    version = admit(actor, policies.RECORD, unit, nomination.day, lasting=True)
    kind = _kind(version, nomination)
    if nomination.person is not None:
        require(actor, people.READ, version.path)
    if nomination.day > timezone.localdate(at):
        raise Invalid("step_in_the_future", field="day")
    there = Exemplar.objects.filter(unit=unit, kind=kind.code, person=nomination.person, ended_on=None)
    if there.exists():
        raise Conflict("exemplar_there")
    found = checks(kind, version, nomination.person, nomination.day)
    _weigh(found, nomination)
    exemplar = Exemplar.objects.create(
        unit=unit,
        person=nomination.person,
        kind=kind.code,
        what=stated(nomination.what, "what", 200),
        nominated_on=nomination.day,
        nominated_at=at,
        nominated_by=actor.name,
    )
    said = {"checks": [each.plain() for each in found]}
    _keep(actor, at, exemplar, Draft("nominated", nomination.day, said, nomination.reason))
    content = {"kind": kind.code, "day": str(nomination.day), "failed": sum(not c.met for c in found)}
    _record(actor, at, audit_types.NOMINATED, exemplar, content)
    return exemplar


def _kind(version: UnitVersion, nomination: Nomination) -> ExemplarKind:
    kind = current_rules().exemplar_kinds.get(nomination.kind)
    fits = kind is not None and (not kind.unit_kinds or version.kind in kind.unit_kinds)
    if kind is None or not fits or kind.version_on(nomination.day) is None:
        raise Invalid("unknown_exemplar_kind", field="kind")
    if (kind.about is About.PERSON) != (nomination.person is not None):
        raise Invalid("not_a_member_here" if kind.about is About.PERSON else "unknown_exemplar_kind",
                      field="person" if kind.about is About.PERSON else "kind")  # fmt: skip
    return kind


def _weigh(found: list[Check], nomination: Nomination) -> None:
    """A check that fails, or cannot be made, asks for a reason."""
    if not all(each.met for each in found) and not nomination.reason.strip():
        raise Invalid("exemplar_check_reason", field="reason")
    if len(nomination.reason) > LONGEST:
        raise Invalid("text_too_long", field="reason", limit=LONGEST)


@transaction.atomic
def draft_notice(*, actor: Actor, at: datetime, exemplar: Exemplar, title: str, html: str) -> Article:
    """Write the notice that asks for objections as an article; it is reviewed and posted like any other.

    Raises `Conflict("exemplar_step_not_open")` once it is named or while a notice stands.
    """
    admit(actor, policies.RECORD, exemplar.unit, timezone.localdate(at))
    exemplar, today = _held(exemplar), timezone.localdate(at)
    standing = exemplar.notice is not None and exemplar.notice.state not in ENDED
    if exemplar.named_on is not None or exemplar.ended_on is not None or standing:
        raise Conflict("exemplar_step_not_open")
    kind = current_rules().notices[current_rules().exemplar_kinds[exemplar.kind].notice]
    days = max(notice_days(current_rules(), exemplar, today), days_to_stay(kind.code, today) or 0)
    text = editorial.Text(
        title=title, html=html, column=kind.column, kind=kind.code, until=today + timedelta(days) + FOR_REVIEW
    )
    article = editorial.draft(actor=actor, at=at, unit=exemplar.unit, text=text)
    exemplar.notice = article
    exemplar.save(update_fields=["notice"])
    _record(actor, at, audit_types.DRAFTED, exemplar, {"article": article.pk, "what": "notice"})
    return article


@transaction.atomic
def draft_practice(*, actor: Actor, at: datetime, exemplar: Exemplar, title: str, html: str) -> Article:
    """Begin the page of what others can learn, as an article. Raises `Conflict("exemplar_step_not_open")`
    before it is named, after it was retired, or while a page stands.
    """
    version = admit(actor, policies.RECORD, exemplar.unit, timezone.localdate(at))
    exemplar = _held(exemplar)
    standing = exemplar.practice is not None and exemplar.practice.state not in ENDED
    if exemplar.named_on is None or exemplar.ended_on is not None or standing:
        raise Conflict("exemplar_step_not_open")
    kind = current_rules().exemplar_kinds[exemplar.kind]
    text = editorial.Text(title=title, html=html, column=kind.column, byline=version.name)
    article = editorial.draft(actor=actor, at=at, unit=exemplar.unit, text=text)
    exemplar.practice = article
    exemplar.save(update_fields=["practice"])
    _record(actor, at, audit_types.DRAFTED, exemplar, {"article": article.pk, "what": "practice"})
    return article


@transaction.atomic
def enter(*, actor: Actor, at: datetime, exemplar: Exemplar, draft: Draft) -> ExemplarEntry:
    """Enter a step of a model. The same sent twice is entered once.

    Raises `Invalid` naming the field; `Conflict("exemplar_step_not_open")`,
    `Conflict("exemplar_notice_short")` before the notice has been posted long enough,
    `Conflict("exemplar_objections_open")`.
    """
    version = admit(actor, PERMISSIONS[draft.kind], exemplar.unit, draft.day)
    exemplar, today = _held(exemplar), timezone.localdate(at)
    if earlier := sent_before(actor, exemplar.entries.all(), draft):
        return earlier
    if not exemplar.nominated_on <= draft.day <= today:
        raise Invalid("event_day_wrong", field="day", first=exemplar.nominated_on)
    _check_turn(exemplar, draft)
    said = dict(draft.said)
    if draft.kind == "named":
        said["paper"] = authority(version, said.get("paper", ""), draft.decision)
        said["decision"] = draft.decision.pk if draft.decision else None
    elif draft.kind != "reviewed" or not said["keeps"]:
        stated(draft.text, "text", LONGEST)
    entry = _keep(actor, at, exemplar, Draft(draft.kind, draft.day, said, draft.text))
    content = {"kind": entry.kind, "number": entry.number, "day": str(entry.day)}
    _record(actor, at, audit_types.ENTERED, exemplar, content)
    return entry


def _check_turn(exemplar: Exemplar, draft: Draft) -> None:
    now = standing_of(exemplar, draft.day)
    named, ended = now.named is not None, now.ended is not None
    if ended or named != (draft.kind in ("reviewed", "retired")):
        raise Conflict("exemplar_step_not_open")
    if draft.kind == "settled":
        if draft.said.get("objection") not in {each.number for each in now.open_objections}:
            raise Conflict("exemplar_step_not_open")
    elif draft.kind == "named":
        if now.open_objections:
            raise Conflict("exemplar_objections_open")
        if now.stage == "posting" and now.name_from is not None:
            days = notice_days(current_rules(), exemplar, draft.day)
            raise Conflict("exemplar_notice_short", days=days, first=now.name_from)
        if now.stage != "naming":
            raise Conflict("exemplar_step_not_open")


@transaction.atomic
def strike(*, actor: Actor, at: datetime, entry: ExemplarEntry, reason: str) -> ExemplarEntry:
    """Take out an entry made by mistake: it stays readable and counts no more.

    Raises `Conflict("event_corrected_already")`, `Conflict("exemplar_step_not_open")` for the nomination
    itself, which is dropped instead.
    """
    if entry.kind not in PERMISSIONS:
        raise Conflict("exemplar_step_not_open")
    today = timezone.localdate(at)
    admit(actor, PERMISSIONS[entry.kind], entry.exemplar.unit, today)
    exemplar = _held(entry.exemplar)
    if entry.replaces_id is not None or ExemplarEntry.objects.filter(replaces=entry).exists():
        raise Conflict("event_corrected_already")
    draft = Draft(entry.kind, entry.day, {"struck": True})
    made = _keep(actor, at, exemplar, draft, replaces=entry, reason=stated(reason, "reason", 200))
    _record(actor, at, audit_types.STRUCK, exemplar, {"kind": entry.kind, "number": entry.number})
    return made


def _keep(
    actor: Actor,
    at: datetime,
    exemplar: Exemplar,
    draft: Draft,
    *,
    replaces: ExemplarEntry | None = None,
    reason: str = "",
) -> ExemplarEntry:
    if len(draft.text) > LONGEST:
        raise Invalid("text_too_long", field="text", limit=LONGEST)
    last = exemplar.entries.order_by("-number").values_list("number", flat=True).first()
    entry = ExemplarEntry.objects.create(
        exemplar=exemplar,
        number=(last or 0) + 1,
        kind=draft.kind,
        day=draft.day,
        said=dict(draft.said),
        text=draft.text.strip(),
        replaces=replaces,
        reason=reason,
        recorded_at=at,
        recorded_by=actor.name,
    )
    _follow(exemplar)
    return entry


def _follow(exemplar: Exemplar) -> None:
    """Keep what follows from the entries: since when it is named, and ended."""
    named, ended = None, None
    for each in living(list(exemplar.entries.all())):
        if each.kind == "named":
            named = each.day
        elif each.kind in ("retired", "dropped"):
            ended = each.day
    exemplar.named_on, exemplar.ended_on = named, ended
    exemplar.save(update_fields=["named_on", "ended_on"])


def _held(exemplar: Exemplar) -> Exemplar:
    rows = Exemplar.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("unit", "notice", "practice").get(pk=exemplar.pk)


def _record(actor: Actor, at: datetime, type: Any, exemplar: Exemplar, content: dict[str, Any]) -> None:
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"exemplar:{exemplar.pk}",
        unit_ids=[exemplar.unit_id],
        content=content,
    )

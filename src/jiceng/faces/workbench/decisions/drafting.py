"""What the office's papers about a decision say: call, minutes, resolution, notice; in the words an office
uses, from the record.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from jiceng.engines.documents import Paper, Paragraph, Table
from jiceng.engines.procedure.decisions import Kind
from jiceng.faces.shared.dates import write_day
from jiceng.faces.workbench.decisions.phrases import CAME, Phrases, paragraphs, stopped, table_head
from jiceng.faces.workbench.decisions.words import matter_word, procedure_word
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.decisions.models import Event
    from jiceng.apps.decisions.selectors import Story
    from jiceng.engines.procedure.decisions import JudgedEvent, Step

OFFICE = "zh-hans"
"""The language an office writes in, whichever its reader has chosen for the screen."""
COLUMNS = ("entitled", "present", "ayes", "nays", "abstained")


def call_of(story: "Story", event: "Event") -> Paper:
    """The call to a meeting (会议通知). Raises `NotFound("page_not_found")` for an entry that is none."""
    if event.kind != Kind.ANNOUNCED:
        raise NotFound("page_not_found")
    with override(OFFICE):
        body = Phrases(story).who(event.step)
        return Paper(
            title=_("Call to the meeting: %(body)s") % {"body": body},
            addressed=_("All members of %(body)s") % {"body": body},
            blocks=tuple(_called(Phrases(story), event, body)),
            signatory=story.unit.name,
            day=event.day,
        )


def minutes_of(story: "Story", event: "Event") -> Paper:
    """The minutes of a meeting (会议记录). Raises `NotFound("page_not_found")` for an entry that is none, or
    stands no more.
    """
    told = story.state.event(event.code)
    if event.kind != Kind.HELD or told is None:
        raise NotFound("page_not_found")
    with override(OFFICE):
        data = {"unit": story.unit.name, "body": Phrases(story).who(event.step)}
        title = _("Minutes of %(body)s of %(unit)s") % data
        return Paper(title, tuple(_minutes(Phrases(story), event, told)))


def resolution_of(story: "Story") -> Paper:
    """What was decided, with every vote (决议及表决结果单). Raises `NotFound("page_not_found")` before the
    first meeting.
    """
    with override(OFFICE):
        phrases = Phrases(story)
        held, deciding = phrases.held(), phrases.deciding()
        if not held:
            raise NotFound("page_not_found")
        step = phrases.step(deciding.event.step) if deciding else None
        return Paper(
            title=_("Resolution about %(matter)s") % {"matter": story.decision.title},
            blocks=tuple(_resolved(phrases, held)),
            signatory=phrases.signatory(step) if step else story.unit.name,
            day=held[-1].event.day,
        )


def notice_of(story: "Story", step: "Step", file: str = "") -> Paper:
    """The notice of a posting step (公告) as on the day of the story. `file`, what the record is called that
    goes with it.
    """
    with override(OFFICE):
        phrases = Phrases(story)
        return Paper(
            title=_notice_title(phrases, step),
            blocks=tuple(_disclosed(phrases, step, file)),
            signatory=phrases.signatory(step),
            day=story.state.on,
        )


def record_name() -> str:
    """What the file of the record is called."""
    with override(OFFICE):
        return _("Record of the decision") + ".json"


def _called(phrases: Phrases, event: "Event", body: str) -> Iterator[Paragraph]:
    meeting, details = event.gathering, event.details
    day = meeting.day if meeting else _day(details.get("day"))
    time = f"{meeting.time:%H:%M}" if meeting and meeting.time else str(details.get("time") or "")
    place = (meeting.place if meeting else "") or str(details.get("place") or "")
    when = write_day(day, with_year=True) if day else ""
    data = {"body": body, "time": f"{when} {time}".strip(), "place": place}
    if not data["time"]:
        yield Paragraph(_("%(body)s is going to meet. Please come.") % data)
    elif place:
        yield Paragraph(_("%(body)s meets on %(time)s at %(place)s. Please come.") % data)
    else:
        yield Paragraph(_("%(body)s meets on %(time)s. Please come.") % data)
    yield Paragraph(_("On the agenda"), 1)
    yield Paragraph(stopped(phrases.decision.title))
    yield from paragraphs(phrases.decision.proposal)
    if event.text:
        yield Paragraph(_("Further"), 1)
        yield from paragraphs(event.text)
    step = phrases.step(event.step)
    rules = [phrases.rule(each) for each in step.quorum] if step else []
    if rules:
        yield Paragraph(_("How many must come"), 1)
        yield Paragraph(stopped(pgettext("between alternatives", " or ").join(rules)))


def _minutes(phrases: Phrases, event: "Event", told: "JudgedEvent") -> Iterator[Paragraph]:
    meeting, day = event.gathering, write_day(event.day, with_year=True)
    time = f" {meeting.time:%H:%M}" if meeting and meeting.time else ""
    parts = [
        (_("Time"), day + time),
        (_("Place"), meeting.place if meeting else ""),
        (_("Chair"), meeting.chair if meeting else ""),
        (_("Recorder"), meeting.recorder if meeting else ""),
        (_("Matter"), phrases.decision.title),
        (_("Who came"), phrases.numbers(told, CAME)),
    ]
    words = pgettext("a label and what it is", "%(label)s: %(text)s")
    for label, text in parts:
        if text:
            yield Paragraph(words % {"label": label, "text": text})
    yield Paragraph(_("What was said"), 1)
    yield from paragraphs(minutes_text(event) or phrases.decision.proposal or phrases.decision.title)
    yield Paragraph(_("The votes"), 1)
    if votes := phrases.votes(told):
        yield Paragraph(stopped(votes))
    for line in phrases.reasons(told):
        yield Paragraph(line)
    yield Paragraph(phrases.outcome(told))
    yield Paragraph(_("Chair (signature):"))
    yield Paragraph(_("Recorder (signature):"))


def minutes_text(event: "Event") -> str:
    """What is kept of a meeting's talk: its minutes, what the entry says beside them, objections voiced."""
    found = event.gathering.minutes if event.gathering else ""
    voiced = event.details.get("objections", "")
    for text, line in ((event.text, event.text), (voiced, f"{_('Objections voiced')}：{voiced}")):
        if text and text not in found:
            found = f"{found}\n{line}".strip()
    return found


def _resolved(phrases: Phrases, held: "list[JudgedEvent]") -> "Iterator[Paragraph | Table]":
    if deciding := phrases.deciding():
        yield Paragraph(phrases.met(deciding))
    yield from _resolution(phrases)
    yield Paragraph(_("The votes"), 1)
    head = (pgettext("head of a column", "Step"), pgettext("head of a column", "Day"))
    rows = [(*head, *(table_head(each) for each in COLUMNS), pgettext("head of a column", "Result"))]
    for each in held:
        said = each.event.numbers
        cells = (str(said[name]) if name in said else "—" for name in COLUMNS)
        day = f"{each.event.day.year}-{each.event.day:%m-%d}"
        rows.append((phrases.title(each.event.step), day, *cells, phrases.result(each)))
    yield Table(tuple(rows), (6, 5, 2, 2, 2, 2, 2, 3))


def _resolution(phrases: Phrases, *, done: bool = False) -> Iterator[Paragraph]:
    decision = phrases.decision
    yield Paragraph(_("What was resolved"), 1)
    yield from paragraphs(decision.proposal or stopped(decision.title))
    if decision.carry_out_by and not done:
        yield Paragraph(
            _("To be carried out by %(day)s.") % {"day": write_day(decision.carry_out_by, with_year=True)}
        )


def _notice_title(phrases: Phrases, step: "Step") -> str:
    data = {"matter": phrases.decision.title, "step": phrases.title(step.code)}
    if phrases.carried_out(step):
        return _("Notice of the results of %(matter)s") % data
    if phrases.deciding():
        return _("Notice of the resolution about %(matter)s") % data
    return _("Notice about %(matter)s: %(step)s") % data


def _disclosed(phrases: Phrases, step: "Step", file: str) -> Iterator[Paragraph]:
    deciding, done = phrases.deciding(), phrases.carried_out(step)
    yield Paragraph(_begun(phrases))
    if deciding:
        yield Paragraph(phrases.met(deciding))
    if done:
        yield Paragraph(_("Carrying it out"), 1)
        day = write_day(done.event.day, with_year=True)
        yield Paragraph(_("It was carried out on %(day)s.") % {"day": day})
        yield from paragraphs(phrases.rows[done.event.id].text)
    yield from _resolution(phrases, done=done is not None)
    others = [each for each in phrases.held() if each is not deciding]
    if others:
        yield Paragraph(_("How it came about"), 1)
    for each in others:
        yield Paragraph(phrases.briefly(each))
    yield Paragraph(_("Questions"), 1)
    asked = _(
        "Whoever has a question about this may write to the editor from this page, or ask %(who)s. Every "
        "letter is answered."
    )
    yield Paragraph(asked % {"who": phrases.signatory(step)})
    if file:
        yield Paragraph(_("Working it out again"), 1)
        yield from _recomputed(phrases, file)


def _begun(phrases: Phrases) -> str:
    decision = phrases.decision
    data = {
        "unit": phrases.story.unit.name,
        "matter": decision.title,
        "kind": matter_word(decision.procedure, decision.matter),
        "procedure": procedure_word(decision.procedure),
    }
    if data["kind"]:
        return _("%(unit)s decides about %(matter)s (%(kind)s) by the procedure: %(procedure)s.") % data
    return _("%(unit)s decides about %(matter)s by the procedure: %(procedure)s.") % data


def _recomputed(phrases: Phrases, file: str) -> Iterator[Paragraph]:
    yield Paragraph(
        _(
            "The file “%(file)s” has the figures and nobody's name. With this program anybody can work out "
            "from it whether the procedure was kept:"
        )
        % {"file": file}
    )
    procedure, day = phrases.decision.procedure, phrases.state.on.isoformat()
    yield Paragraph(f"jiceng procedure judge {procedure} --on {day} --record {file}")


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None

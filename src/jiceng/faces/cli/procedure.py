"""`jiceng procedure`: what a body must do to decide, and what a record of it is worth.

Needs no database: whoever holds a published record can work the verdict out again.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.procedure import Profile
from jiceng.engines.procedure.decisions import (
    JudgedEvent,
    Next,
    Procedure,
    Record,
    State,
    Step,
    as_json,
    figures_told,
    judge,
    read_record,
)
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.procedure_words import ACTIONS, KINDS, RESULTS, say, say_rule, say_verdict
from jiceng.faces.shared.words import in_words
from jiceng.kernel.errors import Invalid, NotFound
from jiceng.kernel.periods import FIRST_YEAR, LAST_YEAR

ON = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="As at the end of a day. 截至哪一天。")
]
JSON = Annotated[bool, typer.Option("--json", help="As JSON. 以 JSON 输出。")]


def register(program: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(no_args_is_help=True, help="How bodies decide. 议事程序。")
    group.command("list")(list_procedures)
    group.command("show")(show)
    group.command("judge")(judge_record)
    program.add_typer(group, name="procedure")


def list_procedures(json_: JSON = False) -> None:
    """List the procedures of the rules in use. 列出所有程序。"""
    found = settings.PROFILE.procedures.values()
    if json_:
        typer.echo(json.dumps([_named(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        typer.echo(f"{each.code}  {in_words(each.title)}")


def show(procedure: str, on: ON = None) -> None:
    """Show the steps of a procedure with their figures and clauses. 显示各步的要求和依据。"""
    found = settings.PROFILE.procedure(procedure)
    version = found.version_on(_day(on))
    typer.echo(in_words(found.title))
    for code, title in found.matters.items():
        typer.echo(f"  · {code}  {in_words(title)}")
    for number, step in enumerate(version.steps.values(), start=1):
        for line in _told(number, step):
            typer.echo(line)


def judge_record(
    procedure: str,
    record: Annotated[Path, typer.Option("--record", help="The record, or - . 记录文件，- 表示标准输入。")],
    on: ON = None,
    json_: JSON = False,
) -> None:
    """Judge a record: what each step is worth, what is missing, what comes next. 核对一份记录。"""
    profile, read = _read(record, procedure)
    state = judge(profile.procedure(procedure), read, _day(on))
    if json_:
        answer = {**as_json(state), "profile": _profile(profile)}
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    _tell(state)


def _profile(profile: Profile) -> dict[str, str]:
    return {"code": profile.code, "version": profile.version, "fingerprint": profile.fingerprint}


def _named(procedure: Procedure) -> dict[str, Any]:
    title = {"zh": procedure.title.zh, "en": procedure.title.en}
    return {"procedure": procedure.code, "kind": procedure.kind, "title": title}


def _day(on: datetime | None) -> date:
    if on is not None and not FIRST_YEAR <= on.year <= LAST_YEAR:
        years = f"{FIRST_YEAR} … {LAST_YEAR}"
        raise typer.BadParameter(f"a day of the years {years}. 须在 {years} 年之内。", param_hint="--on")
    return timezone.localdate() if on is None else on.date()


def _read(file: Path, procedure: str) -> tuple[Profile, Record]:
    """A record, and the rules it is read by: with the office's own figures, where the record tells them."""
    if str(file) == "-":
        content = sys.stdin.buffer.read()
    elif file.is_file():
        content = file.read_bytes()
    else:
        raise NotFound("file_not_found", file=str(file))
    try:
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
        json.dumps(data, ensure_ascii=False).encode()  # half a character can be spelled, and not be told
    except (ValueError, RecursionError):
        raise Invalid("record_field_wrong", field=str(file), expected="JSON (UTF-8)") from None
    record = read_record(data, settings.PROFILE.procedure(procedure))
    own = figures_told(data)
    return settings.PROFILE.with_parameters(own) if own else settings.PROFILE, record


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a name given twice nobody can say which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise Invalid("record_field_twice", field=next(each for each in names if names.count(each) > 1))
    return found


def _told(number: int, step: Step) -> list[str]:
    lines = [f"{number}. {in_words(step.title)}  〔{in_words(step.citation.clause)}〕"]
    quorum = (
        pgettext("between alternatives", "or").join(f" {say_rule(each)} " for each in step.quorum).strip()
    )
    if quorum:
        lines.append("   " + _("present: %(rule)s") % {"rule": quorum})
    lines += ["   " + _("agreed: %(rule)s") % {"rule": say_rule(each)} for each in step.majority]
    if step.election is not None:
        lines.append("   " + _("elected: %(rule)s") % {"rule": say_rule(step.election.elected)})
    if step.announcement is not None:
        lines.append("   " + _("called %(days)s days before") % {"days": step.announcement.days})
    if step.posting is not None and step.posting.days:
        lines.append("   " + _("posted for %(days)s days") % {"days": step.posting.days})
    if step.citation.pending:
        lines.append("   " + _("waits to be confirmed by the office"))
    return lines


def _tell(state: State) -> None:
    typer.echo(f"{in_words(state.procedure.title)}: {RESULTS[state.result]}")
    for each in state.events:
        for line in _judged(each, state):
            typer.echo(line)
    for entry, stands in state.corrected.items():
        words = _("%(id)s was corrected by %(by)s.") if stands else _("%(id)s was withdrawn.")
        typer.echo(words % {"id": entry, "by": stands})
    for each_next in state.next:
        typer.echo("→ " + _next(each_next))


def _judged(each: JudgedEvent, state: State) -> list[str]:
    step = state.version.steps.get(each.event.step)
    title = in_words(step.title) if step else each.event.step or each.event.id
    kind = KINDS[each.event.kind]
    lines = [f"{write_day(each.event.day, with_year=True)}  {title} · {kind}: {say_verdict(each.verdict)}"]
    return lines + [f"    {say(each_finding, state)}" for each_finding in each.findings]


def _next(each: Next) -> str:
    words = {"who": in_words(each.who), "do": ACTIONS[each.action], "step": in_words(each.step.title)}
    said = _("%(who)s: %(do)s — %(step)s") % words
    if each.from_ is not None:
        said += _(", from %(day)s") % {"day": write_day(each.from_, with_year=True)}
    if each.until is not None:
        said += _(", until %(day)s") % {"day": write_day(each.until, with_year=True)}
    return said

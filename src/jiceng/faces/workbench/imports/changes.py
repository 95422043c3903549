"""What an import changed, before and after, in words."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext

from jiceng.apps.intake.selectors import Names, changed_fields, names_in
from jiceng.faces.shared.dates import write_day, write_period
from jiceng.faces.shared.sentences import say
from jiceng.faces.workbench.coverage.words import kind_word as establishments_word
from jiceng.faces.workbench.coverage.words import state_word as registered_word
from jiceng.faces.workbench.gatherings.words import state_word as meeting_state
from jiceng.faces.workbench.people.words import end_word, sex_word, standing_word
from jiceng.faces.workbench.units.words import body_title, form_title, gathering_title, kind_title, post_title
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.intake.models import Change

LONGEST = 120
NOT_SHOWN = {"path", "order", "revision", "recorded_at", "recorded_by", "roster_id", "establishment_id"}
"""Fields that say nothing to a reader."""
_OWNER = {
    "membership": "person__name",
    **dict.fromkeys(("absence", "holding", "seat"), "person_id"),
    "unit": "name",
    "term": "body_id",
    "roster_entry": "name",
    "establishment": "name",
}
"""The field that says which record it is, where one does."""


def record_word(record: str) -> str:
    """What a kind of record is called."""
    words = {
        "membership": pgettext("record", "member"),
        "absence": pgettext("record", "member away"),
        "unit": pgettext("record", "unit"),
        "body": pgettext("record", "body"),
        "term": pgettext("record", "term"),
        "post": pgettext("record", "post"),
        "holding": pgettext("record", "holder of a post"),
        "seat": pgettext("record", "seat in a body"),
        "gathering": pgettext("record", "meeting"),
        "roster": pgettext("record", "list"),
        "roster_entry": pgettext("record", "row of the list"),
        "establishment": pgettext("record", "establishment"),
    }
    return words.get(record, record)


def field_word(field: str) -> str:
    """What a field of a record is called."""
    words = (
        _of_person()
        | _of_establishment()
        | {
            "person_id": pgettext("field", "person"),
            "unit_id": pgettext("field", "unit"),
            "parent__code": pgettext("field", "code of the unit above"),
            "post_id": pgettext("field", "post"),
            "body_id": pgettext("field", "body"),
            "standing": pgettext("field", "standing"),
            "joined_on": pgettext("field", "joined on"),
            "starts_on": pgettext("field", "since"),
            "ends_on": pgettext("field", "until"),
            "ended_on": pgettext("field", "ended on"),
            "due_on": pgettext("field", "ends by"),
            "end_reason": pgettext("field", "reason of the end"),
            "unit__code": pgettext("field", "code"),
            "unit__division_code": pgettext("field", "division code"),
            "name": pgettext("field", "name of it"),
            "kind": pgettext("field", "kind"),
            "form": pgettext("field", "form"),
            "state": pgettext("field", "state"),
            "day": pgettext("field", "day"),
            "time": pgettext("field", "time"),
            "place": pgettext("field", "place"),
            "subject": pgettext("field", "subject"),
            "minutes": pgettext("field", "minutes"),
            "items": pgettext("field", "parts"),
            "makes_up": pgettext("field", "makes up for"),
            "chair": pgettext("field", "chair"),
            "recorder": pgettext("field", "recorder"),
            "entitled": pgettext("field", "entitled"),
            "present": pgettext("field", "present"),
            "attended": pgettext("field", "all who came"),
            "measured": pgettext("field", "hours or days"),
        }
    )
    return words.get(field, field)


def _of_establishment() -> dict[str, str]:
    return {
        "place_id": pgettext("field", "township"),
        "industry": pgettext("field", "industry"),
        "employees": pgettext("field", "employees"),
        "registered_on": pgettext("field", "registered on"),
        "last_report": pgettext("field", "last annual report"),
        "members": pgettext("field", "declared members"),
        "code": pgettext("field", "credit code"),
        "as_of": pgettext("field", "as of"),
        "source": pgettext("field", "from whom"),
    }


def _of_person() -> dict[str, str]:
    return {
        "person__name": pgettext("field", "name"),
        "person__sex": pgettext("field", "sex"),
        "person__birth_date": pgettext("field", "born on"),
        "person__ethnicity": pgettext("field", "ethnicity"),
        "person__education": pgettext("field", "education"),
        "person__occupation": pgettext("field", "occupation"),
        "person__phone": pgettext("field", "telephone"),
        "person__id_number_masked": pgettext("field", "ID number"),
    }


def lines(actor: Actor, rows: "Sequence[Change]") -> list[dict[str, Any]]:
    """Changes as a table shows them."""
    names = names_in(actor, rows)
    return [_line(row, names) for row in rows]


def _line(change: "Change", names: Names) -> dict[str, Any]:
    owner = _OWNER.get(change.record, "kind")
    said = {owner, "person_id"}
    fields = [
        {
            "field": field_word(each.field),
            "before": _value(change.record, each.field, each.before, names),
            "after": _value(change.record, each.field, each.after, names),
        }
        for each in changed_fields(change)
        if not (each.field in NOT_SHOWN or (each.field in said and change.before is None))
    ]
    person = change.after.get("person_id") if change.record == "membership" else None
    return {
        "change": change,
        "record": record_word(change.record),
        "name": _value(change.record, owner, change.after.get(owner), names),
        "person": None if change.undone else person,
        "new": change.before is None,
        "fields": fields,
        "left": say(change.left_because, {}) if change.left_because else "",
    }


def _value(record: str, field: str, value: Any, names: Names) -> str:
    if value in ("", None):
        return ""
    if field == "kind":
        titles = {"unit": kind_title, "body": body_title, "post": post_title, "gathering": gathering_title}
        return titles.get(record, establishments_word)(value)
    if (record, field) == ("roster_entry", "state"):
        return registered_word(value)
    if (write := _WRITTEN.get(field)) is not None:
        return write(value, names)
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _day(text: str, _names: Names) -> str:
    return write_day(date.fromisoformat(text), with_year=True)


def _period(text: str, _names: Names) -> str:
    try:
        return write_period(Period.parse(text))
    except Invalid:
        return text


_WRITTEN: dict[str, Callable[[Any, Names], str]] = {
    **dict.fromkeys(
        ("person__birth_date", "joined_on", "starts_on", "ends_on", "ended_on", "due_on", "day"), _day
    ),
    **dict.fromkeys(("registered_on", "as_of"), _day),
    "place_id": lambda id, names: names.units.get(id, "—"),
    "unit_id": lambda id, names: names.units.get(id, "—"),
    "post_id": lambda id, names: post_title(names.posts.get(id, "—")),
    "body_id": lambda id, names: names.bodies.get(id, "—"),
    "person_id": lambda id, names: names.persons.get(id, "—"),
    "person__sex": lambda sex, _names: sex_word(sex),
    "standing": lambda standing, _names: standing_word(standing),
    "end_reason": lambda reason, _names: end_word(reason),
    "form": lambda form, _names: form_title(form),
    "state": lambda state, _names: meeting_state(state),
    "time": lambda time, _names: str(time)[:5],
    "makes_up": _period,
}

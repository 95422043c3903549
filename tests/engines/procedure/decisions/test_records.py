"""Reading records: what is refused, and with which words."""

from datetime import date
from typing import Any

import pytest

from jiceng.engines.procedure import ParameterValue
from jiceng.engines.procedure.decisions import figures_told, read_record
from jiceng.kernel.errors import Invalid
from tests.engines.procedure.decisions.told import procedure, raw

FOUR = procedure("four_deliberations")
MEETING: dict[str, Any] = {
    "id": "e1",
    "step": "proposal",
    "kind": "held",
    "day": "2026-03-02",
    "roll": {"on": "2026-03-02", "entitled": 5},
    "present": 4,
    "ayes": 4,
}


def refused(data: Any) -> Invalid:
    with pytest.raises(Invalid) as raised:
        read_record(data, FOUR)
    return raised.value


def test_numbers_have_one_name_each() -> None:
    event = read_record(raw(FOUR.code, MEETING), FOUR).events[0]
    assert event.numbers == {"entitled": 5, "present": 4, "ayes": 4}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"presnt": 4}, "record_field_unknown", "events[0].presnt"),
        ({"roll": {"on": "2026-03-02", "entitled": 5, "of": 1}}, "record_field_unknown", "events[0].roll.of"),
        ({"day": "2026-02-30"}, "record_field_wrong", "events[0].day"),
        ({"day": "9999-12-31"}, "record_field_wrong", "events[0].day"),
        ({"until": "1899-12-31"}, "record_field_wrong", "events[0].until"),
        ({"day": "20260302"}, "record_field_wrong", "events[0].day"),
        ({"day": 20260302}, "record_field_wrong", "events[0].day"),
        ({"present": -1}, "record_field_wrong", "events[0].present"),
        ({"present": 4.0}, "record_field_wrong", "events[0].present"),
        ({"present": True}, "record_field_wrong", "events[0].present"),
        ({"present": "4"}, "record_field_wrong", "events[0].present"),
        ({"present": 10**30}, "record_field_wrong", "events[0].present"),
        ({"step": "nowhere"}, "record_field_wrong", "events[0].step"),
        ({"kind": "done"}, "record_field_wrong", "events[0].kind"),
        ({"secret": "yes"}, "record_field_wrong", "events[0].secret"),
        ({"papers": "delegation"}, "record_field_wrong", "events[0].papers"),
        ({"figures": {"present": 4}}, "record_field_wrong", "events[0].figures"),
        ({"id": ""}, "record_field_wrong", "events[0].id"),
        ({"votes": {"张": 1}}, "record_field_wrong", "events[0].votes"),
        ({"replaces": "e0"}, "record_correction", "events"),
        ({"replaces": "e1"}, "record_correction", "events"),
        ({"answers": "e0"}, "record_correction", "events"),
    ],
)
def test_what_cannot_be_right_is_refused_where_it_stands(
    change: dict[str, Any], code: str, field: str
) -> None:
    error = refused(raw(FOUR.code, {**MEETING, **change}))
    assert (error.code, error.field) == (code, field)


@pytest.mark.parametrize("key", ["id", "kind", "day", "step"])
def test_what_an_event_needs_is_asked_for(key: str) -> None:
    error = refused(raw(FOUR.code, {name: value for name, value in MEETING.items() if name != key}))
    assert (error.code, error.field) == ("record_field_missing", f"events[0].{key}")


@pytest.mark.parametrize("data", [None, [], "x", 1])
def test_a_record_is_an_object(data: Any) -> None:
    assert refused(data).code == "record_field_wrong"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"format": "jiceng.decision/2"}, "format"),
        ({"procedure": "another"}, "procedure"),
        ({"matter": "weather"}, "matter"),
        ({"unit_kind": "county"}, "unit_kind"),
        ({"events": {}}, "events"),
        ({"parameters": {}}, "parameters"),
        ({"parameters": [{"code": "x", "value": 3, "from": "2026-01-01"}]}, "parameters[0].value"),
        ({"parameters": [{"code": "x", "value": "3", "from": "2026"}]}, "parameters[0].from"),
    ],
)
def test_the_head_must_fit_the_procedure(more: dict[str, Any], field: str) -> None:
    error = refused({**raw(FOUR.code, MEETING), **more})
    assert (error.code, error.field) == ("record_field_wrong", field)


def test_the_office_s_own_figures_are_told_with_a_record() -> None:
    told = [{"code": "plan_days", "value": "5", "from": "2026-01-01", "to": "2026-06-30"}]
    data = {**raw(FOUR.code, MEETING), "parameters": told}
    assert read_record(data, FOUR) == read_record(raw(FOUR.code, MEETING), FOUR)
    assert figures_told(data) == (ParameterValue("plan_days", "5", date(2026, 1, 1), date(2026, 6, 30)),)
    assert figures_told(raw(FOUR.code, MEETING)) == ()


def test_an_id_is_given_once() -> None:
    assert refused(raw(FOUR.code, MEETING, MEETING)).code == "record_event_twice"


def test_an_entry_is_corrected_once_and_never_in_a_circle() -> None:
    second, third = {**MEETING, "id": "e2", "replaces": "e1"}, {**MEETING, "id": "e3", "replaces": "e1"}
    assert refused(raw(FOUR.code, MEETING, second, third)).code == "record_correction"
    first = {**MEETING, "replaces": "e2"}
    assert refused(raw(FOUR.code, first, second)).code == "record_correction"


def test_a_correction_may_itself_be_corrected() -> None:
    second, third = {**MEETING, "id": "e2", "replaces": "e1"}, {**MEETING, "id": "e3", "replaces": "e2"}
    record = read_record(raw(FOUR.code, MEETING, second, third), FOUR)
    assert [each.id for each in record.standing] == ["e3"]
    assert record.current("e1") == "e3"

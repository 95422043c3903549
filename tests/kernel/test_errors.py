"""Errors: one tree, one JSON shape."""

from datetime import date

from jiceng.kernel import errors


def test_an_error_is_code_and_named_data_in_one_json_shape() -> None:
    error = errors.Invalid("before_last_change", field="day", last=date(2026, 1, 1))
    assert error.as_json() == {"error": "before_last_change", "data": {"field": "day", "last": "2026-01-01"}}
    assert error.field == "day"


def test_every_error_is_of_the_one_tree() -> None:
    kinds = [v for v in vars(errors).values() if isinstance(v, type) and issubclass(v, Exception)]
    assert all(issubclass(kind, errors.JicengError) for kind in kinds)

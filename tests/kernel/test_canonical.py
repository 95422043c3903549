"""Canonical JSON and leaf hashes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.canonical import canonical_json

KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def test_the_standards_order_and_escapes() -> None:
    value = {"b": [True, None, 3], "a": '€\u000f\n"\\/', "": "党"}
    assert canonical_json(value) == '{"":"党","a":"€\\u000f\\n\\"\\\\/","b":[true,null,3]}'


@given(VALUES)
def test_it_reads_back_and_does_not_depend_on_key_order(value: object) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@pytest.mark.parametrize("value", [1.5, 2**53, {"党": 1}, {1: 2}, object()])
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)

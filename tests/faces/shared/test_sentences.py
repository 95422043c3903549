"""Every code that the program raises has its sentence, in both languages, with what it needs to be said."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from jiceng.faces.shared.sentences import SENTENCES, say, sentence
from jiceng.kernel import errors
from jiceng.kernel.periods import Period

SOURCE = Path(__file__).resolve().parents[3] / "src" / "jiceng"
CLASSES = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.JicengError)
}
PLACE = re.compile(r"%\((\w+)\)s")
ALWAYS_TOLD = {"code", "explanation"}


def raised() -> Iterator[tuple[str, frozenset[str], str]]:
    """Code, names of its data and place of every error made, or row rejected, with a code written out."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = 0 if name in CLASSES else 1 if name == "reject" else len(node.args)
            data = frozenset(keyword.arg or "**" for keyword in node.keywords)
            for code in codes_in(node.args[place : place + 1]):
                yield code, data, f"{path.relative_to(SOURCE)}:{node.lineno}"


def codes_in(arguments: list[ast.expr]) -> Iterator[str]:
    """Codes written out in an argument: itself, or both branches of a choice."""
    for argument in arguments:
        if isinstance(argument, ast.IfExp):
            yield from codes_in([argument.body, argument.orelse])
        elif isinstance(argument, ast.Constant):
            yield str(argument.value)


RAISED = list(raised())


def test_errors_were_found() -> None:
    assert len({code for code, _data, _place in RAISED}) > 50


def test_every_code_has_a_sentence() -> None:
    missing = {code: place for code, _data, place in RAISED if code not in SENTENCES}
    assert not missing, missing


def test_a_sentence_asks_for_no_more_than_every_raiser_tells() -> None:
    told: dict[str, set[str]] = defaultdict(lambda: set(ALWAYS_TOLD))
    for code in {code for code, _data, _place in RAISED}:
        told[code] |= frozenset.intersection(*(data for found, data, _ in RAISED if found == code))
    wrong = {
        code: sorted(set(PLACE.findall(str(SENTENCES[code]))) - names)
        for code, names in told.items()
        if code in SENTENCES and "**" not in names and set(PLACE.findall(str(SENTENCES[code]))) - names
    }
    assert not wrong, wrong


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_whole_in_both_languages(code: str) -> None:
    with translation.override("en"):
        english = str(SENTENCES[code])
    with translation.override("zh-hans"):
        chinese = str(SENTENCES[code])
    assert english != chinese
    assert english.rstrip("s").endswith((".", ")")), english
    assert chinese.rstrip("s").endswith(("。", ")")), chinese
    assert set(PLACE.findall(english)) == set(PLACE.findall(chinese))


def test_values_are_written_as_everywhere_else() -> None:
    error = errors.Invalid(
        "period_ends_before_it_starts", start=date(2026, 11, 6), end=Period.parse("2025-Q4")
    )
    with translation.override("zh-hans"):
        assert sentence(error) == "时段的结束日（2025年四季度）早于开始日（2026年11月6日），请改正。"


def test_a_list_is_joined_as_the_language_does() -> None:
    error = errors.ProfileError("one_of", where="duty.x.require", keys=["value", "column"])
    with translation.override("zh-hans"):
        assert "value、column" in sentence(error)


def test_a_setting_is_explained_in_the_language_in_use() -> None:
    error = errors.SettingError("setting_invalid", name="PORT", value="x", en="a whole number", zh="整数")
    with translation.override("zh-hans"):
        assert "应为：整数" in sentence(error)
    with translation.override("en"):
        assert "must be a whole number" in sentence(error)


def test_what_an_error_does_not_carry_is_a_dash() -> None:
    with translation.override("zh-hans"):
        assert "—" in sentence(errors.Conflict("unit_not_active"))


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_an_unknown_code_gets_the_words_of_its_class(kind: str) -> None:
    with translation.override("zh-hans"):
        said = sentence(getattr(errors, kind)("never_heard_of"))
    assert re.search("[一-鿿]", said)


def test_a_listed_code_is_said_like_a_raised_one() -> None:
    with translation.override("zh-hans"):
        assert say("text_too_long", {"limit": 60}) == "文字超过 60 字，请删短。"
        assert "never_heard_of" in say("never_heard_of", {})


def test_a_value_cannot_break_the_sentence() -> None:
    with translation.override("zh-hans"):
        assert "100%s" in sentence(errors.Invalid("bad_share", value="100%s"))

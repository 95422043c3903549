"""Text typed without marks and HTML are each other's equal where nothing but paragraphs is in them."""

from hypothesis import given
from hypothesis import strategies as st

from jiceng.apps.editorial.cleaning import clean, from_plain, plain, to_plain

LINES = st.text(st.sampled_from("收入三千元 <>&\"'abc\n"), max_size=60)


@given(LINES)
def test_plain_text_is_clean_html_and_comes_back(text: str) -> None:
    html = from_plain(text)
    assert clean(html) == html
    back = to_plain(html)
    assert back is not None
    assert from_plain(back) == html


@given(LINES)
def test_no_word_is_lost(text: str) -> None:
    assert plain(from_plain(text)).split() == text.split()


def test_a_blank_line_ends_a_paragraph_and_a_lines_end_stays_one() -> None:
    assert from_plain("一\r\n二\r\n \r\n三") == "<p>一<br>二</p><p>三</p>"


def test_marks_are_words() -> None:
    assert from_plain("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_what_plain_text_cannot_say_is_not_made_plain() -> None:
    for html in (
        "<h2>一</h2>",
        "<p>一<strong>二</strong></p>",
        '<p><a href="/x">一</a></p>',
        "<ul><li>一</li></ul>",
    ):
        assert to_plain(html) is None

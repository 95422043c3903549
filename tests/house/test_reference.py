"""docs/reference.md says what the program has: every duty, role, audit type and address, each described."""

from django.urls import get_resolver

from scripts import reference


def test_the_page_is_what_the_program_would_write() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "run `make reference`"


def test_every_address_says_what_it_is() -> None:
    silent = [name for _, name, about in reference._addresses(get_resolver().url_patterns) if not about]
    assert not silent

"""The shell and the components as markup: landmarks, languages, no word that a strict CSP forbids."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import translation

from jiceng.faces.shared.words import in_words

pytestmark = pytest.mark.usefixtures("gallery")
PAGES = ["/board", "/duties", "/form", "/form?alone", "/locked", "/working", "/nowhere", "/fail/conflict"]


class Reading(HTMLParser):
    """Ids, references and forbidden things of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: list[str] = []
        self.forbidden: list[str] = []
        self.inside_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.wanted += (given.get(name) or "").split()
        inline = [name for name in given if name == "style" or name.startswith(("on", "hx-on"))]
        self.forbidden += [f"{tag} {name}" for name in inline]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(tag)
        if tag == "button" and "type" not in given:
            self.forbidden.append("button without type")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_sound(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    page = Reading(html)
    assert not page.forbidden
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    assert set(page.wanted) <= set(page.ids)
    assert html.count("<h1>") == 1
    assert html.count("<main") == 1
    assert 'class="btn skip" href="#stage"' in html


def test_all_navigation_comes_from_one_list(client: Client) -> None:
    html = client.get("/duties").content.decode()
    assert html.count('href="/board">全县</a>') == 2  # once in the navigation, once in the breadcrumb
    assert html.count('<nav class="side"') == 1
    assert re.search(r'<li class="tab"><a href="/duties" aria-current="page">待办</a>', html)


def test_without_navigation_there_is_no_shell(client: Client) -> None:
    html = client.get("/form?alone").content.decode()
    assert '<nav class="side"' not in html
    assert 'class="masthead"' in html


def test_an_empty_aside_is_truly_empty(client: Client) -> None:
    assert re.search(r"<aside[^>]*></aside>", client.get("/duties").content.decode())


def test_htmx_brings_no_style_and_keeps_no_pages(client: Client) -> None:
    html = client.get("/duties").content.decode()
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", html)
    assert found
    config = json.loads(found[1])
    assert config["includeIndicatorStyles"] is False
    assert config["allowEval"] is False
    assert config["historyCacheSize"] == 0
    assert config["selfRequestsOnly"] is True


def test_the_language_switch_is_a_form(client: Client) -> None:
    html = client.get("/duties").content.decode()
    assert '<html lang="zh-Hans">' in html
    assert 'name="language" value="en" lang="en"' in html
    answer = client.post("/language/", {"language": "en", "next": "/duties"})
    assert answer.status_code == 302
    html = client.get("/duties").content.decode()
    assert '<html lang="en">' in html
    assert "Skip to the content" in html
    assert "中文" in html


def test_demonstration_data_say_so(client: Client) -> None:
    assert "演示数据：地名、人名均为虚构。" in client.get("/duties").content.decode()


def test_a_message_has_a_role(client: Client) -> None:
    assert (
        '<div class="notice info" role="status"><p>已更正。</p></div>'
        in client.get("/duties").content.decode()
    )


def test_leaving_is_a_form(client: Client) -> None:
    assert '<form method="post" action="/out">' in client.get("/duties").content.decode()


def test_a_pager_keeps_the_rest_of_the_address(client: Client) -> None:
    html = client.get("/board?town=3&page=2").content.decode()
    assert 'rel="next" href="?town=3&amp;page=3"' in html
    assert "第 2 / 5 页，共 90 条" in html


class Word:
    """A profile's word."""

    def in_language(self, language: str) -> str:
        """Its Chinese, or its English."""
        return "village" if language == "en" else "村"


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "村"), ("en", "village")])
def test_a_word_of_the_trade_is_said_in_the_language_in_use(language: str, said: str) -> None:
    with translation.override(language):
        assert in_words(Word()) == said


def test_plain_text_passes_and_nothing_is_nothing() -> None:
    assert in_words("青石村") == "青石村"
    assert in_words(None) == ""

"""Hostile texts run nothing: not cleaned ones on a page without a content policy, nor any at all under ours.

The two defences are tried one by one, each without the other. "Ran" is: the browser compiled a script that is
not one of our own files, a dialog was asked for, another page opened, or the site was left.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Request, Route

from jiceng.apps.editorial.cleaning import clean
from jiceng.apps.publications.models import Publication
from jiceng.faces.shared.handing_out import hand_out_file
from tests.faces.portal.conftest import PUBLIC_DATABASES, Post
from tests.faces.portal.hostile import ATTACHED, OWN

HERE = "http://portal.test"
OURS = (f"{HERE}/static/", "chrome-error://")
"""Files of the portal, and what the browser shows where it shows nothing."""
FILE = hand_out_file("x.txt", "text/plain", b"ran()")
TRAPS = """for (const name of ['alert', 'confirm', 'prompt', 'print', 'ran', 'xssed'])
  window[name] = () => told(name);"""
PROVOKE = """async () => {
  const events = ['mouseover', 'mouseenter', 'pointerover', 'focus', 'blur', 'keydown', 'toggle', 'load',
    'error'];
  window.addEventListener('click', event => {
    const link = event.target.closest('a, area'), to = link && (link.href.baseVal ?? link.href);
    if (to && /^(https?|mailto):$/.test(new URL(to, location.href).protocol)) event.preventDefault();
  });
  for (const each of document.querySelectorAll('body, .text, .text *')) {
    for (const event of events) each.dispatchEvent(new Event(event));
    each.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    if (each.focus) each.focus();
  }
  await new Promise(done => setTimeout(done, 20));
}"""
"""Everything a reader may do with a page, but to follow a link to another: that is what links are for."""
TOGETHER = 8


class Watch:
    """A reader's browser that shows what it is given under `HERE`, and keeps what ran there.

    What the driver itself puts into a page is learned from a page without any text, and known from then on.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.ran, self.known, self.parsed = list[str](), set[str](), list[dict[str, str]]()
        self.answer, self.shown, self.context = HttpResponse(), "", context
        context.expose_function("told", lambda name: self.ran.append(f"called {name}"))
        context.add_init_script(TRAPS)
        context.route("**/*", self._serve)
        self._open()
        for number in (-2, -1):
            self.show(number, HttpResponse("<p>x"))
            self.known |= {script["hash"] for script in self.parsed}

    def _open(self) -> None:
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.ran.append("dialog"), dialog.dismiss()))
        self.page.on("popup", lambda opened: (self.ran.append("popup"), opened.close()))
        debugger = self.context.new_cdp_session(self.page)
        debugger.on("Debugger.scriptParsed", self._note)
        debugger.send("Debugger.enable")

    def _note(self, script: dict[str, str]) -> None:
        self.parsed.append(script)

    def _serve(self, route: Route, request: Request) -> None:
        path = urlsplit(request.url).path
        file = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if request.url == self.shown:
            headers = {name: value for name, value in self.answer.items() if name != "Content-Length"}
            route.fulfill(status=200, headers=headers, body=self.answer.content)
        elif file and request.url.startswith(HERE):
            route.fulfill(path=str(file))
        elif path == ATTACHED:
            route.fulfill(headers=dict(FILE.items()), body=FILE.content)
        else:
            if request.is_navigation_request() and not request.url.startswith(HERE):
                self.ran.append(f"left for {request.url}")
            route.abort()

    def show(self, number: int, answer: HttpResponse) -> list[str]:
        """What ran on a page that is opened, and touched everywhere."""
        self.ran.clear()
        self.parsed.clear()
        self.answer, self.shown, stale = answer, f"{HERE}/a/1/?{number}", False
        try:
            self.page.goto(self.shown)
            self.page.evaluate(PROVOKE)
        except Error:  # left under the hands of who reads it; what leads elsewhere is noted in `_serve`
            stale = True
        other = [
            f"script {script['url']} {script['startLine']}"
            for script in self.parsed
            if script["hash"] not in self.known and not script["url"].startswith(OURS)
        ]
        found = [*self.ran, *other]
        if (found or stale) and number >= 0:  # what it began is not to go on under the next
            self.page.close()
            self._open()
        return found


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watch]:
    context = browser.new_context(base_url=HERE)
    yield Watch(context)
    context.close()


@pytest.fixture(scope="module")
def handed(data_folder: Path) -> list[dict[str, str | list[str]]]:
    """The payloads handed to the project, each with what a careful cleaner may leave of it."""
    text = (data_folder / "vectors" / "html" / "expect.json").read_text()
    return json.loads(text)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def payloads(handed: list[dict[str, str]]) -> list[str]:
    """All of them, and our own."""
    return [*(each["payload"] for each in handed), *OWN]


def _page(html: str, title: str = "公告", *, policy: bool = True) -> HttpResponse:
    """The article's page as the portal writes it."""
    said = title.replace("\0", "")[:200]
    Publication.objects.filter(number=1).update(
        html=html, title=said, source=said[:100], author=said[:60], text=said
    )
    answer = Client().get("/a/1/")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    if not policy:
        del answer.headers["Content-Security-Policy"]
    return answer


@pytest.mark.browser
@pytest.mark.django_db(databases=PUBLIC_DATABASES)
def test_cleaned_texts_run_nothing_where_no_policy_hinders_them(
    watch: Watch, post: Post, payloads: list[str]
) -> None:
    post(1)
    ran = {}
    for number in range(0, len(payloads), TOGETHER):  # clean texts do not run into each other
        some = payloads[number : number + TOGETHER]
        page = _page("".join(f"<p>{number}</p>{clean(each)}" for each in some), some[-1], policy=False)
        if found := watch.show(number, page):
            ran[number] = found
    assert len(payloads) >= 253
    assert not ran


@pytest.mark.browser
@pytest.mark.django_db(databases=PUBLIC_DATABASES)
def test_texts_nobody_cleaned_run_nothing_under_our_policy(
    watch: Watch, post: Post, payloads: list[str]
) -> None:
    post(1)
    ran = {
        payload: found
        for number, payload in enumerate(payloads)
        if (found := watch.show(number, _page(payload)))
    }
    assert not ran


@pytest.mark.browser
@pytest.mark.django_db(databases=PUBLIC_DATABASES)
def test_without_both_most_of_them_run(watch: Watch, post: Post) -> None:
    post(1)
    ran = [payload for payload in OWN[::3] if watch.show(0, _page(payload, policy=False))]
    assert len(ran) >= 14, sorted({*OWN[::3]} - {*ran})

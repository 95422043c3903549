"""Pictures of every page, at 360 and 1440 px: `make screenshots`.

Serves a demonstration from its own folder (var/screenshots/office, kept between runs), signs in as each
demonstration account and walks the links from its first page; every named address is taken once a role. One
picture a page and width: var/screenshots/<role>-<address>-<width>.png. `--role` and `--language` narrow or
change what is taken.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Page, sync_playwright

from jiceng.config.environment import point_django_here

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "var" / "screenshots"
OFFICE = PICTURES / "office"
WIDTHS = {360: 740, 1440: 900}
MOST_PAGES = 60  # a role; each address once, so this is far above what there is


@contextmanager
def serving() -> Iterator[str]:
    """A demonstration's address."""
    command = [
        "env",
        f"JICENG_DATA={OFFICE}",
        "PORT=0",
        sys.executable,
        "-m",
        "jiceng",
        "serve",
        "--demonstration",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            found = None
            while found is None and server.stdout and (line := server.stdout.readline()):
                found = re.search(r"http://\S+/", line)
            if found is None:
                raise RuntimeError("the server did not start")
            yield found[0]
        finally:
            server.terminate()


def address_name(path: str) -> str | None:
    """What the page at `path` is called in the program's list of addresses; None where there is none."""
    try:
        return resolve(path).url_name
    except Resolver404:
        return None


def sign_in(page: Page, base: str, account: dict[str, str]) -> None:
    """Signs in with a demonstration account."""
    page.goto(urljoin(base, "/sign-in/"))
    page.fill("[name=username]", account["username"])
    page.fill("[name=password]", account["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("load")


def pages(page: Page, base: str) -> Iterator[str]:
    """Opens each page that links lead to from where the browser is, and yields its name; each name once."""
    waiting, seen = deque([urlsplit(page.url).path]), set[str]()
    while waiting and len(seen) < MOST_PAGES:
        link = waiting.popleft()
        name = address_name(urlsplit(link).path)
        if name is None or name in seen:
            continue
        seen.add(name)
        answer = page.goto(urljoin(base, link))
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        waiting.extend(page.eval_on_selector_all("a[href]", "all => all.map(a => a.pathname + a.search)"))
        yield name


def take(context: BrowserContext, base: str, name: str, account: dict[str, str] | None) -> int:
    """Takes all pages one account reaches, in every width; returns how many pictures."""
    page = context.new_page()
    page.goto(base)
    if account:
        sign_in(page, base, account)
    taken = 0
    for address in pages(page, base):
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=PICTURES / f"{name}-{address}-{width}.png", full_page=True)
            taken += 1
    context.close()
    return taken


def main() -> None:
    """Takes the pictures and says how many and where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--role", help="one role alone")
    parser.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])
    chosen = parser.parse_args()
    point_django_here()
    django.setup()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with serving() as base, sync_playwright() as playwright:
        accounts = json.loads((OFFICE / "demonstration.json").read_text(encoding="utf-8"))["accounts"]
        who = {"visitor": None} | {account["role"]: account for account in accounts}
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for role, account in who.items():
            if chosen.role in {None, role}:
                context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
                context.add_cookies([{"name": "jiceng_language", "value": chosen.language, "url": base}])
                print(
                    f"{role}: {take(context, base, role, account)} pictures in {PICTURES.relative_to(ROOT)}"
                )


if __name__ == "__main__":
    main()

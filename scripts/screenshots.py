"""Pictures of every page, at 360 and 1440 px: `make screenshots`.

Serves a demonstration from its own folder (var/screenshots/office, kept between runs), signs in as each
demonstration account and walks the links from its first page; every named address is taken once a role. One
picture a page and width: var/screenshots/<role>-<address>-<width>.png. `--role` and `--language` narrow or
change what is taken; `--dark` takes them as seen at night; `--readme` takes the README's four instead.
"""

import argparse
import base64
import json
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import django
import numpy as np
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response, sync_playwright

from jiceng.config.environment import point_django_here
from scripts.palette import indexed_png

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "var" / "screenshots"
OFFICE = PICTURES / "office"
WIDTHS = {360: 740, 1440: 900}
README = ROOT / "docs" / "pictures"
MOST_PAGES = 200  # a role; each address once or a few times, so this is far above what there is
TOLD_APART = ("kind", "standing", "away")  # what is asked of an address that makes another page of it
FROM_EACH = ("person", "unit")  # opened once from each list: the vacant post, the probationary member
CHROMIUM = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--lang=zh-CN"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WRITTEN = """field => {  // as a Chinese browser writes it; this machine's may know English alone
    const day = field.value.replaceAll("-", "/");
    field.type = "text";
    field.value = day;
}"""
PIXELS = """async png => {
    const image = new Image();
    image.src = "data:image/png;base64," + png;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const drawing = canvas.getContext("2d");
    drawing.drawImage(image, 0, 0);
    const data = drawing.getImageData(0, 0, image.width, image.height).data;
    let text = "";
    for (let i = 0; i < data.length; i += 32768)
        text += String.fromCharCode(...data.subarray(i, i + 32768));
    return [image.width, image.height, btoa(text)];
}"""


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


def address_name(link: str) -> str | None:
    """What the page at `link` is called in the program's list of addresses, with what tells it from others of
    the same address; None where there is none.
    """
    address = urlsplit(link)
    try:
        name = resolve(address.path).url_name
    except Resolver404:
        return None
    asked = parse_qs(address.query)
    return "-".join([str(name), *(asked[key][0] for key in TOLD_APART if key in asked)])


def sign_in(page: Page, base: str, account: dict[str, str]) -> None:
    """Signs in with a demonstration account."""
    page.goto(urljoin(base, "/sign-in/"))
    page.fill("[name=username]", account["username"])
    page.fill("[name=password]", account["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("load")


def opened(page: Page, address: str) -> Response | None:
    """What the browser shows of an address; None where it saves a file instead."""
    try:
        return page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return None


def pages(page: Page, base: str) -> Iterator[str]:
    """Opens each page that links lead to from where the browser is, and yields its name the first time."""
    waiting, seen, told = deque([("", urlsplit(page.url).path)]), set[str](), set[str]()
    while waiting and len(seen) < MOST_PAGES:
        source, link = waiting.popleft()
        name = address_name(link)
        key = f"{name} from {source}" if name in FROM_EACH else name
        if name is None or key is None or key in seen:
            continue
        seen.add(key)
        answer = opened(page, urljoin(base, link))
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.pathname + a.search)")
        waiting.extend((name, each) for each in links)
        if name not in told:
            told.add(name)
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


def keep(page: Page, path: Path, height: int) -> None:
    """Keeps what the window shows, down to `height`, as a picture for the repository."""
    size = page.viewport_size or {"width": 0}
    png = page.screenshot(clip={"x": 0, "y": 0, "width": size["width"], "height": height})
    blank = page.context.new_page()  # the office's own pages let no script of ours load a picture
    width, height, data = blank.evaluate(PIXELS, base64.b64encode(png).decode())
    blank.close()
    pixels = np.frombuffer(base64.b64decode(data), np.uint8).reshape(height, width, 4)[:, :, :3]
    path.write_bytes(indexed_png(pixels))
    path.chmod(0o644)  # the program keeps what it writes to itself; this is for everybody
    print(f"{path.relative_to(ROOT)}: {width} × {height}, {path.stat().st_size // 1000} kB")


def readme(browser: Browser, base: str, who: dict[str, dict[str, str] | None]) -> None:
    """Takes the README's pictures: what is due and a record on a phone, a board and a cell explained."""
    shown = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
    phone = browser.new_context(
        viewport={"width": 360, "height": 780}, device_scale_factor=2, **shown
    ).new_page()
    sign_in(phone, base, who["secretary"] or {})
    keep(phone, README / "due.png", 780)
    phone.goto(urljoin(base, phone.url.replace("/due/", "/gatherings/record/?kind=members_meeting")))
    for box in phone.locator("#roll input").all()[3:6:2]:
        box.check()
    phone.locator("#id_day").evaluate(WRITTEN)
    phone.locator("#id_subject").fill("研究冬季清洁取暖和村道路灯维护")
    phone.locator(".tally").evaluate("tally => tally.ownerDocument.defaultView.scrollTo(0, 0)")
    keep(phone, README / "record.png", 780)
    desk = browser.new_context(viewport={"width": 1440, "height": 900}, **shown).new_page()
    sign_in(desk, base, who["county_officer"] or {})
    keep(desk, README / "board.png", 900)
    with desk.expect_response(lambda answer: "/cell/" in answer.url):
        desk.locator("tbody tr:nth-child(6) td:nth-child(4) a.cell").click()
    desk.locator("td.chosen").wait_for()
    keep(desk, README / "explained.png", 900)


def main() -> None:
    """Takes the pictures and says how many and where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--role", help="one role alone")
    parser.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])
    parser.add_argument("--dark", action="store_true", help="as seen at night")
    parser.add_argument("--readme", action="store_true", help="the README's four, into docs/pictures")
    chosen = parser.parse_args()
    point_django_here()
    django.setup()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with serving() as base, sync_playwright() as playwright:
        accounts = json.loads((OFFICE / "demonstration.json").read_text(encoding="utf-8"))["accounts"]
        who = {"visitor": None} | {account["role"]: account for account in accounts}
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=list(CHROMIUM),
            env={**os.environ, "LANGUAGE": "zh_CN"},  # of the browser's own pickers
        )
        if chosen.readme:
            README.mkdir(parents=True, exist_ok=True)
            readme(browser, base, who)
            return
        for role, account in who.items():
            if chosen.role in {None, role}:
                context = browser.new_context(
                    locale="zh-CN",
                    timezone_id="Asia/Shanghai",
                    color_scheme="dark" if chosen.dark else "light",
                )
                context.add_cookies([{"name": "jiceng_language", "value": chosen.language, "url": base}])
                taken = take(context, base, role, account)
                print(f"{role}: {taken} pictures in {PICTURES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

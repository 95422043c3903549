"""The role guides' pictures, in both languages, from a demonstration: `make guides`.

`docs/guides/pictures.toml` says of each picture who sees it, at which address (`{unit}` is the unit of her
role), how wide, and what is done on the page before it is taken; it is kept as
docs/guides/pictures/<language>/<name>.png.
"""

import json
import os
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from jiceng.config.environment import point_django_here
from scripts.screenshots import CHROMIUM, OFFICE, ROOT, keep, serving, sign_in

GUIDES = ROOT / "docs" / "guides"
PICTURES = GUIDES / "pictures"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
HEIGHTS = {360: 740, 1440: 900}


def wanted() -> dict[str, dict[str, Any]]:
    """Every picture by its name."""
    return tomllib.loads((GUIDES / "pictures.toml").read_text(encoding="utf-8"))


def act(page: Page, picture: dict[str, Any]) -> None:
    """Does what is done on the page before its picture is taken."""
    for selector, text in picture.get("fill", {}).items():
        page.locator(selector).fill(text)
    for selector in picture.get("click", []):
        page.locator(selector).first.click()
        page.wait_for_load_state("load")
    if "show" in picture:
        page.locator(picture["show"]).first.scroll_into_view_if_needed()


def context_of(browser: Browser, base: str, width: int, language: str) -> BrowserContext:
    """A window of a width, in a language."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        device_scale_factor=2 if width == min(HEIGHTS) else 1,
        locale="zh-CN" if language == "zh-hans" else "en-GB",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "jiceng_language", "value": language, "url": base}])
    return context


def take(
    browser: Browser, base: str, accounts: dict[str, dict[str, str]], folder: Path, language: str
) -> None:
    """Takes all pictures of a language."""
    folder.mkdir(parents=True, exist_ok=True)
    windows: dict[tuple[str, int], tuple[Page, str]] = {}
    for name, picture in wanted().items():
        role, width = picture.get("role", ""), picture["width"]
        if (role, width) not in windows:
            page = context_of(browser, base, width, language).new_page()
            page.goto(base)
            if role:
                sign_in(page, base, accounts[role])
            found = re.search(r"/(?:units|board)/([^/]+)/", page.url)
            windows[role, width] = page, found[1] if found else ""
        page, unit = windows[role, width]
        answer = page.goto(urljoin(base, picture["address"].format(unit=unit)))
        if answer is None or not answer.ok:
            raise RuntimeError(f"{name}: {page.url} is no page")
        act(page, picture)
        keep(page, folder / f"{name}.png", picture.get("height", HEIGHTS[width]))


def main() -> None:
    """Takes the pictures, of an office as this release makes it, and says how large each is."""
    shutil.rmtree(OFFICE, ignore_errors=True)
    point_django_here()
    with serving() as base, sync_playwright() as playwright:
        accounts = json.loads((OFFICE / "demonstration.json").read_text(encoding="utf-8"))["accounts"]
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=list(CHROMIUM),
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        for short, language in LANGUAGES.items():
            take(browser, base, {each["role"]: each for each in accounts}, PICTURES / short, language)


if __name__ == "__main__":
    main()

"""The page of what goes on: it follows by itself, scripts or not, and gives way to what came of it."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.jobs.selectors import State
from tests.faces.shared import gallery as site_of_components

pytestmark = pytest.mark.usefixtures("gallery")
ASKS = {"headers": {"HX-Request": "true", "HX-Target": "progress"}}


@pytest.fixture(autouse=True)
def job(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the job is like; a test changes it as time goes on."""
    state = dict(site_of_components.JOB)
    monkeypatch.setattr(site_of_components, "JOB", state)
    return state


def text(client: Client, address: str = "/working", **asked: object) -> str:
    return client.get(address, **asked).content.decode()  # type: ignore[arg-type]


def test_the_page_says_the_step_and_how_much(client: Client) -> None:
    html = text(client)
    assert '<p id="progress-step" role="status">正在读取文件</p>' in html
    assert '<progress aria-labelledby="progress-step" max="1000" value="300">' in html
    assert "已完成 300，共 1000" in html
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html


def test_of_an_unknown_total_or_step_nothing_is_made_up(client: Client, job: dict[str, object]) -> None:
    job.update(step="never heard of", total=0)
    html = text(client)
    assert '<progress aria-labelledby="progress-step">' in html
    assert "正在处理" in html
    assert "共 0" not in html


def test_the_page_asks_for_its_moving_part_alone(client: Client) -> None:
    part = text(client, **ASKS)
    assert part.startswith("<progress")
    assert "<html" not in part


def test_a_new_step_is_read_out_and_the_same_one_not_again(client: Client) -> None:
    assert 'hx-swap-oob="innerHTML:#progress-step"' in text(client, "/working?shown=正在排队等候。", **ASKS)
    assert "hx-swap-oob" not in text(client, "/working?shown=正在读取文件", **ASKS)


@pytest.mark.parametrize(("age", "said"), [(5, "正在排队等候"), (90, "请告知系统管理员")])
def test_a_job_that_waits_too_long_is_no_longer_said_to_wait_for_its_turn(
    client: Client, job: dict[str, object], age: int, said: str
) -> None:
    job.update(state=State.WAITING, age=age)
    assert said in text(client)


@pytest.mark.parametrize("state", [State.DONE, State.FAILED])
def test_once_it_is_over_the_view_answers_and_the_page_reloads(
    client: Client, job: dict[str, object], state: State
) -> None:
    job.update(state=state)
    assert "<h1>已完成</h1>" in text(client)
    answer = client.get("/working", **ASKS)  # type: ignore[arg-type]
    assert (answer.headers["HX-Refresh"], answer.content) == ("true", b"")


@pytest.fixture
def site(gallery: None) -> Iterator[str]:
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.mark.browser
def test_it_follows_by_itself(page: Page, site: str, job: dict[str, object]) -> None:
    page.goto(f"{site}/working")
    expect(page.get_by_role("status")).to_have_text("正在读取文件")
    job.update(step="writing", done=900)
    expect(page.get_by_role("status")).to_have_text("正在写入")
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 900)
    job.update(state=State.DONE)
    expect(page.get_by_role("heading", name="已完成")).to_be_visible()


@pytest.mark.browser
def test_without_scripts_it_follows_too(browser: Browser, site: str, job: dict[str, object]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/working")
    job.update(state=State.DONE)
    expect(page.get_by_role("heading", name="已完成")).to_be_visible()
    context.close()

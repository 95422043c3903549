"""The portal as its own process has it: its addresses, middleware and templates, over what is published."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.publications import store
from jiceng.apps.publications.store import Posting
from jiceng.config import portal_settings
from tests.sealing import Log, seal_of

PUBLIC_DATABASES = ["published", "inbox"]
Post = Callable[..., Posting]


@pytest.fixture(autouse=True)
def portal(settings: Settings) -> None:
    """The portal's own addresses, middleware and templates."""
    settings.FACE = "portal"
    settings.ROOT_URLCONF = "jiceng.config.portal_urls"
    settings.MIDDLEWARE = portal_settings.MIDDLEWARE
    settings.TEMPLATES = portal_settings.TEMPLATES
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = portal_settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@pytest.fixture
def live_server(portal: None, transactional_db: None) -> Iterator[LiveServer]:
    """A server that has read the portal's settings; the one all tests share has read the office's."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def now() -> datetime:
    """This moment, as the pages take it."""
    return timezone.now()


@pytest.fixture
def post(db: None, now: datetime) -> Post:
    """Posts something, an hour ago where nothing else is said; the columns are there."""
    store.put_column("affairs", title="村务公开", title_en="Village affairs", order=1, listed=True)
    store.put_column("studies", title="工作研究", title_en="Studies", order=2, listed=True)
    store.put_column("aid", title="救助公示", title_en="Aid", order=3, listed=False)

    def posted(number: int, **given: object) -> Posting:
        before = now - timedelta(hours=1)
        values = {
            "number": number,
            "column": "affairs",
            "title": f"第{number}号公告",
            "html": f"<p>第{number}号公告的正文。</p>",
            "text": f"第{number}号公告的正文。",
            "posted_at": before,
            "version": 1,
        } | given
        values.setdefault("changed_at", values["posted_at"])
        posting = Posting(**values)  # type: ignore[arg-type]
        store.post(posting)
        return posting

    return posted


@pytest.fixture
def public(post: Post, now: datetime) -> Client:
    """A reader of a site on which something is posted in each column, changed, taken down and past its time.

    1 changed once, of 上窑村 · 2 a study · 3 taken back · 4 past its time · 5 read under its address alone ·
    6 to be posted tomorrow.
    """
    post(
        1, title="关于村西水渠维修的公开", unit_code="140525100201", unit_name="上窑村", source="村民代表会议"
    )
    post(
        1,
        title="关于村西水渠维修的决议公开",
        html="<p>应到四十一人，实到三十三人，决议通过。</p>",
        text="应到四十一人，实到三十三人，决议通过。",
        version=2,
        changed_at=now - timedelta(minutes=30),
        unit_code="140525100201",
        unit_name="上窑村",
        source="村民代表会议",
        byline="上窑村村民委员会",
    )
    post(2, column="studies", title="基层组织工作的实践", author="林晓")
    post(3, title="有误的公告")
    store.end(3, at=now, state="withdrawn", reason="数字有误")
    post(4, title="期满的公告", until=timezone.localdate(now) - timedelta(days=1))
    post(5, column="aid", title="临时救助名单", until=timezone.localdate(now) + timedelta(days=9))
    post(6, title="明天的公告", posted_at=now + timedelta(days=1))
    return Client()


@pytest.fixture
def log() -> Log:
    """The ledger of the office whose notices are sealed."""
    return Log()


@pytest.fixture
def sealed_notice(post: Post, log: Log, now: datetime) -> None:
    """7, a notice that was changed once, has its seals, and has stood for fifteen days."""
    first = post(7, title="公示", html="<p>收入三千元。</p>", posted_at=now - timedelta(days=20))
    changed = {"html": "<p>收入三千一百元。</p>", "version": 3, "changed_at": now - timedelta(days=16)}
    second = post(7, title="公示", posted_at=first.posted_at, **changed)
    for posting, days in ((first, None), (second, 15)):
        brought = seal_of(
            log, number=7, version=posting.version, digest=posting.digest, at=posting.changed_at, days=days
        )
        assert store.keep_seal(7, posting.version, brought)

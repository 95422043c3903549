"""Publishing in a process of its own, for tests that need a real office and portal on one data folder."""

PUBLISH = """
import json, sys
from datetime import timedelta
from django.utils import timezone
from jiceng.apps.publications import store
from jiceng.faces.cli.migrate import migrate_if_needed
migrate_if_needed()
now = timezone.now()
store.put_column("affairs", title="村务公开", title_en="Village affairs", order=1, listed=True)
def post(number, **given):
    text = "关于村西水渠维修的决议，应到四十一人，实到三十三人。" * 20
    values = dict(column="affairs", title=f"第{number}号公告", html=f"<p>{text}</p>", text=text, version=1)
    values |= dict(posted_at=now - timedelta(hours=1), changed_at=now - timedelta(hours=1)) | given
    store.post(store.Posting(number=number, **values))
"""
"""Brings the databases up to date; then lines of a test say `post(1)`, `store.end(…)`."""

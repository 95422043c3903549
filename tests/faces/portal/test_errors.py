"""When something fails the portal says so in a page of its own, and says nothing else."""

import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from jiceng.faces.portal import views
from tests.faces.portal.conftest import PUBLIC_DATABASES

pytestmark = pytest.mark.django_db(databases=PUBLIC_DATABASES)
BY_ITSELF = """
import django
django.setup()
from django.test import RequestFactory
from jiceng.faces.shared import views
for page in (views.server_error, views.unavailable):
    answer = page(RequestFactory().get("/"))
    print(answer.status_code, "<main" in answer.content.decode())
"""


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("secret"), 500), (OperationalError("secret"), 503)]
)
def test_a_page_that_fails_says_nothing_of_why(public: Client, error: Exception, status: int) -> None:
    public.raise_request_exception = False
    with patch.object(views.selectors, "publication", side_effect=error):
        answer = public.get("/a/1/")
    assert answer.status_code == status
    assert b"secret" not in answer.content
    assert "回到首页".encode() in answer.content


def test_the_pages_for_failures_ask_for_nothing_the_portal_has_not(tmp_path: Path) -> None:
    given = {"DJANGO_SETTINGS_MODULE": "jiceng.config.portal_settings", "JICENG_DATA": str(tmp_path)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JICENG_", "DATABASE"))}
    command = [sys.executable, "-c", BY_ITSELF]
    done = subprocess.run(command, env=kept | given, capture_output=True, text=True)
    assert done.stdout == "500 True\n503 True\n", done.stderr

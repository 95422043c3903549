"""Pages of the sample county, asked for by the three who work there."""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.access.models import User

FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
"""A transaction's frame asks nothing."""


def signed_in() -> tuple[dict[str, Client], dict[str, str]]:
    """The browsers of county, town and secretary, and the address of each one's first page."""
    settings.ALLOWED_HOSTS.append("testserver")
    client = {name: Client() for name in ("county", "town", "secretary")}
    for username, each in client.items():
        user = User.objects.get(username=username)
        each.force_login(user, backend="jiceng.apps.access.backends.SignInBackend")
    return client, {name: each.get(reverse("home")).headers["Location"] for name, each in client.items()}


def looked_at(client: Client, address: str) -> tuple[int, int]:
    """The status of a page, and how many queries its second showing takes."""
    status = client.get(address).status_code
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return status, sum(not each["sql"].startswith(FRAME) for each in caught.captured_queries)

"""Programs that ask: one for each user of the small county, with everything a token can have."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from jiceng.apps.access import policies
from jiceng.apps.access.models import User
from jiceng.apps.access.tokens import LONGEST_DAYS, TokenDraft, issue_token
from tests.county import SYSTEM, County


class Program:
    """A program with a token."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.client = Client(headers={"authorization": f"Bearer {key}"})

    def get(self, path: str, **query: object) -> HttpResponse:
        """Ask for an address below /api/v1/."""
        answer: HttpResponse = self.client.get(f"/api/v1/{path}", query)
        return answer

    def post(self, path: str, **body: object) -> HttpResponse:
        """Send something to it."""
        answer: HttpResponse = self.client.post(f"/api/v1/{path}", body, content_type="application/json")
        return answer

    def put(self, path: str, **body: object) -> HttpResponse:
        """Change something at it."""
        answer: HttpResponse = self.client.put(f"/api/v1/{path}", body, content_type="application/json")
        return answer


Programs = Callable[..., Program]


def token_for(
    county: County,
    username: str,
    unit: str,
    permissions: tuple[str, ...] = policies.OF_TOKENS,
    name: str = "对账",
) -> str:
    """The key of a new token that lasts as long as any."""
    now = timezone.now()
    ends_on = timezone.localdate(now) + timedelta(days=LONGEST_DAYS)
    draft = TokenDraft(name, permissions, county.unit(unit), ends_on)
    _, key = issue_token(actor=SYSTEM, at=now, user=User.objects.get(username=username), draft=draft)
    return key


@pytest.fixture
def programs(county: County) -> Programs:
    """Makes a program for a user, its token for a unit and some permissions."""
    cache.clear()

    def program(
        username: str,
        unit: str = "青禾县",
        permissions: tuple[str, ...] = policies.OF_TOKENS,
        name: str = "对账",
    ) -> Program:
        return Program(token_for(county, username, unit, permissions, name))

    return program


def items(answer: Any) -> list[dict[str, Any]]:
    """Rows of a list that was given."""
    assert answer.status_code == 200, answer.content.decode()
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows

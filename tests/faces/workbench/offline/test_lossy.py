"""A hundred records over a network that loses three in ten: each is stored once, each device told so."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.rolls import entitled_on
from jiceng.faces.workbench.gatherings.forms import roll_mark
from jiceng.faces.workbench.offline.law import FORM, WAITS
from tests.county import County
from tests.faces.workbench.offline.lossy import FATES, BadNetwork, Device, send_all

NUMBER, SCALE = 100, 0.01
START, MOST = 3, 120
"""Seconds over which the devices begin, and after which none is waited for any longer."""


def devices(county: County, number: int, chance: random.Random, scale: float) -> list[Device]:
    """Records of as many days, from three villages; each with a key and a device of its own."""
    found = []
    villages = (("shangyao", "上窑村"), ("liulin", "柳林村"), ("nanpo", "南坡村"))
    cookies = {
        name: county.client(name).cookies[settings.SESSION_COOKIE_NAME].value for name, _unit in villages
    }
    for place in range(number):
        username, name = villages[place % len(villages)]
        day, unit = date(2026, 11, 22) - timedelta(days=place // len(villages)), county.unit(name)
        said = {"form": FORM, "user": county.users[username].pk, "entry_key": uuid4(), "day": day}
        said |= {
            "minutes": f"第{place}份",
            "roll": roll_mark(entitled_on(unit, None, "members_meeting", day)),
        }
        address = reverse("submit_gathering", args=[unit.code], query={"kind": "members_meeting"})
        fields = {key: str(value) for key, value in said.items()}
        cookie = f"{settings.SESSION_COOKIE_NAME}={cookies[username]}"
        # Django's own cookie for the token; the header must carry one made from the same secret.
        cookie += f"; {settings.CSRF_COOKIE_NAME}={'a' * 32}"
        found.append(Device(0, cookie, address, fields, chance, scale))
    return found


@pytest.mark.browser  # needs the live server, on SQLite once; no browser
def test_a_hundred_records_over_a_bad_network_are_stored_once_each(
    live_server: LiveServer, county: County
) -> None:
    chance = random.Random(20261122)
    network = BadNetwork(live_server.thread.port, loss=0.3, round_trip=0.02, chance=chance)
    sent = devices(county, NUMBER, chance, SCALE)
    for device in sent:
        device.starts = chance.uniform(0, START)
    with ThreadPoolExecutor(1) as apart:  # browser tests leave a loop running in this thread
        apart.submit(asyncio.run, send_all(network, sent, MOST)).result()
    assert {device.ended for device in sent} == {"stored"}
    assert any(device.before for device in sent), "no answer was lost after a commit: the trial is too mild"
    assert set(FATES) <= set(network.lost)
    stored = Gathering.objects.values_list("entry_key", "minutes")
    assert sorted((str(key), text) for key, text in stored) == sorted(
        (device.fields["entry_key"], device.fields["minutes"]) for device in sent
    )


def test_the_waits_grow_and_the_last_is_minutes_not_hours() -> None:
    assert list(WAITS) == sorted(WAITS)
    assert WAITS[-1] == 300

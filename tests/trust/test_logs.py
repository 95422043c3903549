"""No log line holds what someone typed or what the register says, whatever goes wrong; measurements
neither.
"""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from jiceng.apps.people import selectors
from jiceng.config.logs import logging_settings
from tests.county import PASSWORD, County, id_number
from tests.trust.killing import Server

TYPED = ("打字的名字", "typed-secret-text", "14050219900101001X")


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What the log receives, from everything down to DEBUG."""
    stream = io.StringIO()
    before = logging.root.handlers[:]
    made: dict[str, Any] = logging_settings("DEBUG", debug=False, shape=request.param)
    made["handlers"]["standard_error"]["stream"] = stream
    logging.config.dictConfig(made)
    try:
        yield stream
    finally:
        logging.root.handlers[:] = before


def names(county: County) -> list[str]:
    people = [row.person.name for rows in county.members.values() for row in rows]
    return [*people, *(user.name for user in county.users.values()), *(id_number(n) for n in range(1, 17))]


def everything(county: County) -> None:
    """Requests that succeed, are refused, cannot be understood and break, each with something typed."""
    person = county.members["上窑村"][0].person_id
    for username in ("county", "shangyao", "stranger"):
        client = county.client(username)
        for typed in TYPED:
            for url in (
                f"/search/?q={typed}",
                f"/{typed}/",
                f"/people/{person}/?x={typed}",
                f"/rules/{typed}/",
            ):
                client.get(url)
            client.post(
                "/units/990525100200/gatherings/record/?kind=members_meeting",
                {"minutes": typed, "day": typed},
            )
            client.post(f"/people/{person}/correct/", {"name": typed, "id_number": typed, "phone": typed})
            client.post(f"/people/{person}/id-number/", {"purpose": typed})
            client.post(reverse("password"), {"old_password": typed, "new_password1": typed})
            client.get("/", headers={"host": f"{TYPED[1]}.example"})
    client = Client(enforce_csrf_checks=True)
    client.post("/sign-in/", {"username": TYPED[0], "password": TYPED[1]})
    for typed in TYPED * 3:
        Client().post("/sign-in/", {"username": typed, "password": typed})
    Client().post("/sign-in/", {"username": "county", "password": PASSWORD})


def test_nothing_typed_and_nobodys_name_is_in_the_log(
    county: County, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything(county)

    def broken(**_: Any) -> None:
        raise IntegrityError(f"Key (name)=({TYPED[0]}) already exists") from ValueError(TYPED[2])

    monkeypatch.setattr(selectors, "read_file", broken)
    client = county.client("county")
    client.raise_request_exception = False
    assert client.get(f"/people/{county.members['上窑村'][0].person_id}/").status_code == 500
    log = written.getvalue()
    assert "IntegrityError" in log
    assert "people/<int:person_id>/" in log
    assert "sign-in refused" in log
    assert len(log.splitlines()) > 50
    for each in (*TYPED, *names(county), PASSWORD):
        assert each not in log, next(line for line in log.splitlines() if each in line)


def test_lines_of_json_say_where_and_how_it_ended(county: County) -> None:
    stream = io.StringIO()
    made: dict[str, Any] = logging_settings("INFO", debug=False, shape="json")
    made["handlers"]["standard_error"]["stream"] = stream
    before = logging.root.handlers[:]
    logging.config.dictConfig(made)
    try:
        county.client("shangyao").get("/units/990525101200/")
    finally:
        logging.root.handlers[:] = before
    line = json.loads(stream.getvalue().splitlines()[-1])
    assert (line["level"], line["status"], line["route"]) == ("WARNING", 404, "units/<str:code>/")
    assert line["message"] == "Not Found: units/<str:code>/"


@pytest.mark.sample  # a real server: once, on SQLite
def test_measurements_are_for_the_machine_alone_and_name_no_unit(data: Path) -> None:
    on = {"JICENG_METRICS": "1", "JICENG_WORKERS": "2", "JICENG_PROXIES": "1"}

    def asked(server: Server, path: str, sender: str = "") -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", path, headers={"X-Forwarded-For": sender} if sender else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    server = Server(data, on)
    try:
        for _ in range(12):
            asked(server, "/units/990525100200/")
            asked(server, "/sign-in/")
        status, told = asked(server, "/metrics")
        assert status == 200
        assert asked(server, "/metrics", "192.0.2.7")[0] == 404
    finally:
        server.stop()
    assert 'jiceng_requests_total{method="GET",route="sign_in",status="200"} 12.0' in told, told
    assert "jiceng_request_seconds_bucket" in told
    assert "jiceng_jobs_waiting 0.0" in told
    assert "jiceng_units_stale" in told
    assert "990525" not in told
    server = Server(data, {})
    try:
        assert asked(server, "/metrics")[0] == 404, "off unless asked for"
    finally:
        server.stop()

"""What a device may keep, and for whom."""

from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.urls import reverse

from jiceng.apps.access.services import grant_role, revoke_grant
from jiceng.apps.people.services import PersonDraft, register_person
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, id_number


@pytest.fixture(autouse=True)
def today() -> Any:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def listed(county: County, username: str = "shangyao") -> Any:
    return county.client(username).get(reverse("kept_pages"))


def test_a_secretarys_device_keeps_what_is_due_its_forms_and_the_register(county: County) -> None:
    told, code = listed(county).json(), county.unit("上窑村").code
    assert told["days"] == 7
    assert told["pages"][0] == told["home"] == reverse("due", args=[code])
    assert reverse("members", args=[code]) in told["pages"]
    assert reverse("record_gathering", args=[code], query={"kind": "members_meeting"}) in told["pages"]
    assert not [page for page in told["pages"] if "990525100201" in page]


def test_every_link_to_a_record_form_on_the_list_of_what_is_due_is_kept(county: County) -> None:
    told = listed(county).json()
    html = county.client("shangyao").get(told["home"]).content.decode().replace("&amp;", "&")
    record = reverse("record_gathering", args=[county.unit("上窑村").code])
    links = {part.split('"')[0] for part in html.split('href="') if part.startswith(record)}
    assert links
    assert links <= set(told["pages"])


def test_every_page_on_the_list_opens(county: County) -> None:
    client = county.client("shangyao")
    wrong = [page for page in listed(county).json()["pages"] if client.get(page).status_code != 200]
    assert not wrong


def test_a_long_register_is_kept_whole(county: County) -> None:
    for number in range(95):
        register_person(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("上窑村"),
            draft=PersonDraft(f"新{number}", id_number(200 + number)),
            standing="full",
            joined_on=FOUNDED,
            day=FOUNDED,
        )
    members = reverse("members", args=[county.unit("上窑村").code])
    found = [page for page in listed(county).json()["pages"] if page.startswith(members)]
    assert found == [members, f"{members}?page=2"]


@pytest.mark.parametrize("username", ["qingshi", "county", "auditor", "stranger", "revoked"])
def test_nobody_elses_device_keeps_pages(county: County, username: str) -> None:
    assert listed(county, username).status_code == 404


def test_whoever_has_two_branches_or_a_second_role_keeps_none(county: County) -> None:
    user = county.users["shangyao"]
    second = grant_role(
        actor=SYSTEM, at=AT, user=user, role="secretary", unit=county.unit("柳林村"), day=DAY, ends_on=None
    )
    assert listed(county).status_code == 404
    revoke_grant(actor=SYSTEM, at=AT, grant=second)
    assert listed(county).status_code == 200


def test_the_worker_answers_for_every_address_and_may_run(county: County) -> None:
    answer = county.client("shangyao").get(reverse("worker"))
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Content-Type"].startswith("text/javascript")
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_signing_out_leaves_on_the_device_what_has_not_arrived(county: County) -> None:
    client = county.client("shangyao")
    client.cookies["jiceng_unsent"] = "1"
    assert "storage" not in client.post(reverse("sign_out"))["Clear-Site-Data"]
    assert "storage" in county.client("shangyao").post(reverse("sign_out"))["Clear-Site-Data"]


def test_pages_of_nobody_tell_a_device_nothing(county: County) -> None:
    assert settings.LOGIN_URL == "sign_in"
    answer = county.client("stranger").get(reverse("outbox"))
    assert answer.status_code == 200
    assert b"data-keep " not in answer.content

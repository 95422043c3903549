"""People in motion on the pages: each side does its part, and sees what is due to it."""

import io
import re
from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

import docx
import pytest
from django.urls import reverse

from jiceng.apps.journal.models import Reading
from jiceng.apps.people.models import Absence, LeaderTraining, Membership, Successor
from jiceng.apps.people.services import start_absence
from jiceng.apps.transfers.models import Transfer, Visitor
from tests.apps.transfers.test_services import letter
from tests.county import AT, DAY, SYSTEM, County


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def test_a_letter_goes_from_the_officer_to_the_other_village_and_is_confirmed(county: County) -> None:
    person = county.members["柳林村"][1].person
    sent = {"direction": "within", "to": "南坡村", "reason": "residence", "day": "2026-11-20"}
    answer = county.client("qingshi").post(reverse("issue_letter", args=[person.pk]), sent)
    row = Transfer.objects.get()
    assert answer.headers["Location"] == reverse("letter", args=[row.pk])
    nanpo = county.client("nanpo")
    home = nanpo.get(reverse("due", args=[county.unit("南坡村").code])).content.decode()
    assert "褚红霞" in home
    assert "确认接收，或退回介绍信" in home
    assert "褚红霞" in nanpo.get(reverse("transfers")).content.decode()
    assert nanpo.get(reverse("person", args=[person.pk])).status_code == 404
    nanpo.post(reverse("confirm_letter", args=[row.pk]), {"day": "2026-11-22"})
    assert Membership.objects.get(person=person, ends_on__isnull=True).unit == county.unit("南坡村")
    assert nanpo.get(reverse("person", args=[person.pk])).status_code == 200
    assert "褚红霞" not in nanpo.get(reverse("transfers")).content.decode()


def test_the_letter_as_a_document_asks_what_for(county: County) -> None:
    row = letter(county)
    client, url = county.client("qingshi"), reverse("letter_document", args=[row.pk])
    assert client.post(url, {"purpose": ""}).status_code == 422
    answer = client.post(url, {"purpose": "开具介绍信"})
    text = "\n".join(each.text for each in docx.Document(io.BytesIO(answer.content)).paragraphs)
    for part in (
        "第 2026-0001 号",
        "褚红霞同志",
        "系中共正式党员",
        "由柳林村去南坡村",
        "有效期至2026年12月10日",
    ):
        assert part in text
    assert answer.headers["Cache-Control"] == "no-store"
    assert Reading.objects.filter(person_id=row.person_id, purpose="开具介绍信").exists()


def test_an_expired_letter_says_so_and_offers_no_confirmation(county: County) -> None:
    row = letter(county, day=date(2026, 8, 21))
    page = county.client("hewan").get(reverse("letter", args=[row.pk])).content.decode()
    assert "8月21日" in page
    assert "组织关系仍在原处" in page
    assert reverse("confirm_letter", args=[row.pk]) not in page
    answer = county.client("hewan").post(reverse("confirm_letter", args=[row.pk]), {"day": "2026-11-22"})
    assert answer.status_code == 422


def test_the_sender_is_not_told_whether_another_towns_unit_is_there(county: County) -> None:
    pages = []
    for place, words in ((1, "南坡村"), (2, "无此村")):
        row = letter(county, place=place, to=words)
        page = county.client("qingshi").get(reverse("letter", args=[row.pk])).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        for own in (words, row.person.name, row.letter_number, f"/{row.pk}/", f"/{row.person_id}/"):
            main = main.replace(own, "·")
        pages.append(main)
    assert pages[0] == pages[1]


def test_a_receipt_and_an_arrival(county: County) -> None:
    row = letter(county, direction="out", to="外省某市委组织部")
    client = county.client("qingshi")
    client.post(reverse("settle_letter", args=[row.pk]), {"day": "2026-10-10", "number": "7"})
    assert Membership.objects.get(person_id=row.person_id).ends_on == date(2026, 10, 10)
    sent = {
        "name": "何远山", "standing": "full", "joined_on": "2010-07-01", "from_words": "邻县某镇", "reason": "work",
        "letter_number": "18", "letter_day": "2026-11-02", "day": "2026-11-20",
    }  # fmt: skip
    client.post(reverse("receive_member", args=[county.unit("柳林村").code]), sent)
    arrived = Transfer.objects.get(direction="in")
    assert arrived.person.memberships.get().starts_on == date(2026, 11, 20)
    client.post(reverse("settle_letter", args=[arrived.pk]), {"day": "2026-11-22"})
    arrived.refresh_from_db()
    assert arrived.state == "done"


def test_who_is_away_says_how_and_who_keeps_in_touch(county: County) -> None:
    membership, contact = county.members["上窑村"][5], county.members["上窑村"][1]
    sent = {"day": "2026-03-01", "told": "phone", "contact": contact.person_id, "evaluated": "here"}
    county.client("qingshi").post(reverse("start_absence", args=[membership.person_id]), sent)
    absence = Absence.objects.get()
    assert (absence.told, absence.contact_id) == ("phone", contact.person_id)
    shangyao = county.client("shangyao")
    page = shangyao.get(reverse("mobile_away") + "?show=mobile").content.decode()
    assert "吴玉兰" in page
    assert "钱秀英" in page
    again = sent | {"day": "2026-11-22", "expected_until": "2027-01-01"}
    shangyao.post(reverse("confirm_absence", args=[membership.person_id]), again)
    absence.refresh_from_db()
    assert (absence.confirmed_on, absence.expected_until) == (DAY, date(2027, 1, 1))


def test_a_secretary_notes_who_comes_from_elsewhere(county: County) -> None:
    client = county.client("shangyao")
    sent = {"name": "施远", "home": "外省某公司党支部", "day": "2025-11-01", "told": "spoken"}
    client.post(reverse("note_visitor", args=[county.unit("上窑村").code]), sent)
    visitor = Visitor.objects.get()
    assert "施远" in client.get(reverse("mobile_here")).content.decode()
    assert "施远" in client.get(reverse("due", args=[county.unit("上窑村").code])).content.decode()
    client.post(reverse("end_visit", args=[visitor.pk]), {"day": "2026-11-22"})
    assert "施远" not in client.get(reverse("mobile_here")).content.decode()


def test_the_reading_log_names_members_from_elsewhere_while_they_are_kept(county: County) -> None:
    sent = {"name": "施远", "home": "外省某公司党支部", "day": "2025-11-01", "told": "spoken"}
    county.client("shangyao").post(reverse("note_visitor", args=[county.unit("上窑村").code]), sent)
    client, visitor = county.client("county"), Visitor.objects.get()
    client.get(reverse("mobile_here"))
    assert Reading.objects.get().person_id == -visitor.pk
    log = reverse("readings") + "?part=list"
    page = client.get(log).content.decode()
    assert "施远" in page
    assert f"/people/{-visitor.pk}" not in page
    visitor.delete()
    page = client.get(log).content.decode()
    assert "施远" not in page
    assert "已到期清除" in page


def test_departures_show_their_clause_and_who_was_suspended_can_come_back(county: County) -> None:
    person, client = county.members["上窑村"][6].person, county.client("qingshi")
    page = client.get(reverse("end_membership", args=[person.pk])).content.decode()
    for part in ("停止党籍", "失去联系超过 6 个月", "自行脱党", "党章第九条"):
        assert part in page
    url = reverse("end_membership", args=[person.pk])
    late = {"reason": "suspended", "day": "2026-11-22", "unreachable_since": "2026-10-01"}
    assert client.post(url, late).status_code == 422
    assert client.post(url, late | {"unreachable_since": "2026-01-01"}).status_code == 302
    assert (
        reverse("remove_suspended", args=[person.pk])
        in client.get(reverse("person", args=[person.pk])).content.decode()
    )
    early = client.post(reverse("remove_suspended", args=[person.pk]), {"day": "2026-11-23"})
    assert early.status_code == 422
    again = {
        "unit": county.unit("上窑村").code, "standing": "full", "joined_on": "2001-07-01", "day": "2026-11-23",
    }  # fmt: skip
    assert client.post(reverse("rejoin", args=[person.pk]), again).status_code == 302
    assert person.memberships.filter(ends_on__isnull=True).exists()


def test_leaders_with_hours_against_the_norm_and_their_training(county: County) -> None:
    person, client = county.members["上窑村"][0].person, county.client("qingshi")
    sent = {"day": "2026-05-08", "subject": "示范培训班", "hours": "24", "held_by": "县委党校"}
    client.post(reverse("enter_training", args=[person.pk]), sent)
    url = reverse("leaders", args=[county.unit("青石镇").code])
    page = client.get(url).content.decode()
    assert "24 / 56" in page
    assert "0 / 56" in page
    assert "陈志明" not in client.get(url + "?q=上窑").content.decode()
    assert "赵大田" in client.get(url + "?show=short").content.decode()
    training = LeaderTraining.objects.get()
    client.post(reverse("withdraw_training", args=[training.pk]))
    assert "24 / 56" not in client.get(url).content.decode()


def test_those_named_to_follow_are_the_officers_alone(county: County) -> None:
    post = county.unit("上窑村").posts.get(kind="secretary")
    client, person = county.client("qingshi"), county.members["上窑村"][3].person
    sent = {"person": person.pk, "reason": "熟悉村务", "day": "2026-11-22"}
    client.post(reverse("name_successor", args=[post.pk]), sent)
    assert "李春梅" in client.get(reverse("successors", args=[post.pk])).content.decode()
    leaders = reverse("leaders", args=[county.unit("上窑村").code])
    shangyao = county.client("shangyao")
    assert "后备人数" in client.get(leaders).content.decode()
    assert "后备人数" not in shangyao.get(leaders).content.decode()
    assert shangyao.get(reverse("successors", args=[post.pk])).status_code == 403
    client.post(reverse("end_successor", args=[Successor.objects.get().pk]), {"day": "2026-11-22"})
    assert "李春梅" not in client.get(reverse("successors", args=[post.pk])).content.decode()


@pytest.mark.parametrize("table", ["transfers", "mobile_away", "mobile_here"])
def test_lists_leave_for_a_purpose_only(county: County, table: str) -> None:
    letter(county)
    client, url = county.client("qingshi"), reverse(table) + f"?export={table}"
    assert "spreadsheet" not in client.get(url).headers["Content-Type"]
    answer = client.post(url, {"usual": "statistics", "words": ""})
    assert "spreadsheet" in answer.headers["Content-Type"]


def shown(county: County, user: str, route: str, query: str = "") -> tuple[list[str], list[str]]:
    """The filters with their counts, and whom the list names."""
    html = county.client(user).get(reverse(route) + query).content.decode()
    chips = re.findall(r'<a class="chip" href="[^"]*"[^>]*>([^<]*)</a>', html)
    body = re.search(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    names = re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]+)', body[1]) if body else []
    return chips, names


def test_who_is_away_is_counted_by_kind_and_listed_by_unit(county: County) -> None:
    for name, place, day in (
        ("上窑村", 4, date(2024, 3, 1)),  # mobile, and to be renewed
        ("柳林村", 1, date(2026, 3, 1)),  # mobile
        ("南坡村", 0, date(2026, 11, 1)),
    ):
        start_absence(actor=SYSTEM, at=AT, membership=county.members[name][place], day=day)
    chips, names = shown(county, "county", "mobile_away")
    assert chips == ["全部 3", "流动 2", "待更新 1"]
    assert len(names) == 3
    town = f"?unit={county.unit('青石镇').code}"
    chips, names = shown(county, "county", "mobile_away", town)
    assert chips == ["全部 2", "流动 2", "待更新 1"]
    assert names == ["周铁柱", county.members["柳林村"][1].person.name]
    assert len(shown(county, "county", "mobile_away", town + "&show=renew")[1]) == 1
    html = county.client("county").get(reverse("mobile_away") + town).content.decode()
    assert re.findall(r'<option value="\d*"( selected)?>([^<]*)</option>', html) == [
        ("", "全部单位"),
        (" selected", "青石镇"),
        ("", "河湾镇"),
    ]
    assert f"{town}&amp;show=mobile" in html  # the unit stays chosen


def test_who_takes_part_from_elsewhere_is_counted_and_listed_by_unit(county: County) -> None:
    draft = {"name": "何远山", "home": "外县某村党支部", "starts_on": date(2026, 3, 1)}
    for name in ("上窑村", "南坡村"):
        Visitor.objects.create(unit=county.unit(name), **draft)
    assert shown(county, "county", "mobile_here")[0] == ["全部 2", "待更新 0"]
    chips, names = shown(county, "county", "mobile_here", f"?unit={county.unit('河湾镇').code}")
    assert (chips, names) == (["全部 1", "待更新 0"], ["何远山"])


def test_a_unit_out_of_reach_is_no_filter(county: County) -> None:
    query = f"?unit={county.unit('河湾镇').code}"
    assert county.client("qingshi").get(reverse("mobile_away") + query).status_code == 404

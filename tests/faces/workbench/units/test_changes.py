"""Changes to the tree, to bodies, posts and seats, by their forms."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.urls import reverse

from jiceng.apps.organisations.models import Body, Post, Succession, Unit, UnitVersion
from jiceng.apps.people import services
from jiceng.apps.people.models import Absence, Membership, PostHolding, Seat
from tests.county import AT, DAY, SYSTEM, County


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def send(
    county: County, name: str, thing: object, username: str = "county", query: str = "", /, **given: Any
) -> HttpResponse:
    data = {"day": str(DAY)} | given
    answer: HttpResponse = county.client(username).post(reverse(name, args=[thing]) + query, data)
    return answer


def code(county: County, unit: str) -> str:
    return county.unit(unit).code


def done(answer: HttpResponse) -> None:
    assert answer.status_code == 302, answer.content.decode()


NEW = {"code": "990525100300", "name": "北沟村", "kind": "village", "form": "branch", "order": "3"}


def test_a_unit_is_founded_below_with_its_posts_vacant(county: County) -> None:
    answer = send(county, "found_unit", code(county, "青石镇"), "qingshi", **NEW)
    assert answer["Location"] == reverse("unit", args=["990525100300"])
    unit = Unit.objects.get(code="990525100300")
    assert unit.versions.get().parent == county.unit("青石镇")
    assert [post.kind for post in unit.posts.all()] == ["secretary"]


def test_a_code_in_use_is_said_at_its_field_with_everything_typed_kept(county: County) -> None:
    answer = send(county, "found_unit", code(county, "青石镇"), **NEW | {"code": code(county, "柳林村")})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_code"' in html
    assert 'value="北沟村"' in html


def test_a_form_its_kind_does_not_have_is_refused_with_those_it_has(county: County) -> None:
    answer = send(county, "revise_unit", code(county, "青石镇"), name="青石镇", kind="town", form="branch")
    assert answer.status_code == 422
    assert "可选" in answer.content.decode()


def test_a_unit_is_renamed(county: County) -> None:
    done(send(county, "revise_unit", code(county, "柳林村"), name="柳林新村", kind="village", form="branch"))
    assert county.version("柳林村").name == "柳林新村"


@pytest.mark.parametrize("named", ["河湾镇", "990525101"])
def test_a_unit_is_moved_to_one_named_by_name_or_code(county: County, named: str) -> None:
    done(send(county, "move_unit", code(county, "柳林村"), parent=named))
    assert county.version("柳林村").parent == county.unit("河湾镇")


def test_a_name_that_fits_several_or_none_is_asked_again(county: County) -> None:
    several = send(county, "move_unit", code(county, "柳林村"), parent="镇").content.decode()
    assert "青石镇（990525100）" in several
    assert "河湾镇（990525101）" in several
    assert (
        "没有这个名称或代码"
        in send(county, "move_unit", code(county, "柳林村"), parent="无此").content.decode()
    )


def test_a_town_officer_cannot_move_a_unit_out_of_her_town(county: County) -> None:
    answer = send(county, "move_unit", code(county, "柳林村"), "qingshi", parent="河湾镇")
    assert answer.status_code == 422
    assert county.version("柳林村").parent == county.unit("青石镇")


def test_a_unit_is_split_off_with_its_origin(county: County) -> None:
    done(send(county, "split_unit", code(county, "上窑村"), **NEW))
    origin = Succession.objects.get()
    assert (origin.predecessor, origin.successor.code, origin.event) == (
        county.unit("上窑村"),
        NEW["code"],
        "split",
    )


def test_a_merger_held_up_by_members_offers_to_take_them_along(county: County) -> None:
    away = county.members["柳林村"][1]
    services.start_absence(actor=SYSTEM, at=AT, membership=away, day=date(2026, 3, 1))
    refused = send(county, "merge_unit", code(county, "柳林村"), into="上窑村")
    assert refused.status_code == 422
    assert 'type="checkbox" name="with_members"' in refused.content.decode()
    done(send(county, "merge_unit", code(county, "柳林村"), into="上窑村", with_members="on"))
    assert Membership.objects.filter(unit=county.unit("上窑村"), ends_on=None).count() == 13
    assert Absence.objects.get(person=away.person, ends_on=None).unit == county.unit("上窑村")
    assert not UnitVersion.objects.filter(unit=county.unit("柳林村"), ends_on=None).exists()


def test_a_merger_that_is_refused_leaves_every_member_where_she_was(county: County) -> None:
    answer = send(county, "merge_unit", code(county, "青石镇"), into="河湾镇", with_members="on")
    assert answer.status_code == 422
    assert county.version("青石镇").ends_on is None


def test_a_unit_with_members_is_not_closed_and_an_empty_one_is(county: County) -> None:
    refused = send(county, "close_unit", code(county, "南坡村"), reason="撤并")
    assert refused.status_code == 422
    assert "撤并" in refused.content.decode()
    done(send(county, "found_unit", code(county, "河湾镇"), **NEW | {"day": "2026-11-01"}))
    done(send(county, "close_unit", NEW["code"], reason="设立有误"))
    assert UnitVersion.objects.get(unit__code=NEW["code"]).ends_on == DAY


def test_a_body_is_set_up_named_after_its_kind_and_ended(county: County) -> None:
    done(send(county, "found_body", code(county, "柳林村"), kind="party_group", name="", day="2026-11-01"))
    body = Body.objects.get(unit=county.unit("柳林村"))
    assert body.name == "党小组"
    done(send(county, "close_body", body.pk))
    body.refresh_from_db()
    assert body.ends_on == DAY


def test_a_new_term_runs_as_long_as_the_rules_have_it(county: County) -> None:
    done(send(county, "start_term", county.committee.pk))
    old, new = county.committee.terms.order_by("starts_on")
    assert (old.ended_on, new.starts_on, new.due_on) == (DAY, DAY, date(2031, 11, 22))


def test_a_post_is_set_up_filled_and_left(county: County) -> None:
    done(send(county, "found_post", code(county, "南坡村"), kind="deputy_secretary", day="2026-11-01"))
    post = Post.objects.get(unit=county.unit("南坡村"), kind="deputy_secretary")
    person = county.members["南坡村"][0].person
    done(send(county, "take_post", post.pk, "hewan", person=person.pk, day="2026-11-02"))
    holding = PostHolding.objects.get(post=post)
    assert (holding.person, holding.starts_on) == (person, date(2026, 11, 2))
    done(send(county, "leave_post", holding.pk, "hewan"))
    holding.refresh_from_db()
    assert holding.ends_on == DAY


def test_whoever_is_found_in_and_below_the_unit_can_be_chosen(county: County) -> None:
    post = Post.objects.get(unit=county.unit("青石镇"))
    url = reverse("take_post", args=[post.pk])
    client = county.client("qingshi")
    assert "没有可选的党员" in client.get(url).content.decode()
    html = client.get(f"{url}?q=czm").content.decode()
    assert "陈志明，柳林村" in html
    assert "没有找到这个人" in client.get(f"{url}?q=沈长河").content.decode(), "of another town"
    chosen = county.members["柳林村"][0].person
    done(send(county, "take_post", post.pk, "qingshi", "?q=czm", person=chosen.pk))
    outside = county.members["南坡村"][0].person
    assert send(county, "take_post", post.pk, "qingshi", "?q=czm", person=outside.pk).status_code == 422


def test_a_post_that_is_held_says_so(county: County) -> None:
    post = Post.objects.get(unit=county.unit("上窑村"))
    person = county.members["上窑村"][4].person
    answer = send(county, "take_post", post.pk, person=person.pk)
    assert answer.status_code == 422
    assert PostHolding.objects.filter(post=post).count() == 1


def test_a_seat_is_taken_and_left(county: County) -> None:
    person = county.members["上窑村"][5].person
    done(send(county, "take_seat", county.committee.pk, person=person.pk, day="2026-11-01"))
    seat = Seat.objects.get(person=person)
    done(send(county, "leave_seat", seat.pk))
    seat.refresh_from_db()
    assert seat.ends_on == DAY


def test_a_day_before_the_last_change_is_said_at_the_day(county: County) -> None:
    seat = Seat.objects.filter(body=county.committee).first()
    assert seat is not None
    answer = send(county, "leave_seat", seat.pk, day="2022-03-01")
    assert answer.status_code == 422
    assert 'href="#id_day"' in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "found_unit",
        "revise_unit",
        "move_unit",
        "split_unit",
        "merge_unit",
        "close_unit",
        "found_body",
        "found_post",
    ],
)
def test_each_form_says_what_it_does_to_those_who_may(county: County, name: str) -> None:
    url = reverse(name, args=[code(county, "柳林村")])
    html = county.client("qingshi").get(url).content.decode()
    assert '<p class="prose">' in html
    assert html.count("<h1>") == 1
    assert county.client("liulin").get(url).status_code == 403
    assert county.client("hewan").get(url).status_code == 404

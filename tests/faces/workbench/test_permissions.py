"""The permission matrix: every address × every user × every unit of a small county, by GET and by POST.

A user stands to each unit as own, child, parent, sibling or stranger; one has had her grant revoked, one has
signed out. An address that is not in `ADDRESSES` fails the build.

Expected: a unit one may not see answers 404, whatever is asked of it; one she sees but may not do this to
answers 403; else the page.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jiceng.apps.access.models import Grant, Token, User
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.access.tokens import TokenDraft, issue_token
from jiceng.apps.admissions.services import StepDraft, open_admission
from jiceng.apps.duties import services as duties
from jiceng.apps.feedback import services as feedback
from jiceng.apps.feedback.models import Question
from jiceng.apps.gatherings import services as gatherings
from jiceng.apps.organisations import bodies
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Post, Unit
from jiceng.apps.people import leadership, posts
from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership
from jiceng.apps.transfers import services as transfers
from jiceng.apps.transfers import visitors
from jiceng.faces.api import urls as api
from jiceng.kernel.periods import Period
from tests.county import AT, DAY, FOUNDED, SYSTEM, County, id_number
from tests.faces.workbench.imports.imported import imported

SECRETARY, TOWN, COUNTY, AUDITOR = "secretary", "town_officer", "county_officer", "auditor"
READERS = {SECRETARY, TOWN, COUNTY, AUDITOR}
PERSONNEL = {SECRETARY, TOWN, COUNTY}
RECORDERS = {SECRETARY, TOWN}
MANAGERS = {TOWN, COUNTY}
ALL = ("青禾县", "青石镇", "河湾镇", "上窑村", "柳林村", "南坡村", "上窑一支部")
SEES: dict[str, tuple[str | None, set[str]]] = {
    "shangyao": (SECRETARY, {"上窑村", "上窑一支部"}),
    "liulin": (SECRETARY, {"柳林村"}),
    "qingshi": (TOWN, {"青石镇", "上窑村", "柳林村", "上窑一支部"}),
    "hewan": (TOWN, {"河湾镇", "南坡村"}),
    "county": (COUNTY, set(ALL)),
    "auditor": (AUDITOR, set(ALL)),
    "stranger": (None, set()),
    "revoked": (None, set()),
}


@dataclass(frozen=True)
class Address:
    """`who` may open it where she sees the unit.

    `about` names what of the unit is in the address; `post` when GET is not answered; `root` False where the
    topmost unit has no such page: it is not moved, split, merged or closed.
    """

    who: set[str] | str
    about: str = ""
    post: bool = False
    more: tuple[str, ...] = ()
    query: str = ""
    root: bool = True

    def url(self, name: str, given: tuple[object, ...]) -> str:
        """The address, of what is given."""
        return reverse(name, args=[*given, *self.more]) + self.query


CELL = "?period=2026-Q4&duty=members_meeting"
PUBLIC, SIGNED_IN = "public", "signed in"
ADDRESSES: dict[str, Address] = {
    "start": Address(PUBLIC),
    "icon": Address(PUBLIC),
    "sign_in": Address(PUBLIC),
    "sign_out": Address(SIGNED_IN, post=True),
    "set_language": Address(PUBLIC, post=True),
    "home": Address(SIGNED_IN),
    "password": Address(SIGNED_IN),
    "sign_in_key": Address(PUBLIC),
    "forgotten": Address(PUBLIC),
    "alive": Address(SIGNED_IN),
    "security": Address(SIGNED_IN),
    "add_totp": Address(SIGNED_IN),
    "add_key": Address(SIGNED_IN),
    "remove_factor": Address(SIGNED_IN),
    "recovery_codes": Address(SIGNED_IN),
    "see_reset": Address(SIGNED_IN, post=True),
    "sign_out_elsewhere": Address(SIGNED_IN, post=True),
    "search": Address(SIGNED_IN),
    "rules": Address(READERS),
    "rule": Address(READERS, more=("members_meeting",)),
    "set_parameter": Address({COUNTY}, more=("vacancy_months",)),
    "changes": Address(READERS),
    "grants": Address({COUNTY}),
    "new_grant": Address({COUNTY}),
    "tokens": Address({COUNTY}),
    "new_token": Address({COUNTY}),
    "revoke_token": Address({COUNTY}, "token", post=True),
    "calendar": Address(SIGNED_IN),
    "end_calendar": Address(SIGNED_IN, post=True),
    "reset_password": Address({COUNTY}, "grant"),
    "reset_factors": Address({COUNTY}, "grant", post=True),
    "put_away_recovery": Address({COUNTY}, "grant", post=True),
    "revoke_grant": Address({COUNTY}, "grant", post=True),
    "questions": Address(SIGNED_IN),
    "ask": Address(SIGNED_IN),
    "inbox": Address({TOWN, COUNTY, AUDITOR}),
    "receipt": Address(PUBLIC),
    "question": Address({COUNTY}, "question"),
    "readings": Address({COUNTY, AUDITOR}),
    "state_purpose": Address(PERSONNEL, post=True),
    "journal": Address({COUNTY, AUDITOR}),
    "due": Address(READERS, "unit"),
    "unit": Address(READERS, "unit"),
    "board": Address(READERS, "unit"),
    "board_cell": Address(READERS, "unit", query=CELL),
    "board_cell_all": Address(READERS, "unit", query=CELL),
    "duty_explained": Address(READERS, "unit", more=("members_meeting",)),
    "postpone": Address(MANAGERS, "unit", more=("members_meeting",)),
    "withdraw_postponement": Address(MANAGERS, "postponement", post=True),
    "gatherings": Address(READERS, "unit"),
    "record_gathering": Address(RECORDERS, "unit"),
    "announce_gathering": Address(RECORDERS, "unit"),
    "gathering": Address(READERS, "gathering"),
    "submit_gathering": Address(RECORDERS, "unit", post=True),
    "outbox": Address(SIGNED_IN),
    "token": Address(PUBLIC),
    "worker": Address(PUBLIC),
    "kept_pages": Address({SECRETARY}),
    "paper_sheets": Address(RECORDERS, "unit"),
    "enter_paper": Address(RECORDERS, "unit"),
    "correct_gathering": Address(RECORDERS, "gathering"),
    "cancel_gathering": Address(RECORDERS, "gathering"),
    "print_gathering": Address(READERS, "gathering"),
    "copy_gathering": Address(READERS, "platform"),
    "admissions": Address(PERSONNEL, "unit"),
    "open_admission": Address(RECORDERS, "unit"),
    "admission": Address(PERSONNEL, "admission"),
    "record_step": Address(RECORDERS, "admission", more=("first_talk",)),
    "close_admission": Address(RECORDERS, "admission"),
    "reopen_admission": Address(RECORDERS, "admission"),
    "correct_step": Address(RECORDERS, "admission_entry"),
    "strike_step": Address(RECORDERS, "admission_entry"),
    "members": Address(PERSONNEL, "unit"),
    "register_person": Address(MANAGERS, "unit"),
    "person": Address(PERSONNEL, "person"),
    "read_id_number": Address({COUNTY}, "person", post=True),
    "transfer": Address(MANAGERS, "person"),
    "end_membership": Address(MANAGERS, "person"),
    "become_full": Address(MANAGERS, "person"),
    "start_absence": Address(MANAGERS, "person"),
    "end_absence": Address(MANAGERS, "person"),
    "correct_person": Address(MANAGERS, "person"),
    "rejoin": Address(MANAGERS, "person"),
    "remove_suspended": Address(MANAGERS, "person"),
    "enter_training": Address(MANAGERS, "person"),
    "withdraw_training": Address(MANAGERS, "training", post=True),
    "issue_letter": Address(MANAGERS, "person"),
    "confirm_absence": Address(PERSONNEL, "person"),
    "receive_member": Address(MANAGERS, "unit"),
    "transfers": Address(PERSONNEL),
    "mobile_away": Address(PERSONNEL),
    "mobile_here": Address(PERSONNEL),
    "letter": Address(PERSONNEL, "letter"),
    "settle_letter": Address(MANAGERS, "letter"),
    "confirm_letter": Address(PERSONNEL, "arriving"),
    "address_letter": Address(MANAGERS, "letter"),
    "cancel_letter": Address(MANAGERS, "letter"),
    "letter_document": Address(MANAGERS, "letter"),
    "note_visitor": Address(PERSONNEL, "unit"),
    "confirm_visitor": Address(PERSONNEL, "visitor"),
    "end_visit": Address(PERSONNEL, "visitor"),
    "leaders": Address(PERSONNEL, "unit"),
    "successors": Address(MANAGERS, "post"),
    "name_successor": Address(MANAGERS, "post"),
    "end_successor": Address(MANAGERS, "successor"),
    "registers": Address(READERS, "unit"),
    "register": Address(PERSONNEL, "unit", more=("member_register",)),
    "imports": Address(PERSONNEL),
    "import_template": Address(MANAGERS, more=("people",)),
    "import": Address(MANAGERS, "import"),
    "accept_import": Address(MANAGERS, "import", post=True),
    "put_away_import": Address(MANAGERS, "import", post=True),
    "undo_import": Address(MANAGERS, "import"),
    "returned_rows": Address(MANAGERS, "import"),
    "found_unit": Address(MANAGERS, "unit"),
    "revise_unit": Address(MANAGERS, "unit"),
    "move_unit": Address(MANAGERS, "unit", root=False),
    "split_unit": Address(MANAGERS, "unit", root=False),
    "merge_unit": Address(MANAGERS, "unit", root=False),
    "close_unit": Address(MANAGERS, "unit", root=False),
    "found_body": Address(MANAGERS, "unit"),
    "close_body": Address(MANAGERS, "body"),
    "start_term": Address(MANAGERS, "body"),
    "take_seat": Address(MANAGERS, "body"),
    "leave_seat": Address(MANAGERS, "seat"),
    "found_post": Address(MANAGERS, "unit"),
    "take_post": Address(MANAGERS, "post"),
    "leave_post": Address(MANAGERS, "holding"),
}
DONE = {200, 302, 409, 422}
FILES = {"import_template", "returned_rows", "sign_in_key", "token", "worker", "alive"}
"""Addresses that answer with a file, or with what a script asks for."""


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Names of all addresses of the program; an address without a name is named by its pattern."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.urlconf_name is api:
            continue  # asked with tokens: tests/faces/api has their matrix
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns)
        else:
            found.add(pattern.name or str(pattern.pattern))
    return found


def test_every_address_is_in_the_matrix() -> None:
    assert names(get_resolver().url_patterns) == set(ADDRESSES)


@dataclass
class World:
    """The small county with one of everything in every unit; `things[unit][what]` is the argument of an
    address.
    """

    county: County
    things: dict[str, dict[str, tuple[object, ...]]]


@pytest.fixture
def world(county: County) -> World:
    """One of everything in each unit."""
    draft = organisations.UnitDraft("990525100200-1", "上窑一支部", "branch", "branch")
    county.units["上窑一支部"] = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("上窑村"), draft=draft, day=FOUNDED
    )
    draft = organisations.UnitDraft(
        "990525109", "城关镇", "town", "committee"
    )  # beyond the officers of the others
    county.units["城关镇"] = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青禾县"), draft=draft, day=FOUNDED
    )
    return World(county, {name: _fill(county, name, n) for n, name in enumerate(ALL)})


def _fill(county: County, name: str, number: int) -> dict[str, tuple[object, ...]]:
    unit = county.unit(name)
    draft = people.PersonDraft(f"某{number}", id_number(500 + number))
    membership = people.register_person(
        actor=SYSTEM, at=AT, unit=unit, draft=draft, standing="full", joined_on=FOUNDED, day=FOUNDED
    )
    person = membership.person
    body = bodies.found_body(actor=SYSTEM, at=AT, unit=unit, kind="party_group", name="一组", day=FOUNDED)
    seat = posts.take_seat(actor=SYSTEM, at=AT, body=body, person=person, day=FOUNDED)
    empty = bodies.found_post(actor=SYSTEM, at=AT, unit=unit, kind="deputy_secretary", day=FOUNDED)
    held = bodies.found_post(actor=SYSTEM, at=AT, unit=unit, kind="committee_member", day=FOUNDED)
    holding = posts.take_post(actor=SYSTEM, at=AT, post=held, person=person, day=FOUNDED)
    postponement = duties.postpone(
        actor=SYSTEM,
        at=AT,
        unit=unit,
        duty="party_lecture",
        period=Period.parse("2026-Q3"),
        until=date(2026, 12, 1),
        reason="秋收",
    )
    grant = Grant.objects.create(
        user=county.users["stranger"], role="secretary", unit=unit, starts_on=date(2030, 1, 1), granted_by="t"
    )
    return {
        "unit": (unit.code,),
        "person": (person.pk,),
        "body": (body.pk,),
        "seat": (seat.pk,),
        "post": (empty.pk,),
        "holding": (holding.pk,),
        "postponement": (unit.code, "party_lecture", postponement.pk),
        "grant": (grant.pk,),
        "token": (_token(county, unit).pk,),
        "import": (imported(county.users["county"], membership).pk,),
        **_held(unit),
        **_applied(unit, number),
        **in_motion(county, unit, membership, empty),
        "question": (asked(county, f"问{number}").pk,),
    }


def _held(unit: Unit) -> dict[str, tuple[object, ...]]:
    """A meeting on record."""
    minutes = gatherings.Minutes("members_meeting", date(2026, 11, 3), text="议事")
    gathering = gatherings.record_gathering(actor=SYSTEM, at=AT, unit=unit, body=None, minutes=minutes)
    platform = next(iter(duties.current_rules().platforms))
    return {"gathering": (gathering.pk,), "platform": (gathering.pk, platform)}


def _applied(unit: Unit, number: int) -> dict[str, tuple[object, ...]]:
    """An application for membership."""
    admission = open_admission(
        actor=SYSTEM,
        at=AT,
        unit=unit,
        course="admission",
        person=people.PersonDraft(f"申{number}", birth_date=date(1995, 4, 2)),
        step=StepDraft(date(2026, 11, 2)),
    )
    return {"admission": (admission.pk,), "admission_entry": (admission.entries.get().pk,)}


def in_motion(county: County, unit: Unit, membership: Membership, post: Post) -> dict[str, tuple[int]]:
    """A letter out of the county, one that arrives, a visitor, training, one named to follow."""
    person, actor = membership.person, dict[str, Any](actor=SYSTEM, at=AT)
    draft = transfers.LetterDraft("out", "外省某市委组织部", "work", date(2026, 11, 2))
    leaving = transfers.issue(**actor, membership=membership, draft=draft)
    coming = people.register_person(
        **actor, unit=county.unit("城关镇"), draft=people.PersonDraft("来人"), standing="full",
        joined_on=FOUNDED, day=FOUNDED,
    )  # fmt: skip
    draft = transfers.LetterDraft("within", unit.code, "work", date(2026, 11, 2))
    arriving = transfers.issue(**actor, membership=coming, draft=draft)
    visit = visitors.VisitorDraft("施远", "外省某公司党支部", "spoken")
    training = leadership.TrainingDraft(date(2026, 11, 2), Decimal(8), "培训")
    return {
        "letter": (leaving.pk,),
        "arriving": (arriving.pk,),
        "visitor": (visitors.note_visitor(**actor, unit=unit, draft=visit, day=FOUNDED).pk,),
        "training": (leadership.enter_training(**actor, person=person, unit=unit, draft=training).pk,),
        "successor": (
            leadership.name_successor(
                **actor, post=post, person=person, day=DAY, until=None, reason="熟悉村务"
            ).pk,
        ),
    }


def asked(county: County, text: str) -> Question:
    """A question to the county's desk, of somebody else."""
    asker = User.objects.get_or_create(username="asker", defaults={"name": "别人"})[0]
    draft = feedback.QuestionDraft("question", text, county.unit("青禾县").code, "office")
    return feedback.ask(actor=actor_for(asker, AT.date()), at=AT, draft=draft)[0]


def _token(county: County, unit: Unit) -> Token:
    draft = TokenDraft("对账", ["unit.read"], unit, date(2027, 1, 1))
    token, _key = issue_token(actor=SYSTEM, at=AT, user=county.users["county"], draft=draft)
    return token


def ask(client: Client, method: str, url: str) -> HttpResponse:
    """One request; what it writes is taken back."""
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(url)
        transaction.set_rollback(True)
    return answer


def expected(address: Address, username: str, unit: str) -> set[int]:
    """The answers that are right for a user and a unit (or "" where the address names none)."""
    role, seen = SEES[username]
    if address.who in (PUBLIC, SIGNED_IN):
        return DONE
    allowed = role is not None and role in address.who
    if address.about in ("import", "question"):  # the county officer's own, and of her desk
        return DONE if role == COUNTY else {404}
    if not address.about:
        return DONE if allowed else {403, 404}
    if unit not in seen or (unit == ALL[0] and not address.root):
        return {404}
    if address.about in ("grant", "token") and not allowed:
        return {403, 404}
    return DONE if allowed else {403}


@pytest.mark.parametrize("username", SEES)
def test_each_user_opens_what_is_hers_and_nothing_else(world: World, username: str) -> None:
    wrong = []
    for name, address in ADDRESSES.items():
        if name == "sign_out":
            continue
        client = world.county.client(username)
        for unit in ALL if address.about else ("",):
            url = address.url(name, world.things[unit][address.about] if address.about else ())
            for method in ("post",) if address.post else ("get", "post"):
                status = ask(client, method, url).status_code
                allowed = expected(address, username, unit)
                if method == "post" and not address.post:
                    allowed = allowed | {405}
                if status not in allowed:
                    wrong.append(f"{method} {name} of {unit or '—'}: {status}, not {sorted(allowed)}")
    assert not wrong, "\n".join(wrong)


def test_whoever_has_not_signed_in_learns_nothing(world: World) -> None:
    for name, address in ADDRESSES.items():
        if address.who == PUBLIC:
            continue
        url = address.url(name, world.things["上窑村"][address.about] if address.about else ())
        for method in ("get", "post"):
            answer = ask(Client(), method, url)
            assert (answer.status_code, answer.headers.get("Location", "").split("?")[0]) == (
                302,
                "/sign-in/",
            ), name


@pytest.mark.parametrize("username", ["hewan", "stranger", "revoked"])
def test_what_is_not_hers_answers_like_what_does_not_exist(world: World, username: str) -> None:
    client = world.county.client(username)
    for name, address in ADDRESSES.items():
        if not address.about or address.post:
            continue
        given = world.things["上窑村"][address.about]
        nothing = tuple(_nowhere(part) for part in given)
        pages = []
        for arguments in (given, nothing):
            url = address.url(name, arguments)
            answer = ask(client, "get", url)
            assert answer.status_code == 404, name
            pages.append(
                _SECRETS.sub(
                    b"", answer.content.replace(url.encode(), b"").replace(url.split("?")[0].encode(), b"")
                )
            )
        assert pages[0] == pages[1], name


_SECRETS = re.compile(rb"[A-Za-z0-9]{64}")


def _nowhere(part: object) -> object:
    """An argument of the same form that names nothing."""
    if isinstance(part, int):
        return 999_999
    return "9" * len(str(part)) if str(part).startswith("990525") else part


def test_a_role_reaches_further_only_where_it_is_granted(world: World) -> None:
    """A secretary's role in one village gives nothing in the town above or the village beside it."""
    client = world.county.client("shangyao")
    urls = {name: reverse("unit", args=world.things[name]["unit"]) for name in ALL}
    seen = [name for name, url in urls.items() if client.get(url).status_code == 200]
    assert seen == ["上窑村", "上窑一支部"]

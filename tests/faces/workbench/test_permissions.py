"""The permission matrix: every address × every user × every way she stands to a unit, by GET and by POST.

A user stands to a unit as own, child, parent, sibling or stranger; one has had her grant revoked, one has
signed out. An address that is not in `ADDRESSES` fails the build.

Expected: a unit one may not see answers 404, whatever is asked of it; one she sees but may not do this to
answers 403; else the page.
"""

import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jiceng.faces.api import urls as api
from tests.faces.workbench.one_of_everything import ALL, World

SECRETARY, TOWN, COUNTY, AUDITOR = "secretary", "town_officer", "county_officer", "auditor"
READERS = {SECRETARY, TOWN, COUNTY, AUDITOR}
PERSONNEL = {SECRETARY, TOWN, COUNTY}
RECORDERS = {SECRETARY, TOWN}
MANAGERS = {TOWN, COUNTY}
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
ALIKE: dict[str, set[str]] = {
    "shangyao": {"河湾镇"},
    "liulin": {"河湾镇", "上窑一支部"},
    "qingshi": {"柳林村"},
    "hewan": {"柳林村", "上窑一支部"},
    "county": {"河湾镇", "柳林村", "南坡村"},
    "auditor": {"河湾镇", "柳林村", "南坡村"},
    "stranger": {"河湾镇", "柳林村", "南坡村", "上窑一支部"},
    "revoked": {"柳林村", "南坡村", "上窑一支部"},
}
"""Units to which a user stands as she does to another that is asked about."""
OWN_UNIT = {"shangyao": "上窑村", "liulin": "柳林村"}
"""The unit of a secretary's grant."""


@dataclass(frozen=True)
class Address:
    """`who` may open it where she sees the unit.

    `about` names what of the unit is in the address; `post` when GET is not answered; `root` False where the
    topmost unit has no such page: it is not moved, split, merged or closed; `own` where the right holds in
    the unit of the grant alone.
    """

    who: set[str] | str
    about: str = ""
    post: bool = False
    more: tuple[str, ...] = ()
    query: str = ""
    root: bool = True
    own: bool = False

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
    "own_looks": Address(SIGNED_IN),
    "see_reset": Address(SIGNED_IN, post=True),
    "sign_out_elsewhere": Address(SIGNED_IN, post=True),
    "search": Address(SIGNED_IN),
    "rules": Address(READERS),
    "rule": Address(READERS, more=("members_meeting",)),
    "set_parameter": Address({COUNTY}, more=("vacancy_months",)),
    "changes": Address(READERS),
    "chasing": Address(READERS, "unit"),
    "grants": Address({COUNTY}),
    "new_grant": Address({COUNTY}),
    "tokens": Address({COUNTY}),
    "new_token": Address({COUNTY}),
    "revoke_token": Address({COUNTY}, "token", post=True),
    "calendar": Address(SIGNED_IN),
    "end_calendar": Address(SIGNED_IN, post=True),
    "reset_password": Address({COUNTY}, "grant"),
    "account_person": Address({COUNTY}, "grant"),
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
    "find_file": Address({COUNTY, AUDITOR}, post=True),
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
    "decisions": Address(READERS, "unit"),
    "decision_figures": Address(READERS, "unit"),
    "decision": Address(READERS, "decision"),
    "decision_record": Address(READERS, "decision"),
    "decision_interests": Address(PERSONNEL, "decision"),
    "person_decisions": Address(PERSONNEL, "person"),
    "start_decision": Address(RECORDERS, "unit", query="?procedure=branch_resolution"),
    "enter_step": Address(RECORDERS, "decision", more=("members_meeting", "hold")),
    "correct_event": Address(RECORDERS, "decision_event"),
    "withdraw_event": Address(RECORDERS, "decision_event"),
    "drop_decision": Address(RECORDERS, "decision"),
    "resume_decision": Address(RECORDERS, "decision"),
    "annul_decision": Address(MANAGERS, "decision"),
    "decision_paper": Address(READERS, "decision", more=("resolution", "page")),
    "disclose_step": Address(RECORDERS, "decision", more=("posting",)),
    "renew_disclosure": Address(RECORDERS, "decision", more=("posting",), post=True),
    "dues": Address({SECRETARY}, "unit", own=True),
    "dues_totals": Address(READERS, "unit"),
    "dues_standards": Address({SECRETARY}, "unit", own=True),
    "record_dues": Address({SECRETARY}, "unit", own=True),
    "dues_receipts": Address({SECRETARY}, "unit", own=True),
    "dues_receipts_word": Address({SECRETARY}, "unit", own=True),
    "ask_reduction": Address({SECRETARY}, "unit", own=True),
    "correct_payment": Address({SECRETARY}, "payment", own=True),
    "decide_reduction": Address(MANAGERS, "reduction"),
    "commendations": Address(READERS, "unit"),
    "enter_commendation": Address(PERSONNEL, "unit"),
    "correct_commendation": Address(PERSONNEL, "commendation"),
    "withdraw_commendation": Address(PERSONNEL, "commendation"),
    "needs": Address(READERS, "unit"),
    "new_need": Address(RECORDERS, "unit"),
    "need": Address(READERS, "need"),
    "correct_need_entry": Address(MANAGERS, "need_entry"),
    "need_of_letter": Address({COUNTY}, "letter_to_desk"),
    "programmes": Address(READERS, "unit"),
    "programme": Address(READERS, "unit", more=("strategy_541",)),
    "programme_report": Address(READERS, "unit", more=("strategy_541",)),
    "programme_project": Address(READERS, "unit", more=("strategy_541", "norms")),
    "read_programme": Address({COUNTY}, "unit", more=("strategy_541",), post=True),
    "raise_risk": Address(MANAGERS, "unit", more=("strategy_541", "norms")),
    "close_risk": Address(MANAGERS, "risk"),
    "indicator": Address(READERS, "unit", more=("strategy_541", "life_regular")),
    "indicator_units": Address(READERS, "unit", more=("strategy_541", "life_regular")),
    "indicator_records": Address(READERS, "unit", more=("strategy_541", "life_regular")),
    "set_target": Address({COUNTY}, "unit", more=("strategy_541", "life_regular")),
    "enter_number": Address(MANAGERS, "unit", more=("strategy_541", "rural_income")),
    "rectification": Address(READERS, "unit"),
    "rectification_due": Address(READERS, "unit"),
    "count_weaknesses": Address(MANAGERS, "unit", post=True),
    "list_weak_unit": Address({COUNTY}, "unit"),
    "attest_weakness": Address(MANAGERS, "unit"),
    "set_aside_weakness": Address({COUNTY}, "unit", more=("no_life",)),
    "answer_attestation": Address(PERSONNEL, "attestation"),
    "take_back_attestation": Address(MANAGERS, "attestation"),
    "rectification_case": Address(READERS, "weak_case"),
    "print_rectification": Address(READERS, "weak_case", more=("plan",)),
    "enter_rectification": Address(MANAGERS, "weak_case", more=("plan",)),
    "correct_rectification": Address(MANAGERS, "weak_entry"),
    "exemplars": Address(READERS, "unit"),
    "nominate_exemplar": Address(MANAGERS, "unit"),
    "exemplar": Address(READERS, "exemplar"),
    "write_exemplar_notice": Address(MANAGERS, "exemplar", post=True),
    "write_practice": Address(MANAGERS, "exemplar", post=True),
    "enter_exemplar": Address(MANAGERS, "exemplar", more=("dropped",)),
    "strike_exemplar": Address(MANAGERS, "exemplar_entry"),
    "members": Address(PERSONNEL, "unit"),
    "register_person": Address(MANAGERS, "unit"),
    "person": Address(PERSONNEL, "person"),
    "looks": Address(MANAGERS, "person"),
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
    "training": Address(READERS, "unit"),
    "successors": Address(MANAGERS, "post"),
    "name_successor": Address(MANAGERS, "post"),
    "end_successor": Address(MANAGERS, "successor"),
    "articles": Address(READERS, "unit"),
    "write_article": Address(RECORDERS | {COUNTY}, "unit"),
    "article": Address(READERS, "article"),
    "revise_article": Address(RECORDERS | {COUNTY}, "article"),
    "submit_article": Address(RECORDERS | {COUNTY}, "article", post=True),
    "recall_article": Address(RECORDERS | {COUNTY}, "article", post=True),
    "discard_article": Address(RECORDERS | {COUNTY}, "article"),
    "review_article": Address(MANAGERS, "article"),
    "withdraw_article": Address(MANAGERS, "posted_article"),
    "article_version": Address(READERS, "article", more=("1",)),
    "attach_file": Address(RECORDERS | {COUNTY}, "article", post=True),
    "article_file": Address(READERS, "article_file"),
    "remove_file": Address(RECORDERS | {COUNTY}, "article_file", post=True),
    "statistics": Address(READERS, "unit"),
    "statistic_list": Address(PERSONNEL, "unit", query="?table=sex&row=male&column=total"),
    "registers": Address(READERS, "unit"),
    "register": Address(PERSONNEL, "unit", more=("member_register",)),
    "imports": Address(PERSONNEL),
    "import_template": Address(MANAGERS, more=("people",)),
    "import": Address(MANAGERS, "import"),
    "accept_import": Address(MANAGERS, "import", post=True),
    "put_away_import": Address(MANAGERS, "import", post=True),
    "undo_import": Address(MANAGERS, "import"),
    "returned_rows": Address(MANAGERS, "import"),
    "coverage": Address(READERS, "unit"),
    "coverage_list": Address(READERS, "unit"),
    "cover_known": Address(MANAGERS, "unit"),
    "joint_organisations": Address(READERS, "unit"),
    "establishment": Address(READERS, "establishment"),
    "cover_establishment": Address(MANAGERS, "establishment"),
    "cover_together": Address(MANAGERS, "establishment"),
    "overrule_exclusion": Address({COUNTY}, "establishment"),
    "end_cover": Address(MANAGERS, "cover"),
    "end_overruling": Address({COUNTY}, "overruling"),
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
    "standards": Address(READERS, "unit"),
    "standards_units": Address(READERS, "unit"),
    "standards_lacking": Address(READERS, "unit"),
    "standards_due": Address(READERS, "unit"),
    "standards_sample": Address(MANAGERS, "unit"),
    "standards_sheet": Address(READERS, "standard"),
    "basics": Address(READERS, "standard"),
    "standards_item": Address(READERS, "standard", more=("place",)),
    "say_standards": Address(MANAGERS, "standard"),
    "close_standards": Address(MANAGERS, "standard"),
    "reopen_standards": Address(MANAGERS, "standard"),
    "find_standard": Address(MANAGERS, "standard", more=("place",)),
    "settle_standard": Address(MANAGERS, "standard", more=("place",)),
    "reply_standard": Address(RECORDERS, "standard", more=("place",)),
}
DONE = {200, 302, 409, 422}
FILES = {
    *("import_template", "returned_rows", "sign_in_key", "token", "worker", "alive", "article_file"),
    *("decision_record", "decision_figures", "standards_due", "rectification_due"),
}
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
    if address.about in ("import", "question", "letter_to_desk"):  # the county officer's own, and of her desk
        return DONE if role == COUNTY else {404}
    if not address.about:
        return DONE if allowed else {403, 404}
    if unit not in seen or (unit == ALL[0] and not address.root):
        return {404}
    if address.own and OWN_UNIT.get(username) != unit:
        return {403}
    if address.about in ("grant", "token") and not allowed:
        return {403, 404}
    return DONE if allowed else {403}


@pytest.mark.parametrize("username", SEES)
def test_each_user_opens_what_is_hers_and_nothing_else(world: World, username: str) -> None:
    wrong, cookies = [], world.county.client(username).cookies
    units = [name for name in ALL if name not in ALIKE[username]]
    for name, address in ADDRESSES.items():
        if name == "sign_out":
            continue
        client = Client()
        client.cookies.load(cookies)  # some addresses take her session from her
        for unit in units if address.about else ("",):
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

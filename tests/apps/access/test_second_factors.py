"""Second factors: RFC 6238's own vectors, drift, replay, races, and nothing that tells what was wrong."""

import base64
import threading
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection, connections
from django.test import RequestFactory
from django.utils import timezone

from jiceng.apps.access import factors, services, totp
from jiceng.apps.access.models import Factor, RecoveryCode, User
from jiceng.apps.journal.models import AuditEntry
from jiceng.kernel.errors import Conflict, Invalid, Refused
from tests.county import AT, PASSWORD, County, build_county

SECRET = pyotp.random_base32(32)
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
"""RFC 6238, appendix B, SHA-1."""


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_standards_own_codes(seconds: int, code: str) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.matching_step(secret, code, at, digits=8) == seconds // 30
    assert totp.matching_step(secret, code[:-1] + str((int(code[-1]) + 1) % 10), at, digits=8) is None


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_one_step_off(steps: int, fits: bool) -> None:
    code = pyotp.TOTP(SECRET).at(AT + timedelta(seconds=30 * steps))
    assert (totp.matching_step(SECRET, code, AT) is not None) == fits


@pytest.mark.parametrize("code", ["", "abcdef", "12345", "１２３４５６", "1234567"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert totp.matching_step(SECRET, code, AT) is None


def test_a_secret_is_sealed_for_its_user() -> None:
    sealed = totp.seal(SECRET, 1)
    assert SECRET.encode() not in sealed
    assert totp.unseal(sealed, 1) == SECRET
    with pytest.raises(Conflict, match="factor_unreadable"):
        totp.unseal(sealed, 2)


def add(county: County, username: str = "county") -> User:
    user = county.users[username]
    early = timezone.now() - timedelta(minutes=5)
    factors.add_totp(
        actor=county.actor(username),
        at=early,
        user=user,
        password=PASSWORD,
        secret=SECRET,
        code=pyotp.TOTP(SECRET).at(early),
        name="手机",
    )
    return user


def sign_in(username: str = "county", password: str = PASSWORD, code: str = "") -> bool:
    request = RequestFactory().post("/sign-in/")
    return authenticate(request, username=username, password=password, code=code) is not None


def now() -> str:
    return pyotp.TOTP(SECRET).now()


def test_who_has_a_factor_needs_its_code_and_each_code_once(county: County) -> None:
    assert sign_in()
    add(county)
    assert not sign_in()
    code = now()
    assert sign_in("COUNTY", code=f" {code} ")
    assert not sign_in(code=code)
    assert sign_in("shangyao")


def test_an_older_code_is_refused_after_a_newer_one(county: County) -> None:
    add(county)
    earlier = pyotp.TOTP(SECRET).at(timezone.now() - timedelta(seconds=30))
    assert sign_in(code=now())
    assert not sign_in(code=earlier)


def test_a_wrong_password_uses_up_no_code(county: County) -> None:
    user = add(county)
    code = now()
    assert not sign_in(password="wrong", code=code)
    assert sign_in(code=code)
    spare = factors.make_codes(actor=county.actor("county"), at=AT, user=user, password=PASSWORD)[0]
    assert not sign_in(password="wrong", code=spare)
    assert factors.codes_left(user.pk) == 10


def test_a_recovery_code_opens_once_and_is_kept_as_a_hash(county: County) -> None:
    user = add(county)
    codes = factors.make_codes(actor=county.actor("county"), at=AT, user=user, password=PASSWORD)
    assert len(set(codes)) == 10
    assert sign_in(code=codes[3].lower().replace("-", " "))
    assert not sign_in(code=codes[3])
    assert factors.codes_left(user.pk) == 9
    stored = b"".join(bytes(each.digest) for each in RecoveryCode.objects.all())
    assert codes[0].replace("-", "").encode() not in stored
    factors.make_codes(actor=county.actor("county"), at=AT, user=user, password=PASSWORD)
    assert not sign_in(code=codes[0])


def test_another_ones_recovery_code_opens_nothing(county: County) -> None:
    add(county)
    other = add(county, "auditor")
    codes = factors.make_codes(actor=county.actor("auditor"), at=AT, user=other, password=PASSWORD)
    assert not sign_in("county", code=codes[0])


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_one_code_one_comes_in() -> None:
    county = build_county()
    add(county)
    code, start, opened = now(), threading.Barrier(4), []

    def run() -> None:
        start.wait()
        opened.append(sign_in(code=code))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [False, False, False, True]


@pytest.mark.parametrize("username", ["county", "shangyao", "nobody", "revoked"])
@pytest.mark.parametrize("code", ["", "123456"])
def test_a_refused_sign_in_does_the_same_work_whatever_was_wrong(
    county: County, monkeypatch: pytest.MonkeyPatch, username: str, code: str
) -> None:
    """One hash, and the same number of questions to the database as for a name nobody has, or one more."""
    add(county)
    User.objects.filter(username="revoked").update(is_active=False)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given: hashed.append("") or encode(self, *given)
    )
    asked: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: asked.append(sql) or run(sql, *rest)):
        assert not factors.match(username, code, timezone.now())[1]
    assert len(asked) == 2
    assert not sign_in(username, "wrong", code)
    assert len(hashed) == 1


def test_adding_removing_and_new_codes_ask_for_the_password(county: County) -> None:
    user, actor = county.users["county"], county.actor("county")
    given = {"actor": actor, "at": AT, "user": user, "secret": SECRET, "name": "x"}
    code = pyotp.TOTP(SECRET).at(AT)
    with pytest.raises(Invalid, match="password_not_right"):
        factors.add_totp(**given, password="wrong", code=code)
    with pytest.raises(Invalid, match="code_wrong"):
        factors.add_totp(**given, password=PASSWORD, code="000000")
    with pytest.raises(Invalid, match="password_not_right"):
        factors.make_codes(actor=actor, at=AT, user=user, password="wrong")
    with pytest.raises(Refused):
        factors.add_totp(**(given | {"actor": county.actor("auditor")}), password=PASSWORD, code=code)
    factor = factors.add_totp(**given, password=PASSWORD, code=code)
    factors.make_codes(actor=actor, at=AT, user=user, password=PASSWORD)
    gone = {"actor": actor, "at": AT, "user": user, "factor_id": factor.pk}
    with pytest.raises(Invalid, match="password_not_right"):
        factors.remove(**gone, password="wrong")
    factors.remove(**gone, password=PASSWORD)
    assert (factors.protected(user.pk), factors.codes_left(user.pk)) == (False, 0)
    with pytest.raises(Conflict, match="factor_gone"):
        factors.remove(**gone, password=PASSWORD)


def test_the_code_that_set_an_app_up_does_not_sign_in(county: County) -> None:
    user, at = county.users["county"], timezone.now()
    code = pyotp.TOTP(SECRET).at(at)
    factors.add_totp(
        actor=county.actor("county"), at=at, user=user, password=PASSWORD, secret=SECRET, code=code, name=""
    )
    assert not sign_in(code=code)


@pytest.mark.parametrize("username", ["hewan", "shangyao", "auditor"])
def test_only_who_manages_access_takes_a_factor_away_and_never_her_own(county: County, username: str) -> None:
    user = add(county, "qingshi")
    with pytest.raises(Refused):
        factors.reset(actor=county.actor(username), at=AT, user=user)
    add(county, "county")
    with pytest.raises(Refused):
        factors.reset(actor=county.actor("county"), at=AT, user=county.users["county"])


def test_a_factor_taken_away_is_in_the_journal_and_told_until_it_was_seen(county: County) -> None:
    user = add(county, "qingshi")
    session = county.client("qingshi")
    assert session.get("/security/").status_code == 200
    factors.reset(actor=county.actor("county"), at=AT, user=user)
    assert session.get("/security/").status_code == 302
    assert not Factor.objects.filter(user=user).exists()
    assert AuditEntry.objects.get(type="factor.reset").actor_id == county.users["county"].pk
    assert User.objects.get(pk=user.pk).factors_reset_at == AT
    with pytest.raises(Refused):
        services.see_reset(actor=county.actor("county"), at=AT, user=user)
    services.see_reset(actor=county.actor("qingshi"), at=AT, user=user)
    assert User.objects.get(pk=user.pk).factors_reset_at is None
    assert AuditEntry.objects.get(type="factor.reset_seen").actor_id == user.pk
    with pytest.raises(Conflict, match="seen_already"):
        services.see_reset(actor=county.actor("qingshi"), at=AT, user=user)
    with pytest.raises(Conflict, match="no_factor"):
        factors.reset(actor=county.actor("county"), at=AT, user=user)


def test_a_machine_never_signs_in(county: County) -> None:
    User.objects.filter(username="county").update(is_machine=True)
    assert not sign_in()

"""Set-up and repair: off, it is not there; on, for whoever manages access; and every write goes through
services.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.forms import ModelForm
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.access import services
from jiceng.apps.access.models import Factor, Grant, User
from jiceng.apps.journal.models import AuditEntry
from jiceng.faces.admin.base import Table
from jiceng.faces.admin.site import site
from jiceng.faces.admin.tables import TABLES, NewGrant, NewUser
from tests.browsing import signed_in
from tests.county import AT, PASSWORD, County, build_county

NEW = {"username": "new", "name": "新人"}
PAGES = ["", "access/user/", "access/user/add/", "access/grant/", "access/grant/add/"]
PAGES += ["organisations/unitversion/", "django_tasks_database/dbtaskresult/"]


@pytest.fixture
def on() -> Iterator[None]:
    """Switched on."""
    with override_settings(ROOT_URLCONF="tests.faces.admin.urls"):
        clear_url_caches()
        yield
    clear_url_caches()


def test_off_by_default(county: County) -> None:
    assert county.client("county").get("/admin/").status_code == 404


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("place", PAGES)
def test_to_others_it_does_not_exist(county: County, place: str) -> None:
    for username in ("qingshi", "shangyao", "auditor", "stranger", "revoked"):
        client = county.client(username)
        assert client.get(f"/admin/{place}").status_code == 404
        assert client.post(f"/admin/{place}").status_code == 404
    assert Client().get(f"/admin/{place}").url.startswith("/sign-in/")


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("place", PAGES)
def test_every_page_opens_in_chinese_and_never_asks_djangos_own_log(county: County, place: str) -> None:
    client = county.client("county")
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(f"/admin/{place}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "设置与修复" in text
    assert not [q for q in caught.captured_queries if "django_admin_log" in q["sql"]]
    for secret in (county.users["county"].password, "id_number", "赵大田"):
        assert secret not in text


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize(
    ("place", "said", "code"),
    [
        ("access/user/", "增加 账号", "增加 user"),
        ("access/grant/", "增加 角色", "增加 grant"),
        ("access/grant/", "支部书记", ">secretary<"),
        ("access/grant/add/", ">支部书记<", ">secretary<"),
        ("organisations/unitversion/", "村 · 党支部", "village branch"),
        ("organisations/unitversion/", "组织树中的位置", ">Path<"),
        ("django_tasks_database/dbtaskresult/", "检查表格", "jiceng.apps"),
        ("django_tasks_database/dbtaskresult/", "等待中", "READY"),
    ],
)
def test_tables_speak_the_offices_words_and_no_code(county: County, place: str, said: str, code: str) -> None:
    DBTaskResult.objects.create(
        task_path="jiceng.apps.intake.tasks.check",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
    )
    text = county.client("county").get(f"/admin/{place}").content.decode()
    assert said in text
    assert code not in text


@pytest.mark.usefixtures("on")
def test_who_has_a_second_factor_needs_it_here(county: County) -> None:
    client = county.client("county")
    Factor.objects.create(user=county.users["county"], kind="totp", name="x", secret=b"x", added_at=AT)
    assert client.get("/admin/").status_code == 404
    session = client.session
    session["second_factor"] = True
    session.save()
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("on")
def test_an_account_and_a_role_are_made_by_the_services(county: County) -> None:
    client = county.client("county")
    made = client.post("/admin/access/user/add/", NEW | {"first_password": PASSWORD})
    assert made.status_code == 302
    user = User.objects.get(username="new")
    assert user.must_change_password
    assert user.check_password(PASSWORD)
    given = {"user": user.pk, "role": "secretary", "code": "990525100200"}
    assert client.post("/admin/access/grant/add/", given).status_code == 302
    grant = Grant.objects.get(user=user)
    chosen = {"action": "revoke", "_selected_action": [grant.pk]}
    assert client.post("/admin/access/grant/", chosen).status_code == 302
    grant.refresh_from_db()
    assert grant.revoked_at is not None
    assert (
        client.post("/admin/access/user/", {"action": "close", "_selected_action": [user.pk]}).status_code
        == 302
    )
    kinds = AuditEntry.objects.filter(subject=f"user:{user.pk}").order_by("pk").values_list("type", flat=True)
    assert list(kinds) == ["user.created", "grant.given", "grant.revoked", "user.closed"]


@pytest.mark.usefixtures("on")
def test_what_a_service_refuses_is_refused_here(county: County) -> None:
    client, own = county.client("county"), county.users["county"]
    given = {"user": own.pk, "role": "secretary", "code": "990525100200"}
    for changes, said in (
        ({}, "不能给自己授权"),
        ({"user": county.users["qingshi"].pk, "role": "county_officer"}, "只能在最上级组织授予"),
        ({"user": county.users["qingshi"].pk, "code": "999"}, "没有这个组织"),
    ):
        refused = client.post("/admin/access/grant/add/", given | changes)
        assert refused.status_code == 200
        assert said in refused.content.decode()
    refused = client.post("/admin/access/user/add/", NEW | {"first_password": "12345"})
    assert refused.context["adminform"].form.errors.keys() == {"first_password"}
    refused = client.post(
        "/admin/access/user/add/", NEW | {"username": "QINGSHI", "first_password": PASSWORD}
    )
    assert refused.context["adminform"].form.errors.keys() == {"username"}
    assert not User.objects.filter(username="new").exists()
    assert not Grant.objects.filter(user=own, role="secretary").exists()
    given = {"action": "take_factors", "_selected_action": [county.users["qingshi"].pk]}
    refused = client.post("/admin/access/user/", given, follow=True).content.decode()
    assert "没有设置两步验证" in refused


ASKING = [
    "access/user/?username=qingshi&password__startswith=md5",
    "access/user/?password__contains=a",
    "access/user/?id__exact=1",
    "access/user/?_to_field=password",
    "access/user/?factors__secret__isnull=0",
    "access/user/add/?password=x",
    "access/grant/?user__password__startswith=md5",
    "organisations/unitversion/?unit__grants__user__password__startswith=md5",
    "django_tasks_database/dbtaskresult/?args_kwargs__icontains=a",
]


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("address", ASKING)
def test_no_field_is_asked_out_letter_by_letter(county: County, address: str) -> None:
    """A list that is filtered by a hash tells it: nothing is filtered but by its own search."""
    client = county.client("county")
    assert client.get(f"/admin/{address}").status_code == 400
    assert client.post(f"/admin/{address}", {"action": "close"}).status_code == 400


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("asked", ["q=qing", "p=1", "o=-1", "all=", "e=1"])
def test_searching_paging_and_ordering_go_on(county: County, asked: str) -> None:
    client = county.client("county")
    assert client.get(f"/admin/access/user/?{asked}").status_code == 200
    assert client.get("/admin/access/user/add/?_changelist_filters=q%3Da").status_code == 200
    found = client.get("/admin/access/user/?q=qing").content.decode()
    assert "qingshi" in found
    assert "shangyao" not in found
    digest = county.users["qingshi"].password
    assert "qingshi" not in client.get("/admin/access/user/", {"q": digest}).content.decode()


@pytest.mark.parametrize("table", TABLES.values())
def test_no_table_lets_a_lookup_through(table: type[Table]) -> None:
    model = next(model for model, each in TABLES.items() if each is table)
    asked = table(model, site)
    assert not [each.name for each in model._meta.fields if asked.lookup_allowed(each.name, "x")]


def test_no_form_holds_a_secret() -> None:
    secrets = {"password", "secret", "digest", "salt", "credential_id", "args_kwargs"}
    forms = (NewUser, NewGrant)
    assert not [name for form in forms for name in form.base_fields if name in secrets]
    assert {table.form for table in TABLES.values()} == {ModelForm, *forms}  # who adds one adds it here


@pytest.mark.usefixtures("on")
def test_what_was_done_names_user_role_and_unit(county: County) -> None:
    client, grant = county.client("county"), Grant.objects.get(user__username="qingshi")
    page = client.get("/admin/access/grant/").content.decode()
    given = {"action": "revoke", "_selected_action": [grant.pk]}
    said = client.post("/admin/access/grant/", given, follow=True).content.decode()
    assert "qingshi · town_officer · 990525100：已完成" in said.lower()
    for text in (page, said):
        assert "Grant object" not in text


@pytest.mark.usefixtures("on")
def test_rows_are_neither_edited_nor_deleted(county: County) -> None:
    client, user = county.client("county"), county.users["qingshi"]
    for page in (f"access/user/{user.pk}/change/", f"access/user/{user.pk}/history/"):
        assert client.get(f"/admin/{page}").status_code == 404
    assert client.post(f"/admin/access/user/{user.pk}/delete/").status_code == 403
    for page in ("login/", "logout/", "password_change/"):
        assert client.get(f"/admin/{page}").status_code == 404
    deletion = {"action": "delete_selected", "_selected_action": [user.pk]}
    client.post("/admin/access/user/", deletion)
    assert User.objects.filter(pk=user.pk).exists()
    services.close_user(actor=county.actor("county"), at=AT, user=user)


@pytest.mark.browser
@pytest.mark.usefixtures("on")
@pytest.mark.django_db(transaction=True)
def test_the_strict_policy_holds_there_too(page: Page, live_server: LiveServer) -> None:
    signed_in(page, live_server, build_county(), "county")
    said: list[ConsoleMessage] = []

    def heard(message: ConsoleMessage) -> None:
        said.append(message)

    page.on("console", heard)
    for each in PAGES:
        page.goto(f"{live_server.url}/admin/{each}")
    assert not [each.text for each in said if "Content Security Policy" in each.text]

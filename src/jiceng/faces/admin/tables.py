"""What is shown, and which services write it."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django_tasks_db.models import DBTaskResult

from jiceng.apps.access import factors, services
from jiceng.apps.access.models import Grant, User
from jiceng.apps.access.policies import MANAGE, ROLES
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.admin.base import ByService, Table
from jiceng.faces.shared.roles import role_word
from jiceng.faces.shared.words import in_words


class NewUser(ByService):
    """An account with a password for once; the field is not called as the column of hashes is."""

    places: ClassVar[dict[str, str]] = {"password": "first_password"}

    username = forms.CharField(label=gettext_lazy("Sign-in name"), max_length=60)
    name = forms.CharField(label=gettext_lazy("Name shown"), max_length=60)
    first_password = forms.CharField(label=gettext_lazy("First password"), widget=forms.PasswordInput)

    class Meta:
        model = User
        fields = ("username", "name")

    def write(self, given: dict[str, Any]) -> Model:
        """By the service."""
        return services.create_user(
            actor=self.request.actor,
            at=self.request.at,
            username=given["username"],
            name=given["name"],
            password=given["first_password"],
        )


class Users(Table):
    """Accounts."""

    title = gettext_lazy("Accounts")
    form = NewUser
    list_display = ("sign_in_name", "called", "open", "changes")
    search_fields = ("username", "name")
    ordering = ("username",)
    actions = ("close", "take_factors")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By `access.services.create_user`."""
        return True

    @admin.display(description=gettext_lazy("Sign-in name"), ordering="username")
    def sign_in_name(self, row: User) -> str:
        """As it is typed."""
        return row.username

    @admin.display(description=gettext_lazy("Name shown"))
    def called(self, row: User) -> str:
        """As it is shown."""
        return row.name

    @admin.display(description=gettext_lazy("Can sign in"), boolean=True)
    def open(self, row: User) -> bool:
        """Whether the account is open."""
        return row.is_active and not row.is_machine

    @admin.display(description=gettext_lazy("Must change the password"), boolean=True)
    def changes(self, row: User) -> bool:
        """Whether somebody else knows her password."""
        return row.must_change_password

    @admin.action(description=gettext_lazy("Close the account"))
    def close(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """By the service."""
        self.each(request, rows, services.close_user, "user")

    @admin.action(description=gettext_lazy("Take the second step away"))
    def take_factors(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """By the service."""
        self.each(request, rows, factors.reset, "user")


class NewGrant(ByService):
    """A role."""

    places: ClassVar[dict[str, str]] = {"username": "user", "unit": "code"}

    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("username"), label=gettext_lazy("Sign-in name")
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=lambda: [(role, role_word(role)) for role in ROLES]
    )
    code = forms.CharField(label=gettext_lazy("Code of the unit"), max_length=40)

    class Meta:
        model = Grant
        fields = ("user", "role")

    def write(self, given: dict[str, Any]) -> Model:
        """By the service."""
        unit = unit_by_code(self.request.actor, given["code"], self.request.day, MANAGE)
        return services.grant_role(
            actor=self.request.actor,
            at=self.request.at,
            user=given["user"],
            role=given["role"],
            unit=unit.unit,
            day=self.request.day,
            ends_on=None,
        )


class Grants(Table):
    """Roles granted."""

    title = gettext_lazy("Roles granted")
    one = gettext_lazy("Role")
    form = NewGrant
    list_display = ("who", "role_code", "unit_code", "first", "last")
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "unit__code")
    ordering = ("user__username", "pk")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By `access.services.grant_role`."""
        return True

    @admin.display(description=gettext_lazy("Sign-in name"), ordering="user__username")
    def who(self, row: Grant) -> str:
        """Whose it is."""
        return row.user.username

    @admin.display(description=gettext_lazy("Role"))
    def role_code(self, row: Grant) -> str:
        """Which role."""
        return role_word(row.role)

    @admin.display(description=gettext_lazy("Code of the unit"))
    def unit_code(self, row: Grant) -> str:
        """Where."""
        return row.unit.code

    @admin.display(description=gettext_lazy("From"), ordering="starts_on")
    def first(self, row: Grant) -> Any:
        """The first day."""
        return row.starts_on

    @admin.display(description=gettext_lazy("Until (exclusive)"), ordering="ends_on")
    def last(self, row: Grant) -> Any:
        """The first day without it."""
        return row.ends_on

    @admin.action(description=gettext_lazy("Revoke"))
    def revoke(self, request: HttpRequest, rows: QuerySet[Grant]) -> None:
        """By the service."""
        self.each(request, rows, services.revoke_grant, "grant")


class Units(Table):
    """The dated tree, to look at."""

    title = gettext_lazy("Units and their versions")
    list_display = ("code", "called", "what", "place", "first", "last")
    list_select_related = ("unit",)
    search_fields = ("name", "unit__code")
    ordering = ("path", "starts_on")

    @admin.display(description=gettext_lazy("Code of the unit"))
    def code(self, row: UnitVersion) -> str:
        """Which unit."""
        return row.unit.code

    @admin.display(description=gettext_lazy("Name shown"))
    def called(self, row: UnitVersion) -> str:
        """What it was called."""
        return row.name

    @admin.display(description=gettext_lazy("Kind and form"))
    def what(self, row: UnitVersion) -> str:
        """What it was, in the profile's words."""
        kind = settings.PROFILE.unit_kinds.get(row.kind)
        form = settings.PROFILE.organisation_forms.get(row.form)
        words = (in_words(kind.title) if kind else row.kind, in_words(form.title) if form else row.form)
        return " · ".join(word for word in words if word)

    @admin.display(description=gettext_lazy("Place in the tree"))
    def place(self, row: UnitVersion) -> str:
        """Under which it stood."""
        return row.path

    @admin.display(description=gettext_lazy("From"))
    def first(self, row: UnitVersion) -> Any:
        """The first day."""
        return row.starts_on

    @admin.display(description=gettext_lazy("Until (exclusive)"))
    def last(self, row: UnitVersion) -> Any:
        """The first day without it."""
        return row.ends_on


class Jobs(Table):
    """Background jobs, without what they were given."""

    title = gettext_lazy("Background jobs")
    list_display = ("task", "state", "asked", "ended")
    ordering = ("-enqueued_at",)

    @admin.display(description=gettext_lazy("Job"))
    def task(self, row: DBTaskResult) -> str:
        """Which task."""
        words = {
            "jiceng.apps.intake.tasks.check": _("Check a spreadsheet"),
            "jiceng.apps.intake.tasks.write": _("Import a spreadsheet"),
            "jiceng.apps.intake.tasks.undo": _("Take an import back"),
        }
        return words.get(row.task_path, row.task_path)

    @admin.display(description=gettext_lazy("State"))
    def state(self, row: DBTaskResult) -> str:
        """How far it is."""
        words = {
            "READY": _("Waiting its turn"),
            "RUNNING": pgettext("a job", "Under way"),
            "FAILED": pgettext("a job", "Failed"),
            "SUCCESSFUL": pgettext("a job", "Done"),
        }
        return words.get(row.status, row.status)

    @admin.display(description=gettext_lazy("Asked for at"))
    def asked(self, row: DBTaskResult) -> Any:
        """Since when it waits."""
        return row.enqueued_at

    @admin.display(description=gettext_lazy("Ended at"))
    def ended(self, row: DBTaskResult) -> Any:
        """When it ended."""
        return row.finished_at


TABLES: dict[type[Model], type[Table]] = {User: Users, Grant: Grants, UnitVersion: Units, DBTaskResult: Jobs}

"""What is shown, and which services write it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from jiceng.apps.access import factors, services
from jiceng.apps.access.models import Grant, User
from jiceng.apps.access.policies import MANAGE, ROLES
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.shared.sentences import sentence
from jiceng.kernel.errors import JicengError

ASKED = {"q", "p", "o", "all", "e", "_changelist_filters"}
"""What an address may ask of a list: searching its `search_fields`, paging, ordering by its own columns. A
lookup of any other field would tell it letter by letter, a password's hash too.
"""


class ByService(forms.ModelForm):
    """A form that a service writes, in the form's own `write`; what it refuses is said beside the field.

    `clean` stands in the place of the model's own checks: the service makes them.
    """

    request: Any
    write: Callable[[dict[str, Any]], Model]
    """Gives what was entered to the service, and returns the row it made."""
    places: ClassVar[dict[str, str]] = {}
    """The form's fields, by what the service calls them."""

    def clean(self) -> dict[str, Any]:
        """Written, or why not."""
        given = self.cleaned_data
        if not self.errors:
            try:
                self.made = self.write(given)
            except JicengError as error:
                named = str(error.data.get("field"))
                place = self.places.get(named, named)
                self.add_error(place if place in self.fields else None, sentence(error))
        return given

    def save(self, commit: bool = True) -> Any:
        """The service has."""
        self.instance.pk = self.made.pk
        return self.instance

    def save_m2m(self) -> None:
        """Nothing."""


class Table(admin.ModelAdmin):
    """A table that is looked at; what can be written of it is said below, service by service."""

    title: Any = ""
    actions: Any = ()
    list_per_page = 50
    show_full_result_count = False
    list_display_links: Any = None
    change_form_template = "office/form.html"
    change_list_template = "office/list.html"

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """None: `ASKED` is all."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, knowing who fills it in."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"request": request})

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """The form's service has."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The site has let in already."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The site has let in already."""
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not without a service."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Lists have actions; rows are not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, in the words of this program."""
        _only_what_may_be_asked(request)
        return super().changelist_view(request, {"title": self.title})

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """A new row; those there have no page of their own."""
        if object_id is not None:
            raise Http404
        _only_what_may_be_asked(request)
        return super().changeform_view(request, object_id, form_url, {"title": self.title})

    def history_view(self, request: HttpRequest, object_id: Any, extra_context: Any = None) -> Any:
        """The journal has it."""
        raise Http404

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The journal has it."""

    def get_actions(self, request: HttpRequest) -> Any:
        """The services a row can be given to, without Django's deletion."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Back to the list."""
        messages.success(request, _("Done."))
        return redirect("../")

    def each(self, request: HttpRequest, rows: QuerySet[Any], service: Any, argument: str) -> None:
        """Give each row to a service; what it refuses is said, the others are done."""
        for row in rows:
            try:
                service(actor=request.actor, at=request.at, **{argument: row})  # type: ignore[attr-defined]
            except JicengError as error:
                messages.error(request, f"{row}: {sentence(error)}")
            else:
                messages.success(request, _("%(name)s: done.") % {"name": row})


def _only_what_may_be_asked(request: HttpRequest) -> None:
    if not ASKED.issuperset(request.GET):
        raise BadRequest


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
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[(role, role) for role in ROLES])
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
        return row.role

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
    list_display = ("code", "called", "what", "path", "first", "last")
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
        """What it was."""
        return f"{row.kind} {row.form}".strip()

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
        return str(row.task_path)

    @admin.display(description=gettext_lazy("State"))
    def state(self, row: DBTaskResult) -> str:
        """How far it is."""
        return str(row.status)

    @admin.display(description=gettext_lazy("Asked for at"))
    def asked(self, row: DBTaskResult) -> Any:
        """Since when it waits."""
        return row.enqueued_at

    @admin.display(description=gettext_lazy("Ended at"))
    def ended(self, row: DBTaskResult) -> Any:
        """When it ended."""
        return row.finished_at


TABLES: dict[type[Model], type[Table]] = {User: Users, Grant: Grants, UnitVersion: Units, DBTaskResult: Jobs}

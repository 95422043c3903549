"""What every table of set-up and repair keeps to: looked at, and written by services alone."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

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


class Named:
    """A model's options under another name."""

    def __init__(self, options: Any, title: Any) -> None:
        self._options = options
        self.verbose_name = self.verbose_name_plural = title

    def __getattr__(self, name: str) -> Any:
        """As the model has it."""
        return getattr(self._options, name)


class Table(admin.ModelAdmin):
    """A table that is looked at; what can be written of it is said below, service by service."""

    title: Any = ""
    one: Any = ""
    """What a row is called where the title does not fit."""
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

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list; Django's own pages name its rows by the model's name, which is code."""
        found: Any = super().get_changelist_instance(request)
        found.opts = Named(found.opts, self.one or self.title)
        return found

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

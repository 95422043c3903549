"""The site: who may enter, and what of Django's own is left out."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from jiceng.apps.access.factors import protected
from jiceng.apps.access.policies import MANAGE
from jiceng.faces.admin.tables import TABLES
from jiceng.kernel.errors import NotFound

LEFT_OUT = {"login", "logout", "password_change", "password_change_done", "autocomplete", "view_on_site"}
"""Signing in and passwords are the workbench's."""


class OfficeSite(AdminSite):
    """Set-up and repair, for whoever manages access."""

    site_header = site_title = index_title = _("Set-up and repair")
    enable_nav_sidebar = False
    index_template = "office/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Who manages access, signed in with her second factor if she has one."""
        actor = request.actor  # type: ignore[attr-defined]
        proven = request.session.get("second_factor") or not protected(request.user.pk or 0)
        return bool(actor.has(MANAGE) and proven)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page; to others it does not exist."""
        inner = super().admin_view(view, cacheable)

        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise NotFound("page_not_found")
            return inner(request, *args, **kwargs)

        return answered

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, without signing in, passwords and searching: the workbench's sign-in serves here too."""
        found = [each for each in super().get_urls() if getattr(each, "name", None) not in LEFT_OUT]
        for each in found:
            if isinstance(each, URLPattern) and hasattr(each.callback, "login_url"):
                each.callback.login_url = None
        return found

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The tables under one heading, in the words of this program."""
        found = super().get_app_list(request, app_label)
        models = [each | {"name": TABLES[each["model"]].title} for app in found for each in app["models"]]
        return [found[0] | {"name": str(self.site_header), "models": models}] if found else []


site = OfficeSite(name="admin")
for model, table in TABLES.items():
    site.register(model, table)

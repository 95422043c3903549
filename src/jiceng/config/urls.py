"""All addresses: the faces', the language switch, and the pages for what went wrong."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

handler400 = "jiceng.faces.shared.views.bad_request"
handler403 = "jiceng.faces.shared.views.refused"
handler404 = "jiceng.faces.shared.views.not_found"
handler500 = "jiceng.faces.shared.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("jiceng.faces.api.urls")),
    *([path("admin/", include("jiceng.faces.admin.urls"))] if settings.ADMIN else []),
    path("", include("jiceng.faces.workbench.urls")),
]

"""All addresses of the portal where it runs by itself."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("jiceng.faces.portal.urls"))]
handler404 = "jiceng.faces.portal.missing.missing"
handler400 = "jiceng.faces.shared.views.bad_request"
handler403 = "jiceng.faces.shared.views.refused"
handler500 = "jiceng.faces.shared.views.server_error"

"""Every address of the workbench, room by room."""

from django.urls import include, path

from jiceng.faces.shared.views import icon

ROOMS = (
    *("access", "home", "gatherings", "boards", "rules", "units", "people", "records", "exports"),
    *("imports", "feedback", "machines"),
    *("offline", "transfers", "admissions", "editorial", "decisions", "chasing"),
    *("needs", "coverage", "dues", "commendations", "statistics"),
    *("programmes", "standards", "rectification", "exemplars"),
)

urlpatterns = [
    path("favicon.ico", icon, name="icon"),
    *(path("", include(f"jiceng.faces.workbench.{room}.urls")) for room in ROOMS),
]

"""Every address of the workbench, room by room."""

from django.urls import include, path

ROOMS = ("access", "home", "gatherings", "boards", "rules", "units", "people", "records")

urlpatterns = [path("", include(f"jiceng.faces.workbench.{room}.urls")) for room in ROOMS]

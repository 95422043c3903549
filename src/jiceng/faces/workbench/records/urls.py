"""Addresses of the reading log and the journal."""

from django.urls import path

from jiceng.faces.workbench.records import views

urlpatterns = [
    path("readings/", views.readings, name="readings"),
    path("journal/", views.journal, name="journal"),
]

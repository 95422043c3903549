"""Addresses of the reading log and the journal."""

from django.urls import path

from jiceng.faces.workbench.records import purposes, views

urlpatterns = [
    path("readings/", views.readings, name="readings"),
    path("readings/purpose/", purposes.state, name="state_purpose"),
    path("journal/", views.journal, name="journal"),
    path("journal/file/", views.find_file, name="find_file"),
]

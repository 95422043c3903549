"""Addresses of meetings."""

from django.urls import path

from jiceng.faces.workbench.gatherings import calling, recording, views

urlpatterns = [
    path("units/<code>/gatherings/", views.gatherings, name="gatherings"),
    path("units/<code>/gatherings/record/", recording.record, name="record_gathering"),
    path("units/<code>/gatherings/announce/", calling.announce, name="announce_gathering"),
    path("gatherings/<int:gathering_id>/", views.gathering, name="gathering"),
    path("gatherings/<int:gathering_id>/correct/", recording.correct, name="correct_gathering"),
    path("gatherings/<int:gathering_id>/cancel/", calling.cancel, name="cancel_gathering"),
    path("gatherings/<int:gathering_id>/print/", views.print_gathering, name="print_gathering"),
    path("gatherings/<int:gathering_id>/copy/<platform>/", views.copy_gathering, name="copy_gathering"),
]

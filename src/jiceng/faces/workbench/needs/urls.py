"""Addresses of needs."""

from django.urls import path

from jiceng.faces.workbench.needs import raising, story, views

urlpatterns = [
    path("units/<str:code>/needs/", views.needs, name="needs"),
    path("units/<str:code>/needs/new/", raising.new_need, name="new_need"),
    path("needs/<int:need_id>/", story.need, name="need"),
    path("needs/entries/<int:entry_id>/correct/", story.correct, name="correct_need_entry"),
    path("questions/<int:question_id>/need/", raising.need_of_letter, name="need_of_letter"),
]

"""Addresses of commendations."""

from django.urls import path

from jiceng.faces.workbench.commendations import views

urlpatterns = [
    path("units/<str:code>/commendations/", views.commendations, name="commendations"),
    path("units/<str:code>/commendations/new/", views.enter, name="enter_commendation"),
    path("commendations/<int:commendation_id>/correct/", views.correct, name="correct_commendation"),
    path("commendations/<int:commendation_id>/withdraw/", views.withdraw, name="withdraw_commendation"),
]

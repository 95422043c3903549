"""Addresses of persons and of the search."""

from django.urls import path

from jiceng.faces.workbench.people import changes, looks, returns, searching, views

urlpatterns = [
    path("people/<int:person_id>/", views.person, name="person"),
    path("people/<int:person_id>/looks/", looks.looks_paper, name="looks"),
    path("security/looks/", looks.own_looks, name="own_looks"),
    path("people/<int:person_id>/id-number/", views.read_id_number, name="read_id_number"),
    path("people/<int:person_id>/transfer/", changes.transfer, name="transfer"),
    path("people/<int:person_id>/end/", returns.end_membership, name="end_membership"),
    path("people/<int:person_id>/again/", returns.rejoin, name="rejoin"),
    path("people/<int:person_id>/remove/", returns.remove_suspended, name="remove_suspended"),
    path("people/<int:person_id>/training/", returns.enter_training, name="enter_training"),
    path("trainings/<int:training_id>/withdraw/", returns.withdraw_training, name="withdraw_training"),
    path("people/<int:person_id>/full/", changes.become_full, name="become_full"),
    path("people/<int:person_id>/away/", changes.start_absence, name="start_absence"),
    path("people/<int:person_id>/back/", changes.end_absence, name="end_absence"),
    path("people/<int:person_id>/correct/", changes.correct_person, name="correct_person"),
    path("search/", searching.search, name="search"),
]

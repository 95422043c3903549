"""Addresses of units."""

from django.urls import path

from jiceng.faces.workbench.units import leaders, leading, management, members, training, views

urlpatterns = [
    path("units/<str:code>/", views.unit, name="unit"),
    path("units/<str:code>/members/", members.members, name="members"),
    path("units/<str:code>/members/new/", members.register_person, name="register_person"),
    path("units/<str:code>/found/", management.found_unit, name="found_unit"),
    path("units/<str:code>/revise/", management.revise_unit, name="revise_unit"),
    path("units/<str:code>/move/", management.move_unit, name="move_unit"),
    path("units/<str:code>/split/", management.split_unit, name="split_unit"),
    path("units/<str:code>/merge/", management.merge_unit, name="merge_unit"),
    path("units/<str:code>/close/", management.close_unit, name="close_unit"),
    path("units/<str:code>/bodies/new/", leading.found_body, name="found_body"),
    path("bodies/<int:body_id>/close/", leading.close_body, name="close_body"),
    path("bodies/<int:body_id>/term/", leading.start_term, name="start_term"),
    path("bodies/<int:body_id>/seats/new/", leading.take_seat, name="take_seat"),
    path("seats/<int:seat_id>/leave/", leading.leave_seat, name="leave_seat"),
    path("units/<str:code>/training/", training.training, name="training"),
    path("units/<str:code>/leaders/", leaders.leaders, name="leaders"),
    path("posts/<int:post_id>/successors/", leaders.successors, name="successors"),
    path("posts/<int:post_id>/successors/new/", leaders.name_successor, name="name_successor"),
    path("successors/<int:successor_id>/end/", leaders.end_successor, name="end_successor"),
    path("units/<str:code>/posts/new/", leading.found_post, name="found_post"),
    path("posts/<int:post_id>/take/", leading.take_post, name="take_post"),
    path("holdings/<int:holding_id>/leave/", leading.leave_post, name="leave_post"),
]

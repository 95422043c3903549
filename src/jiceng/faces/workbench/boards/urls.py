"""Addresses of boards, explanations and what changes hands."""

from django.urls import path

from jiceng.faces.workbench.boards import changes, explanations, views

urlpatterns = [
    path("board/<str:code>/", views.board, name="board"),
    path("board/<str:code>/cell/", views.board_cell, name="board_cell"),
    path("board/<str:code>/cell/all/", views.board_cell_all, name="board_cell_all"),
    path("units/<str:code>/duties/<slug:duty>/", explanations.duty_explained, name="duty_explained"),
    path("units/<str:code>/duties/<slug:duty>/postpone/", explanations.postpone, name="postpone"),
    path(
        "units/<str:code>/duties/<slug:duty>/postponements/<int:postponement_id>/withdraw/",
        explanations.withdraw_postponement,
        name="withdraw_postponement",
    ),
    path("changes/", changes.changes, name="changes"),
]

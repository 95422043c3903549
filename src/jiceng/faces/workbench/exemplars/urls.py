"""Addresses of models."""

from django.urls import path

from jiceng.faces.workbench.exemplars import entering, views

urlpatterns = [
    path("units/<str:code>/models/", views.board, name="exemplars"),
    path("units/<str:code>/models/new/", entering.nominate, name="nominate_exemplar"),
    path("models/<int:exemplar_id>/", views.exemplar, name="exemplar"),
    path("models/<int:exemplar_id>/notice/", entering.write_notice, name="write_exemplar_notice"),
    path("models/<int:exemplar_id>/practice/", entering.write_practice, name="write_practice"),
    path("models/<int:exemplar_id>/<slug:kind>/", entering.enter, name="enter_exemplar"),
    path("models/entries/<int:entry_id>/", entering.strike, name="strike_exemplar"),
]

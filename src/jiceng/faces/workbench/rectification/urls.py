"""Addresses of units to be put right."""

from django.urls import path

from jiceng.faces.workbench.rectification import entering, listing, views

urlpatterns = [
    path("units/<str:code>/rectification/", views.board, name="rectification"),
    path("units/<str:code>/rectification/due/", views.due, name="rectification_due"),
    path("units/<str:code>/rectification/count/", views.count_anew, name="count_weaknesses"),
    path("units/<str:code>/rectification/list/", listing.list_unit, name="list_weak_unit"),
    path("units/<str:code>/rectification/attest/", listing.attest, name="attest_weakness"),
    path(
        "units/<str:code>/rectification/aside/<slug:weakness>/", listing.set_aside, name="set_aside_weakness"
    ),
    path("rectification/said/<int:attestation_id>/answer/", listing.answer_it, name="answer_attestation"),
    path("rectification/said/<int:attestation_id>/back/", listing.take_back, name="take_back_attestation"),
    path("rectification/<int:case_id>/", views.case, name="rectification_case"),
    path("rectification/<int:case_id>/print/<slug:which>/", views.paper, name="print_rectification"),
    path("rectification/<int:case_id>/<slug:kind>/", entering.enter, name="enter_rectification"),
    path("rectification/entries/<int:entry_id>/", entering.correct, name="correct_rectification"),
]

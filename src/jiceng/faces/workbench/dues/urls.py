"""Addresses of dues."""

from django.urls import path

from jiceng.faces.workbench.dues import receipts, recording, views

urlpatterns = [
    path("units/<str:code>/dues/", views.dues, name="dues"),
    path("units/<str:code>/dues/totals/", views.totals, name="dues_totals"),
    path("units/<str:code>/dues/standards/", recording.standards, name="dues_standards"),
    path("units/<str:code>/dues/record/", recording.record, name="record_dues"),
    path("units/<str:code>/dues/receipts/", receipts.receipts, name="dues_receipts"),
    path("units/<str:code>/dues/receipts/word/", receipts.document, name="dues_receipts_word"),
    path("units/<str:code>/dues/reductions/new/", recording.ask_reduction, name="ask_reduction"),
    path("dues/payments/<int:payment_id>/correct/", recording.correct, name="correct_payment"),
    path("dues/reductions/<int:reduction_id>/", recording.decide_reduction, name="decide_reduction"),
]

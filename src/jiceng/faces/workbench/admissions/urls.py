"""Addresses of admissions."""

from django.urls import path

from jiceng.faces.workbench.admissions import recording, views

urlpatterns = [
    path("units/<str:code>/admissions/", views.admissions, name="admissions"),
    path("units/<str:code>/admissions/new/", recording.open_admission, name="open_admission"),
    path("admissions/<int:admission_id>/", views.admission, name="admission"),
    path("admissions/<int:admission_id>/steps/<str:step>/", recording.record_step, name="record_step"),
    path("admissions/<int:admission_id>/close/", recording.close_admission, name="close_admission"),
    path("admissions/<int:admission_id>/reopen/", recording.reopen_admission, name="reopen_admission"),
    path("admissions/entries/<int:entry_id>/correct/", recording.correct_step, name="correct_step"),
    path("admissions/entries/<int:entry_id>/strike/", recording.strike_step, name="strike_step"),
]

"""Addresses of people in motion."""

from django.urls import path

from jiceng.faces.workbench.transfers import letters, mobile, views

urlpatterns = [
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/away/", mobile.away, name="mobile_away"),
    path("transfers/visitors/", mobile.visitors, name="mobile_here"),
    path("transfers/<int:transfer_id>/", views.letter, name="letter"),
    path("transfers/<int:transfer_id>/settle/", views.settle, name="settle_letter"),
    path("transfers/<int:transfer_id>/confirm/", views.confirm, name="confirm_letter"),
    path("transfers/<int:transfer_id>/address/", views.address, name="address_letter"),
    path("transfers/<int:transfer_id>/cancel/", views.cancel, name="cancel_letter"),
    path("transfers/<int:transfer_id>/document/", letters.document, name="letter_document"),
    path("people/<int:person_id>/letter/", views.issue, name="issue_letter"),
    path("units/<str:code>/arrivals/new/", views.receive, name="receive_member"),
    path("people/<int:person_id>/contact/", mobile.confirm_absence, name="confirm_absence"),
    path("units/<str:code>/visitors/new/", mobile.note_visitor, name="note_visitor"),
    path("visitors/<int:visitor_id>/contact/", mobile.confirm_visitor, name="confirm_visitor"),
    path("visitors/<int:visitor_id>/end/", mobile.end_visit, name="end_visit"),
]

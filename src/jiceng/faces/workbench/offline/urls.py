"""Addresses of the unconnected village."""

from django.urls import path

from jiceng.faces.workbench.offline import paper, submitting, views

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/token/", views.token, name="token"),
    path("outbox/pages/", views.kept_pages, name="kept_pages"),
    path("worker.js", views.worker, name="worker"),
    path("units/<code>/gatherings/submit/", submitting.submit, name="submit_gathering"),
    path("units/<code>/paper/", paper.sheets, name="paper_sheets"),
    path("units/<code>/paper/enter/", paper.enter, name="enter_paper"),
]

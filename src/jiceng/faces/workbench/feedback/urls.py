"""Addresses of questions and complaints."""

from django.urls import path

from jiceng.faces.workbench.feedback import views

urlpatterns = [
    path("questions/", views.questions, name="questions"),
    path("questions/ask/", views.ask, name="ask"),
    path("questions/inbox/", views.inbox, name="inbox"),
    path("questions/receipt/", views.receipt, name="receipt"),
    path("questions/<int:question_id>/", views.question, name="question"),
]

"""Addresses of decisions."""

from django.urls import path

from jiceng.faces.workbench.decisions import correcting, papers, persons, recording, starting, views

urlpatterns = [
    path("units/<str:code>/decisions/", views.decisions, name="decisions"),
    path("units/<str:code>/decisions/new/", starting.start_decision, name="start_decision"),
    path("units/<str:code>/decisions/figures/", views.decision_figures, name="decision_figures"),
    path("decisions/<int:decision_id>/", views.decision, name="decision"),
    path("decisions/<int:decision_id>/record.json", views.decision_record, name="decision_record"),
    path("decisions/<int:decision_id>/interests/", persons.decision_interests, name="decision_interests"),
    path(
        "decisions/<int:decision_id>/steps/<str:step>/<str:action>/", recording.enter_step, name="enter_step"
    ),
    path("decisions/entries/<int:event_id>/correct/", correcting.correct_event, name="correct_event"),
    path("decisions/entries/<int:event_id>/withdraw/", correcting.withdraw_event, name="withdraw_event"),
    path("decisions/<int:decision_id>/drop/", starting.drop_decision, name="drop_decision"),
    path("decisions/<int:decision_id>/resume/", starting.resume_decision, name="resume_decision"),
    path("decisions/<int:decision_id>/annul/", starting.annul_decision, name="annul_decision"),
    path(
        "decisions/<int:decision_id>/papers/<str:paper>/<str:form>/",
        papers.decision_paper,
        name="decision_paper",
    ),
    path("decisions/<int:decision_id>/disclosures/<str:step>/", papers.disclose_step, name="disclose_step"),
    path(
        "decisions/<int:decision_id>/disclosures/<str:step>/renew/",
        papers.renew_disclosure,
        name="renew_disclosure",
    ),
    path("people/<int:person_id>/decisions/", persons.person_decisions, name="person_decisions"),
]

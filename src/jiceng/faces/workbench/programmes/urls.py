"""Addresses of programmes."""

from django.urls import path

from jiceng.faces.workbench.programmes import indicators, views, writing

AT = "programmes/<str:code>/<slug:programme>/"

urlpatterns = [
    path("programmes/<str:code>/", views.programmes, name="programmes"),
    path(AT, views.programme, name="programme"),
    path(f"{AT}report/", views.report, name="programme_report"),
    path(f"{AT}read/", writing.read, name="read_programme"),
    path(f"{AT}projects/<slug:project>/", views.project, name="programme_project"),
    path(f"{AT}projects/<slug:project>/risk/", writing.raise_risk, name="raise_risk"),
    path(f"{AT}indicators/<slug:indicator>/", indicators.indicator, name="indicator"),
    path(f"{AT}indicators/<slug:indicator>/units/", indicators.units, name="indicator_units"),
    path(f"{AT}indicators/<slug:indicator>/records/", indicators.records, name="indicator_records"),
    path(f"{AT}indicators/<slug:indicator>/target/", writing.set_target, name="set_target"),
    path(f"{AT}indicators/<slug:indicator>/enter/", writing.enter, name="enter_number"),
    path("risks/<int:risk_id>/close/", writing.close_risk, name="close_risk"),
]

"""Addresses of rules and of the office's own figures."""

from django.urls import path

from jiceng.faces.workbench.rules import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/parameters/<slug:code>/", views.set_parameter, name="set_parameter"),
    path("rules/<slug:duty>/", views.rule, name="rule"),
]

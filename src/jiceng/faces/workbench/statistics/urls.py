"""Addresses of the yearly tables."""

from django.urls import path

from jiceng.faces.workbench.statistics import views

urlpatterns = [
    path("units/<str:code>/statistics/", views.statistics, name="statistics"),
    path("units/<str:code>/statistics/list/", views.statistic_list, name="statistic_list"),
]

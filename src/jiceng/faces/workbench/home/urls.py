"""Addresses of the landing pages."""

from django.urls import path

from jiceng.faces.workbench.home import views

urlpatterns = [
    path("home/", views.home, name="home"),
    path("units/<code>/due/", views.due, name="due"),
]

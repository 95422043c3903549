"""Addresses of registers."""

from django.urls import path

from jiceng.faces.workbench.exports import views

urlpatterns = [
    path("units/<str:code>/registers/", views.registers, name="registers"),
    path("units/<str:code>/registers/<slug:name>/", views.register, name="register"),
]

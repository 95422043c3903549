"""Addresses of set-up and repair."""

from django.urls import path

from jiceng.faces.admin.site import site

urlpatterns = [path("", site.urls)]

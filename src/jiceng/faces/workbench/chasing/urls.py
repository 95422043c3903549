"""Address of the chasing list."""

from django.urls import path

from jiceng.faces.workbench.chasing import views

urlpatterns = [path("units/<str:code>/chasing/", views.chasing, name="chasing")]

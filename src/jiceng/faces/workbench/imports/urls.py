"""Addresses of imports. What is sent to the first may be large: `config.requests` lets it pass."""

from django.urls import path

from jiceng.faces.workbench.imports import files, views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/template/<str:kind>/", files.template, name="import_template"),
    path("imports/<int:import_id>/", views.one, name="import"),
    path("imports/<int:import_id>/accept/", views.accept, name="accept_import"),
    path("imports/<int:import_id>/put-away/", views.put_away, name="put_away_import"),
    path("imports/<int:import_id>/undo/", views.undo, name="undo_import"),
    path("imports/<int:import_id>/returned/", files.returned, name="returned_rows"),
]

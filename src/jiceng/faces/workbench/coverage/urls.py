"""Addresses of coverage."""

from django.urls import path

from jiceng.faces.workbench.coverage import changes, joining, views

urlpatterns = [
    path("units/<str:code>/coverage/", views.coverage, name="coverage"),
    path("units/<str:code>/coverage/list/", views.coverage_list, name="coverage_list"),
    path("units/<str:code>/coverage/known/", joining.cover_known, name="cover_known"),
    path("units/<str:code>/coverage/joint/", joining.joint_organisations, name="joint_organisations"),
    path("establishments/<int:establishment_id>/", views.establishment, name="establishment"),
    path("establishments/<int:establishment_id>/cover/", changes.cover, name="cover_establishment"),
    path("establishments/<int:establishment_id>/together/", joining.cover_together, name="cover_together"),
    path("establishments/<int:establishment_id>/overrule/", changes.overrule, name="overrule_exclusion"),
    path("covers/<int:link_id>/end/", changes.end_cover, name="end_cover"),
    path("overrulings/<int:overruling_id>/end/", changes.end_overruling, name="end_overruling"),
]

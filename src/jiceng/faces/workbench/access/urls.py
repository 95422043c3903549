"""Addresses of signing in and of grants."""

from django.urls import path

from jiceng.faces.workbench.access import views

urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("password/", views.password, name="password"),
    path("access/", views.grants, name="grants"),
    path("access/new/", views.new_grant, name="new_grant"),
    path("access/<int:grant_id>/password/", views.reset_password, name="reset_password"),
    path("access/<int:grant_id>/revoke/", views.revoke, name="revoke_grant"),
]

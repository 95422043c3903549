"""Addresses of signing in and of grants."""

from django.urls import path

from jiceng.faces.workbench.access import persons, security, views

urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("sign-in/key/", security.sign_in_key, name="sign_in_key"),
    path("sign-in/forgotten/", security.forgotten, name="forgotten"),
    path("alive/", security.alive, name="alive"),
    path("password/", views.password, name="password"),
    path("security/", security.security, name="security"),
    path("security/app/", security.add_totp, name="add_totp"),
    path("security/key/", security.add_key, name="add_key"),
    path("security/remove/", security.remove_factor, name="remove_factor"),
    path("security/codes/", security.recovery_codes, name="recovery_codes"),
    path("security/seen/", security.see_reset, name="see_reset"),
    path("security/sessions/", security.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("access/", views.grants, name="grants"),
    path("access/new/", views.new_grant, name="new_grant"),
    path("access/<int:grant_id>/password/", views.reset_password, name="reset_password"),
    path("access/<int:grant_id>/person/", persons.account_person, name="account_person"),
    path("access/<int:grant_id>/factors/", views.reset_factors, name="reset_factors"),
    path("access/<int:grant_id>/recovery/", views.put_away_recovery, name="put_away_recovery"),
    path("access/<int:grant_id>/revoke/", views.revoke, name="revoke_grant"),
]

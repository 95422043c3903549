"""Addresses of tokens and of one's own calendar."""

from django.urls import path

from jiceng.faces.workbench.machines import calendars, tokens

urlpatterns = [
    path("access/tokens/", tokens.tokens, name="tokens"),
    path("access/tokens/new/", tokens.new_token, name="new_token"),
    path("access/tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke_token"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/end/", calendars.end, name="end_calendar"),
]

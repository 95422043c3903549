"""Addresses of checks against standards."""

from django.urls import path

from jiceng.faces.workbench.standards import acting, boards, views

urlpatterns = [
    path("units/<str:code>/standards/", views.standards, name="standards"),
    path("units/<str:code>/basics/", views.basics, name="basics"),
    path("units/<str:code>/standards/sheet/", views.sheet, name="standards_sheet"),
    path("units/<str:code>/standards/units/", boards.units, name="standards_units"),
    path("units/<str:code>/standards/due/", views.due, name="standards_due"),
    path("units/<str:code>/standards/lacking/", boards.lacking, name="standards_lacking"),
    path("units/<str:code>/standards/sample/", boards.sample, name="standards_sample"),
    path("units/<str:code>/standards/say/", acting.say, name="say_standards"),
    path("units/<str:code>/standards/close/", acting.close, name="close_standards"),
    path("units/<str:code>/standards/reopen/", acting.reopen, name="reopen_standards"),
    path("units/<str:code>/standards/items/<str:item>/", views.item, name="standards_item"),
    path("units/<str:code>/standards/items/<str:item>/find/", acting.find, name="find_standard"),
    path("units/<str:code>/standards/items/<str:item>/reply/", acting.reply, name="reply_standard"),
    path("units/<str:code>/standards/items/<str:item>/settle/", acting.settle, name="settle_standard"),
]

"""The program's addresses with set-up and repair switched on."""

from django.urls import include, path

from jiceng.config import urls
from jiceng.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [path("admin/", include("jiceng.faces.admin.urls")), *urls.urlpatterns]

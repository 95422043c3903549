"""Addresses of the portal. An article's is permanent: its column may change, its number never."""

from django.urls import path
from django.views.decorators.http import require_safe

from jiceng.faces.portal import letters, machines, seals, search, units, views

urlpatterns = [
    path("", views.front, name="portal_front"),
    path("c/<slug:code>/", views.column, name="portal_column"),
    path("c/<slug:code>/<int:year>/", views.column, name="portal_year"),
    path("c/<slug:code>/<int:year>/<int:month>/", views.column, name="portal_month"),
    path("c/<slug:code>/rss.xml", require_safe(machines.Newest()), name="portal_column_rss"),
    path("c/<slug:code>/atom.xml", require_safe(machines.NewestAtom()), name="portal_column_atom"),
    path("a/<int:number>/", views.article, name="portal_article"),
    path("a/<int:number>/versions/", views.versions, name="portal_versions"),
    path("a/<int:number>/seal/", seals.page, name="portal_seal"),
    path("a/<int:number>/seal.json", seals.download, name="portal_seal_file"),
    path("f/<slug:token>/", views.attachment, name="portal_attachment"),
    path("letters/", letters.write, name="portal_letters"),
    path("letters/answer/", letters.answer, name="portal_letter_answer"),
    path("search/", search.search, name="portal_search"),
    path("u/", units.listing, name="portal_units"),
    path("u/<str:code>/", units.unit, name="portal_unit"),
    path("rss.xml", require_safe(machines.Newest()), name="portal_rss"),
    path("atom.xml", require_safe(machines.NewestAtom()), name="portal_atom"),
    path("sitemap.xml", machines.sitemap, name="portal_sitemap"),
    path("sitemap-<int:part>.xml", machines.sitemap, name="portal_sitemap_part"),
    path("robots.txt", machines.robots, name="portal_robots"),
]

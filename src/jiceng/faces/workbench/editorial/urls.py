"""Addresses of the writing room."""

from django.urls import path

from jiceng.faces.workbench.editorial import attachments, deciding, views, writing

urlpatterns = [
    path("units/<code>/articles/", views.articles, name="articles"),
    path("units/<code>/articles/write/", writing.write, name="write_article"),
    path("articles/<int:article_id>/", views.article, name="article"),
    path("articles/<int:article_id>/revise/", writing.revise, name="revise_article"),
    path("articles/<int:article_id>/submit/", deciding.submit, name="submit_article"),
    path("articles/<int:article_id>/recall/", deciding.recall, name="recall_article"),
    path("articles/<int:article_id>/review/", deciding.review, name="review_article"),
    path("articles/<int:article_id>/discard/", deciding.discard, name="discard_article"),
    path("articles/<int:article_id>/withdraw/", deciding.withdraw, name="withdraw_article"),
    path("articles/<int:article_id>/versions/<int:revision>/", views.version, name="article_version"),
    path("articles/<int:article_id>/files/", attachments.attach, name="attach_file"),
    path("articles/<int:article_id>/files/<slug:token>/", attachments.file, name="article_file"),
    path("articles/<int:article_id>/files/<slug:token>/remove/", attachments.remove, name="remove_file"),
]

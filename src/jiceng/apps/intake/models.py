"""What was imported, when, by whom."""

from django.db import models


class Import(models.Model):
    """One file taken in, by its digest (SHA-256), with what became of its rows; the file itself is not
    kept.
    """

    digest = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=20)
    rows = models.IntegerField()
    written = models.IntegerField()
    unchanged = models.IntegerField()
    rejected = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

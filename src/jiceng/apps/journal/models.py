"""Two tables that are only ever added to."""

from django.db import models


class AuditEntry(models.Model):
    """One write: canonical JSON, its salt and the commitment to it, made in the transaction of the write.

    Shredding clears `content` and `salt`; `commitment` stays, so the ledger still proves what else was there.
    """

    at = models.DateTimeField(db_index=True)
    actor_id = models.IntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    type = models.CharField(max_length=60)
    unit_id = models.IntegerField(null=True, db_index=True)
    subject = models.CharField(max_length=60, db_index=True)
    content = models.TextField(null=True)  # noqa: DJ001  # null: shredded
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    shredded_at = models.DateTimeField(null=True)


class Reading(models.Model):
    """One look into a person's file: by whom, of whom, which part, and for what stated purpose (查阅记录)."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.IntegerField(null=True, db_index=True)
    actor_name = models.CharField(max_length=80)
    person_id = models.IntegerField(db_index=True)
    unit_id = models.IntegerField(null=True, db_index=True)
    part = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)

"""Tables that are only ever added to, but for the list of entries waiting for their place in the ledger."""

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
    """One look into a person's file: by whom, of whom, which part, and for what stated purpose (查阅记录).

    `token_id`, of a program that reads in someone's name: which of her tokens.
    """

    at = models.DateTimeField(db_index=True)
    actor_id = models.IntegerField(null=True, db_index=True)
    token_id = models.IntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    person_id = models.IntegerField(db_index=True)
    unit_id = models.IntegerField(null=True, db_index=True)
    part = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)


class PendingLeaf(models.Model):
    """An entry that has no place in the ledger yet; written with the entry, so that none is forgotten."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="pending_leaf")


class Leaf(models.Model):
    """An entry's place in the ledger, from 0."""

    index = models.PositiveBigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="leaf")


class LedgerHash(models.Model):
    """A hash of the ledger's tree, by its position (see `engines.ledger.positions`)."""

    position = models.PositiveBigIntegerField(primary_key=True)
    hash = models.BinaryField()


class Checkpoint(models.Model):
    """The signed word for the ledger's first `size` entries: a C2SP signed note."""

    size = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    note = models.TextField()


class HandedOut(models.Model):
    """A file that left the office: the mark it carries and the SHA-256 (hex) of its bytes."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="+")
    mark = models.CharField(max_length=9, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)

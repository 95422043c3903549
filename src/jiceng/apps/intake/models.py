"""What was imported, when, by whom, and what it changed."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Import(models.Model):
    """One file and what became of its rows.

    `digest` is the file's SHA-256. `content` is the file itself, sealed, while it is being worked on: until
    its rows are written and what was given back is mended; then it is erased. `choices` are the decisions
    made on it, `report` what the last check or write said, sealed like the file.
    """

    class State(models.TextChoices):
        CHECKING = "checking"
        CHECKED = "checked"
        REFUSED = "refused"
        WRITING = "writing"
        WRITTEN = "written"
        UNDOING = "undoing"
        UNDONE = "undone"
        DISCARDED = "discarded"

    state = models.CharField(max_length=10, choices=State, default=State.WRITTEN)
    name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=20, blank=True)
    rows = models.IntegerField(default=0)
    written = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_id = models.BigIntegerField(null=True, db_index=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=80, blank=True)
    content = models.BinaryField(null=True)
    choices = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    report = models.BinaryField(null=True)
    job = models.CharField(max_length=36, blank=True)


class Change(models.Model):
    """One record an import made or changed: from which row, which record, what it said before (null: it was
    not there) and after. `left_because`, why undoing the import left it ("changed_since", "in_use").
    """

    of = models.ForeignKey(Import, models.PROTECT, related_name="changes")
    sheet = models.CharField(max_length=100)
    row = models.IntegerField()
    record = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()
    undone = models.BooleanField(default=False)
    left_because = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["record", "record_id"])]


class Mapping(models.Model):
    """What someone said a heading means in files of a kind: the key of a column, "" where it is not to be
    read. `heading` is normalised.
    """

    by_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    heading = models.CharField(max_length=100)
    column = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by_id", "kind", "heading"], name="one_meaning_a_heading")
        ]

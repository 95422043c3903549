"""Gatherings, the rolls they were held on, and their earlier versions."""

from django.db import models

from jiceng.apps.organisations.models import Body, Unit


class Roll(models.Model):
    """The frozen list (应到名单) of those entitled: kept once for all gatherings that had the same one.

    `entries` is a list of [person id, votes (1 or 0)] in register order; `digest` is SHA-256 over it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    digest = models.BinaryField()
    entries = models.JSONField()
    size = models.IntegerField()
    voting = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "digest"], name="one_roll_a_list")]


class Gathering(models.Model):
    """A meeting or activity day of a unit or one of its bodies.

    `entitled` and `present` count those who vote; `attended` everyone of the roll who came. `absent` is a
    list of [person id, reason], null once expired (`absences_expired_at`). `makes_up` is the key of an
    earlier period it makes up for. `entry_key` is the key of the form it was entered with, so that a form
    sent twice is one record. `follows` is what was posted and so is on record ("article:7"), which alone
    changes it; empty of what was recorded by hand. `measured` is in the unit of its kind's measure: hours it
    lasted, or days a notice stayed posted since `day`; null where not noted, and while it is still posted.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced"
        HELD = "held"
        CANCELLED = "cancelled"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="gatherings")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="gatherings")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State)
    day = models.DateField()
    time = models.TimeField(null=True)
    place = models.CharField(max_length=100, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    minutes = models.TextField(blank=True)
    items = models.CharField(max_length=400, blank=True)
    makes_up = models.CharField(max_length=21, blank=True)
    chair = models.CharField(max_length=60, blank=True)
    recorder = models.CharField(max_length=60, blank=True)
    roll = models.ForeignKey(Roll, models.PROTECT, null=True, related_name="gatherings")
    absent = models.JSONField(null=True)
    absences_expired_at = models.DateTimeField(null=True)
    entitled = models.IntegerField(default=0)
    present = models.IntegerField(default=0)
    attended = models.IntegerField(default=0)
    measured = models.IntegerField(null=True)
    revision = models.IntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    entry_key = models.UUIDField(null=True)
    follows = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["unit", "day"])]
        constraints = [
            models.UniqueConstraint(fields=["unit", "entry_key"], name="one_record_an_entry"),
            models.UniqueConstraint(
                fields=["follows"],
                condition=models.Q(state="held", measured=None) & ~models.Q(follows=""),
                name="one_record_a_posting",
            ),
        ]


class Revision(models.Model):
    """What a gathering's record said before a correction; `content` holds the fields as they were."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="revisions")
    number = models.IntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "number"], name="one_revision_a_number")]

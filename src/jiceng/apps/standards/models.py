"""Checks against standards, what was said in them, and what the registers say now."""

from django.db import models
from django.db.models import Q

from jiceng.apps.organisations.models import Unit
from jiceng.engines.procedure.standards import LEVELS


class Assessment(models.Model):
    """A check of a unit against a checklist in a year, at one level (自评、镇核、县验、复核).

    `rule_from`, first day of the checklist's version; `seed`, of the sample it was drawn in, if any. Open
    until `closed_at`; then `known` holds what the registers said on that day ({item: [points, amount,
    evidence]}) and `points`, `base`, `grade`, `barred` what was earned. `accepted`, of a county's check:
    whether it was. `left` and `differences`, items still to be said and differences to settle, count with
    each write.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    checklist = models.CharField(max_length=40)
    rule_from = models.DateField()
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=7, choices=[(each.value, each.value) for each in LEVELS])
    seed = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    accepted = models.BooleanField(null=True)
    remark = models.CharField(max_length=500, blank=True)
    known = models.JSONField(default=dict)
    points = models.PositiveSmallIntegerField(default=0)
    base = models.PositiveSmallIntegerField(default=0)
    grade = models.CharField(max_length=40, blank=True)
    barred = models.CharField(max_length=200, blank=True)
    left = models.PositiveSmallIntegerField(default=0)
    differences = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "checklist", "year", "level"], name="one_check_a_level_and_year"
            ),
            models.UniqueConstraint(
                fields=["unit", "checklist", "year"], condition=Q(closed_at=None), name="one_open_check"
            ),
        ]
        indexes = [models.Index(fields=["checklist", "year", "level"])]


class Answer(models.Model):
    """What was said of an item in a check; never changed: one put right names what it `replaces`.

    `kind`: said (at the check's own level), replied (by the side below, to a difference; no points), settled
    (a difference, by the level above). `text`, the source, or the reason.
    """

    class Kind(models.TextChoices):
        SAID = "said"
        REPLIED = "replied"
        SETTLED = "settled"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="answers")
    item = models.CharField(max_length=40)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.SAID)
    points = models.PositiveSmallIntegerField(null=True)
    text = models.CharField(max_length=500)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")


class Derived(models.Model):
    """What the registers say of a unit's derived items on a day, by the rules of a fingerprint. Derived data:
    deleted when a fact of the unit is written, computed again at any time.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    checklist = models.CharField(max_length=40)
    day = models.DateField()
    rules = models.CharField(max_length=64)
    known = models.JSONField()
    barred = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "checklist"], name="one_derived_a_unit")]

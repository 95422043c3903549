"""Cached verdicts and what an office adds to the rules: postponements, values of pending parameters."""

from django.db import models

from jiceng.apps.organisations.models import Unit


class Verdict(models.Model):
    """One duty of one unit in one period. Derived data: rebuilt at any time from records and rules.

    `evidence` lists the ids of the gatherings that count, separated by commas.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    duty = models.CharField(max_length=40)
    version = models.SmallIntegerField()
    period = models.CharField(max_length=21)
    opens_on = models.DateField()
    closes_on = models.DateField()
    grace_until = models.DateField()
    required = models.IntegerField()
    counted = models.IntegerField()
    met_on = models.DateField(null=True)
    excuse = models.CharField(max_length=30, blank=True)
    excuse_until = models.DateField(null=True)
    evidence = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "closes_on"]),
            models.Index(fields=["closes_on", "opens_on"]),
        ]


class Freshness(models.Model):
    """By which rules, and until which day, a unit's verdicts were computed; `stale` as soon as a fact of it
    has changed since.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    rules = models.CharField(max_length=64)
    until = models.DateField()
    stale = models.BooleanField(default=False, db_index=True)


class Postponement(models.Model):
    """An approved postponement (延期) of one duty of one unit in one period, until a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    duty = models.CharField(max_length=40)
    period = models.CharField(max_length=21)
    until = models.DateField()
    reason = models.CharField(max_length=200)
    approved_by = models.CharField(max_length=80)
    approved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class ParameterValue(models.Model):
    """An office's own value of a pending parameter of the profile, from a day on."""

    parameter = models.CharField(max_length=60)
    value = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

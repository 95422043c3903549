"""What an office sets for a programme, and readings. Rows are added; what is corrected or changed stands
beside what was.
"""

from django.db import models

from jiceng.apps.organisations.models import Unit


class Target(models.Model):
    """What an indicator should come to in a unit `by` a day, set on `set_on`; the newest holds. `reason`, on
    what grounds, or why it was changed.
    """

    programme = models.CharField(max_length=40)
    indicator = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=20, decimal_places=6)
    by = models.DateField()
    reason = models.CharField(max_length=300)
    set_on = models.DateField()
    set_by = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["programme", "unit"])]


class Entry(models.Model):
    """A number entered by hand: what an indicator came to in a unit on `day`, by `source` (who published it,
    where). Of one day the newest holds. Of an indicator on records, its baseline alone is entered.
    """

    programme = models.CharField(max_length=40)
    indicator = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=6)
    source = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["programme", "unit"])]


class Risk(models.Model):
    """What may keep a project from its goal in a unit, who sees to it, until when; once closed, how."""

    programme = models.CharField(max_length=40)
    project = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    owner = models.CharField(max_length=60)
    due = models.DateField()
    raised_on = models.DateField()
    raised_by = models.CharField(max_length=60)
    closed_on = models.DateField(null=True)
    closed_how = models.CharField(max_length=300, blank=True)
    closed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "unit"])]


class Reading(models.Model):
    """What an indicator came to in a unit in a month (its first day), read as on `day`: derived from the
    registers, dropped and made again at will.

    `part` over `known` units, `unknown` more; `whole` False where the records do not reach back over all
    that the indicator looks back on.
    """

    programme = models.CharField(max_length=40)
    indicator = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    month = models.DateField()
    day = models.DateField()
    part = models.DecimalField(max_digits=20, decimal_places=6)
    known = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    whole = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "unit", "month", "indicator"], name="one_reading_a_month"
            )
        ]

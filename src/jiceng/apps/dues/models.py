"""Standings, payments and reductions. Months are kept as their first day; sums are whole fen."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from jiceng.apps.organisations.models import OPEN, Unit
from jiceng.apps.people.models import Person

STATES = ("asked", "approved", "refused")


class DuesStanding(models.Model):
    """As what a member pays in a unit, from a month until a month (exclusive).

    `payer`, a kind of the profile; `base_sealed`, what the share is taken of (`bases`); `chosen_fen`, the
    sum the unit chose where the rule leaves a choice.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    payer = models.CharField(max_length=40)
    base_sealed = models.BinaryField(null=True)
    chosen_fen = models.IntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "unit"], condition=OPEN, name="one_open_dues_standing")
        ]
        indexes = [models.Index(fields=["unit", "starts_on"])]


class Payment(models.Model):
    """What one member paid for one month, with the receipt's number.

    A correction is a new row that names the one it `corrects`, and why; that one is `replaced` and still
    shows. A sum of 0 says that nothing was paid after all.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField()
    amount_fen = models.IntegerField()
    paid_on = models.DateField()
    receipt = models.CharField(max_length=20)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    reason = models.CharField(max_length=200, blank=True)
    replaced = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"], condition=Q(replaced=False), name="one_payment_a_month"
            )
        ]
        indexes = [models.Index(fields=["unit", "month"])]


class Reduction(models.Model):
    """Less, or nothing, for some months (少交、免交): asked by the unit, granted or refused from above.

    `amount_fen`, what is paid instead each month; `ends_on` is exclusive; `answer`, what was said to it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    amount_fen = models.IntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="asked", choices=[(each, each) for each in STATES])
    answer = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "state"])]

    @property
    def last_day(self) -> date:
        """The last it holds for."""
        return self.ends_on - timedelta(days=1)

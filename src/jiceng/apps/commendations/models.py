"""Honours given to units and to their members."""

from django.db import models

from jiceng.apps.organisations.models import Unit
from jiceng.apps.people.models import Person


class Commendation(models.Model):
    """An honour (表彰) given to a unit, or to `person` as a member of it, on a day, by whom, by which paper.

    A correction is a new row that names the one it `corrects`; that one has `ended_at` and `ended_why`, as
    one withdrawn has.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    honour = models.CharField(max_length=100)
    given_by = models.CharField(max_length=100)
    day = models.DateField()
    document = models.CharField(max_length=60, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "day"]), models.Index(fields=["person"])]

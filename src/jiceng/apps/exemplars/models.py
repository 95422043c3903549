"""Models (典型): units and persons others can learn from, and what was entered of them."""

from django.db import models

from jiceng.apps.editorial.models import Article
from jiceng.apps.organisations.models import Unit
from jiceng.apps.people.models import Person


class Exemplar(models.Model):
    """A unit, or a person of it, nominated as a model of a kind of the profile: `what`, of what others can
    learn. `notice` asks for objections, `practice` is the page of what they do.

    `named_on` and `ended_on` (retired, or dropped before it was named) are derived from the entries.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    what = models.CharField(max_length=200)
    nominated_on = models.DateField()
    nominated_at = models.DateTimeField()
    nominated_by = models.CharField(max_length=80)
    notice = models.ForeignKey(Article, models.SET_NULL, null=True, related_name="+")
    practice = models.ForeignKey(Article, models.SET_NULL, null=True, related_name="+")
    named_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "ended_on"])]

    def __str__(self) -> str:
        return f"exemplar {self.pk}"


class ExemplarEntry(models.Model):
    """One entry, never changed; one taken out (`struck`) says so in a new one that `replaces` it, for
    `reason`. What `said` holds by kind stands in `progress`.
    """

    exemplar = models.ForeignKey(Exemplar, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    day = models.DateField()
    said = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exemplar", "number"], name="one_exemplar_entry_a_number")
        ]

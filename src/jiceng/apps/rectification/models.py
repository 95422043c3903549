"""Weak branches: what the criteria found, what officers attested, cases and what was entered of them."""

from django.db import models
from django.db.models import Q

from jiceng.apps.decisions.models import Decision
from jiceng.apps.organisations.models import Unit


class Survey(models.Model):
    """When all units were last held against the criteria, as on which day, by which rules."""

    day = models.DateField()
    at = models.DateTimeField()
    rules = models.CharField(max_length=80)


class Finding(models.Model):
    """A criterion that held of a unit at the last survey, with the amounts it rests on; derived."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    weakness = models.CharField(max_length=40)
    amounts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "weakness"], name="one_finding_a_weakness")]


class Attestation(models.Model):
    """What no register knows, said by a named officer with her source. It counts for nothing until it was
    shown to the unit and answered (safety rule 7); one taken back counts no more.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    weakness = models.CharField(max_length=40)
    day = models.DateField()
    text = models.CharField(max_length=500)
    source = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "ended_on"])]


class SetAside(models.Model):
    """A proposal not followed for a reason, until a day; the latest of a unit's weakness holds."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    weakness = models.CharField(max_length=40)
    until = models.DateField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "weakness"])]


class Case(models.Model):
    """A unit listed to be put right (整顿对象), by a decision or a paper, on `grounds` frozen as they were.

    `removed_on` (销号) and `reopened_on` (反弹后重新列入) are derived from the entries.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened_on = models.DateField()
    paper = models.CharField(max_length=80, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    grounds = models.JSONField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    removed_on = models.DateField(null=True)
    reopened_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(removed_on=None), name="one_open_weak_case_a_unit"
            )
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseEntry(models.Model):
    """One entry of a case, never changed: `replaces` is the one this corrects, for `reason`. What `said`
    holds by kind stands in `progress`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
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
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_case_entry_a_number")]

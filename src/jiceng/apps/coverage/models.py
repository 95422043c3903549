"""Rosters of establishments, and what covers each of them. `ends_on` is exclusive."""

from django.db import models
from django.db.models import F, Q

from jiceng.apps.organisations.models import OPEN, Unit
from jiceng.engines.procedure import REGISTERED_STATES, WAYS


class Roster(models.Model):
    """A list (名单) of one kind of establishment as the registration office had it on `as_of`: the base that
    coverage is a share of, until a newer one. `kind`, a code of the profile.
    """

    kind = models.CharField(max_length=40)
    as_of = models.DateField()
    source = models.CharField(max_length=120)
    imported_by = models.CharField(max_length=80)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "as_of", "source"], name="one_roster_a_day")]


class Establishment(models.Model):
    """A firm or social organisation: known by its unified social credit code (`code`), or while it has none
    by its name in its place; what it is called now stands in the lists.
    """

    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=100)
    place = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_establishment_a_code"),
            models.UniqueConstraint(
                fields=["kind", "name", "place"], condition=Q(code=""), name="one_establishment_a_name"
            ),
        ]


class RosterEntry(models.Model):
    """One row of a list.

    `place`, the unit of the tree it lies in, the topmost where the list names none; `employees`, `members`
    (as declared: a count, nobody is named) and `last_report`, the last year reported for (0: never), None
    where the list does not say.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="entries")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="entries")
    name = models.CharField(max_length=100)
    place = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    industry = models.CharField(max_length=60, blank=True)
    employees = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, choices=[(each, each) for each in REGISTERED_STATES])
    registered_on = models.DateField(null=True)
    last_report = models.PositiveSmallIntegerField(null=True)
    members = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "establishment"], name="once_in_a_roster"),
        ]


class Link(models.Model):
    """What covers an establishment from a day until another: an organisation of its own or a joint one
    (`unit`), someone sent (`name`), or another body at work there. One entered by mistake ends on the day it
    begins.
    """

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="links")
    how = models.CharField(max_length=12, choices=[(each, each) for each in WAYS])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "how"],
                condition=OPEN & Q(how__in=("sole", "joint")),
                name="one_organisation_a_way",
            ),
            models.CheckConstraint(condition=OPEN | Q(ends_on__gte=F("starts_on")), name="link_days"),
        ]
        indexes = [models.Index(fields=["ends_on"])]


class Overruling(models.Model):
    """An office's word that an establishment counts though a rule leaves it out, with its reason, shown
    wherever the rule is.
    """

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="overrulings")
    reason = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["establishment"], condition=OPEN, name="one_overruling_at_a_time")
        ]

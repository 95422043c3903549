"""Units, their versions, bodies, terms, posts. Days are inclusive at the start and exclusive at the end
(`ends_on`).
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

OPEN = Q(ends_on__isnull=True)


def on(day: object) -> Q:
    """Rows that are in force on `day` (a date, or an expression)."""
    return Q(starts_on__lte=day) & (OPEN | Q(ends_on__gt=day))


class Unit(models.Model):
    """A node of the tree of responsibility (单位): county, town, village, office, firm, branch. Its identity
    over time.
    """

    code = models.CharField(max_length=40, unique=True)
    division_code = models.CharField(max_length=12, blank=True, db_index=True)

    def __str__(self) -> str:
        return self.code


class UnitVersion(models.Model):
    """What a unit was called, what it was and where it stood, from `starts_on` until `ends_on`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    form = models.CharField(max_length=40, blank=True)
    path = models.CharField(max_length=120)
    order = models.IntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=OPEN, name="one_open_version_a_unit"),
            models.CheckConstraint(
                condition=OPEN | Q(ends_on__gt=models.F("starts_on")), name="unit_version_days"
            ),
        ]
        indexes = [models.Index(fields=["path", "starts_on"]), models.Index(fields=["parent", "order"])]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """Where a unit came from or went to: a split or a merger on a day."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="precessions")
    event = models.CharField(max_length=10, choices=[("split", "split"), ("merge", "merge")])
    day = models.DateField()


class Body(models.Model):
    """Who deliberates in a unit (组织机构): branch committee, Party group, villagers' committee."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """One term (届) of a body: it should end on `due_on`, and did on `ended_on`."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="terms")
    starts_on = models.DateField()
    due_on = models.DateField()
    ended_on = models.DateField(null=True)


class Post(models.Model):
    """A post (职务) there is to hold in a unit; who holds it is kept with people."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)


def profile() -> "Profile":
    """The profile this deployment runs on, as config handed it in."""
    found: Profile = settings.PROFILE
    return found

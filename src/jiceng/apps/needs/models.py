"""Needs, what was entered of them, and what anybody owed and owes them."""

from django.db import models

from jiceng.apps.feedback.models import Question
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import Unit
from jiceng.engines.procedure import Move

STRUCK = "struck"
"""An entry that only takes another back."""


class Need(models.Model):
    """What a unit needs (需求), in its words; one with `since_year` is long-standing (老大难).

    `gathering`, the meeting it was written in; `letter`, the letter it was made of, for the desk that has it
    alone; `former`, the need this one is again. From `stage` on all is derived from the entries by the rules
    named in `judged_by`: `keeper` owes the next thing by `due_by`; `result` of an ended one.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    place = models.CharField(max_length=120, blank=True)
    since_year = models.PositiveSmallIntegerField(null=True)
    raised_on = models.DateField()
    gathering = models.ForeignKey(Gathering, models.PROTECT, null=True, related_name="needs")
    letter = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="+")
    former = models.ForeignKey("self", models.PROTECT, null=True, related_name="again")
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=80)
    stage = models.CharField(max_length=12)
    holder = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    keeper = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    due_by = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    result = models.CharField(max_length=12, blank=True)
    last_day = models.DateField()
    judged_by = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "kind", "raised_on"]),
            models.Index(fields=["keeper", "stage"]),
        ]

    def __str__(self) -> str:
        return f"need {self.pk}"


class NeedEntry(models.Model):
    """One entry, never changed: `move` as the engine has it, `to` a unit, `by` a day, `text` why and what.

    `replaces`, the entry this corrects, or takes back (`STRUCK`), for `reason`.
    """

    need = models.ForeignKey(Need, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    move = models.CharField(max_length=12)
    day = models.DateField()
    text = models.TextField(blank=True)
    to = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    by = models.DateField(null=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "number"], name="one_need_entry_a_number")]

    @property
    def moved(self) -> Move | None:
        """The move it makes; None for one that only takes another back."""
        return None if self.move == STRUCK else Move(self.move)


class OwedToNeed(models.Model):
    """What a unit owed a need since a day, in time until `due_by`; `until`, when that ended, `met` or not.
    Derived.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="owed")
    what = models.CharField(max_length=12)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    since = models.DateField()
    due_by = models.DateField(null=True)
    until = models.DateField(null=True)
    met = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["unit", "what", "until"])]

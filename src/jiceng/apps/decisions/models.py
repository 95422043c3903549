"""Decisions, what was entered of them, and what may be done next."""

from django.db import models
from django.db.models import Q

from jiceng.apps.editorial.models import Article
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.models import Unit
from jiceng.apps.people.models import Person


class Decision(models.Model):
    """A matter (事项) a unit decides by a procedure of the profile.

    `unit_kind`, the unit's kind on `opened_on`; `carry_out_by`, the day by which it is to be carried out,
    as the body said. `result`, `current`, `violations` (entries against a rule) and the rows of `expected`
    are derived from the entries as they stood on `judged_on` by the rules named in `judged_by`; `settled`
    once no day can change them.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="decisions")
    unit_kind = models.CharField(max_length=40)
    procedure = models.CharField(max_length=40)
    matter = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    proposal = models.TextField(blank=True)
    opened_on = models.DateField()
    carry_out_by = models.DateField(null=True)
    concerned = models.ManyToManyField(Person, related_name="decisions")
    dropped_on = models.DateField(null=True)
    drop_reason = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=12, default="under_way")
    current = models.CharField(max_length=40, blank=True)
    violations = models.PositiveIntegerField(default=0)
    last_day = models.DateField()
    settled = models.BooleanField(default=False)
    judged_on = models.DateField()
    judged_by = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["unit", "settled"]), models.Index(fields=["settled", "judged_on"])]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Event(models.Model):
    """One entry: a dated event as the record has it (docs/procedures.md), and what only the office keeps.

    `said`, the event's further fields; `text`, minutes, objection or remark; `details`, when and where a
    meeting is called to, candidates by their codes, who said what. `on_paper`, entered from a signed sheet.
    `gathering`, the minutes it rests on or the call it made; `article`, the notice that posts it. `replaces`
    is the entry this corrects, for `reason`. `entry` seals its verdict in the ledger, and `text` and
    `details` by a digest under `salt` (none for entries of before there were salts).
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12)
    day = models.DateField()
    said = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    on_paper = models.BooleanField(default=False)
    gathering = models.ForeignKey(Gathering, models.PROTECT, null=True, related_name="decided")
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="decided")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    entry_key = models.UUIDField(null=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, null=True, related_name="+")
    salt = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="one_event_a_number"),
            models.UniqueConstraint(fields=["decision", "entry_key"], name="one_event_an_entry_key"),
        ]

    @property
    def code(self) -> str:
        """Its id in the record."""
        return f"e{self.number}"


class ExpectedAction(models.Model):
    """What may be done next in a decision under way, or is waited for, from when, by when; derived."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="expected")
    place = models.PositiveIntegerField()
    action = models.CharField(max_length=12)
    step = models.CharField(max_length=40)
    keeper = models.CharField(max_length=10)
    opens_on = models.DateField(null=True)
    due_by = models.DateField(null=True)
    answers = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["keeper", "due_by"])]


class Disclosure(models.Model):
    """A notice written for a posting step; when its article is posted, the step is entered."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="disclosures")
    step = models.CharField(max_length=40)
    article = models.OneToOneField(Article, models.CASCADE, related_name="disclosure")


class Interest(models.Model):
    """A relation to a matter, declared for this decision alone (safety rule 8): used for recusal, deleted
    after the time to appeal, never browsable.
    """

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="interests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40)
    declared_on = models.DateField()
    declared_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "person", "relation"], name="one_interest_a_relation")
        ]


OPEN = Q(settled=False, dropped_on__isnull=True)
"""Decisions that still wait for something."""

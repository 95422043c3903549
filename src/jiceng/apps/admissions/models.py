"""Cases of admission, what was recorded of them, and what is expected next."""

from django.db import models
from django.db.models import Q

from jiceng.apps.organisations.models import Unit
from jiceng.apps.people.models import Person


class Admission(models.Model):
    """One person's admission (发展党员) in a unit: a course under way, or closed with its outcome.

    `stage` and the rows of `expected` are derived from the entries by the rules named in `judged_by`.
    `same_as` is whom of the register the ID number handed in belongs to, where who opened the case may not
    see her; `person` is then kept without the number.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="admissions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="admissions")
    same_as = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    course = models.CharField(max_length=40)
    begun_on = models.DateField()
    stage = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    judged_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_on__isnull=True), name="one_open_admission_a_person"
            )
        ]


class AdmissionEntry(models.Model):
    """One recorded step. Entries are never changed: `replaces` is the one this corrects, for `reason`; a
    `struck` one says that the step did not take place.

    `measured` maps days, hours, months to numbers; `gave` is the standing of membership it gave, or "".
    """

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="entries")
    step = models.CharField(max_length=40)
    day = models.DateField()
    entitled = models.IntegerField(default=0)
    present = models.IntegerField(default=0)
    ayes = models.IntegerField(default=0)
    measured = models.JSONField(default=dict)
    passed = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    gave = models.CharField(max_length=12, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    struck = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)


class AdmissionPerson(models.Model):
    """Someone named in an entry by a role of the step: contact, introducer."""

    entry = models.ForeignKey(AdmissionEntry, models.CASCADE, related_name="people")
    role = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")


class ExpectedStep(models.Model):
    """A step that may come next in an open case, from when, by when, at the very latest when; derived."""

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="expected")
    step = models.CharField(max_length=40)
    place = models.IntegerField()
    keeper = models.CharField(max_length=10)
    required = models.BooleanField()
    opens_on = models.DateField(null=True)
    due_by = models.DateField(null=True)
    latest = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["admission", "step"], name="one_row_an_expected_step")]
        indexes = [models.Index(fields=["keeper", "due_by"])]

"""Persons and what ties them to units, bodies and posts. `ends_on` is exclusive."""

from django.db import models

from jiceng.apps.organisations.models import OPEN, Body, Post, Unit


class Person(models.Model):
    """Someone in the register. `id_number_sealed` is AES-GCM, `id_number_index` an HMAC: neither is readable
    without the keys.
    """

    name = models.CharField(max_length=60)
    initials = models.CharField(max_length=20, db_index=True)
    sex = models.CharField(max_length=1, default="0")
    birth_date = models.DateField(null=True)
    ethnicity = models.CharField(max_length=20, blank=True)
    education = models.CharField(max_length=20, blank=True)
    occupation = models.CharField(max_length=40, blank=True, default="", db_default="")
    phone = models.CharField(max_length=20, blank=True)
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.BinaryField(null=True, unique=True)
    id_number_masked = models.CharField(max_length=18, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return f"person {self.pk}"


class Membership(models.Model):
    """A person's membership (党籍关系) in a unit: one row per unit and standing, from–to.

    `removed_on`, the day on which a suspended one (停止党籍) was ended for good.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    standing = models.CharField(max_length=12, choices=[("full", "full"), ("probationary", "probationary")])
    joined_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)
    removed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="one_open_membership_a_person")
        ]


class Absence(models.Model):
    """A spell in which a member is away (流动党员), by the member's own statement; never where.

    `told`, how it was stated; `contact`, who in the branch keeps in touch; `confirmed_on`, when it was last
    stated anew; `evaluated`, whether the member is appraised "here" or "there".
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    expected_until = models.DateField(null=True)
    told = models.CharField(max_length=10, default="", db_default="", blank=True)
    contact = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    evaluated = models.CharField(max_length=5, default="", db_default="", blank=True)


class Seat(models.Model):
    """A person's seat in a body, such as a committee or a Party group."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="seats")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)


class PostHolding(models.Model):
    """Who holds a post, since when, until when."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="post_holdings")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post"], condition=OPEN, name="one_holder_a_post")]


class LeaderTraining(models.Model):
    """Training someone took part in: hours of one day or course, entered by `unit`. One entered by mistake is
    withdrawn.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="trainings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    subject = models.CharField(max_length=100)
    held_by = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True)


class Successor(models.Model):
    """Someone the office names as able to follow in a post, and why; in no order, without a score."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="successors")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    named_by = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

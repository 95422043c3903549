"""Transfers by letter, and members from elsewhere who take part here. `ends_on` is exclusive."""

from django.db import models
from django.db.models import Q

from jiceng.apps.organisations.models import Unit
from jiceng.apps.people.models import Person

DIRECTIONS = ("out", "within", "in")
REASONS = ("work", "residence", "study", "retirement", "other")
WAITING = Q(state__in=("issued", "received"))


class Transfer(models.Model):
    """A membership on its way with a letter (转移组织关系): out of this organisation, within it, or into it.

    `from_words` and `to_words` are as the letter has them; `to_unit` of one within is None until someone who
    sees both sides has addressed it. `valid_until` is the letter's last day. States: issued (on its way),
    received (arrived from outside, the receipt is to be sent back), done, cancelled; on `settled_on`.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="transfers")
    direction = models.CharField(max_length=6, choices=[(each, each) for each in DIRECTIONS])
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    from_words = models.CharField(max_length=120)
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    to_words = models.CharField(max_length=120)
    reason = models.CharField(max_length=12, choices=[(each, each) for each in REASONS])
    standing = models.CharField(max_length=12)
    starts_on = models.DateField()
    letter_day = models.DateField()
    letter_number = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    valid_until = models.DateField(null=True)
    state = models.CharField(max_length=9)
    settled_on = models.DateField(null=True)
    settled_why = models.CharField(max_length=200, blank=True)
    receipt_number = models.CharField(max_length=40, blank=True)
    issued_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="one_letter_a_number"),
            models.UniqueConstraint(fields=["person"], condition=WAITING, name="one_letter_a_person"),
        ]
        indexes = [models.Index(fields=["state", "valid_until"])]


class Visitor(models.Model):
    """A member from elsewhere who takes part here, by her own statement (流入): her membership stays where
    it is.

    `home`, the organisation she belongs to, in her words; `told`, `contact`, `confirmed_on` and
    `evaluated` as
    of a spell away.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    home = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    told = models.CharField(max_length=10)
    contact = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    evaluated = models.CharField(max_length=5, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "ends_on"])]

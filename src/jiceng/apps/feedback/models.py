"""What was asked, of whom, and what was answered."""

from django.db import models
from django.db.models import Q

from jiceng.apps.access.models import User
from jiceng.apps.organisations.models import Unit


class Question(models.Model):
    """A question or complaint (意见和问题) to a desk of a unit.

    `page` is where it was written, without a query, `place` the name of that address; `unit`, for which
    unit the asker spoke; `about`, whom a complaint concerns; `to` and `desk`, who answers ("office" 承办,
    "supervision" 监督); `receipt`, the SHA-256 of the number by which it is found without signing in.

    A letter to the editor (编辑信箱) has nobody in `asked_by`; `receipt` is what its number derives. `sender`
    is what its writer said of herself (name, phone, email), `publication` the number of what it is about,
    `answer_key` what the answer is sealed with, `told` whether it can be read under the receipt. One put away
    (`closed_at`) is not answered.
    """

    kind = models.CharField(max_length=20)
    text = models.TextField()
    page = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=60, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="questions")
    asked_at = models.DateTimeField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    about = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    desk = models.CharField(max_length=20)
    receipt = models.BinaryField(unique=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=60, blank=True)
    sender = models.JSONField(default=dict)
    publication = models.PositiveIntegerField(null=True)
    answer_key = models.BinaryField(null=True)
    told = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["to", "desk", "answered_at"]),
            models.Index(fields=["asked_by", "asked_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="question_answered_whole",
            )
        ]

    @property
    def is_letter(self) -> bool:
        """Whether it came from the public, without an account."""
        return self.asked_by_id is None

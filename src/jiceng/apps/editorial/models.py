"""What is written for the public, before and while it is posted."""

from django.db import models

from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.models import Unit


class Article(models.Model):
    """An article or notice of a unit: written, reviewed by a second person, posted at a set time, taken back.

    `number`, its permanent address, is given when it is first posted, so that no gap in the numbers tells
    of a draft. `in_line` False: what the public reads is still to be brought in line with it. `touched_at`:
    when something was last done with it. `posted_until`: the last day of what is posted; `until` that of the
    latest revision.
    """

    class State(models.TextChoices):
        """草稿 · 待审 · 待发 · 已发布 · 已撤回 · 期满."""

        DRAFT = "draft"
        IN_REVIEW = "in_review"
        APPROVED = "approved"
        POSTED = "posted"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    number = models.PositiveIntegerField(unique=True, null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="articles")
    column = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    html = models.TextField(blank=True)
    source = models.CharField(max_length=100, blank=True)
    author = models.CharField(max_length=60, blank=True)
    byline = models.CharField(max_length=60, blank=True)
    listed = models.BooleanField(default=True)
    until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    post_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    posted_revision = models.PositiveIntegerField(null=True)
    posted_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    in_line = models.BooleanField(default=True, db_index=True)
    touched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["state", "post_at"])]

    def __str__(self) -> str:
        return self.title


class ArticleVersion(models.Model):
    """What an article said at a revision, with which files, who wrote it (`writer`, the account), and why."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    writer = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "revision"], name="one_content_a_revision")]


class Review(models.Model):
    """What a second person said of a revision."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="reviews")
    revision = models.PositiveIntegerField()
    approved = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)


class ArticleFile(models.Model):
    """A file with an article; posted under its token, an address nobody guesses, with each revision that
    names it.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="files")
    token = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    data = models.BinaryField()


class Posted(models.Model):
    """A revision the public has read, as the journal has it: the commitment to its words, and its entries.

    `salt` goes with the words, `digest` stays. `stands_on`, the last day it must stay unchanged to have stood
    as long as is asked; None when nothing is asked, it has, or it did not. `waits`: its seal is still to be
    brought.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="postings")
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    salt = models.BinaryField(null=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="+")
    stood = models.OneToOneField(AuditEntry, models.PROTECT, related_name="+", null=True)
    stands_on = models.DateField(null=True, db_index=True)
    waits = models.BooleanField(default=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "revision"], name="one_posting_a_revision")]


class Openness(models.Model):
    """By which state of rules and records the public was last told what is owed to it: one row."""

    state = models.CharField(max_length=120)
    at = models.DateTimeField()

"""What is posted, and what came in. Units are named, never related to."""

from django.db import models


def _in_language(language: str, text: str, english: str) -> str:
    """The English where it is asked for and there."""
    return english if english and language.startswith("en") else text


class Site(models.Model):
    """Whose site it is: one row, written by the office. `address` is where it is read (https://…), empty for
    wherever it is asked; `footer`, lines that stand under every page; `letters_key`, the public key that
    letters to the editor are sealed for.
    """

    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=60, blank=True)
    host = models.CharField(max_length=100, blank=True)
    host_en = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=200, blank=True)
    footer = models.TextField(blank=True)
    letters_key = models.BinaryField(default=b"")

    def in_language(self, language: str) -> str:
        """The site's name."""
        return _in_language(language, self.title, self.title_en)

    def host_in(self, language: str) -> str:
        """Who keeps the site."""
        return _in_language(language, self.host, self.host_en)


class Column(models.Model):
    """A column (栏目) of the site; `listed` False keeps what is in it out of searches elsewhere, feeds and the
    sitemap.
    """

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=60, blank=True)
    order = models.IntegerField(default=0)
    listed = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.title

    def in_language(self, language: str) -> str:
        """The column's name."""
        return _in_language(language, self.title, self.title_en)


class Publication(models.Model):
    """One article or notice as the public sees it now. Its number is permanent.

    An ended one keeps its number, title and why it ended; its words are gone.
    """

    class State(models.TextChoices):
        """Posted; taken back with a reason; or past its time."""

        POSTED = "posted"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    number = models.PositiveIntegerField(primary_key=True)
    column = models.ForeignKey(Column, models.PROTECT, related_name="publications")
    unit_code = models.CharField(max_length=40, blank=True, db_index=True)
    unit_name = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=100, blank=True)
    author = models.CharField(max_length=60, blank=True)
    byline = models.CharField(max_length=60, blank=True)
    listed = models.BooleanField(default=True)
    posted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.POSTED)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        # Lists are counted from these alone: a row's own words lie before what else is asked of it.
        indexes = [
            models.Index(fields=["state", "column", "-posted_at", "until", "listed"]),
            models.Index(fields=["state", "-posted_at", "until", "listed", "unit_code"]),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """What a publication said from a moment on; `files` name each with its hash; `seal` is what an outsider
    checks it with (`seals`), once there. Words, files and salt go when the posting ends; the digest stays.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    title = models.CharField(max_length=200)
    html = models.TextField(blank=True)
    files = models.JSONField(default=list)
    salt = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    seal = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="one_version_a_number")]


class Attachment(models.Model):
    """A file with a publication, at an address that cannot be guessed."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="attachments")
    token = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    order = models.PositiveIntegerField(default=0)


class FormerAddress(models.Model):
    """An address that once led somewhere, and the publication it leads to now."""

    path = models.CharField(max_length=200, unique=True)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="former_addresses")


class Letter(models.Model):
    """A letter to the editor (编辑信箱): sealed for the office, found by what its receipt derives.

    `origin` tells letters of one place apart from others for a day, and no more. Once the office has it,
    `sealed` is empty.
    """

    receipt = models.BinaryField(unique=True)
    at = models.DateTimeField()
    sealed = models.BinaryField()
    origin = models.BinaryField(db_index=True)


class Answer(models.Model):
    """The office's answer to a letter: sealed so that its receipt alone opens it."""

    receipt = models.BinaryField(unique=True)
    at = models.DateTimeField()
    sealed = models.BinaryField()


class Unit(models.Model):
    """A unit as the public knows it: its name, what it stands under, what of its affairs it owes to the
    public (`Due`, by code).
    """

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=60, blank=True)
    kind_en = models.CharField(max_length=60, blank=True)
    above = models.ForeignKey("self", models.DO_NOTHING, null=True, db_constraint=False, related_name="below")
    order = models.IntegerField(default=0)
    owes = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["above", "order"])]

    def __str__(self) -> str:
        return self.name

    def kind_in(self, language: str) -> str:
        """What it is: a village, a town."""
        return _in_language(language, self.kind, self.kind_en)


class Kind(models.Model):
    """A kind of notice (种类): accounts, resolutions."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=60, blank=True)
    order = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.title

    def in_language(self, language: str) -> str:
        """The kind's name."""
        return _in_language(language, self.title, self.title_en)


class Due(models.Model):
    """What a rule in force asks to be made public: how often, for how many days, by which clause; `kinds`,
    the kinds of notice that do it.
    """

    code = models.CharField(max_length=40, primary_key=True)
    order = models.IntegerField(default=0)
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=60, blank=True)
    clause = models.CharField(max_length=200)
    clause_en = models.CharField(max_length=200, blank=True)
    pending = models.BooleanField(default=False)
    strength = models.CharField(max_length=10)
    cadence = models.CharField(max_length=20)
    times = models.PositiveIntegerField(default=1)
    days = models.PositiveIntegerField(null=True)
    in_force_from = models.DateField()
    kinds = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.title

    def in_language(self, language: str) -> str:
        """What is due."""
        return _in_language(language, self.title, self.title_en)

    def clause_in(self, language: str) -> str:
        """The rule it stands in."""
        return _in_language(language, self.clause, self.clause_en)


class TermCount(models.Model):
    """In how many publications a pair of characters was found when they were first posted."""

    term = models.CharField(max_length=8, primary_key=True)
    publications = models.PositiveIntegerField()


class KeyTerm(models.Model):
    """A pair of characters that tells a publication from others, and how much."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="+")
    term = models.CharField(max_length=8)
    weight = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["term", "-publication"])]


class Related(models.Model):
    """Two publications about like things, as their words say."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="near")
    other = models.ForeignKey(Publication, models.CASCADE, related_name="+")
    score = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "other"], name="one_relation_a_pair")]

"""Users and their grants."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from jiceng.apps.organisations.models import Unit


class UserManager(BaseUserManager["User"]):
    """Finds users by their sign-in name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of that name, in any case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """Someone who signs in. Rights come from grants alone.

    A machine (`is_machine`, 机器账户) never signs in: another program acts for it with tokens.
    `must_change_password`: somebody else knows it. `session_epoch`: raised, every session ends.
    `factors_reset_at`: when an officer took her second factors away, until she says she has seen it.
    """

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    person_id = models.IntegerField(null=True)
    language = models.CharField(max_length=10, blank=True)
    is_machine = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0)
    factors_reset_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to: the password, and how often the user has ended all her sessions; as
        Django has it until she does, so that a new release signs nobody out.
        """
        if not self.session_epoch:
            return str(super()._get_session_auth_hash(secret))  # type: ignore[misc]
        bound = f"{self.password}:{self.session_epoch}"
        return salted_hmac("jiceng.access.session", bound, secret=secret, algorithm="sha256").hexdigest()


class Grant(models.Model):
    """A role in a unit's subtree, from `starts_on` until `ends_on` (exclusive); revoking sets `ends_on` and
    `revoked_at`.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    granted_by = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.unit}"


class Token(models.Model):
    """A key (接口令牌) with which a program acts for `user`: no more than `permissions` in the subtree of `unit`,
    until `ends_on` (exclusive), and never more than the user may herself on that day.

    `digest` is the key's SHA-256, `prefix` its first letters, by which it is recognised in a list;
    `permissions` are separated by commas.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=40)
    prefix = models.CharField(max_length=12)
    digest = models.BinaryField(unique=True)
    permissions = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    last_used_on = models.DateField(null=True)
    issued_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class CalendarFeed(models.Model):
    """The secret address of a user's calendar of what is due (日历订阅): one a user, of which only the SHA-256 is
    kept.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    language = models.CharField(max_length=10)


class Factor(models.Model):
    """A second factor (第二验证方式): an authenticator app ("totp", RFC 6238) or a security key ("key", WebAuthn).

    `secret` is the app's shared secret, sealed, or the key's public data; `counter` the last time step or
    signature count that was used: nothing at or below it is taken again.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=40)
    secret = models.BinaryField()
    credential_id = models.BinaryField(null=True, unique=True)
    counter = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()


class RecoveryCode(models.Model):
    """A code that stands in for a lost factor, once: only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField()
    used_at = models.DateTimeField(null=True)


class Recovery(models.Model):
    """Someone said that a password is forgotten (找回密码). `user` is None where nobody has the name that was
    typed, so that both are the same work; the name itself is not kept: it may be a password in the wrong
    field.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="recoveries")
    at = models.DateTimeField(db_index=True)
    address = models.BinaryField()
    settled_at = models.DateTimeField(null=True)

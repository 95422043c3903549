"""Users and their grants."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from jiceng.apps.organisations.models import Unit


class UserManager(BaseUserManager["User"]):
    """Finds users by their sign-in name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of that name, in any case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """Someone who signs in. Rights come from grants alone."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    person_id = models.IntegerField(null=True)
    language = models.CharField(max_length=10, blank=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.username


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

"""What a session is bound to."""

import pytest
from django.contrib.auth.base_user import AbstractBaseUser

from jiceng.apps.access import services
from jiceng.apps.access.models import User
from tests.county import AT, County

pytestmark = pytest.mark.django_db


def test_a_new_release_signs_nobody_out(county: County) -> None:
    user = county.users["shangyao"]
    assert user.get_session_auth_hash() == AbstractBaseUser.get_session_auth_hash(user)
    assert user._get_session_auth_hash() == AbstractBaseUser._get_session_auth_hash(user)


def test_ending_all_sessions_ends_each(county: County) -> None:
    user = county.users["shangyao"]
    hashes = set()
    for epoch in range(3):
        user.session_epoch = epoch
        hashes.add(user.get_session_auth_hash())
    assert len(hashes) == 3


def test_of_two_ends_at_once_none_is_lost(county: County) -> None:
    """Two requests that have both read her account before either writes."""
    officer, user = county.users["county"], county.users["shangyao"]
    first, second = User.objects.get(pk=user.pk), User.objects.get(pk=user.pk)
    actor = county.actor("shangyao")
    services.sign_out_elsewhere(actor=actor, at=AT, user=first)
    services.sign_out_elsewhere(actor=actor, at=AT, user=second)
    assert User.objects.get(pk=user.pk).session_epoch == second.session_epoch == 2
    assert User.objects.get(pk=officer.pk).session_epoch == 0

"""What a session is bound to."""

import pytest
from django.contrib.auth.base_user import AbstractBaseUser

from tests.county import County

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

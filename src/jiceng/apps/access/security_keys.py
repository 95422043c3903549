"""Security keys and passkeys: WebAuthn Level 2, by the fido2 library.

Keys are kept on the authenticator with its own unlocking (PIN, finger, face) required: such a key is both
factors at once, and whoever signs in names nobody, so that nothing can be learnt about names.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from jiceng.apps.people.keys import factor_key
from jiceng.kernel.errors import Invalid

_VERIFIED = UserVerificationRequirement.REQUIRED


def _server(origin: str) -> Fido2Server:
    """The party keys are made for: this address and no other. `origin`, such as "https://jiceng.example"."""
    party = PublicKeyCredentialRpEntity(name="Jiceng", id=urlsplit(origin).hostname)
    return Fido2Server(party, verify_origin=lambda asked: asked == origin)


def _handle(user_id: int) -> bytes:
    """What a key keeps of whose it is: never the name (WebAuthn, 14.6.1)."""
    return hmac.digest(factor_key(), f"handle:{user_id}".encode(), hashlib.sha256)


def begin_adding(
    origin: str, user_id: int, username: str, there: Sequence[bytes]
) -> tuple[dict[str, Any], Any]:
    """What the browser is asked to make, and what is to be remembered until it answers; `there`, the
    public data of keys the user has already.
    """
    user = PublicKeyCredentialUserEntity(id=_handle(user_id), name=username, display_name=username)
    options, state = _server(origin).register_begin(
        user,
        [AttestedCredentialData(each) for each in there],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_VERIFIED,
    )
    return dict(options), state


def finish_adding(origin: str, state: Any, answer: Mapping[str, Any]) -> tuple[bytes, bytes, int]:
    """Check what the browser made. Returns the credential's id, its public data and its count. Raises
    `Invalid("key_refused")`.
    """
    try:
        made = _server(origin).register_complete(state, answer)
        credential = made.credential_data
        if credential is None:
            raise ValueError("no credential")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("key_refused") from error
    return credential.credential_id, bytes(credential), made.counter


def begin_sign_in(origin: str) -> tuple[dict[str, Any], Any]:
    """What the browser is asked to sign, by any key it has for this address."""
    options, state = _server(origin).authenticate_begin(user_verification=_VERIFIED)
    return dict(options), state


def credential_id(answer: Mapping[str, Any]) -> bytes:
    """Which key answered. Raises `Invalid("key_refused")`."""
    try:
        return AuthenticationResponse.from_dict(answer).raw_id
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("key_refused") from error


def finish_sign_in(origin: str, state: Any, public: bytes, answer: Mapping[str, Any]) -> int:
    """Check a signature. Returns the key's count. Raises `Invalid("key_refused")`."""
    try:
        _server(origin).authenticate_complete(state, [AttestedCredentialData(public)], answer)
        return AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("key_refused") from error

"""The keys of the office: one seals identity numbers, one indexes them, one seals files sent in,
one the secrets of second factors; one signs the ledger, one opens letters (`journal.keys`).

They lie in `JICENG_DATA/keys` with mode 0600 and are all made when the office starts, so that one sealed copy
holds them all; without them no identity number can be read or found. Whoever asks for one that can be neither
read nor made gets `Conflict("keys_out_of_reach")`.
"""

from functools import cache

from django.conf import settings

from jiceng.apps.journal.keys import key_in, letters_key, signing_key

_key_in = cache(key_in)


def sealing_key() -> bytes:
    """AES-256 key that seals identity numbers (32 bytes)."""
    return _key_in(settings.KEYS_FOLDER, "id-number-seal")


def index_key() -> bytes:
    """HMAC-SHA-256 key that makes the index of identity numbers (32 bytes)."""
    return _key_in(settings.KEYS_FOLDER, "id-number-index")


def factor_key() -> bytes:
    """AES-256 key that seals the shared secrets of second factors (32 bytes)."""
    return _key_in(settings.KEYS_FOLDER, "factor-seal")


def file_key() -> bytes:
    """AES-256 key that seals files sent in while they are worked on (32 bytes)."""
    return _key_in(settings.KEYS_FOLDER, "file-seal")


def make_keys() -> None:
    """Make the keys that are not there yet, the ledger's and the letters' among them."""
    for key in (sealing_key, index_key, factor_key, file_key, signing_key, letters_key):
        key()

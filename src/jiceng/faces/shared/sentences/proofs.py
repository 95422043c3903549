"""Sentences about the ledger: proofs, signatures, checkpoints."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "index_beyond_size": _(
        "The proof is about entry %(index)s of a log of only %(size)s. Take the proof and the checkpoint anew."
    ),
    "hash_length": _(
        "A hash in the proof is not %(expected)s bytes long. The proof is damaged: take it anew."
    ),
    "proof_length": _(
        "The proof has too few or too many steps for a log of %(size)s entries. It is damaged or not of this log."
    ),
    "root_mismatch": _(
        "The proof does not lead to the signed root of the log at %(size)s entries. What it is about was changed, "
        "or the checkpoint is of another log."
    ),
    "size_order": _(
        "A log of %(second)s entries cannot be compared with one of %(first)s. The earlier checkpoint comes first "
        "and is not empty."
    ),
    "malformed_key": _("This is not a key as logs print it (name+id+key). Copy it again, whole."),
    "malformed_note": _("This is not a signed note, or it is damaged. Take it anew from where it came."),
    "malformed_checkpoint": _("This is not a checkpoint, or it is damaged. Take it anew from where it came."),
    "wrong_signature": _(
        "The signature of %(name)s does not belong to this text. The text was changed, or the signature is false."
    ),
    "unverified_note": _("None of the keys you trust has signed this note. Nothing in it is vouched for."),
    "ambiguous_key": _("Two of the keys given are called %(name)s alike. Give each key once."),
}

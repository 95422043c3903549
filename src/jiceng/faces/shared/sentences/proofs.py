"""Sentences about the ledger: proofs, signatures, checkpoints."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "index_beyond_size": _(
        "The proof is about entry %(index)s of a log of only %(size)s. Take the proof and the "
        "checkpoint anew."
    ),
    "hash_length": _(
        "A hash in the proof is not %(expected)s bytes long. The proof is damaged: take it anew."
    ),
    "proof_length": _(
        "The proof has too few or too many steps for a log of %(size)s entries. It is damaged or not of "
        "this log."
    ),
    "root_mismatch": _(
        "The proof does not lead to the signed root of the log at %(size)s entries. What it is about "
        "was changed, "
        "or the checkpoint is of another log."
    ),
    "size_order": _(
        "A log of %(second)s entries cannot be compared with one of %(first)s. The earlier checkpoint "
        "comes first "
        "and is not empty."
    ),
    "salt_length": _(
        "The salt of an entry is not %(expected)s bytes long. The extract is damaged: take it anew."
    ),
    "salt_missing": _(
        "An entry shows its content without its salt, or the other way round. Take the extract anew."
    ),
    "content_changed": _("The content of an entry is not what its commitment was made of: it was changed."),
    "extract_malformed": _("Line %(line)s is not a line of a ledger extract. Take the extract anew."),
    "entry_changed": _(
        "Entry %(index)s was changed after it was written (%(reason)s). It is the first that is wrong."
    ),
    "entry_out_of_order": _(
        "Where entry %(index)s should stand, entry %(found)s does: something was taken out, added or moved."
    ),
    "entries_rewritten": _(
        "The log is not the one whose checkpoint was signed: between entry %(first)s and entry %(last)s "
        "something "
        "was changed, added, taken out or moved."
    ),
    "forked": _(
        "At %(size)s entries the log differs from the checkpoint seen earlier: its past was rewritten."
    ),
    "rolled_back": _(
        "The log has %(size)s entries and had %(earlier)s when it was seen earlier: an old copy was put back."
    ),
    "other_log": _("The checkpoint is of the log %(origin)s, not of this one. Check which extract you have."),
    "checkpoint_missing": _("No signed checkpoint is in the extract, so nothing in it is vouched for."),
    "malformed_key": _("This is not a key as logs print it (name+id+key). Copy it again, whole."),
    "malformed_note": _("This is not a signed note, or it is damaged. Take it anew from where it came."),
    "malformed_checkpoint": _("This is not a checkpoint, or it is damaged. Take it anew from where it came."),
    "wrong_signature": _(
        "The signature of %(name)s does not belong to this text. The text was changed, or the signature "
        "is false."
    ),
    "unverified_note": _("None of the keys you trust has signed this note. Nothing in it is vouched for."),
    "ambiguous_key": _("Two of the keys given are called %(name)s alike. Give each key once."),
    "seal_malformed": _(
        "This is not a seal's file, or it is damaged. Download it again from the notice's page."
    ),
    "seal_other_key": _(
        "The seal was signed with a key that is not among those you trust. Get the office's public key anew."
    ),
    "seal_other_words": _("The words of version %(version)s are not those that were entered in the ledger."),
    "published_missing": _(
        "Notice %(number)s, or a version of it, is in the ledger and not among what is published: it was "
        "taken out, or an old copy was put back."
    ),
    "published_unknown": _(
        "Notice %(number)s, or a version of it, is published and was never entered in the ledger."
    ),
    "published_changed": _(
        "Notice %(number)s is not published as it was entered in the ledger: “%(what)s” differs."
    ),
    "seal_other_entry": _("The entry given for version %(version)s is about something else."),
    "signing_key_missing": _(
        "No checkpoint is signed by a key that is still there. Put the ledger's old keys back into the "
        "folder of keys."
    ),
    "article_not_in_extract": _(
        "The extract has nothing about this notice. Check its number, or take a newer extract."
    ),
    "no_checkpoint_yet": _("The ledger has signed nothing yet. Run `jiceng ledger seal` first."),
    "ledger_hash_missing": _(
        "The ledger's hash at position %(position)s is gone from the database: it was changed from outside. "
        "Restore the last backup beside it and compare."
    ),
}

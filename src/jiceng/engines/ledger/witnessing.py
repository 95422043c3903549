"""A witness: sees a log's checkpoints one after the other, and puts her name to those that only grew.

Source: C2SP tlog-witness.md.
"""

from collections.abc import Sequence

from jiceng.engines.ledger.checkpoints import Checkpoint
from jiceng.engines.ledger.notes import VerifierKey, open_note
from jiceng.engines.ledger.verification import verify_consistency
from jiceng.kernel.errors import ProofError


def judge(
    seen: Checkpoint | None, note: bytes, proof: Sequence[bytes], keys: Sequence[VerifierKey]
) -> Checkpoint:
    """The checkpoint of a note, if the log it speaks for is the one `seen` before, grown.

    Parameters: `seen`, the last checkpoint signed for, None at the first; `proof`, of consistency between the
    two; `keys`, of the log.
    Raises ProofError: "other_log", "rolled_back" for a smaller log, "forked" when the proof does not hold;
    those of `open_note` and `Checkpoint.parse`.
    """
    checkpoint = Checkpoint.parse(open_note(note, keys).text)
    if seen is None:
        return checkpoint
    if checkpoint.origin != seen.origin:
        raise ProofError("other_log", origin=checkpoint.origin)
    if checkpoint.size < seen.size:
        raise ProofError("rolled_back", earlier=seen.size, size=checkpoint.size)
    if seen.size == 0:
        return checkpoint
    try:
        verify_consistency(seen.size, checkpoint.size, proof, seen.root, checkpoint.root)
    except ProofError:
        raise ProofError("forked", size=seen.size) from None
    return checkpoint

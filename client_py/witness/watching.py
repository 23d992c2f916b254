"""One look at a log (crypto.md §9.4): fetch the newest head, verify that it begins with what was seen, keep it, cosign it, hand it in."""

from collections.abc import Sequence
from dataclasses import dataclass

from client_py.documents import Document
from client_py.http import Http
from client_py.record_log import PREFIX, Consistency, LogSeen, verify_by_one_of
from client_py.witness.key import WitnessKey
from client_py.witness.seen import SeenFile
from server.crypto.note import Note, Verifier, cosign, read_checkpoint, read_note
from server.crypto.tree import verify_consistency
from server.errors import ProofError, Refusal, RefusalCode


class CosignedRequest(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/log/cosignatures."""

    note: str


@dataclass(frozen=True, slots=True, repr=False)
class Watch:
    """Whose heads are watched, by whom, and where it is kept how far they were seen. `logs`: the log's keys, old and new, all of one name."""

    key: WitnessKey
    logs: Sequence[Verifier]
    seen: SeenFile

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.logs[0].name

    def consider(self, written: str, proof: Sequence[bytes], seconds: int) -> Note:
        """The head, cosigned; it is kept on disk before. ProofError, and nothing is signed: unsigned, bad_signature, foreign_log, and
        wrong_proof for a head that does not begin with the one that was seen.
        """
        note, seen = read_note(written), self.seen.read(self.origin)
        verify_by_one_of(note, self.logs)
        head = read_checkpoint(note.text, self.origin)
        verify_consistency(seen.size, seen.root, head.size, head.root, proof)
        self.seen.keep(self.origin, LogSeen(head.size, head.root))
        cosigned = cosign(note, self.key.name, self.key.signing, seconds)
        return Note(cosigned.text, cosigned.signatures[-1:])


async def look(http: Http, watch: Watch, seconds: int) -> LogSeen:
    """Fetches, considers, hands in; how far the log has come.

    Raises as `Watch.consider`, and ProofError("unknown_member") when the root names no such witness. A Refusal `not_for_you` when the log
    is shorter than what was seen, `bad_signature` when the service says that it never had that head, `wrong_time` when this
    machine's clock is ahead of the service's.
    """
    before = watch.seen.read(watch.origin)
    answer = await http.get(f"{PREFIX}/consistency?before={before.size}", Consistency)
    cosigned = watch.consider(answer.note, [bytes(each) for each in answer.proof], seconds)
    try:
        await http.tell(f"{PREFIX}/cosignatures", CosignedRequest(note=cosigned.written))
    except Refusal as refusal:
        if refusal.code is RefusalCode.NOT_FOR_YOU:
            raise ProofError("unknown_member") from None
        raise
    return watch.seen.read(watch.origin)

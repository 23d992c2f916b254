"""What an own message says: from what waits in the outbox, or from the envelope that an earlier run of this client has sealed."""

from client_py.outbox import Pending
from client_py.transcript import Ending
from server.crypto.content import Content, End, EnvelopeKind, Seal, Text
from server.crypto.envelope import open_envelope, parse_envelope
from server.crypto.epoch import EpochKeys
from server.errors import ProofError


def content_of(item: Pending, keys: EpochKeys | None, ended: Ending | None) -> Content:
    """The content to seal. `keys` are those of the epoch in which an older envelope was sealed, `ended` the session to seal."""
    if item.brought_back:
        if keys is None:
            raise ProofError("foreign_epoch")
        return open_envelope(parse_envelope(item.envelope), keys)
    if item.content is not None:
        return item.content
    match EnvelopeKind(item.kind):
        case EnvelopeKind.END:
            return End()
        case EnvelopeKind.SEAL:
            if ended is None:
                raise ValueError("no session has ended that could be sealed")
            return Seal(ended.session, ended.sequence, ended.head)
        case EnvelopeKind.TEXT | EnvelopeKind.LETTER | EnvelopeKind.APPOINTMENT:
            return Text(item.text)

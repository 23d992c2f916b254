"""Who confirms a part, and up to where (crypto.md §13.2): a head that someone signed as seen binds everything before it."""

from dataclasses import dataclass

from server.crypto.bundle import Bundle
from server.crypto.content import Seal
from server.crypto.envelope import EnvelopeHeader, Outside, read_outside, verify_outside
from server.crypto.package import Part
from server.errors import ProofError
from server.ids import AccountId
from server.packages.documents import Witness
from server.packages.reading import Reading, ShownEnvelope
from server.packages.trust import bundles


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Up to which entry of a part a participant confirms it; 0 when of none."""

    part: Part
    account: AccountId
    last: int


def confirmed(reading: Reading, witnesses: list[EnvelopeHeader]) -> list[Confirmed]:
    """For every part and every participant but the maker, whose word the whole package is already."""
    said: list[tuple[AccountId, int]] = []
    for shown in reading.shown:
        if isinstance(shown, ShownEnvelope):
            said.append((shown.envelope.sender, shown.envelope.seen_sequence))
            if isinstance(shown.content, Seal):
                said.append((shown.envelope.sender, shown.content.last_sequence))
    said += [(header.sender, header.seen_sequence) for header in witnesses]
    others = [account for account in reading.trust.members if account != reading.manifest.made_by]
    return [
        Confirmed(part, account, _up_to(part, account, said)) for part in reading.manifest.parts for account in others
    ]


def check_witness(reading: Reading, witness: Witness) -> EnvelopeHeader:
    """The header, if it is a participant's and the head that it saw is one of the package. Reasons: bad_signature, wrong_head, unknown_member."""
    parts = (witness.header, witness.nonce, witness.ciphertext_hash, witness.signature)
    outside = read_outside(*(bytes(each) for each in parts))
    header = outside.header
    if header.conversation != reading.manifest.conversation:
        raise ProofError("foreign_conversation")
    _verify_by_any(reading, outside)
    if reading.heads.get(header.seen_sequence) != header.seen_head:
        raise ProofError("wrong_head")
    return header


def _verify_by_any(reading: Reading, outside: Outside) -> None:
    """Under one of its sender's certified bundles: the epoch that says which one need not be in the package."""
    sender = outside.header.sender
    if sender not in reading.trust.members:
        raise ProofError("unknown_member")
    for bundle in bundles(reading.trust.members[sender]):
        if _holds(bundle, outside):
            return
    raise ProofError("bad_signature")


def _holds(bundle: Bundle, outside: Outside) -> bool:
    try:
        verify_outside(outside, bundle.signing_public)
    except ProofError:
        return False
    return True


def _up_to(part: Part, account: AccountId, said: list[tuple[AccountId, int]]) -> int:
    seen = [sequence for sender, sequence in said if sender == account and part.first <= sequence <= part.last]
    return max(seen, default=0)

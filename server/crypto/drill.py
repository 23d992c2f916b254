"""Drills (crypto.md §7.3): custodians show that they can open an epoch, and nobody's words are in it.

A drill's conversation was made up for it. Its one member is the officer who ordered it: what custodians give is to who had it before.
"""

from server.crypto.bundle import Bundle, Signer
from server.crypto.checks import Random, drawn, same
from server.crypto.epoch import EpochHeader, EpochKind, EpochPlace, EpochPurpose, OpenedEpoch, open_epoch, verify_header
from server.crypto.hashing import hash_of
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.staff_act import ActWord, StaffAct
from server.errors import ProofError
from server.ids import ID_BYTES, ConversationId, LiveSessionId


def drill_hash(conversation: ConversationId) -> bytes:
    """What the act of a drill is about, and what its epoch follows on: no head of any transcript."""
    return hash_of("webtherapy/v1/drill", conversation)


def open_drill(
    signer: SigningKey, officer: Bundle, manifest_hash: bytes, opened_at: int, random: Random
) -> OpenedEpoch:
    """An epoch of a conversation that there is not, with the officer alone in it."""
    conversation = ConversationId(drawn(random, ID_BYTES))
    place = EpochPlace(conversation, 1, drill_hash(conversation))
    purpose = EpochPurpose(EpochKind.THREAD, LiveSessionId(b""), manifest_hash, opened_at)
    return open_epoch(signer, officer.account, place, purpose, [officer], random)


def verify_drill(act: SignedBody, officer: Signer, conversation: ConversationId) -> StaffAct:
    """The officer's act over this conversation. Reasons: bad_signature, unknown_member, wrong_act, wrong_subject."""
    said = act.verified(StaffAct, officer.signing_public)
    same(said.actor, officer.account, "unknown_member")
    if said.act is not ActWord.DRILL:
        raise ProofError("wrong_act")
    same(said.subject_hash, drill_hash(conversation), "wrong_subject")
    return said


def verify_drill_header(signed: SignedBody, officer: Bundle, conversation: ConversationId) -> EpochHeader:
    """The drill's epoch: opened by the officer, for nobody beside. Nothing of a conversation of people can stand in its place.

    Reasons: those of `verify_header`, and not_a_drill.
    """
    place = EpochPlace(conversation, 1, drill_hash(conversation))
    header = verify_header(signed, officer, place)
    if len(header.members) != 1:
        raise ProofError("not_a_drill")
    return header

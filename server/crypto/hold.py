"""Holds (crypto.md §15.2): while one stands, nothing of a client's record is erased by anybody."""

from enum import StrEnum

from server.crypto.canonical import Body, Uint
from server.crypto.checks import hashes, ids, same
from server.crypto.hashing import hash_of, sha256
from server.crypto.order import check_may_order
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import ID_BYTES, AccountId, HoldId
from server.roles import Role


class HoldCause(StrEnum):
    """Why it was placed: by an officer's word, or with a process or a warning, by the service itself."""

    OFFICER = "officer"
    PROCESS = "process"
    WARNING = "warning"


class Hold(Body, frozen=True, tag="webtherapy/v1/hold"):
    """Whose record is held. `reason_hash` is a paper's, or of the process or warning."""

    hold_id: HoldId
    client: AccountId
    cause: HoldCause
    reason_hash: bytes
    placed_by: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.hold_id, self.client, self.placed_by)
        hashes(self.reason_hash)

    @property
    def hash(self) -> bytes:
        """What a lift names it by."""
        return sha256(self.encoded())


class Lift(Body, frozen=True, tag="webtherapy/v1/lift"):
    """That a hold stands no more, and why."""

    hold_id: HoldId
    hold_hash: bytes
    reason_hash: bytes
    lifted_by: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.hold_id, self.lifted_by)
        hashes(self.hold_hash, self.reason_hash)


def hold_id_of(cause: HoldCause, reason_hash: bytes) -> HoldId:
    """The id of a hold that comes with a process or a warning: there is one of each."""
    return HoldId(hash_of("webtherapy/v1/hold-id", cause.value, reason_hash)[:ID_BYTES])


def verify_hold(signed: SignedBody, by: CertifiedBundle) -> Hold:
    """A hold by who may place it. Reasons: bad_signature, unknown_member, unlawful_role, wrong_basis (an id that is not its process's)."""
    hold = signed.verified(Hold, by.bundle.signing_public)
    same(hold.placed_by, by.account, "unknown_member")
    if hold.cause is HoldCause.OFFICER:
        check_may_order(by)
        return hold
    same(hold.hold_id, hold_id_of(hold.cause, hold.reason_hash), "wrong_basis")
    if by.role is not Role.SYSTEM:
        raise ProofError("unlawful_role")
    return hold


def verify_lift(signed: SignedBody, by: CertifiedBundle, hold: Hold) -> Lift:
    """The end of this hold. Reasons: bad_signature, unknown_member, unlawful_role, wrong_basis (another hold)."""
    lift = signed.verified(Lift, by.bundle.signing_public)
    same(lift.lifted_by, by.account, "unknown_member")
    check_may_order(by)
    same(lift.hold_id, hold.hold_id, "wrong_basis")
    same(lift.hold_hash, hold.hash, "wrong_basis")
    return lift

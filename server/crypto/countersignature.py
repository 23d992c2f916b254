"""Countersignatures (crypto.md §13.4): a supervisor's word that they have read a therapist's warning, and answer for it beside them."""

from server.crypto.canonical import Body, Uint
from server.crypto.checks import hashes, ids, same
from server.crypto.order import check_may_order
from server.crypto.signing import SignedBody
from server.crypto.trust import CertifiedBundle
from server.crypto.warning import GivenWarning
from server.errors import ProofError
from server.ids import AccountId, WarningId


class Countersignature(Body, frozen=True, tag="webtherapy/v1/warning-countersignature"):
    """Which warning, by its hash, and by whom. ProofError: wrong_length."""

    warning_id: WarningId
    warning_hash: bytes
    supervisor: AccountId
    at: Uint

    def __post_init__(self) -> None:
        ids(self.warning_id, self.supervisor)
        hashes(self.warning_hash)


def verify_countersignature(signed: SignedBody, by: CertifiedBundle, warning: GivenWarning) -> Countersignature:
    """Of this warning, by an officer or owner who did not give it. Reasons: bad_signature, unknown_member, unlawful_role, one_person, wrong_basis."""
    said = signed.verified(Countersignature, by.bundle.signing_public)
    same(said.supervisor, by.account, "unknown_member")
    check_may_order(by)
    if said.supervisor == warning.therapist:
        raise ProofError("one_person")
    same(said.warning_id, warning.warning_id, "wrong_basis")
    same(said.warning_hash, warning.hash, "wrong_basis")
    return said

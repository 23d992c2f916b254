"""A share of an epoch secret (crypto.md §7.2): what one custodian can unseal. Opens nothing alone."""

from collections.abc import Sequence

from pyshamir import combine, split

from server.crypto.canonical import Body, Uint, encode
from server.crypto.checks import exactly, hashes, ids
from server.crypto.hashing import hash_of
from server.crypto.sealing import OVERHEAD_BYTES
from server.errors import ProofError
from server.ids import AccountId, ConversationId, DepositId

SHARE_BYTES = 33
"""32 bytes of y and the share's x, which is never zero: there lies the secret itself."""

SHARE_BODY_BYTES = 179
SEALED_SHARE_BYTES = OVERHEAD_BYTES + SHARE_BODY_BYTES
"""Every share body has one length, since k is below 128; a sealed one of any other length is none."""


class ShareBody(Body, frozen=True, tag="webtherapy/v1/share"):
    """A share and all that says whose, of what, and for whom it is. Secret."""

    deposit_id: DepositId
    header_hash: bytes
    depositor: AccountId
    manifest_hash: bytes
    custodian: AccountId
    k: Uint
    share: bytes

    def __post_init__(self) -> None:
        ids(self.deposit_id, self.depositor, self.custodian)
        hashes(self.header_hash, self.manifest_hash)
        exactly(SHARE_BYTES, self.share)
        if self.x == 0:
            raise ProofError("malformed")

    @property
    def x(self) -> int:
        """Where on the polynomial this share lies."""
        return self.share[-1]


def share_hash(share_body: bytes) -> bytes:
    """What the deposit says of a share."""
    return hash_of("webtherapy/v1/share-hash", share_body)


def sealed_share_hash(sealed: bytes) -> bytes:
    """What the deposit says of a sealed share."""
    return hash_of("webtherapy/v1/sealed-share-hash", sealed)


def seal_info(conversation: ConversationId, header_hash: bytes, deposit_id: DepositId, bundle_hash: bytes) -> bytes:
    """To what a sealed share is bound besides the custodian's key."""
    return encode("webtherapy/v1/share-seal", conversation, header_hash, deposit_id, bundle_hash)


def split_secret(secret: bytes, n: int, k: int) -> list[bytes]:
    """Shares of 33 bytes each, `n` of them, any `k` of which give the secret back. The library draws its own randomness."""
    return [bytes(share) for share in split(secret, n, k)]


def combine_secret(shares: Sequence[bytes]) -> bytes:
    """What the shares say the secret is: whether it is, only a commitment tells. At least two, no x twice."""
    return bytes(combine([bytearray(share) for share in shares]))

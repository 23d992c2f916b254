"""The account secret and what derives from it (crypto.md §2)."""

from dataclasses import dataclass

from server.crypto.aead import open_box, seal_box
from server.crypto.canonical import encode
from server.crypto.checks import KEY_BYTES, Random, exactly, ids
from server.crypto.hashing import derive
from server.crypto.sealing import SealingKey
from server.crypto.signing import SigningKey
from server.ids import AccountId

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class AccountKeys:
    """All keys of an account. Secret; no part of the server ever holds one, save that of its own system account."""

    signing: SigningKey
    sealing: SealingKey
    drafts: bytes
    settings: bytes
    outbox: bytes
    notes: bytes

    @classmethod
    def from_secret(cls, secret: bytes) -> "AccountKeys":
        """The keys that grow from a 32-byte account secret."""
        exactly(SECRET_BYTES, secret)
        return cls(
            signing=SigningKey(derive(secret, "webtherapy/v1/account/signing")),
            sealing=SealingKey(derive(secret, "webtherapy/v1/account/sealing")),
            drafts=derive(secret, "webtherapy/v1/account/drafts"),
            settings=derive(secret, "webtherapy/v1/account/settings"),
            outbox=derive(secret, "webtherapy/v1/account/outbox"),
            notes=derive(secret, "webtherapy/v1/account/notes"),
        )


def wrap_predecessor(new: bytes, old: bytes, account: AccountId, generation: int, random: Random) -> bytes:
    """The old account secret, readable to who has the new one; `generation` is the new bundle's."""
    exactly(SECRET_BYTES, new, old)
    return seal_box(_predecessor_key(new), old, _predecessor_context(account, generation), random)


def unwrap_predecessor(new: bytes, wrapped: bytes, account: AccountId, generation: int) -> bytes:
    """The old account secret; ProofError("wrong_key") when any argument is not the one it was wrapped with."""
    exactly(SECRET_BYTES, new)
    old = open_box(_predecessor_key(new), wrapped, _predecessor_context(account, generation))
    exactly(KEY_BYTES, old)
    return old


def _predecessor_key(new: bytes) -> bytes:
    return derive(new, "webtherapy/v1/account/predecessor")


def _predecessor_context(account: AccountId, generation: int) -> bytes:
    ids(account)
    return encode("webtherapy/v1/predecessor", account, generation)

"""Service accounts (crypto.md §11.4): an owner's word that a system of the practice may post notices, under which name and until when."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Final

from server.crypto.canonical import Body, Uint
from server.crypto.checks import KEY_BYTES, ascending, count, hashes, ids, same, text_at_most
from server.crypto.hashing import hash_of
from server.crypto.letter import is_name
from server.crypto.notice import SERVICE_KINDS, NoticeKind
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId
from server.roles import Role

MAX_SERVICE_NAME_BYTES: Final = 100
LONGEST_SERVICE_MS: Final = 400 * 24 * 60 * 60_000
"""A token that nobody renews ends by itself."""

_PREFIX: Final = "wts1"


class Service(Body, frozen=True, tag="webtherapy/v1/service"):
    """What a system of the practice is called, what it may post, by which token, and until when."""

    owner: AccountId
    owner_bundle_hash: bytes
    account: AccountId
    name: str
    kinds: tuple[NoticeKind, ...]
    token_hash: bytes
    expires_at: Uint
    made_at: Uint

    def __post_init__(self) -> None:
        ids(self.owner, self.account)
        hashes(self.owner_bundle_hash, self.token_hash)
        text_at_most(MAX_SERVICE_NAME_BYTES, self.name)
        count(self.kinds, 1, len(SERVICE_KINDS))
        if not is_name(self.name) or not SERVICE_KINDS.issuperset(self.kinds):
            raise ProofError("bad_field")
        ascending([each.value.encode() for each in self.kinds])
        if not self.made_at < self.expires_at <= self.made_at + LONGEST_SERVICE_MS:
            raise ProofError("bad_field")


def make_service(signer: SigningKey, service: Service) -> SignedBody:
    """The word, signed by the owner."""
    return signer.sign_body(service)


def verify_service(signed: SignedBody, owner: CertifiedBundle) -> Service:
    """An owner's word. Reasons: bad_signature, unknown_member, wrong_bundle, unlawful_role, bad_field."""
    said = signed.verified(Service, owner.bundle.signing_public)
    same(said.owner, owner.account, "unknown_member")
    same(said.owner_bundle_hash, owner.hash, "wrong_bundle")
    if owner.role is not Role.OWNER:
        raise ProofError("unlawful_role")
    return said


def token_hash(token: bytes) -> bytes:
    """What is kept of a token."""
    return hash_of("webtherapy/v1/service-token", token)


def write_token(token: bytes, root_fingerprint: bytes) -> str:
    """What the owner hands over, once: the token, and whom the system may believe."""
    return ".".join((_PREFIX, _text(token), _text(root_fingerprint)))


def read_token(text: str) -> tuple[bytes, bytes]:
    """Token and root fingerprint; ProofError("malformed") for anything else."""
    prefix, _, rest = text.strip().partition(".")
    parts = [_bytes(each) for each in rest.split(".")]
    if prefix != _PREFIX or [len(each) for each in parts] != [KEY_BYTES, KEY_BYTES]:
        raise ProofError("malformed")
    return parts[0], parts[1]


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        value = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        return b""
    return value if _text(value) == text else b""

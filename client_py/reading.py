"""Reading what was before (crypto.md §5.3): an old conversation's epochs, by its client's grants. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from client_py.account import Account
from client_py.documents import Signed
from client_py.trust import Trust
from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.epoch import EpochHeader, EpochKeys, wrap_hash
from server.crypto.history import HistoryGrant, unwrap_granted, verify_history
from server.crypto.match import Match
from server.crypto.signing import under_any
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.roles import Role


@dataclass(frozen=True, slots=True)
class _Granted:
    """A proved grant, the bundle it was signed under, and the reader's bundle that it names."""

    grant: HistoryGrant
    signer: Bundle
    recipient: Bundle


class Reading:
    """What one account was let read of one conversation."""

    def __init__(self, trust: Trust, account: Account, match: Match, grants: Sequence[Signed]) -> None:
        """Proves the grants: each by the conversation's client, for this account. ProofError otherwise."""
        client = next(each.account for each in match.participants if each.role is Role.CLIENT)
        self._client = trust.succession(client)
        self._own = trust.succession(account.identity)
        self._granted = [self._prove(match, signed) for signed in grants]

    def keys(self, account: Account, header: EpochHeader, wrapped: bytes) -> EpochKeys:
        """An epoch's keys; ProofError when no grant covers this wrap, or only one that is signed under older keys than the epoch names."""
        granted = self._covering(header, wrapped)
        named = self._client.generation(header.member(self._client.account).bundle_hash)
        if granted.signer.generation < named:
            raise ProofError("stale_bundle")
        own = account.ring.for_bundle(granted.recipient)
        if own is None:
            raise ProofError("wrong_key")
        return unwrap_granted(own.sealing, granted.grant, header, wrapped)

    def _prove(self, match: Match, signed: Signed) -> _Granted:
        recipient = self._own.at(read(HistoryGrant, signed.proof.body).recipient_bundle_hash).bundle

        def under(signer: CertifiedBundle) -> _Granted:
            grant = verify_history(signed.proof, [signer.bundle], match.conversation, recipient.hash)
            return _Granted(grant, signer.bundle, recipient)

        return under_any(self._client.all, under)

    def _covering(self, header: EpochHeader, wrapped: bytes) -> _Granted:
        for granted in self._granted:
            for row in granted.grant.epochs:
                if row.epoch == header.epoch and row.wrap_hash == wrap_hash(wrapped):
                    same(row.header_hash, header.hash, "foreign_epoch")
                    return granted
        raise ProofError("wrong_wrap_hash")

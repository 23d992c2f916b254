"""A record log in memory, with a system key that signs its head: what the proofs of a package are made from."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from client_py.account import Account
from client_py.documents import Octets
from client_py.documents import Person as PersonDocument
from client_py.documents import Signed as SignedDocument
from server.crypto.bundle import make_bundle, verify_bundle
from server.crypto.hashing import sha256
from server.crypto.note import Checkpoint, sign_note
from server.crypto.order import DAY_MS, Basis, ReleaseOrder
from server.crypto.signing import SignedBody
from server.crypto.tree import Node, inclusion_proof, leaf_hash, node_hash, root
from server.crypto.trust import certify, pin_root, root_fingerprint, verify_delegation
from server.crypto.vault import Vault
from server.ids import AccountId, OrderId
from server.packages.documents import Hex, Leaf, Log, Proofs
from server.roles import Role
from tests.unit.client_py.cast import NOW, seeded
from tests.unit.packages.packed import AT, Packing, Story, person_shown

ORIGIN = "webtherapy/record-log"
SEALS = (7, 8, 18)
"""Entries of the story that are seals."""


class LoggedPacking(Packing):
    """A package whose proofs show what of it stands in a log, each between leaves of somebody else's."""

    def __init__(self, story: Story, *parts: tuple[int, int], maker: str = "client") -> None:
        super().__init__(story, *parts, maker=maker)
        self.system, self._system = _system(story)
        self.vouchers: list[str] = []
        sealed = [entry.payload for entry, _ in self.taken if entry.sequence in SEALS]
        used = {each.encoded() for each in story.headers.values()}
        self.logged = [story.cast.match.proof.encoded(), *sorted(used), *sealed]

    def proofs(self) -> Proofs:
        """With the log, and those who vouch."""
        proofs = super().proofs()
        names = {self.story.cast.accounts[name].identity for name in self.vouchers}
        shown = [person_shown(each) for each in self.story.cast.people if bytes(each.account) in names]
        return replace(proofs, people=[*proofs.people, *shown, person_shown(self._system)], log=self.log())

    def log(self) -> Log:
        """Its head, and each logged record with what proves it."""
        records = [each for record in self.logged for each in (b"another's", record)] + [b"another's"]
        salts = [sha256(b"salt %d" % n) for n in range(len(records))]
        node = _nodes([leaf_hash(sha256(salt + each)) for salt, each in zip(salts, records, strict=True)])
        head = Checkpoint(ORIGIN, len(records), root(len(records), node))
        leaves = [
            Leaf(
                place=place,
                salt=Hex(salts[place]),
                record=Hex(records[place]),
                proof=[Hex(each) for each in inclusion_proof(place, len(records), node)],
            )
            for place in range(1, len(records), 2)
        ]
        return Log(origin=ORIGIN, note=sign_note(head.text, ORIGIN, self.system.keys.signing).written, leaves=leaves)


def order_of(story: Story, basis: Basis, basis_hash: bytes, **changed: Any) -> ReleaseOrder:
    """The officer's order for all of it, which the owner approves."""
    officer, owner = (story.cast.accounts[name].identity for name in ("officer", "owner"))
    parts: dict[str, Any] = {
        "order_id": OrderId(b"o" * 16),
        "basis": basis,
        "basis_hash": basis_hash,
        "conversation": story.cast.conversation,
        "headers": tuple(sorted(each.hash for each in story.headers.values())),
        "recipient": officer,
        "recipient_bundle_hash": bytes(32),
        "manifest_hash": story.cast.manifest.hash,
        "officer": officer,
        "approver": owner,
        "issued_at": AT,
        "expires_at": AT + DAY_MS,
    }
    return ReleaseOrder(**(parts | changed))


def signed_by(story: Story, body: Any, *names: str) -> list[bytes]:
    """A record of the log for each of these signatures under one body."""
    keys = [story.cast.accounts[name].keys.signing for name in names]
    return [SignedBody(body.encoded(), key.sign(body.encoded())).encoded() for key in keys]


def _nodes(hashes: Sequence[bytes]) -> Node:
    def node(level: int, index: int) -> bytes:
        if level == 0:
            return hashes[index]
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def _system(story: Story) -> tuple[Account, PersonDocument]:
    """The service's own key, certified by intake."""
    random, pinned = seeded("system"), root_fingerprint(story.cast.root.public)
    account = Account.opened(AccountId(random(16)), Role.SYSTEM.value, Vault(random(32), pinned))
    bundle = make_bundle(account.keys, account.identity, NOW)
    [of_intake], delegation = story.cast.practice.certifiers, story.cast.practice.delegations[0].proof
    certifier = verify_delegation(delegation, of_intake.bundle.proof, pin_root(story.cast.root.public, pinned))
    signer = story.cast.accounts["intake"].keys.signing
    certificate = certify(signer, certifier, verify_bundle(bundle), Role.SYSTEM, NOW)
    return account, PersonDocument(
        account=Octets(account.identity),
        role=account.role,
        bundle=SignedDocument.of(bundle),
        certificate=SignedDocument.of(certificate),
    )

"""A small practice that is always the same: the people, keys and papers of the vectors. Nothing here was ever anyone's."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle, verify_bundle
from server.crypto.canonical import read
from server.crypto.deposit import Deposit
from server.crypto.epoch import EpochHeader, EpochKeys
from server.crypto.hashing import derive
from server.crypto.manifest import Manifest, make_manifest
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.trust import (
    CertifiedBundle,
    Certifier,
    PinnedRoot,
    certify,
    delegate,
    pin_root,
    root_fingerprint,
    verify_certificate,
    verify_delegation,
)
from server.ids import AccountId
from server.roles import Role
from tests.vectors.case import stream, un, unpair

FOLDER: Final = Path(__file__).parent
CUSTODIANS: Final = ("custodian_1", "custodian_2", "custodian_3")
ROLES: Final = {
    "therapist": Role.THERAPIST,
    "client": Role.CLIENT,
    "intake": Role.INTAKE,
    "stranger": Role.CLIENT,
    **dict.fromkeys(CUSTODIANS, Role.CUSTODIAN),
}
MADE_AT: Final = 1_760_000_000_000
VALID_FROM: Final = MADE_AT
VALID_UNTIL: Final = MADE_AT + 86_400_000
ISSUED_AT: Final = MADE_AT + 1_000

_random = stream("world")
ROOT: Final = SigningKey(_random(32))
OTHER_ROOT: Final = SigningKey(_random(32))
ROOT_SEED: Final = stream("world")(32)
SECRETS: Final = {name: _random(32) for name in ROLES}
ACCOUNTS: Final = {name: AccountId(_random(16)) for name in ROLES}
KEYS: Final = {name: AccountKeys.from_secret(secret) for name, secret in SECRETS.items()}
SIGNED: Final = {name: make_bundle(KEYS[name], ACCOUNTS[name], MADE_AT) for name in ROLES}
BUNDLES: Final = {name: verify_bundle(signed) for name, signed in SIGNED.items()}

FINGERPRINT: Final = root_fingerprint(ROOT.public)
PINNED: Final[PinnedRoot] = pin_root(ROOT.public, FINGERPRINT)
DELEGATION: Final[SignedBody] = delegate(ROOT, BUNDLES["intake"], VALID_FROM, VALID_UNTIL)
CERTIFIER: Final[Certifier] = verify_delegation(DELEGATION, SIGNED["intake"], PINNED)


def certificate(name: str) -> SignedBody:
    """The certificate of a person of this practice."""
    return certify(KEYS["intake"].signing, CERTIFIER, BUNDLES[name], ROLES[name], ISSUED_AT)


def certified(name: str) -> CertifiedBundle:
    """A person of this practice, certified."""
    return verify_certificate(certificate(name), SIGNED[name], CERTIFIER)


def custodian_bundles() -> list[Bundle]:
    """The custodians, in the manifest's order."""
    return sorted((BUNDLES[name] for name in CUSTODIANS), key=lambda bundle: bundle.account)


MANIFEST_SIGNED: Final[SignedBody] = make_manifest(ROOT, custodian_bundles(), 2, MADE_AT)
MANIFEST: Final[Manifest] = read(Manifest, MANIFEST_SIGNED.body)


@cache
def chain(maker: str = "python") -> dict[str, Any]:
    """What one implementation sealed once, with its own randomness (README.md)."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"sealed_by_{maker}.json").read_text("utf-8"))
    return loaded


def sealed_header() -> EpochHeader:
    """The header of the epoch in sealed_by_python.json."""
    return read(EpochHeader, un(chain()["epoch"]["header"]["body"]))


def sealed_epoch() -> EpochKeys:
    """The keys of the epoch in sealed_by_python.json."""
    return EpochKeys.of(sealed_header(), un(chain()["epoch"]["secret"]))


def sealed_deposit() -> Deposit:
    """The deposit in sealed_by_python.json."""
    return read(Deposit, unpair(chain()["deposit"]["deposit"]).body)


def sealing_seed(name: str) -> bytes:
    """The seed of a person's sealing key (crypto.md §2)."""
    return derive(SECRETS[name], "webtherapy/v1/account/sealing")


def swapped_bundle(name: str) -> bytes:
    """Another lawful bundle of the same account, with the same keys."""
    return make_bundle(KEYS[name], ACCOUNTS[name], MADE_AT + 1).body

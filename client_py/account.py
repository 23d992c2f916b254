"""An account as its owner holds it: identity, secret, keys, and whom it takes the practice for (crypto.md §2, §3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from client_py.ring import KeyRing, Predecessor
from server.crypto import trust, vault
from server.crypto.account import SECRET_BYTES, AccountKeys
from server.crypto.activation import Activation
from server.crypto.bundle import Bundle
from server.crypto.checks import Random, drawn
from server.crypto.recovery import recovery_wrapping_key
from server.crypto.vault import Vault, WrapKind
from server.errors import ProofError
from server.ids import AccountId

SERVICE: Final = "webtherapy"
"""The name that salts passwords, pinned in the build: never the address of a page (crypto.md §3.2)."""


@dataclass(frozen=True, slots=True, repr=False)
class PasswordKeys:
    """What a password becomes: `authentication` is sent at sign-in, `wrapping` never."""

    authentication: bytes
    wrapping: bytes


def password_keys(number: str, password: str) -> PasswordKeys:
    """Stretches a password: 64 MiB and some tenths of a second; call it off the event loop."""
    stretched = vault.stretch(password, SERVICE, number)
    return PasswordKeys(vault.authentication_key(stretched), vault.wrapping_key(stretched))


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """An opened account. `vault` holds the newest secret and the fingerprint of the practice's root, `ring` all keys there were."""

    identity: AccountId
    role: str
    vault: Vault
    ring: KeyRing

    @property
    def keys(self) -> AccountKeys:
        """The newest."""
        return self.ring.newest

    def keys_of(self, bundle: Bundle) -> AccountKeys:
        """The keys that stand in one of the account's bundles; ProofError("wrong_bundle") when they are not of its ring."""
        keys = self.ring.for_bundle(bundle)
        if keys is None:
            raise ProofError("wrong_bundle")
        return keys

    @classmethod
    def opened(
        cls, identity: AccountId, role: str, opened: Vault, predecessors: Sequence[Predecessor] = ()
    ) -> "Account":
        """The account whose vault was opened; `predecessors` lead back through its key ring, newest first."""
        return cls(identity, role, opened, KeyRing.opened(identity, opened.secret, predecessors))

    @classmethod
    def created(cls, identity: AccountId, role: str, root: bytes, sheet: Activation, random: Random) -> "Account":
        """A new account's secret is made here and nowhere else; the root must be the one on the sheet (crypto.md §3.6)."""
        fingerprint = root_fingerprint(root)
        sheet.check_root(fingerprint)
        return cls.opened(identity, role, Vault(drawn(random, SECRET_BYTES), fingerprint))

    @classmethod
    def unwrapped(
        cls,
        identity: AccountId,
        role: str,
        wrapped: bytes,
        version: int,
        keys: PasswordKeys,
        predecessors: Sequence[Predecessor] = (),
    ) -> "Account":
        """Opens the wrap that the server keeps; ProofError("wrong_key") when it is not this password's."""
        opened = vault.unwrap(keys.wrapping, wrapped, WrapKind.PASSWORD, identity, version)
        return cls.opened(identity, role, opened, predecessors)

    @classmethod
    def recovered(
        cls,
        identity: AccountId,
        role: str,
        wrapped: bytes,
        version: int,
        code: bytes,
        predecessors: Sequence[Predecessor] = (),
    ) -> "Account":
        """Opens the wrap of a recovery code; ProofError("wrong_key") when it is another code's."""
        opened = vault.unwrap(recovery_wrapping_key(code), wrapped, WrapKind.RECOVERY, identity, version)
        return cls.opened(identity, role, opened, predecessors)

    def wrapped(self, keys: PasswordKeys, version: int, random: Random) -> bytes:
        """The wrap for the server to keep; `version` counts its replacements from 1."""
        return vault.wrap(keys.wrapping, self.vault, WrapKind.PASSWORD, self.identity, version, random)

    def recovery_wrapped(self, code: bytes, version: int, random: Random) -> bytes:
        """The wrap under a recovery code; `version` counts the codes from 1."""
        wrapping = recovery_wrapping_key(code)
        return vault.wrap(wrapping, self.vault, WrapKind.RECOVERY, self.identity, version, random)

    def rotated(self, random: Random) -> "Account":
        """The same account with a new secret: its ring has one generation more."""
        secret = drawn(random, SECRET_BYTES)
        opened = Vault(secret, self.vault.root_fingerprint)
        return Account(self.identity, self.role, opened, self.ring.rotated(secret))


def root_fingerprint(root: bytes) -> bytes:
    """What identifies a practice (crypto.md §4.2)."""
    return trust.root_fingerprint(root)

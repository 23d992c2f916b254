"""The key ring (crypto.md §2): all keys that an account has had; who has its newest secret has them one after the other."""

from collections.abc import Sequence

from server.crypto.account import AccountKeys, unwrap_predecessor
from server.crypto.bundle import Bundle
from server.errors import ProofError
from server.ids import AccountId

Predecessor = tuple[int, bytes]
"""A generation, and the secret before it as its own secret seals it."""


class KeyRing:
    """`newest` first; `generation` is its. Secret: its repr shows the type only."""

    __slots__ = ("_keys", "generation", "newest")

    def __init__(self, keys: Sequence[AccountKeys]) -> None:
        self.newest = keys[0]
        self.generation = len(keys) - 1
        self._keys = tuple(keys)

    def __repr__(self) -> str:
        return "<KeyRing>"

    @classmethod
    def opened(cls, account: AccountId, secret: bytes, predecessors: Sequence[Predecessor] = ()) -> "KeyRing":
        """The ring behind the newest secret; `predecessors` newest first, down to generation 1.

        ProofError("wrong_previous") when one is missing, ("wrong_key") when one does not open.
        """
        if [generation for generation, _ in predecessors] != list(range(len(predecessors), 0, -1)):
            raise ProofError("wrong_previous")
        secrets = [secret]
        for generation, sealed in predecessors:
            secrets.append(unwrap_predecessor(secrets[-1], sealed, account, generation))
        return cls([AccountKeys.from_secret(each) for each in secrets])

    @property
    def all(self) -> Sequence[AccountKeys]:
        """Newest first."""
        return self._keys

    def at(self, generation: int) -> AccountKeys:
        """The keys of one generation, from 0 to the newest."""
        return self._keys[self.generation - generation]

    def place_of(self, bundle: Bundle) -> int | None:
        """Which generation of this ring stands in `bundle`; None when it is not of it. Of who began anew the bundles count on (crypto.md §4.7)."""
        keys = self.for_bundle(bundle)
        return None if keys is None else self.generation - self._keys.index(keys)

    def rotated(self, secret: bytes) -> "KeyRing":
        """The ring after a rotation to `secret`."""
        return KeyRing([AccountKeys.from_secret(secret), *self._keys])

    def for_bundle(self, bundle: Bundle) -> AccountKeys | None:
        """The keys whose public halves stand in `bundle`; None when it is not of this ring."""
        wanted = (bundle.signing_public, bundle.sealing_public)
        return next((each for each in self._keys if (each.signing.public, each.sealing.public) == wanted), None)

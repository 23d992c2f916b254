"""By which of their own keys an account reads and writes in a conversation (crypto.md §4.6, §4.7)."""

from collections.abc import Callable, Mapping

from client_py.account import Account
from client_py.events import AlarmReason
from client_py.transcript import StopError, Transcript
from server.crypto.account import AccountKeys
from server.crypto.epoch import EpochHeader
from server.ids import AccountId


class OwnKeys:
    """The ring of whoever reads and writes here, as the record names them."""

    def __init__(self, holder: Callable[[], Account], transcript: Transcript) -> None:
        """`holder` is the account with the keys it has now."""
        self._holder = holder
        self._transcript = transcript

    def keys(self, bundle_hashes: Mapping[AccountId, bytes]) -> AccountKeys:
        """This account's keys of the bundle by which an epoch names it; StopError where the ring has none."""
        own = self._holder().identity
        keys = self._holder().ring.for_bundle(self._transcript.members[own].at(bundle_hashes[own]).bundle)
        if keys is None:
            raise StopError(AlarmReason.FOREIGN_KEYS, self._transcript.sequence)
        return keys

    def has_lost(self, header: EpochHeader) -> bool:
        """Whether an epoch is sealed to keys that this account lost: a certifier's replacement alone makes it so."""
        own = self._holder()
        person = self._transcript.members.get(own.identity)
        named = header.bundle_hashes.get(own.identity)
        if person is None or named is None or own.ring.for_bundle(person.at(named).bundle) is not None:
            return False
        return bool(person.begun_anew(named, person.newest.hash))

"""Under which keys others were met in a conversation (crypto.md §4.7): a certifier's word alone carries nobody here over from lost ones."""

from collections.abc import Callable, Mapping

from client_py.events import AlarmReason
from client_py.transcript import StopError
from client_py.trust import Trust
from server.ids import AccountId


class KnownKeys:
    """What the record's openings named others by, at first the match."""

    def __init__(self, trust: Trust, holder: Callable[[], AccountId], named: Mapping[AccountId, bytes]) -> None:
        """`holder` is whose view this is: they know of themselves that they began anew. `named` is by account, bundle hashes."""
        self._trust = trust
        self._holder = holder
        self._named = named

    def follow(self, sequence: int, named: Mapping[AccountId, bytes]) -> None:
        """An opening of the record names them so; as `check`."""
        self.check(sequence, named)
        self._named = named

    def check(self, sequence: int, named: Mapping[AccountId, bytes]) -> None:
        """StopError where between what they were known by and this lie keys begun anew that nobody here accepted (`Trust.accept_anew`)."""
        for account in named.keys() & self._named.keys() - {self._holder()}:
            begun = self._trust.succession(account).begun_anew(self._named[account], named[account])
            if any(each.hash not in self._trust.accepted for each in begun):
                raise StopError(AlarmReason.KEYS_BEGUN_ANEW, sequence)

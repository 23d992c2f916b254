"""Verifying signatures of a batch under its senders' certified keys, before any lock is taken.

The key may have changed by the time the lock is held: the grant compares the key that was verified under with the one in force.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Final

from server.channels.work import Post
from server.crypto.envelope import Envelope, verify_envelope
from server.errors import ProofError, Refusal, RefusalCode
from server.records.conversations import Sender, signing_keys
from server.storage.database import Connection

INLINE: Final = 8
"""Up to so many signatures (45 µs each) the way to a thread and back costs more than it saves."""

KEPT_KEYS: Final = 20_000


class Verifying:
    """The members' signing keys as last seen, and the threads that verify."""

    def __init__(self, executor: Executor, kept: int = KEPT_KEYS) -> None:
        self._executor = executor
        self._kept = kept
        self._keys: OrderedDict[Sender, bytes] = OrderedDict()

    async def verify(self, connection: Connection, posts: Sequence[Post]) -> None:
        """Set each post's `key`, or its refusal: whose signature does not hold, and who is no member."""
        keys = await self._look_up(connection, posts)
        checks: list[tuple[Post, Envelope, bytes]] = []
        for post in posts:
            key = keys.get((post.conversation, post.account))
            if key is None:
                post.outcome = Refusal(RefusalCode.NOT_FOR_YOU)
            elif post.envelope.header.sender != post.account:
                post.outcome = Refusal(RefusalCode.BAD_SENDER)
            else:
                post.key = key
                checks.append((post, post.envelope, key))
        for post in await self._refuted(checks):
            # A key that was replaced meanwhile must not refuse its owner for ever.
            self._keys.pop((post.conversation, post.account), None)
            post.key, post.outcome = None, Refusal(RefusalCode.BAD_SIGNATURE)

    async def _look_up(self, connection: Connection, posts: Sequence[Post]) -> dict[Sender, bytes]:
        """The keys of all these senders, whatever is forgotten meanwhile to keep the others within bounds."""
        senders = {(post.conversation, post.account) for post in posts}
        keys = {sender: self._keys[sender] for sender in senders if sender in self._keys}
        unknown = senders - keys.keys()
        if unknown:
            found = await signing_keys(connection, unknown)
            keys.update(found)
            self._keys.update(found)
        while len(self._keys) > self._kept:
            self._keys.popitem(last=False)
        return keys

    async def _refuted(self, checks: list[tuple[Post, Envelope, bytes]]) -> list[Post]:
        if len(checks) <= INLINE:
            return _refuted(checks)
        return await asyncio.get_running_loop().run_in_executor(self._executor, _refuted, checks)


def _refuted(checks: list[tuple[Post, Envelope, bytes]]) -> list[Post]:
    """Those whose signature does not hold. Runs in a thread: it touches nothing but its argument."""
    refuted = []
    for post, envelope, key in checks:
        try:
            verify_envelope(envelope, key)
        except ProofError:
            refuted.append(post)
    return refuted

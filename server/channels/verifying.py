"""Verifying signatures of a batch before any lock is taken, each under the bundle that its epoch's header names for its sender.

What a header names never changes: whether that epoch still takes posts, the grant decides under the lock (crypto.md §4.6).
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Final

from server.channels.work import Post
from server.crypto.envelope import Envelope, verify_envelope
from server.errors import ProofError, Refusal, RefusalCode
from server.records.closings import members_among
from server.records.conversations import Sender, epoch_signers
from server.storage.database import Connection

INLINE: Final = 8
"""Up to so many signatures (45 µs each) the way to a thread and back costs more than it saves."""

KEPT_KEYS: Final = 20_000


class Verifying:
    """The keys under which epochs name their members, as far as they were asked for, and the threads that verify."""

    def __init__(self, executor: Executor, kept: int = KEPT_KEYS) -> None:
        self._executor = executor
        self._kept = kept
        self._keys: OrderedDict[Sender, bytes] = OrderedDict()

    async def verify(self, connection: Connection, posts: Sequence[Post]) -> None:
        """Mark each post that is `verified`, or refuse it: whose signature does not hold, and who is no member."""
        keys = await self._look_up(connection, posts)
        checks: list[tuple[Post, Envelope, bytes]] = []
        for post in posts:
            sender = _sender(post)
            key = keys.get(sender)
            if sender not in keys:
                post.outcome = Refusal(RefusalCode.NOT_FOR_YOU)
            elif post.envelope.header.sender != post.account:
                post.outcome = Refusal(RefusalCode.BAD_SENDER)
            elif key is None:
                post.outcome = Refusal(RefusalCode.BAD_EPOCH)
            else:
                post.verified = True
                checks.append((post, post.envelope, key))
        for post in await self._refuted(checks):
            post.verified, post.outcome = False, Refusal(RefusalCode.BAD_SIGNATURE)
        await _hide(connection, [post for post in posts if not post.verified])

    async def _look_up(self, connection: Connection, posts: Sequence[Post]) -> dict[Sender, bytes | None]:
        """The keys of all these senders, whatever is forgotten meanwhile to keep the others within bounds."""
        senders = {_sender(post) for post in posts}
        keys: dict[Sender, bytes | None] = {sender: self._keys[sender] for sender in senders if sender in self._keys}
        unknown = senders - keys.keys()
        if unknown:
            found = await epoch_signers(connection, unknown)
            keys.update(found)
            # An epoch that is not there yet may be there soon.
            self._keys.update({sender: key for sender, key in found.items() if key is not None})
        while len(self._keys) > self._kept:
            self._keys.popitem(last=False)
        return keys

    async def _refuted(self, checks: list[tuple[Post, Envelope, bytes]]) -> list[Post]:
        if len(checks) <= INLINE:
            return _refuted(checks)
        return await asyncio.get_running_loop().run_in_executor(self._executor, _refuted, checks)


async def _hide(connection: Connection, refused: Sequence[Post]) -> None:
    """Who has left learns of what they send there no more than a stranger does: the keys that are kept here do not tell."""
    if refused:
        members = await members_among(connection, {(post.conversation, post.account) for post in refused})
        for post in refused:
            if (post.conversation, post.account) not in members:
                post.outcome = Refusal(RefusalCode.NOT_FOR_YOU)


def _sender(post: Post) -> Sender:
    return post.conversation, post.envelope.header.epoch, post.account


def _refuted(checks: list[tuple[Post, Envelope, bytes]]) -> list[Post]:
    """Those whose signature does not hold. Runs in a thread: it touches nothing but its argument."""
    refuted = []
    for post, envelope, key in checks:
        try:
            verify_envelope(envelope, key)
        except ProofError:
            refuted.append(post)
    return refuted

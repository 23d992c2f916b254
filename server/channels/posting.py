"""Posting: the whole story of a batch of envelopes, from waiting to answered, rung and delivered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.channels.access import grant_posting
from server.channels.delivery import Delivery
from server.channels.doorbell import Doorbell
from server.channels.verifying import Verifying
from server.channels.work import Post
from server.errors import Refusal, RefusalCode
from server.records import heads
from server.records.appending import Appended, Appending, Committed, Known, committed_before
from server.records.heads import Heads
from server.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Posting:
    """What posting needs: who verifies, who delivers here, who rings elsewhere, and the time (Unix ms)."""

    verifying: Verifying
    delivery: Delivery
    doorbell: Doorbell
    now: Callable[[], int]

    async def post(self, connection: Connection, posts: Sequence[Post], *, careful: bool = False) -> None:
        """Commit what may be committed, then answer everyone, then ring. A StorageFault: nothing was answered, ask again.

        `careful` looks every message id up first; otherwise an id that is in the record under another counter fails the batch.
        """
        await self.verifying.verify(connection, posts)
        async with connection.transaction():
            locked = await heads.lock(connection, [_asked(post) for post in posts if post.outcome is None])
            before = await _known(connection, locked, posts, careful=careful)
            appended = _chained(Appending(locked, self.now()), locked, before, posts)
            await appended.write(connection)
        self.delivery.appended(appended.entries)
        _answer(posts)
        self.delivery.ring(_conversations(appended.entries))
        self.doorbell.ring(_conversations(appended.entries))


def _asked(post: Post) -> heads.Asked:
    return post.conversation, post.account, post.envelope.header.instance


async def _known(connection: Connection, locked: Heads, posts: Sequence[Post], *, careful: bool) -> Known:
    """What is in the record already, of the posts that may be: those whose counter lies behind (crypto.md §6.4)."""
    behind = [
        (post.conversation, post.envelope.header.message_id)
        for post in posts
        if post.outcome is None
        and (careful or post.envelope.header.counter <= locked.counters.get(_asked(post), 0))
        and (post.conversation, post.account) in locked.signing_keys
    ]
    return await committed_before(connection, behind)


def _chained(appending: Appending, locked: Heads, before: Known, posts: Sequence[Post]) -> Appending:
    """Give each post its outcome, in the order in which they came."""
    for post in posts:
        if post.outcome is None:
            try:
                post.outcome = _already(post, locked, before, appending.fresh) or appending.chain(
                    grant_posting(locked, post.account, post.envelope, post.key or b"")
                )
            except Refusal as refusal:
                post.outcome = refusal
    return appending


def _already(post: Post, locked: Heads, before: Known, fresh: Known) -> Committed | None:
    """The first acknowledgement of a message that is in the record; a Refusal `id_conflict` when its id holds another one."""
    if (post.conversation, post.account) not in locked.signing_keys:
        return None
    name = post.conversation, post.envelope.header.message_id
    there = fresh.get(name) or before.get(name)
    if there is None:
        return None
    if there.hash != post.envelope.hash:
        raise Refusal(RefusalCode.ID_CONFLICT)
    return there.committed


def _answer(posts: Sequence[Post]) -> None:
    for post in posts:
        if isinstance(post.outcome, Committed):
            post.replies.committed(post.ref, post.outcome)
        elif post.outcome is not None:
            post.replies.refused(post.ref, post.outcome)


def _conversations(entries: Appended) -> list[heads.ConversationId]:
    return list(dict.fromkeys(conversation for conversation, _, _ in entries))

"""Posting: the whole story of a batch of envelopes, from waiting to answered, rung and delivered."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from server.channels.access import grant_posting
from server.channels.delivery import Delivery
from server.channels.doorbell import Doorbell
from server.channels.verifying import Verifying
from server.channels.work import Post
from server.crypto.content import WRITTEN_KINDS, EnvelopeKind
from server.errors import Refusal, RefusalCode
from server.ids import ConversationId
from server.records import heads
from server.records.appending import Appended, Appending, Committed, Known, committed_before
from server.records.heads import Heads
from server.records.remembered import Remembered
from server.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Posting:
    """What posting needs: who verifies, who delivers here, who rings elsewhere, the time (Unix ms), and who hears where letters came."""

    verifying: Verifying
    delivery: Delivery
    doorbell: Doorbell
    now: Callable[[], int]
    written: Callable[[Collection[ConversationId]], None] = lambda _: None
    remembered: Remembered = field(default_factory=Remembered)

    async def post(self, connection: Connection, posts: Sequence[Post], *, careful: bool = False) -> None:
        """Commit what may be committed, then answer everyone, then ring. A StorageFault: ask again for whom is not `answered`.

        First where conversations stand as this process left them, in one round trip; the rest, and every refusal, under the lock.
        `careful` looks every message id up first; otherwise an id that is in the record under another counter fails the batch.
        """
        await self.verifying.verify(connection, [post for post in posts if not post.verified])
        if not careful:
            self._tell(posts, await self._append_unmoved(connection, posts))
        left = [post for post in posts if not post.answered]
        if left:
            self._tell(left, await self._append_locked(connection, left, careful=careful))

    async def _append_unmoved(self, connection: Connection, posts: Sequence[Post]) -> Appended:
        """Commit the posts of those conversations that are remembered as they are; the others keep no outcome."""
        # A session seal goes into the record log as well, which takes a transaction.
        sealed = {post.conversation for post in posts if post.envelope.header.kind is EnvelopeKind.SEAL}
        waiting = [post for post in posts if post.outcome is None and post.conversation not in sealed]
        known = self.remembered.take([_asked(post) for post in waiting])
        appending = _proposed(Appending(known, self.now()), known, posts)
        _withdraw(posts, await appending.write_unmoved(connection), known)
        self.remembered.keep(known)
        return appending.entries

    async def _append_locked(self, connection: Connection, posts: Sequence[Post], *, careful: bool) -> Appended:
        """Commit what may be committed of these posts; each has its outcome then."""
        asked = [_asked(post) for post in posts if post.outcome is None]
        async with connection.transaction():
            locked = await heads.lock(connection, asked + self.remembered.questions({one[0] for one in asked}))
            before = await _known(connection, locked, posts, careful=careful)
            appending = _chained(Appending(locked, self.now()), locked, before, posts)
            await appending.write(connection)
        self.remembered.keep(locked)
        return appending.entries

    def _tell(self, posts: Sequence[Post], entries: Appended) -> None:
        self.delivery.appended(entries)
        fresh = _conversations(entries)
        again = _asked_again(posts).difference(fresh)
        _answer(posts)
        self.delivery.ring(fresh)
        for conversation in again:
            self.delivery.rung(conversation)
        self.doorbell.ring([*fresh, *again])
        written = {post.conversation for post in posts if post.envelope.header.kind in WRITTEN_KINDS}
        if written:
            self.written(written)


def _proposed(appending: Appending, known: Heads, posts: Sequence[Post]) -> Appending:
    """Chain the posts of remembered conversations; those of a conversation go together, or wait together for the lock."""
    refused: set[ConversationId] = set()
    for post in posts:
        if post.outcome is None and post.conversation in known.places:
            try:
                post.outcome = appending.chain(
                    grant_posting(known, post.account, post.envelope, verified=post.verified)
                )
            except Refusal:
                # Perhaps only what is remembered is old.
                refused.add(post.conversation)
                del known.places[post.conversation]
    appending.withdraw(refused)
    _withdraw(posts, refused, known)
    return appending


def _withdraw(posts: Sequence[Post], conversations: Collection[ConversationId], known: Heads) -> None:
    for conversation in conversations:
        known.places.pop(conversation, None)
    for post in posts:
        if post.conversation in conversations and isinstance(post.outcome, Committed):
            post.outcome = None


def _asked(post: Post) -> heads.Asked:
    return post.conversation, post.account, post.envelope.header.instance


async def _known(connection: Connection, locked: Heads, posts: Sequence[Post], *, careful: bool) -> Known:
    """What is in the record already, of the posts that may be: those whose counter lies behind (crypto.md §6.4)."""
    behind = [
        (post.conversation, post.envelope.header.message_id)
        for post in posts
        if post.outcome is None
        and (careful or post.envelope.header.counter <= locked.counters.get(_asked(post), 0))
        and (post.conversation, post.account) in locked.members
    ]
    return await committed_before(connection, behind)


def _chained(appending: Appending, locked: Heads, before: Known, posts: Sequence[Post]) -> Appending:
    """Give each post its outcome, in the order in which they came."""
    for post in posts:
        if post.outcome is None:
            try:
                post.outcome = _already(post, locked, before, appending.fresh) or appending.chain(
                    grant_posting(locked, post.account, post.envelope, verified=post.verified)
                )
            except Refusal as refusal:
                post.outcome = refusal
    return appending


def _already(post: Post, locked: Heads, before: Known, fresh: Known) -> Committed | None:
    """The first acknowledgement of a message that is in the record; a Refusal `id_conflict` when its id holds another one."""
    if (post.conversation, post.account) not in locked.members:
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
        if post.outcome is None or post.answered:
            continue
        post.answered = True
        if isinstance(post.outcome, Committed):
            post.replies.committed(post.ref, post.outcome)
        else:
            post.replies.refused(post.ref, post.outcome)


def _asked_again(posts: Sequence[Post]) -> set[ConversationId]:
    """Where something is in the record that is acknowledged now: whoever committed it may not have come to ring."""
    return {post.conversation for post in posts if isinstance(post.outcome, Committed) and not post.answered}


def _conversations(entries: Appended) -> list[ConversationId]:
    return list(dict.fromkeys(conversation for conversation, _, _ in entries))

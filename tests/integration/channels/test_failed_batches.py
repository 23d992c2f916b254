"""A batch that fails is tried again with care: what was found out before must not be forgotten by that."""

import os
from concurrent.futures import ThreadPoolExecutor

from server.channels.verifying import Verifying
from server.channels.work import Post
from server.ids import MessageId
from server.records.appending import Committed
from tests.integration.channels.cast import Answer, House, Pair, Person, code


async def test_a_forged_envelope_stays_refused_when_its_batch_is_tried_again(home: House, pair: Pair) -> None:
    """One neighbour makes the batch fail by a message id that is taken; the forgery does not slip in with the second try."""
    name = MessageId(os.urandom(16))
    assert isinstance(await home.send(pair.client.account, pair.seal(pair.client, message_id=name))(), Committed)
    assert isinstance(await home.send(pair.therapist.account, pair.seal(pair.therapist))(), Committed)
    taken = home.send(pair.therapist.account, pair.seal(pair.therapist, message_id=name))
    forged = home.send(pair.client.account, pair.seal(pair.client, signer=pair.therapist))
    assert code(await taken()) == "id_conflict"
    assert code(await forged()) == "bad_signature"
    assert len(await home.entries(pair.conversation)) == 3


async def test_a_member_is_known_though_keys_are_forgotten(home: House, pair: Pair) -> None:
    """Making room for one sender's key does not make a stranger of another in the same batch."""
    other = Pair()
    await home.begin(other)
    with ThreadPoolExecutor(1) as threads:
        verifying = Verifying(threads, kept=1)
        batches = [[(pair, pair.client)], [(pair, pair.client), (other, other.client), (other, other.therapist)]]
        for batch in batches:
            posts = [_post(pair, each, sender) for each, sender in batch]
            async with home.database.acquire() as connection:
                await verifying.verify(connection, posts)
            assert [post.outcome for post in posts] == [None] * len(posts)
            assert all(post.verified for post in posts)


def _post(held: Pair, pair: Pair, sender: Person) -> Post:
    envelope = held.seal(sender, conversation=pair.conversation)
    return Post(sender.account, Answer(), 7, envelope)

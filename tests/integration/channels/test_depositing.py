"""Depositing (crypto.md §7.2): what is kept, what is refused, and that the first one stands."""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from server.crypto.deposit import MadeDeposit
from server.crypto.epoch import EpochKeys
from server.crypto.share import SEALED_SHARE_BYTES
from server.crypto.signing import SignedBody
from server.errors import Refusal
from server.ids import AccountId, ConversationId
from tests.integration.channels.cast import MANIFEST, House, Pair, Person, code, house

Spoilt = Callable[[Pair], tuple[AccountId, MadeDeposit]]


@pytest.fixture(name="waiting")
async def _waiting(home: House) -> Pair:
    """A pair in a session for which only the therapist has deposited."""
    pair = Pair()
    await home.begin(pair, pair.therapist)
    return pair


async def kept(home: House, pair: Pair) -> tuple[int, int]:
    """How many deposits, and how many sealed shares, the client has in the record."""
    async with home.database.acquire() as connection:
        counts = [
            await connection.fetchval(
                f"SELECT count(*) FROM {table} WHERE conversation = $1 AND account = $2",  # noqa: S608  (two words of ours)
                pair.conversation,
                pair.client.account,
            )
            for table in ("deposit", "sealed_share")
        ]
    return counts[0], counts[1]


async def test_a_deposit_is_kept_with_its_shares(home: House, waiting: Pair) -> None:
    """One row for it, one for each custodian's sealed share."""
    said = await home.entrust(waiting.client.account, waiting.deposit(waiting.client))()
    assert said == (waiting.conversation, 1)
    assert await kept(home, waiting) == (1, len(MANIFEST.custodians))


async def test_the_first_of_two_stands(home: House, waiting: Pair) -> None:
    """Two tabs may both deposit: both are told that there is one, and there is one."""
    answers = [home.entrust(waiting.client.account, waiting.deposit(waiting.client)) for _ in range(2)]
    for answer in answers:
        assert await answer() == (waiting.conversation, 1)
    assert await kept(home, waiting) == (1, len(MANIFEST.custodians))


def _spoilt_share(pair: Pair) -> tuple[AccountId, MadeDeposit]:
    made = pair.deposit(pair.client)
    return pair.client.account, replace(made, sealed_shares=(bytes(SEALED_SHARE_BYTES), *made.sealed_shares[1:]))


def _share_missing(pair: Pair) -> tuple[AccountId, MadeDeposit]:
    made = pair.deposit(pair.client)
    return pair.client.account, replace(made, sealed_shares=made.sealed_shares[1:])


def _signed_by_another(pair: Pair) -> tuple[AccountId, MadeDeposit]:
    made = pair.deposit(pair.client)
    return pair.client.account, replace(
        made, signed=SignedBody(made.signed.body, pair.therapist.keys.signing.sign(made.signed.body))
    )


def _of_another_epoch(pair: Pair) -> tuple[AccountId, MadeDeposit]:
    keys = pair.epoch
    other = EpochKeys(keys.conversation, keys.epoch, os.urandom(32), keys.secret, keys.message_key)
    return pair.client.account, pair.deposit(pair.client, other)


def _of_an_epoch_to_come(pair: Pair) -> tuple[AccountId, MadeDeposit]:
    keys = pair.epoch
    return pair.client.account, pair.deposit(
        pair.client, EpochKeys(keys.conversation, 2, keys.header_hash, keys.secret, keys.message_key)
    )


def _by_a_stranger(pair: Pair) -> tuple[AccountId, MadeDeposit]:
    stranger = Person(pair.client.role)
    return stranger.account, pair.deposit(stranger)


SPOILT: dict[str, Spoilt] = {
    "bad_deposit: a share that is not the row's": _spoilt_share,
    "bad_deposit: a share missing": _share_missing,
    "bad_deposit: of another header": _of_another_epoch,
    "bad_deposit: somebody else's": lambda pair: (pair.client.account, pair.deposit(pair.therapist)),
    "bad_signature": _signed_by_another,
    "bad_epoch: not opened yet": _of_an_epoch_to_come,
    "not_for_you": _by_a_stranger,
}


@pytest.mark.parametrize("word", SPOILT)
async def test_what_is_no_deposit_is_refused(home: House, waiting: Pair, word: str) -> None:
    """Nothing of it is kept, and the gate stays shut."""
    account, made = SPOILT[word](waiting)
    said = code(await home.entrust(account, made)())
    assert said == word.split(":", maxsplit=1)[0] or (
        word == "bad_deposit: somebody else's" and said == "bad_signature"
    )
    assert await kept(home, waiting) == (0, 0)
    early = await home.send(waiting.client.account, waiting.seal(waiting.client))()
    assert code(early) == "deposit_required"


async def test_without_custodians_there_are_no_deposits(messaging_url: str, home: House, waiting: Pair) -> None:
    """Before the first manifest nothing can be entrusted to anybody."""

    async def none(_: object) -> None:
        return None

    async with house(messaging_url, manifest=none) as elsewhere:
        said = await elsewhere.entrust(waiting.client.account, waiting.deposit(waiting.client))()
    assert code(said) == "bad_deposit"
    assert await kept(home, waiting) == (0, 0)


async def test_a_foreign_conversation_looks_like_none(home: House, waiting: Pair) -> None:
    """Depositing in somebody's conversation and in nobody's is refused alike."""
    stranger, keys = Person(waiting.client.role), waiting.epoch
    said = []
    for conversation in (waiting.conversation, ConversationId(os.urandom(16))):
        other = EpochKeys(conversation, keys.epoch, keys.header_hash, keys.secret, keys.message_key)
        said.append(await home.entrust(stranger.account, waiting.deposit(stranger, other))())
    first, second = (vars(each) for each in said if isinstance(each, Refusal))
    assert first == second

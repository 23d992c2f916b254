"""What stands with earlier custodians only (crypto.md §7.5): nothing that those in force could open. Until there is none of it, none of those may leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.canonical import read
from server.crypto.match import Match
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import ConversationId
from server.practice.manifests import earlier_manifests, manifest_in_force
from server.practice.people import Person, certified_people
from server.records.handings import count_standing_earlier, standing_earlier
from server.records.ordered import match_of
from server.sessions.sign_in_session import SignInSession
from server.storage.audit import Act, note
from server.storage.database import Connection

MOST_SHOWN = 512
"""Epochs that one answer holds; an order takes 256 of one conversation."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StandingRecord:
    """Epochs of one conversation that stand with the custodians of one manifest, and with nobody after them."""

    match: SignedBody
    manifest_hash: bytes
    headers: Sequence[SignedBody]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Standing:
    """Some of them, how many epochs and conversations there are in all, the manifest in force, and the people in them."""

    records: Sequence[StandingRecord]
    epochs: int
    conversations: int
    manifest: SignedBody
    people: Sequence[Person]


async def standing(connection: Connection, caller: SignInSession, now: int) -> Standing:
    """All of it, for who may order; `not_for_you` before there are custodians."""
    newest = await manifest_in_force(connection)
    if newest is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    records = await _records(connection, newest.manifest.hash)
    epochs, conversations = await count_standing_earlier(connection, newest.manifest.hash)
    shown = {each.account for one in records for each in read(Match, one.match.body).participants}
    await note(connection, Act.EPOCHS_READ, caller.account, now)
    return Standing(
        records=records,
        epochs=epochs,
        conversations=conversations,
        manifest=newest.signed,
        people=await certified_people(connection, sorted(shown)),
    )


async def _records(connection: Connection, in_force: bytes) -> list[StandingRecord]:
    order = [each.hash for each in await earlier_manifests(connection)]
    found: dict[tuple[ConversationId, bytes], list[SignedBody]] = {}
    for epoch in await standing_earlier(connection, in_force, MOST_SHOWN):
        newest = min(epoch.manifests, key=order.index)
        found.setdefault((epoch.conversation, newest), []).append(epoch.header)
    records = []
    for (conversation, manifest), headers in found.items():
        match = await match_of(connection, conversation)
        # The foreign key says that there is one.
        assert match is not None
        records.append(StandingRecord(match=match, manifest_hash=manifest, headers=headers))
    return records

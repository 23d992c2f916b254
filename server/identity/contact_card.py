"""Contact cards (crypto.md §3.12): sealed by their holders for themselves and intake, kept sealed once more under the pepper.

The identity side knows nobody's keys, so it cannot verify the holder's signature, nor whether the recipients are certified: whoever opens a
card does. What it checks is that the card is the caller's, that it follows the one before, and that everything it names came with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.contact_card import ContactCard
from server.crypto.hashing import sha256
from server.crypto.pepper import PepperedKind
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.identity.rooms import Identity
from server.ids import AccountId
from server.storage.audit import Act, note
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("contact_card.sql"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptCard:
    """A card as its holder sent it, with the wrap of the recipient who asks."""

    version: int
    card: SignedBody
    sealed_fields: bytes
    wrap: bytes


async def keep(
    rooms: Identity, caller: AccountId, signed: SignedBody, sealed_fields: bytes, wraps: Mapping[AccountId, bytes]
) -> None:
    """Put the caller's card in the place of the one before, and its wraps in the place of theirs.

    Refuses another account's (`not_for_you`), what does not fit together (ProofError), and a version that is not one above the one kept
    (`conflict`).
    """
    card = _checked(caller, signed, sealed_fields, wraps)
    async with rooms.database.transaction() as connection:
        await _keep_card(rooms, connection, card, signed, sealed_fields)
        await connection.execute(queries.drop_wraps, caller)
        rows = [
            (caller, recipient, card.version, _seal(rooms, PepperedKind.CONTACT_CARD_WRAP, card, wrap))
            for recipient, wrap in wraps.items()
        ]
        await connection.executemany(queries.insert_wrap, rows)


async def card_for(rooms: Identity, holder: AccountId, reader: AccountId) -> KeptCard | None:
    """A holder's card for one of its recipients; None when there is no card, or none for this reader."""
    async with rooms.database.transaction() as connection:
        row = await connection.fetchrow(queries.card_for, holder, reader)
        if row is None:
            return None
        if reader != holder:
            await note(
                connection,
                Act.CONTACT_CARD_READ,
                reader,
                rooms.now(),
                subject=holder,
                detail=sha256(row["body"]),
            )
    version = row["version"]
    return KeptCard(
        version=version,
        card=SignedBody(row["body"], row["signature"]),
        sealed_fields=rooms.peppers.open(PepperedKind.CONTACT_CARD, holder, version, row["fields_sealed"]),
        wrap=rooms.peppers.open(PepperedKind.CONTACT_CARD_WRAP, holder, version, row["wrap_sealed"]),
    )


def _checked(
    caller: AccountId, signed: SignedBody, sealed_fields: bytes, wraps: Mapping[AccountId, bytes]
) -> ContactCard:
    card = read(ContactCard, signed.body)
    if card.account != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    same(sha256(sealed_fields), card.fields_hash, "wrong_fields_hash")
    if wraps.keys() != {row.account for row in card.recipients}:
        raise ProofError("unknown_member")
    card.check_wraps([wraps[row.account] for row in card.recipients])
    return card


async def _keep_card(
    rooms: Identity, connection: Connection, card: ContactCard, signed: SignedBody, sealed_fields: bytes
) -> None:
    sealed = _seal(rooms, PepperedKind.CONTACT_CARD, card, sealed_fields)
    kept = await connection.fetchval(
        queries.keep_card, card.account, card.version, signed.body, signed.signature, sealed, rooms.now()
    )
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)


def _seal(rooms: Identity, kind: PepperedKind, card: ContactCard, value: bytes) -> bytes:
    return rooms.peppers.seal(kind, card.account, card.version, value, rooms.random)

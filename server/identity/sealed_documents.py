"""What people say of themselves, sealed by them for those whom they name (crypto.md §3.12, §12.1), kept sealed once more under the pepper.

The identity side knows nobody's keys, so it cannot verify the holder's signature, nor whether the recipients are certified: whoever opens a
document does. What it checks is that the document is the caller's, that it follows the one before, and that everything it names came with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.contact_card import ContactCard
from server.crypto.hashing import sha256
from server.crypto.intake import Intake
from server.crypto.pepper import PepperedKind
from server.crypto.sealed_fields import SealedFor
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.identity.rooms import Identity
from server.ids import AccountId
from server.storage.audit import Act, note
from server.storage.database import Connection
from server.storage.queries import Queries, load


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """One kind of them: its shape, its table's queries (all kinds have the same ones), as what its parts are sealed, what reading another's is."""

    shape: type[SealedFor]
    queries: Queries
    fields: PepperedKind
    wrap: PepperedKind
    reading: Act


CONTACT_CARD: Final = DocumentKind(
    shape=ContactCard,
    queries=load(Path(__file__).with_name("contact_card.sql")),
    fields=PepperedKind.CONTACT_CARD,
    wrap=PepperedKind.CONTACT_CARD_WRAP,
    reading=Act.CONTACT_CARD_READ,
)
INTAKE: Final = DocumentKind(
    shape=Intake,
    queries=load(Path(__file__).with_name("intake.sql")),
    fields=PepperedKind.INTAKE,
    wrap=PepperedKind.INTAKE_WRAP,
    reading=Act.INTAKE_READ,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptDocument:
    """A document as its holder sent it, with the wrap of the recipient who asks."""

    version: int
    signed: SignedBody
    sealed_fields: bytes
    wrap: bytes


async def keep(
    kind: DocumentKind,
    rooms: Identity,
    caller: AccountId,
    signed: SignedBody,
    sealed_fields: bytes,
    wraps: Mapping[AccountId, bytes],
) -> None:
    """Put the caller's document in the place of the one before, and its wraps in the place of theirs.

    Refuses another account's (`not_for_you`), what does not fit together (ProofError), and a version that is not one above the one kept
    (`conflict`).
    """
    said = _checked(kind, caller, signed, sealed_fields, wraps)
    async with rooms.database.transaction() as connection:
        await _keep_document(kind, rooms, connection, said, signed, sealed_fields)
        await connection.execute(kind.queries.drop_wraps, caller)
        rows = [
            (caller, recipient, said.version, _seal(rooms, kind.wrap, said, wrap)) for recipient, wrap in wraps.items()
        ]
        await connection.executemany(kind.queries.insert_wrap, rows)


async def kept_for(kind: DocumentKind, rooms: Identity, holder: AccountId, reader: AccountId) -> KeptDocument | None:
    """A holder's document for one of its recipients; None when there is none, or none for this reader."""
    async with rooms.database.transaction() as connection:
        row = await connection.fetchrow(kind.queries.kept_for, holder, reader)
        if row is None:
            return None
        if reader != holder:
            await note(connection, kind.reading, reader, rooms.now(), subject=holder, detail=sha256(row["body"]))
    version = row["version"]
    return KeptDocument(
        version=version,
        signed=SignedBody(row["body"], row["signature"]),
        sealed_fields=rooms.peppers.open(kind.fields, holder, version, row["fields_sealed"]),
        wrap=rooms.peppers.open(kind.wrap, holder, version, row["wrap_sealed"]),
    )


def _checked(
    kind: DocumentKind,
    caller: AccountId,
    signed: SignedBody,
    sealed_fields: bytes,
    wraps: Mapping[AccountId, bytes],
) -> SealedFor:
    said = read(kind.shape, signed.body)
    if said.account != caller:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    same(sha256(sealed_fields), said.fields_hash, "wrong_fields_hash")
    if wraps.keys() != {row.account for row in said.recipients}:
        raise ProofError("unknown_member")
    said.check_wraps([wraps[row.account] for row in said.recipients])
    return said


async def _keep_document(
    kind: DocumentKind,
    rooms: Identity,
    connection: Connection,
    said: SealedFor,
    signed: SignedBody,
    sealed_fields: bytes,
) -> None:
    sealed = _seal(rooms, kind.fields, said, sealed_fields)
    kept = await connection.fetchval(
        kind.queries.keep_document, said.account, said.version, signed.body, signed.signature, sealed, rooms.now()
    )
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)


def _seal(rooms: Identity, kind: PepperedKind, said: SealedFor, value: bytes) -> bytes:
    return rooms.peppers.seal(kind, said.account, said.version, value, rooms.random)

"""What the file of destructions names is erased again, whatever a backup brought back (crypto.md §15.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.closing import ClosingReason
from server.crypto.destruction import Destroyed, Destruction, What
from server.crypto.signing import SignedBody, verify
from server.errors import ConfigurationError, ProofError
from server.ids import AccountId, AttachmentId, ConversationId, DestructionId
from server.records import closing_keys
from server.records.destroyed_file import ApprovedLine, CertifiedLine, ClosedConversation, DestroyedFile, Line
from server.records.destructions import queries as destroying
from server.records.forgotten import forget
from server.records.log import LogKind, Noted, add
from server.records.sql import care
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("destroying_again.sql"))


@dataclass(frozen=True, slots=True, repr=False)
class FiledDestruction:
    """A destruction as the file has it: approved on one line, certified on a later one, or not yet."""

    number: int
    approved: ApprovedLine
    certified: CertifiedLine | None

    @property
    def destruction(self) -> Destruction:
        """What two people signed."""
        return read(Destruction, self.approved.destruction)

    @property
    def conversations(self) -> list[ConversationId]:
        """Whose bytes go."""
        return [each.conversation for each in self.destruction.conversations]


async def known_lines(connection: Connection) -> list[Line]:
    """What the database knows to be destroyed, as lines in the order in which it came to be."""
    closings: dict[bytes, list[ClosedConversation]] = {}
    for row in await connection.fetch(queries.closings):
        keys = closing_keys.written(
            await connection.fetch(queries.bundles_of, row["account"]), row["body"], row["signature"]
        )
        parts = {name: row[name] for name in ClosedConversation.__dataclass_fields__ if name != "keys"}
        closings.setdefault(row["destruction_id"], []).append(ClosedConversation(**parts, keys=keys))
    approved = [
        ApprovedLine(
            **{name: row[name] for name in ("destruction", "signature", "approval", "proposed_at", "approved_at")},
            counts=tuple(row[what.value] for what in What),
            closings=tuple(closings.get(row["destruction_id"], ())),
        )
        for row in await connection.fetch(queries.approvals)
    ]
    certified = [
        CertifiedLine(certificate=row["certificate"], signature=row["signature"], certified_at=row["certified_at"])
        for row in await connection.fetch(queries.certificates)
    ]
    # Stable: of one moment the approval comes first.
    return sorted([*approved, *certified], key=_at)


def filed(file: DestroyedFile) -> list[FiledDestruction]:
    """The destructions of a file, in order. ConfigurationError for a line that speaks of none, or of one twice."""
    found: dict[DestructionId, FiledDestruction] = {}
    for number, line in enumerate(file.lines, start=1):
        by_id = line.destruction_id
        before = found.get(by_id)
        if isinstance(line, ApprovedLine) and before is None:
            found[by_id] = FiledDestruction(number, line, None)
        elif isinstance(line, CertifiedLine) and before is not None and before.certified is None:
            found[by_id] = FiledDestruction(before.number, before.approved, line)
        else:
            raise ConfigurationError(
                f"{file.path}: line {number} speaks of a destruction that no line before it approved, or of one twice"
            )
    return list(found.values())


@dataclass(frozen=True, slots=True)
class DestroyedAgain:
    """How many destructions there were, and which files the restored record still knew, with their chunks: their bytes may lie elsewhere."""

    count: int
    files: list[tuple[AttachmentId, int]]


async def destroy_again(connection: Connection, file: DestroyedFile, present: bytes | None) -> DestroyedAgain:
    """Erase what it names, and keep that. ConfigurationError for one that is not proved: whose certificate the
    service's own key did not sign, one that the record knows, or the `present` one, which may be younger than the record; or, not
    certified yet, that no two officers signed whom the record knows; and for a closing that nobody is proved to have signed.

    What is only approved goes on by itself, under the holds that stand. What the record itself knows to be destroyed, or approved to be, is
    opened by no older keys either, whatever the file says.
    """
    systems = [read(Bundle, row["body"]).signing_public for row in await connection.fetch(queries.system_bundles)]
    systems += [] if present is None else [present]
    destructions, files = filed(file), list[tuple[AttachmentId, int]]()
    for each in destructions:
        if each.certified is None:
            await _check_approved(connection, file, each)
        else:
            _check_certified(each, each.certified, systems)
        await _keep(connection, file, each)
        if each.certified is not None:
            rows = await connection.fetch(queries.erase_files, each.conversations)
            files += [(AttachmentId(row["attachment"]), row["chunks"]) for row in rows]
            for erase in (queries.empty_entries, destroying.empty_drafts):
                await connection.execute(erase, each.conversations)
        await _erase_what_opens(connection, each.conversations)
    known = await connection.fetch(queries.known_destroyed)
    await _erase_what_opens(connection, [ConversationId(row["conversation"]) for row in known])
    return DestroyedAgain(len(destructions), files)


async def _erase_what_opens(connection: Connection, conversations: list[ConversationId]) -> None:
    for erase in (destroying.erase_wraps, destroying.erase_shares, destroying.erase_contributions):
        await connection.execute(erase, conversations)


def _at(line: Line) -> int:
    return line.approved_at if isinstance(line, ApprovedLine) else line.certified_at


def _check_certified(each: FiledDestruction, certified: CertifiedLine, systems: Sequence[bytes]) -> None:
    signed = SignedBody(certified.certificate, certified.signature)
    for system in systems:
        try:
            certificate = signed.verified(Destroyed, system)
        except ProofError:
            continue
        if certificate.destruction_hash == each.destruction.hash:
            return
    raise ConfigurationError(
        "a certificate of destruction is not signed by this service: it is another practice's file"
    )


async def _check_approved(connection: Connection, file: DestroyedFile, each: FiledDestruction) -> None:
    said = each.destruction
    for account, signature in ((said.by, each.approved.signature), (said.approved_by, each.approved.approval)):
        keys = [read(Bundle, row["body"]) for row in await connection.fetch(queries.officers_keys, account)]
        if not any(_signed(key.signing_public, each.approved.destruction, signature) for key in keys):
            raise ConfigurationError(
                f"{file.path}: line {each.number} is an approval by somebody whom this record does not know as an officer or owner:"
                " it is another practice's, or the record is too old: restore a newer one"
            )


def _signed(public: bytes, body: bytes, signature: bytes) -> bool:
    try:
        verify(public, body, signature)
    except ProofError:
        return False
    return True


async def _keep(connection: Connection, file: DestroyedFile, each: FiledDestruction) -> None:
    """Each part has its leaf already where the restored record has its row."""
    said, line = each.destruction, each.approved
    by_id, client = said.destruction_id, said.client
    proposed = (by_id, client, line.destruction, line.signature, line.proposed_at)
    for closing in line.closings:
        await _close(connection, file, each, closing)
    if await connection.fetchval(destroying.insert_destruction, *proposed) is not None:
        await _note(connection, LogKind.DESTRUCTION, (line.destruction, line.signature), said.by)
    approved = (by_id, line.approval, line.approved_at, *line.counts)
    if await connection.fetchval(queries.insert_approval, *approved) is not None:
        await _note(connection, LogKind.DESTRUCTION, (line.destruction, line.approval), said.approved_by)
    await connection.execute(queries.mark_destroyed, by_id, each.conversations)
    if (certified := each.certified) is None:
        return
    parts = (by_id, certified.certificate, certified.signature, certified.certified_at)
    if await connection.fetchval(destroying.insert_certificate, *parts) is not None:
        await _note(connection, LogKind.DESTROYED, (certified.certificate, certified.signature), client)
        await forget(connection, client, certified.certified_at)


async def _close(
    connection: Connection, file: DestroyedFile, each: FiledDestruction, closing: ClosedConversation
) -> None:
    """As records/closings.py did, where the restored record did not know it yet: by whoever may, under keys that lead back to one it knows."""
    if await connection.fetchval(queries.close, *closing.row) is None:
        return
    role = await connection.fetchval(queries.role_in, closing.conversation, closing.account)
    known = await connection.fetch(queries.bundles_of, closing.account)
    if closing.conversation not in each.conversations or not closing_keys.holds(closing, role, known):
        raise ConfigurationError(
            f"{file.path}: line {each.number} says that a conversation was closed, and that is not signed by whom it names,"
            " under keys that lead back to this record: the line was forged, or the record is too old: restore a newer one"
        )
    conversation = ConversationId(closing.conversation)
    signed = SignedBody(closing.body, closing.signature)
    noted = Noted(
        kind=LogKind.CLOSING, record=signed.encoded(), account=AccountId(closing.account), conversation=conversation
    )
    await add(connection, noted)
    if closing.reason == ClosingReason.CHANGED.value:
        await connection.fetch(care.leave, conversation, closing.closed_at)


async def _note(connection: Connection, kind: LogKind, signed: tuple[bytes, bytes], account: AccountId) -> None:
    await add(connection, Noted(kind=kind, record=SignedBody(*signed).encoded(), account=account))

"""What certificates of destruction name is erased again, whatever a backup brought back (crypto.md §15.4)."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.destruction import Destroyed, Destruction
from server.crypto.signing import SignedBody
from server.errors import ConfigurationError, ProofError
from server.ids import AccountId, ConversationId
from server.records.destructions import queries as destroying
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("destroying_again.sql"))

_BYTES: Final = ("destruction", "signature", "approval", "certificate", "certificate_signature")
_NUMBERS: Final = ("proposed_at", "approved_at", "certified_at")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeptCertificate:
    """A destruction with everything that proves it, as it stands on one line of a file that only grows."""

    destruction: bytes
    signature: bytes
    approval: bytes
    certificate: bytes
    certificate_signature: bytes
    proposed_at: int
    approved_at: int
    certified_at: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "KeptCertificate":
        """Of a row, or of a line."""
        return cls(**{name: row[name] for name in (*_BYTES, *_NUMBERS)})

    @property
    def line(self) -> str:
        """For the file."""
        said = {name: getattr(self, name).hex() for name in _BYTES} | {name: getattr(self, name) for name in _NUMBERS}
        return json.dumps(said, sort_keys=True)


def read_certificates(path: Path) -> list[KeptCertificate]:
    """Those of a file; none when it is not there yet. ConfigurationError for one that is damaged."""
    try:
        return list(_lines(path.read_text("ascii")))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError):
        raise ConfigurationError(f"{path} is damaged") from None


async def append_certificates(connection: Connection, path: Path) -> int:
    """Add those that the file does not have yet; how many there were."""
    known = {each.line for each in read_certificates(path)}
    new = [KeptCertificate.of(row).line for row in await connection.fetch(queries.certificates)]
    missing = [line for line in new if line not in known]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        file.writelines(f"{line}\n" for line in missing)
        file.flush()
        os.fsync(file.fileno())
    return len(missing)


async def destroy_again(connection: Connection, certificates: list[KeptCertificate], present: bytes | None) -> int:
    """Erase what they name, and keep them; how many there were. ConfigurationError for one that the service's own key did not sign:
    one that the record knows, or the `present` one, which may be younger than the record.

    What the record itself knows to be destroyed, or approved to be, is opened by no older keys either, whatever the file says.
    """
    systems = [read(Bundle, row["body"]).signing_public for row in await connection.fetch(queries.system_bundles)]
    systems += [] if present is None else [present]
    for kept in certificates:
        destruction = _proved(kept, systems)
        await _keep(connection, kept, destruction)
        conversations = [each.conversation for each in destruction.conversations]
        for erase in (queries.erase_files, queries.empty_entries, destroying.empty_drafts):
            await connection.execute(erase, conversations)
        await _erase_what_opens(connection, conversations)
    known = await connection.fetch(queries.known_destroyed)
    await _erase_what_opens(connection, [ConversationId(row["conversation"]) for row in known])
    return len(certificates)


async def _erase_what_opens(connection: Connection, conversations: list[ConversationId]) -> None:
    for erase in (destroying.erase_wraps, destroying.erase_shares, destroying.erase_contributions):
        await connection.execute(erase, conversations)


def _lines(text: str) -> Iterator[KeptCertificate]:
    for line in text.splitlines():
        said = json.loads(line)
        yield KeptCertificate.of(said | {name: bytes.fromhex(said[name]) for name in _BYTES})


def _proved(kept: KeptCertificate, systems: list[bytes]) -> Destruction:
    signed = SignedBody(kept.certificate, kept.certificate_signature)
    for system in systems:
        try:
            certificate = signed.verified(Destroyed, system)
        except ProofError:
            continue
        if certificate.destruction_hash == SignedBody(kept.destruction, kept.signature).hash:
            return read(Destruction, kept.destruction)
    raise ConfigurationError(
        "a certificate of destruction is not signed by this service: it is another practice's file"
    )


async def _keep(connection: Connection, kept: KeptCertificate, destruction: Destruction) -> None:
    """Each part has its leaf already where the restored record has its row."""
    by_id, client = destruction.destruction_id, destruction.client
    counts = [each.count for each in read(Destroyed, kept.certificate).erased]
    conversations = [each.conversation for each in destruction.conversations]
    proposed = (by_id, client, kept.destruction, kept.signature, kept.proposed_at)
    approved = (by_id, kept.approval, kept.approved_at, *counts)
    certified = (by_id, kept.certificate, kept.certificate_signature, kept.certified_at)
    if await connection.fetchval(destroying.insert_destruction, *proposed) is not None:
        await _note(connection, LogKind.DESTRUCTION, (kept.destruction, kept.signature), destruction.by)
    if await connection.fetchval(queries.insert_approval, *approved) is not None:
        await _note(connection, LogKind.DESTRUCTION, (kept.destruction, kept.approval), destruction.approved_by)
    await connection.execute(queries.mark_destroyed, by_id, conversations)
    if await connection.fetchval(destroying.insert_certificate, *certified) is not None:
        await _note(connection, LogKind.DESTROYED, (kept.certificate, kept.certificate_signature), client)


async def _note(connection: Connection, kind: LogKind, signed: tuple[bytes, bytes], account: AccountId) -> None:
    await add(connection, Noted(kind=kind, record=SignedBody(*signed).encoded(), account=account))

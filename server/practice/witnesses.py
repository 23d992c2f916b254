"""Witnesses of the record log (crypto.md §9.4): the root names them, they fetch heads, cosign, and bring what they signed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.note import Note, read_note
from server.crypto.signing import SignedBody
from server.crypto.tree import root as tree_root
from server.crypto.witnesses import SKEW_SECONDS, Cosigned, Witness, Witnesses, read_cosigned, verify_witnesses
from server.errors import ProofError, Refusal, RefusalCode
from server.practice.root import pinned_root
from server.records.proving import LogHead, log_head, proved
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("witnesses.sql"))


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The root's word on who watches, None where there is none, and the newest that each of them cosigned, as notes."""

    signed: SignedBody | None
    cosigned: list[str]


async def accept_witnesses(connection: Connection, signed: SignedBody) -> bool:
    """Keep a list that the root signed; whether it is new. It has to be the next one: ProofError("stale_witnesses"), ("wrong_previous")."""
    said = verify_witnesses(signed, await pinned_root(connection))
    before = await _newest(connection)
    if before is not None and before.body == signed.body:
        return False
    following = 0 if before is None else read(Witnesses, before.body).generation + 1
    if said.generation != following:
        raise ProofError("stale_witnesses" if said.generation < following else "wrong_previous")
    kept = await connection.fetchval(queries.insert_witness_list, said.generation, signed.body, signed.signature)
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)
    return True


async def witnessed(connection: Connection) -> Witnessed:
    """What everyone may know of it."""
    signed = await _newest(connection)
    if signed is None:
        return Witnessed(None, [])
    names = [each.name for each in read(Witnesses, signed.body).witnesses]
    rows = await connection.fetch(queries.cosigned, names)
    return Witnessed(signed, [row["note"] for row in rows])


async def accept_cosignature(connection: Connection, written: str, now: int) -> None:
    """Keep what a witness cosigned, if it is this log's; what is not newer than what is kept changes nothing.

    `not_for_you` for lines of nobody whom the root names, `wrong_time` for a time that has not come; ProofError: malformed, foreign_log, bad_signature, and wrong_proof for a head that
    this log never had: its witness was shown another one.
    """
    signed, head = await _newest(connection), await log_head(connection)
    if signed is None or not head.note:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    note, origin = read_note(written), head.note.split("\n", 1)[0]
    found = read_cosigned(note, origin, read(Witnesses, signed.body))
    if not found:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    await _check_own(connection, head, found[0])
    for each in found:
        if each.seconds * 1000 > now + SKEW_SECONDS * 1000:
            raise Refusal(RefusalCode.WRONG_TIME)
        kept = Note(note.text, (_line_of(note, each.witness),)).written
        await connection.execute(queries.keep_cosigned, each.witness.name, each.checkpoint.size, each.seconds, kept)


def _line_of(note: Note, witness: Witness) -> tuple[str, bytes]:
    """The one that was verified: others may stand under the same name."""
    name, key_id = witness.name, witness.verifier.key_id
    return next(row for row in note.signatures if row[0] == name and row[1].startswith(key_id))


async def _check_own(connection: Connection, head: LogHead, cosigned: Cosigned) -> None:
    """ProofError("wrong_proof") unless the log had this root at this size."""
    size, root = cosigned.checkpoint.size, cosigned.checkpoint.root
    if size > head.size:
        raise ProofError("wrong_proof")
    same(root, await proved(connection, size, lambda node: tree_root(size, node)), "wrong_proof")


async def _newest(connection: Connection) -> SignedBody | None:
    row = await connection.fetchrow(queries.newest_witness_list)
    return None if row is None else SignedBody(row["body"], row["signature"])

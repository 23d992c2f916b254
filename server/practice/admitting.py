"""Papers go on to officers and owners who came later (crypto.md §13.1): from the client of one who reads them, by a signed word, and to nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.admission import Admission, check_wraps, verify_admission
from server.crypto.canonical import read
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.certificates import certified_of
from server.practice.people import Person
from server.practice.readers import officers
from server.practice.shut import check_open, shut_of
from server.records import admissions
from server.records.admissions import OwedPaper
from server.records.standing import standing
from server.storage.audit import Act, note
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Owed:
    """Somebody who came later, and some of what they cannot read yet."""

    reader: Person
    papers: Sequence[OwedPaper]


async def owed_by(connection: Connection, caller: AccountId) -> Owed | None:
    """The next officer or owner who cannot read all that the caller does; None when there is nobody. Not who is suspended, or whose account is shut."""
    others = {each.account: each for each in await officers(connection) if each.account != caller}
    away = {account for account, stands in (await standing(connection)).items() if stands.suspended}
    away |= await shut_of(connection, list(others))
    waiting = await admissions.waiting(connection, caller, [each for each in others if each not in away])
    if not waiting:
        return None
    return Owed(reader=others[waiting[0]], papers=await admissions.owed(connection, caller, waiting[0]))


async def accept_admission(
    connection: Connection, caller: AccountId, signed: SignedBody, wraps: Sequence[bytes], now: int
) -> None:
    """Keep what an officer or owner gives on to another: from the commit on they read it, and it is written down who gave it. The same again is fine.

    Refuses another's name (`bad_sender`), papers that the caller does not read and readers who are suspended (`not_for_you`), whose account is shut
    (`deactivated`), who have newer keys (`stale_keys`), and what does not hold (ProofError).
    """
    # Read before it is verified, to know whom it is for; nothing is believed until then.
    said = read(Admission, signed.body)
    if said.by != caller:
        raise Refusal(RefusalCode.BAD_SENDER)
    people = await certified_of(connection, caller, said.reader)
    if people[said.reader].hash != said.reader_bundle_hash:
        raise Refusal(RefusalCode.STALE_KEYS)
    verify_admission(signed, people[caller], people[said.reader])
    check_wraps(said, wraps)
    await check_open(connection, said.reader)
    stands = (await standing(connection)).get(said.reader)
    papers = [each.paper_hash for each in said.papers]
    if (stands is not None and stands.suspended) or await admissions.read_by(connection, papers, caller) != set(papers):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if await admissions.keep(connection, said, signed, wraps, now):
        await note(connection, Act.PAPERS_GIVEN_ON, caller, now, subject=said.reader, detail=signed.hash)

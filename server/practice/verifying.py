"""The whole messaging database, verified (`webtherapy verify`): people from the root, every conversation from its match, the record log.

Nothing is opened here: what the words are, only who takes part can prove, or a package.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from server.crypto.hashing import sha256
from server.crypto.note import Verifier, read_checkpoint, read_note, verify_note
from server.crypto.package import PackageBasis, PackageManifest, PackedFile, Part
from server.crypto.transcript import next_head
from server.crypto.tree import completed, leaf_hash
from server.crypto.tree import root as tree_root
from server.errors import ProofError
from server.ids import AccountId, ConversationId
from server.packages.documents import Hex, KeptBundle, Person, Signed
from server.packages.reading import EntryError, SealedReading
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import Known, Trust, bundles, prove_people
from server.practice import people as kept
from server.practice.overview import Overview, overview
from server.practice.verifying_admissions import verify_admissions
from server.practice.verifying_countersignatures import verify_countersignatures
from server.practice.verifying_destroyed import verify_as_destroyed
from server.practice.verifying_handings import verify_handings
from server.practice.verifying_record_requests import KINDS, verify_record_requests
from server.records import checking
from server.records.checking import KeptConversation, KeptDestroyed, KeptEntry
from server.records.log import LogKind
from server.records.proving import log_head
from server.roles import Role
from server.storage.database import Connection

_LAST: Final = 2**53 - 1


async def verify_database(connection: Connection) -> Report:
    """What holds and what does not, in sentences."""
    report = Report()
    shown = await overview(connection)
    known = await _people(connection, shown, report)
    logged = await _log(connection, known, report)
    destroyed = await checking.destroyed(connection)
    for conversation in await checking.conversations(connection):
        await _conversation(connection, conversation, known, logged, destroyed, report)
    if known is not None:
        await verify_handings(connection, known, logged, report)
        await verify_countersignatures(connection, known, logged[_NOWHERE], report)
        await verify_admissions(connection, known, logged[_NOWHERE], report)
        await verify_record_requests(connection, known, logged[_NOWHERE], report)
    return report


async def _people(connection: Connection, shown: Overview, report: Report) -> Known | None:
    """Everyone whom a certifier vouched for, and those who certify."""
    if shown.root is None:
        report.notes("No practice is installed yet: there is no root.")
        return None
    found = {person.account: person for person in await kept.everyone_certified(connection)}
    everyone = [*found.values(), *(person for person in shown.certifiers if person.account not in found)]
    try:
        known = prove_people(shown.root, shown.delegations, [_document(person) for person in everyone])
    except ProofError as error:
        report.fails(f"Somebody's keys or certificate do not hold: {said(error.reason)}.")
        return await _those_who_hold(shown, everyone, report)
    report.holds(f"The keys of {len(known.people)} people are vouched for, from the practice's root down.")
    return known


async def _those_who_hold(shown: Overview, everyone: Sequence[kept.Person], report: Report) -> Known | None:
    """Whose keys hold by themselves, beside the certifiers': the others are named."""
    assert shown.root is not None
    certifiers = [_document(person) for person in shown.certifiers]
    holding = list(certifiers)
    named = {person.account for person in shown.certifiers}
    for person in everyone:
        if person.account in named:
            continue
        try:
            prove_people(shown.root, shown.delegations, [*certifiers, _document(person)])
        except ProofError as error:
            report.fails(f"The keys of account {person.account.hex()} do not hold: {said(error.reason)}.")
        else:
            holding.append(_document(person))
    try:
        return prove_people(shown.root, shown.delegations, holding)
    except ProofError:
        return None


Logged = dict[ConversationId, dict[bytes, LogKind]]
"""What the log has of each conversation; under `_NOWHERE` what was said of destructions, warnings, papers and requests."""

_NOWHERE: Final = ConversationId(b"")
_OF_NONE: Final = (
    LogKind.DESTRUCTION,
    LogKind.DESTROYED,
    LogKind.WARNING,
    LogKind.COUNTERSIGNATURE,
    LogKind.ADMISSION,
    *KINDS,
)


async def _log(connection: Connection, known: Known | None, report: Report) -> Logged:
    """The record log: leaves against what they are of, the tree against its leaves, the head against the tree and its signature."""
    logged: Logged = defaultdict(dict)
    failed, waiting, count = False, 0, 0
    async for row in checking.noted(connection):
        count += 1
        waiting += row["place"] is None
        if row["record"] is None:
            continue
        if sha256(row["salt"] + row["record"]) != row["leaf"]:
            failed = True
            report.fails(f"What stands at place {row['place']} of the record log is not what was put there.")
        if row["conversation"] is not None:
            logged[ConversationId(row["conversation"])][row["record"]] = LogKind(row["kind"])
        elif row["kind"] in _OF_NONE:
            logged[_NOWHERE][row["record"]] = LogKind(row["kind"])
    failed = await _tree(connection, report) or failed
    failed = await _head(connection, known, report) or failed
    if not failed:
        report.holds(f"The record log holds: {count - waiting} entries, {waiting} wait for their place.")
    return logged


async def _tree(connection: Connection, report: Report) -> bool:
    """Whether something of the tree does not hold."""
    head = await log_head(connection)
    leaves = await checking.placed_leaves(connection)
    if [place for place, _ in leaves] != list(range(len(leaves))) or len(leaves) != head.size:
        report.fails(
            f"The record log says that it has {head.size} entries, and other places are filled than these: some were taken out or put in."
        )
        return True
    nodes: dict[tuple[int, int], bytes] = {}
    for place, leaf in leaves:
        for level, index, found in completed(place, leaf_hash(leaf), lambda *at: nodes[at]):
            nodes[level, index] = found
    grown = [(index, nodes[0, index]) for index in range(len(leaves))]
    if await checking.leaf_nodes(connection) != grown:
        report.fails("The record log's tree was grown from other entries than it holds.")
        return True
    if tree_root(head.size, lambda level, index: nodes[level, index]) != head.root:
        report.fails("The record log's newest head is of another log: it was forked.")
        return True
    return False


async def _head(connection: Connection, known: Known | None, report: Report) -> bool:
    """Whether the log's newest head does not hold."""
    head = await log_head(connection)
    if not head.note:
        return False
    system = [] if known is None else [each for each in known.people.values() if each.newest.role is Role.SYSTEM]
    keys = [bundle.signing_public for person in system for bundle in bundles(person)]
    try:
        note = read_note(head.note)
        origin = note.text.split("\n", 1)[0]
        checkpoint = read_checkpoint(note.text, origin)
    except ProofError as error:
        report.fails(f"The record log's newest head does not hold: {said(error.reason)}.")
        return True
    if (checkpoint.size, checkpoint.root) != (head.size, head.root):
        report.fails("The record log's newest head says other things than were signed.")
        return True
    report.notes(
        f"Compare: the record log of {origin} has {checkpoint.size} entries and the root {checkpoint.root.hex()}; it never shrinks."
    )
    if not keys:
        report.notes("Nobody has certified the key that signs the record log yet.")
        return False
    if not any(_signed(head.note, origin, key) for key in keys):
        report.fails(
            "The record log's newest head is not signed by the service's certified key: it was forged or forked."
        )
        return True
    return False


def _signed(written: str, origin: str, key: bytes) -> bool:
    try:
        verify_note(read_note(written), [Verifier(origin, key)])
    except ProofError:
        return False
    return True


async def _conversation(
    connection: Connection,
    conversation: KeptConversation,
    known: Known | None,
    logged: Logged,
    destroyed: dict[ConversationId, KeptDestroyed],
    report: Report,
) -> None:
    name = f"Conversation {conversation.conversation.hex()}"
    if known is None:
        report.fails(f"{name} cannot be verified: nobody's keys are proved.")
        return
    try:
        trust = known.matched(conversation.match)
    except ProofError as error:
        report.fails(f"{name}: the match does not hold: {said(error.reason)}.")
        return
    rows = await checking.entries(connection, conversation.conversation)
    if conversation.conversation in destroyed:
        kept = destroyed[conversation.conversation]
        verify_as_destroyed(conversation, kept, rows, known, logged[_NOWHERE], report)
        return
    faults = _faults(conversation, trust, rows)
    if not faults:
        faults = _beside(await checking.epochs(connection, conversation.conversation), rows, conversation, logged)
    for fault in faults:
        report.fails(f"{name}: {fault}")
    if not faults:
        report.holds(f"{name} holds: {len(rows)} entries, each signed, in order and in its place.")


def _faults(conversation: KeptConversation, trust: Trust, rows: list[KeptEntry]) -> list[str]:
    """The first thing in the chain that does not hold, or nothing."""
    if trust.match.conversation != conversation.conversation or trust.match.genesis != conversation.genesis:
        return ["it stands under another one's match."]
    head = conversation.genesis
    for expected, row in enumerate(rows, start=1):
        if row.sequence != expected:
            return [f"entry {expected} is missing: it was taken out."]
        if not row.payload:
            return [f"entry {expected} was emptied, and no certificate of destruction says so."]
        head = next_head(head, row.sequence, row.time, checking.packed(row).kind, row.payload)
        if head != row.head:
            return [f"entry {expected} was altered, moved or re-timed: it is not what was acknowledged there."]
    if (conversation.sequence, conversation.head) != (len(rows), head):
        return [
            f"it ends with entry {len(rows)}, and was acknowledged up to {conversation.sequence}: entries were taken out or put in at its end."
        ]
    return _read(conversation, trust, rows)


def _read(conversation: KeptConversation, trust: Trust, rows: list[KeptEntry]) -> list[str]:
    if not rows:
        return []
    part = Part(first=1, last=len(rows), anchor=conversation.genesis, head=rows[-1].head)
    anyone = next(iter(trust.members))
    reading = SealedReading(_manifest(trust, part, anyone), trust, [])
    try:
        reading.take_all(iter([checking.packed(row) for row in rows]))
    except EntryError as error:
        return [f"entry {error.sequence} does not hold: {said(error.reason)}."]
    for shown, row in zip(reading.shown, rows, strict=True):
        told = getattr(shown, "envelope", None)
        if row.message_id != (None if told is None else told.message_id):
            return [f"entry {row.sequence} is kept under another message's number."]
    return []


def _beside(
    epochs: dict[int, tuple[int, bytes]], rows: list[KeptEntry], conversation: KeptConversation, logged: Logged
) -> list[str]:
    """The tables beside the transcript, and the record log, must speak of the same openings and seals."""
    payloads = {row.payload for row in rows}
    openings = [(row.sequence, row.payload) for row in rows if row.message_id is None]
    faults = []
    if [epochs.get(number) for number in range(1, len(openings) + 1)] != openings or len(epochs) != len(openings):
        faults.append("the table of its epochs says something else than its transcript.")
    own = logged.get(conversation.conversation, {})
    if conversation.match.encoded() not in own:
        faults.append("its match is not in the record log.")
    missing = [sequence for sequence, payload in openings if payload not in own]
    if missing:
        faults.append(f"the opening of keys at entry {missing[0]} is not in the record log.")
    gone = [kind for record, kind in own.items() if kind in (LogKind.OPENING, LogKind.SEAL) and record not in payloads]
    if gone:
        faults.append(
            f"the record log knows of {len(gone)} openings or seals that are not in its transcript: they were taken out or forged."
        )
    return faults


def _manifest(trust: Trust, part: Part, account: AccountId) -> PackageManifest:
    """All of a conversation, as one part."""
    return PackageManifest(
        package=bytes(16),
        basis=PackageBasis.COPY,
        basis_hash=b"",
        conversation=trust.match.conversation,
        match_hash=trust.match.hash,
        scope_from=0,
        scope_until=_LAST,
        parts=(part,),
        files=(PackedFile(name="-", sha256=bytes(32)),),
        made_by=account,
        bundle_hash=bytes(32),
        made_at=0,
    )


def _document(person: kept.Person) -> Person:
    own = _kept(person)
    return Person(
        account=Hex(person.account),
        role=person.role.value,
        bundle=own.bundle,
        certificate=own.certificate,
        predecessor_signature=own.predecessor_signature,
        earlier=[_kept(each) for each in person.earlier],
    )


def _kept(bundle: kept.KeptBundle) -> KeptBundle:
    signature = bundle.predecessor_signature
    return KeptBundle(
        bundle=Signed.of(bundle.bundle),
        certificate=None if bundle.certificate is None else Signed.of(bundle.certificate),
        predecessor_signature=None if signature is None else Hex(signature),
    )

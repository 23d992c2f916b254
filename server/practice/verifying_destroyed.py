"""What was destroyed, verified (crypto.md §15.3): by two people, certified by the service, and with every place where it was."""

from collections.abc import Callable, Collection
from typing import TypeVar

from server.crypto.canonical import read
from server.crypto.destruction import Destroyed, Destruction, LastPlace, verify_destroyed, verify_destruction
from server.crypto.match import Match
from server.crypto.signing import SignedBody, under_any
from server.crypto.trust import CertifiedBundle
from server.errors import ProofError
from server.ids import AccountId
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import Known
from server.records.checking import KeptConversation, KeptDestroyed, KeptEntry
from server.roles import Role

Proved = TypeVar("Proved")


def verify_as_destroyed(
    conversation: KeptConversation,
    destroyed: KeptDestroyed,
    rows: list[KeptEntry],
    known: Known,
    logged: Collection[bytes],
    report: Report,
) -> None:
    """Say that it is destroyed, or what of that does not hold. `logged` are the words on destructions that the record log has."""
    name = f"Conversation {conversation.conversation.hex()}"
    try:
        destruction = _agreed(destroyed, known)
        certificate = _certified(destroyed, known)
    except ProofError as error:
        report.fails(f"{name} is said to be destroyed, and that does not hold: {said(error.reason)}.")
        return
    faults = _faults(conversation, destroyed, destruction, certificate, rows)
    signatures = (destroyed.destruction, SignedBody(destroyed.destruction.body, destroyed.approval))
    if any(each.encoded() not in logged for each in signatures):
        faults.append("both signatures under its destruction have to be in the record log, and are not.")
    if destroyed.certificate is not None and destroyed.certificate.encoded() not in logged:
        faults.append("its certificate of destruction is not in the record log.")
    for fault in faults:
        report.fails(f"{name}: {fault}")
    if faults:
        return
    if destroyed.certificate is None:
        report.notes(f"{name} is being destroyed, by two people's word: nobody opens it any more, and its bytes go.")
        return
    lost = _end_of(conversation, destruction).sequence - len(rows)
    if lost > 0:
        report.notes(
            f"{name}: the record was restored from before its end, and does not have the places of its last {lost} entries any more."
        )
    report.holds(
        f"{name} was destroyed under certificate {destroyed.certificate.hash.hex()}: the places of its {len(rows)} entries and its last head stay."
    )


def _agreed(destroyed: KeptDestroyed, known: Known) -> Destruction:
    """By both signatures, under keys that the two had."""
    named = read(Destruction, destroyed.destruction.body)

    def under(by: CertifiedBundle) -> Destruction:
        return _under(
            known,
            named.approved_by,
            lambda approver: verify_destruction(destroyed.destruction, destroyed.approval, by, approver),
        )

    return _under(known, named.by, under)


def _certified(destroyed: KeptDestroyed, known: Known) -> Destroyed | None:
    certificate = destroyed.certificate
    if certificate is None:
        return None
    systems = [each for person in known.people.values() if person.newest.role is Role.SYSTEM for each in person.all]
    return under_any(systems, lambda system: verify_destroyed(certificate, system, destroyed.destruction))


def _under(known: Known, account: AccountId, verify: Callable[[CertifiedBundle], Proved]) -> Proved:
    """Under one of the account's certified bundles; ProofError("bad_signature") under none, ("unknown_member") when nobody vouches for it."""
    if account not in known.people:
        raise ProofError("unknown_member")
    return under_any(known.people[account].all, verify)


def _faults(
    conversation: KeptConversation,
    destroyed: KeptDestroyed,
    destruction: Destruction,
    certificate: Destroyed | None,
    rows: list[KeptEntry],
) -> list[str]:
    last = LastPlace(conversation.conversation, len(rows), rows[-1].head if rows else conversation.genesis)
    if [row.sequence for row in rows] != list(range(1, len(rows) + 1)):
        return ["the place of an entry is missing: it was taken out."]
    if destruction.client not in {
        each.account for each in read(Match, conversation.match.body).participants if each.role is Role.CLIENT
    }:
        return ["the two who destroyed it signed for another client's record."]
    if last not in destruction.conversations and not _restored_earlier(destroyed, destruction, last):
        return ["it does not end where the two who destroyed it said: entries were taken out or put in."]
    if (conversation.sequence, conversation.head) != (last.sequence, last.head):
        return ["it was acknowledged up to another place than it ends."]
    if certificate is not None and any(row.payload for row in rows):
        return ["its certificate of destruction says that nothing is left, and something is."]
    return []


def _restored_earlier(destroyed: KeptDestroyed, destruction: Destruction, last: LastPlace) -> bool:
    """Whether it ends where a restored record did, which was from before its end."""
    named = [each for each in destruction.conversations if each.conversation == last.conversation]
    return destroyed.restored_to == last.sequence and bool(named) and last.sequence < named[0].sequence


def _end_of(conversation: KeptConversation, destruction: Destruction) -> LastPlace:
    return next(each for each in destruction.conversations if each.conversation == conversation.conversation)

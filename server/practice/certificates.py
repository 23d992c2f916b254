"""Certificates (crypto.md §4.2): a certifier's word that a bundle is its account's."""

from collections.abc import Collection, Iterable, Mapping

from server.crypto.signing import SignedBody
from server.crypto.trust import (
    Certificate,
    CertifiedBundle,
    PinnedRoot,
    Replacement,
    read_certificate,
    verify_certificate,
)
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId
from server.mailbox.notices import show
from server.practice.delegations import certifiers_by_delegation, standing_certifiers
from server.practice.people import Person, certified_people, person_in_force
from server.practice.root import pinned_root
from server.practice.sql import queries
from server.records.conversations import succeed
from server.records.log import LogKind, Noted, add
from server.sessions.sign_in_session import SignInSession
from server.storage.audit import Act, note
from server.storage.database import Connection


async def accept_certificate(
    connection: Connection, caller: SignInSession, signed: SignedBody, now: int
) -> Collection[AccountId]:
    """Keep a certificate that the caller, a certifier, signed for the bundle an account has now. Twice is fine.

    Notices that waited for these keys are shown: gives whose mail has changed by it. A bundle that succeeds another one stands in its place from then on (crypto.md §4.6). Refuses who is no certifier and unknown accounts (`not_for_you`), what does not hold (ProofError), and a second opinion
    on the same bundle (`conflict`).
    """
    root = await pinned_root(connection)
    # A match that names the predecessor comes to be before this, and is moved along, or after it, and is refused.
    await connection.execute(queries.take_turns)
    certifiers = await standing_certifiers(connection, root, caller.account, now)
    # Read before it is verified, to know what to verify it with; nothing is believed until then.
    said = read_certificate(signed.body)
    if said.delegation_hash not in certifiers:
        raise ProofError("wrong_delegation")
    subject = await person_in_force(connection, said.account)
    if subject is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    certified = verify_certificate(signed, subject.bundle, certifiers[said.delegation_hash])
    if certified.role is not subject.role:
        raise ProofError("unlawful_role")
    _check_replaced(subject, certified)
    if await _keep(connection, subject, said, signed):
        await succeed(connection, certified.bundle)
        noted = Noted(kind=LogKind.CERTIFICATE, record=signed.encoded(), account=subject.account)
        await add(connection, noted)
        await note(connection, Act.CERTIFICATE_KEPT, caller.account, now, subject=subject.account, detail=signed.hash)
    return await show(connection, certified.hash)


async def certified_bundles(
    connection: Connection, root: PinnedRoot, people: Iterable[Person]
) -> Mapping[AccountId, CertifiedBundle]:
    """The chains of these people, each verified from the root down; `uncertified` when one has no certificate."""
    vouched = [(person, _certificate_of(person)) for person in people]
    named = [read_certificate(signed.body).delegation_hash for _, signed in vouched]
    certifiers = await certifiers_by_delegation(connection, root, named)
    return {
        person.account: verify_certificate(signed, person.bundle, certifiers[delegation])
        for (person, signed), delegation in zip(vouched, named, strict=True)
    }


async def certified_of(connection: Connection, *accounts: AccountId) -> Mapping[AccountId, CertifiedBundle]:
    """The chains of all of these accounts; `uncertified` when one has none."""
    people = await certified_people(connection, list(accounts))
    if {person.account for person in people} != set(accounts):
        raise Refusal(RefusalCode.UNCERTIFIED)
    return await certified_bundles(connection, await pinned_root(connection), people)


def _check_replaced(subject: Person, certified: CertifiedBundle) -> None:
    """Keys that those before did not sign are certified in so many words, and no others are (crypto.md §4.7)."""
    begun_anew = bool(subject.earlier) and subject.predecessor_signature is None
    if begun_anew != bool(certified.replaces) or (begun_anew and certified.replaces != subject.earlier[0].bundle_hash):
        raise ProofError("wrong_previous")


def _certificate_of(person: Person) -> SignedBody:
    if person.certificate is None:
        raise Refusal(RefusalCode.UNCERTIFIED)
    return person.certificate


async def _keep(connection: Connection, subject: Person, said: Certificate | Replacement, signed: SignedBody) -> bool:
    """Whether it is new."""
    row = await connection.fetchrow(
        queries.insert_certificate,
        subject.bundle_hash,
        said.account,
        said.delegation_hash,
        signed.body,
        signed.signature,
    )
    if row is None and (subject.certificate is None or subject.certificate.body != signed.body):
        raise Refusal(RefusalCode.CONFLICT)
    return row is not None

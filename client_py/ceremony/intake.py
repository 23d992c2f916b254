"""What intake signs: certificates and proposals."""

from collections.abc import Sequence

from client_py import matching, practice
from client_py.ceremony.desk import Desk
from client_py.ceremony.people import Known, People
from client_py.ceremony.terminal import CeremonyError
from client_py.ceremony.writing import printable, short
from client_py.contact_card import read_card
from server.crypto.contact_card import Channel, ContactField, Messages, SafeContact, Standing, safe_contact
from server.errors import ProofError, Refusal, RefusalCode
from server.roles import Role


async def show_people(desk: Desk) -> None:
    """Who is certified and who waits."""
    async with desk.signed_in(Role.INTAKE, Role.OWNER) as staff:
        (await People.known_to(staff)).show(desk.terminal)


async def certify(desk: Desk, accounts: Sequence[str]) -> None:
    """Certifies accounts, one after the other, each after somebody has compared its fingerprint with the person."""
    async with desk.signed_in(Role.INTAKE) as intake:
        people = await People.known_to(intake)
        if not intake.trust.certifiers_of(intake.account.identity):
            raise ProofError("unknown_delegation")  # before anybody has compared anything
        named = {known.account: known for known in map(people.among_waiting, accounts)}
        refused = []
        for known in named.values():
            people.show_one(known, desk.terminal)
            if not desk.terminal.agreed(f"Has {_whom(people, known)} read you this fingerprint?"):
                refused.append(people.name(known))
                continue
            await practice.certify_person(intake, known.person)
            desk.terminal.say(f"certified: {people.name(known)} as {known.role}")
    if refused:
        raise CeremonyError(f"Not certified: {', '.join(refused)}.")


async def propose(desk: Desk, client: str, therapist: str) -> None:
    """Asks a client whether they would like this therapist; their conversation begins when they accept."""
    async with desk.signed_in(Role.INTAKE) as intake:
        people = await People.known_to(intake)
        pair = [people.among_certified(client, Role.CLIENT), people.among_certified(therapist, Role.THERAPIST)]
        for known in pair:
            people.show_one(known, desk.terminal)
        conversation = await matching.propose(intake, pair[0].account, pair[1].account)
        names = " and ".join(people.name(known) for known in pair)
        desk.terminal.say(f"proposed: {names} have conversation {short(conversation)} as soon as the client accepts")


async def show_card(desk: Desk, account: str) -> None:
    """What somebody wrote on their contact card for intake."""
    async with desk.signed_in(Role.INTAKE) as intake:
        people = await People.known_to(intake)
        known = people.among_known(account)
        people.show_one(known, desk.terminal)
        if known in people.waiting:
            desk.terminal.say("  not certified: whether this card is theirs, only the fingerprint tells")
        try:
            card = await read_card(intake, known.person)
        except Refusal as refusal:
            if refusal.code is RefusalCode.NOT_FOR_YOU:
                raise CeremonyError(f"{people.name(known)} has no contact card that this account can open.") from None
            raise
        for line in _safely(safe_contact(card)):
            desk.terminal.say(line)
        for field in card.fields:
            desk.terminal.say(f"{field.name}: {_told(field)}")


def _told(field: ContactField) -> str:
    return "(declined)" if field.standing is Standing.DECLINED else printable(field.value)


def _safely(safe: SafeContact) -> list[str]:
    """How to reach them, before anything that one could reach them by (45 CFR 164.522(b))."""
    said = []
    if safe.messages is Messages.NEVER:
        said.append("DO NOT LEAVE MESSAGES, and do not say who calls.")
    if Channel.NONE in safe.channels:
        said.append("Do not reach out to them outside of the service.")
    elif safe.channels:
        said.append(f"Reach them only by: {', '.join(safe.channels)}")
    if safe.messages is Messages.LEAVE:
        said.append("A message may be left.")
    if safe.hours:
        said.append(f"When: {printable(safe.hours)}")
    if safe.address:
        said.append(f"Post to: {printable(safe.address)}")
    return said


def _whom(people: People, known: Known) -> str:
    return f"{known.role} {people.name(known)}"

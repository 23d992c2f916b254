"""What the root signs and an owner delivers: delegations and custodians."""

from collections.abc import Sequence
from pathlib import Path

from client_py import practice
from client_py.ceremony.desk import Desk
from client_py.ceremony.people import Known, People
from client_py.ceremony.roots import read_root_of
from client_py.ceremony.terminal import CeremonyError, Terminal
from server.crypto.manifest import LEAST_CUSTODIANS, LEAST_THRESHOLD, MOST_CUSTODIANS
from server.roles import Role

_DAY_MS = 24 * 3600 * 1000


async def delegate(desk: Desk, root_file: Path, to: str, days: int) -> None:
    """Lets somebody of intake certify for so many days from now."""
    async with desk.signed_in(Role.OWNER) as owner:
        root = read_root_of(owner, root_file)
        people = await People.known_to(owner)
        certifier = people.among_all(to, Role.INTAKE)
        people.show_one(certifier, desk.terminal)
        if not desk.terminal.agreed(f"Has {people.name(certifier)} read you this fingerprint, and may they certify?"):
            raise CeremonyError("Nothing was delegated.")
        await practice.publish_delegation(owner, root, certifier.bundle, days * _DAY_MS)
        desk.terminal.say(f"delegated: {people.name(certifier)} certifies for {days} days")


async def name_custodians(desk: Desk, root_file: Path, threshold: int, accounts: Sequence[str]) -> None:
    """Names the practice's first custodians."""
    check_counts(threshold, accounts)
    async with desk.signed_in(Role.OWNER) as owner:
        root = read_root_of(owner, root_file)
        people = await People.known_to(owner)
        if owner.trust.manifest is not None:
            raise CeremonyError("Custodians are named already: `successors` names others, with their consent.")
        custodians = chosen_custodians(people, accounts, desk.terminal)
        if not desk.terminal.agreed(
            f"Are these the custodians, {threshold} of whom can open what is entrusted to them?"
        ):
            raise CeremonyError("No custodians were named.")
        await practice.publish_custodians(owner, root, [each.bundle for each in custodians], threshold)
        desk.terminal.say(f"custodians: {len(custodians)}, of whom {threshold} open")


def chosen_custodians(people: People, accounts: Sequence[str], terminal: Terminal) -> list[Known]:
    """Those whom accounts mean, shown with their fingerprints; CeremonyError when one is no certified custodian, or stands twice."""
    custodians = [people.among_certified(account, Role.CUSTODIAN) for account in accounts]
    if len({each.account for each in custodians}) != len(custodians):
        raise CeremonyError("Somebody is named twice.")
    for each in custodians:
        people.show_one(each, terminal)
    return custodians


def check_counts(threshold: int, accounts: Sequence[str]) -> None:
    """CeremonyError unless there can be so many custodians, of whom so many open."""
    count = len(accounts)
    if not LEAST_CUSTODIANS <= count <= MOST_CUSTODIANS:
        raise CeremonyError(f"A practice has {LEAST_CUSTODIANS} to {MOST_CUSTODIANS} custodians; {count} are named.")
    if not LEAST_THRESHOLD <= threshold <= count < 2 * threshold:
        least = max(LEAST_THRESHOLD, count // 2 + 1)
        raise CeremonyError(f"More than half of them have to agree: with {count}, a threshold from {least} to {count}.")

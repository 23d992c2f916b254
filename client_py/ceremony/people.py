"""The people of a practice as staff see them: who is certified, who waits, and whom a prefix means."""

from collections.abc import Iterable
from dataclasses import dataclass

from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.ceremony.writing import nobody, prefix, short, shortest
from client_py.client import Client
from client_py.documents import Person
from client_py.practice import certified_people, uncertified
from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.safety import fingerprint
from server.errors import ProofError
from server.ids import AccountId
from server.roles import Role


@dataclass(frozen=True, slots=True)
class Known:
    """One bundle. Who waits has signed theirs; that it is their account's, nobody has said yet."""

    role: Role
    bundle: Bundle
    person: Person
    """As the service sent it."""

    @property
    def account(self) -> AccountId:
        """Whose it is, or claims to be."""
        return self.bundle.account


@dataclass(frozen=True, slots=True)
class People:
    """Everyone whose keys are known. Who has replaced their keys is in both lists until the new ones are certified."""

    certified: list[Known]
    """Proved from the root down."""

    waiting: list[Known]

    @classmethod
    async def known_to(cls, staff: Client) -> "People":
        """Asks the service, and proves what can be proved."""
        await staff.practice()
        certified = await certified_people(staff)
        staff.trust.take_people(certified)
        return cls([_proved(staff, each) for each in certified], [_claimed(each) for each in await uncertified(staff)])

    def among_waiting(self, text: str) -> Known:
        """Whom a prefix means among those who wait."""
        return _only(text, self.waiting, "that waits")

    def among_certified(self, text: str, role: Role) -> Known:
        """Whom a prefix means among the certified; CeremonyError when their role is another."""
        return _in_role(_only(text, self.certified, "that is certified"), text, role)

    def among_all(self, text: str, role: Role) -> Known:
        """Whom a prefix means; the keys that wait, for these are newer."""
        return _in_role(self.among_known(text), text, role)

    def among_known(self, text: str) -> Known:
        """The same in any role."""
        newest = {each.account: each for each in [*self.certified, *self.waiting]}
        return _only(text, newest.values(), "whose keys are known")

    def name(self, known: Known) -> str:
        """As many digits of an account as tell everyone apart."""
        return short(known.account, shortest(each.account for each in [*self.certified, *self.waiting]))

    def show(self, terminal: Terminal) -> None:
        """Both lists, by role."""
        for title, people in (("certified", self.certified), ("waiting for a certificate", self.waiting)):
            terminal.say(f"{title}: {len(people) or 'nobody'}")
            for known in sorted(people, key=lambda known: (known.role, known.account)):
                self.show_one(known, terminal)

    def show_one(self, known: Known, terminal: Terminal) -> None:
        """Account, role, fingerprint."""
        terminal.say(f"  {self.name(known):<9}  {known.role:<10}  {fingerprint(known.bundle.hash)}")


def _proved(staff: Client, person: Person) -> Known:
    certified = staff.trust.person(AccountId(bytes(person.account)))
    return Known(certified.role, certified.bundle, person)


def _claimed(person: Person) -> Known:
    bundle = verify_bundle(person.bundle.proof)
    if bundle.account != bytes(person.account) or person.role not in list(Role):
        raise ProofError("wrong_bundle")
    return Known(Role(person.role), bundle, person)


def _only(text: str, people: Iterable[Known], where: str) -> Known:
    digits = prefix(text)
    meant = [known for known in people if known.account.hex().startswith(digits)]
    if not meant:
        raise nobody(text, where)
    if len(meant) > 1:
        raise CeremonyError(f"{len(meant)} accounts begin with {text}: write more of the one you mean.")
    return meant[0]


def _in_role(known: Known, text: str, role: Role) -> Known:
    if known.role is not role:
        raise CeremonyError(f"{text} is not {role}: the account was issued as {known.role}.")
    return known

"""What custodians are asked, as a command shows it: each order after this person's own program has checked all of it (crypto.md §7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from client_py import custody
from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.ceremony.writing import prefix, printable, short
from client_py.client import Client
from client_py.line import now_ms
from client_py.order_check import CheckedOrder, check_order, check_proposed
from client_py.order_documents import ListedOrder, Orders
from client_py.order_words import opened_words
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.consent import Consent
from server.crypto.match import Match
from server.crypto.order import ORDERING, Basis
from server.crypto.process import Process
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import AccountId, OrderId
from server.roles import Role

_PROPOSED: Final = "proposed"
_WAITING: Final = (_PROPOSED, "open")
_OVER: Final = {
    "expired": "Its time is over: nothing can be given for it any more.",
    "fulfilled": "It is over: what was given has opened, and the log says so.",
    "withdrawn": "It was taken back: nothing can be given for it any more.",
}
_BASES: Final = {
    Basis.CONSENT: "with the client's consent",
    Basis.LEGAL: "by order of law",
    Basis.EMERGENCY: "emergency access",
    Basis.DRILL: "drill",
    Basis.SUCCESSION: "new custodians",
}
_UNFIT: Final = {
    "bad_signature": "a signature under it is not of whom it names",
    "unknown_member": "somebody whom it names is not certified, or was not asked",
    "unlawful_role": "somebody signed who may not order this",
    "one_person": "it takes two people, and the same one signed twice",
    "expired_order": "its time is over, or has not begun",
    "wrong_manifest": "it asks custodians whom the practice's root never named",
    "wrong_basis": "what it rests on does not allow it",
    "wrong_recipient": "who would receive is not whom it may go to",
    "foreign_conversation": "it mixes in another record",
    "foreign_epoch": "it opens other parts of the record than were signed for",
    "beyond_scope": "it opens more than what it rests on covers",
    "wrong_notice": "the words beside it are not those that were signed for",
    "wrong_order": "the service shows another order in its place",
}


@dataclass(frozen=True, slots=True, repr=False)
class Looked:
    """An order that holds; `words` are its officer's to this person, if there are any."""

    listed: ListedOrder
    checked: CheckedOrder
    words: str | None

    @property
    def proposed(self) -> bool:
        """Whether it waits for its approver."""
        return self.listed.state == _PROPOSED

    @property
    def given(self) -> int:
        """How many have given, or handed on each deposit, so far."""
        if self.checked.order.basis is not Basis.SUCCESSION:
            return len(self.listed.contributed)
        handed = [len(self.checked.handers(each.deposit.deposit_id)) for each in self.checked.deposits]
        return min(handed, default=0)

    def show(self, terminal: Terminal) -> None:
        """What is asked: on which basis, of whose record, by whom, until when."""
        checked, order = self.checked, self.checked.order
        begun = sorted(header.opened_at for header in checked.headers.values())
        unread = order.basis is Basis.SUCCESSION
        terminal.say(f"{short(order.order_id)}  {_BASES[order.basis]}, until {_when(order.expires_at)}")
        terminal.say(f"  record: {'made up for this drill' if checked.match is None else f'of {whose(checked.match)}'}")
        terminal.say(f"  epochs: {len(begun)}, begun {' to '.join(dict.fromkeys(map(_when, (begun[0], begun[-1]))))}")
        if covered := covers(order.basis, self.listed.basis.proof):
            terminal.say(f"  what it rests on covers: {covered}")
        terminal.say(
            f"  asked by {short(order.officer)}, {'waits for' if self.proposed else 'approved by'} {short(order.approver)}"
        )
        terminal.say(
            f"  opens to: {'nobody; it is handed on to the custodians in force' if unread else short(order.recipient)}"
        )
        terminal.say(f"  given by {self.given}, of {checked.manifest.k} that it takes")
        if self.words:
            terminal.say(f"  why: {printable(self.words)}")
        if checked.garbage:
            terminal.say(f"  not what it should be: {_deposits(checked.garbage)}")


async def show_waiting(client: Client, terminal: Terminal) -> None:
    """Every order that is not over."""
    waiting = [each for each in await custody.listed_orders(client) if each.state in _WAITING]
    terminal.say(f"orders: {len(waiting) or 'none'}")
    for each in waiting:
        try:
            (await _looked_at(client, each)).show(terminal)
        except ProofError as error:
            terminal.say(f"{short(custody.order_id_of(each))}  does not hold: {unfit(error)}")


async def chosen(client: Client, text: str, terminal: Terminal) -> Looked:
    """The order that a prefix means, shown; CeremonyError when it means none or several, or the order is over, or does not hold."""
    listed = {custody.order_id_of(each): each for each in await custody.listed_orders(client)}
    meant = listed[meant_by(text, list(listed))]
    if meant.state not in _WAITING:
        raise CeremonyError(_OVER.get(meant.state, "It is over."))
    try:
        looked = await _looked_at(client, meant)
    except ProofError as error:
        raise CeremonyError(f"This order does not hold: {unfit(error)}. Nothing was done.") from None
    looked.show(terminal)
    return looked


def meant_by(text: str, orders: Sequence[OrderId]) -> OrderId:
    """The only order that begins like this."""
    digits = prefix(text, "order")
    meant = [each for each in orders if each.hex().startswith(digits)]
    if not meant:
        raise CeremonyError(f"No order that concerns you begins with {text}: `custodian orders` shows them.")
    if len(meant) > 1:
        raise CeremonyError(f"{len(meant)} orders begin with {text}: write more of the one you mean.")
    return meant[0]


async def approver_meant(officer: Client, text: str) -> AccountId:
    """Whom a prefix means among those who may approve what this officer asks."""
    digits = prefix(text)
    await officer.practice()
    shown = await officer.http.get(custody.PATH, Orders)
    officer.trust.take_people(shown.people)
    others = {AccountId(bytes(each.account)) for each in shown.people if each.role in ORDERING}
    meant = [each for each in others - {officer.account.identity} if each.hex().startswith(digits)]
    if len(meant) != 1 or officer.trust.person(meant[0]).role not in ORDERING:
        raise CeremonyError(
            f"{text} is not one account that may approve this: name another officer or owner than yourself."
        )
    return meant[0]


def covers(basis: Basis, signed: SignedBody) -> str:
    """What a consent or a process that was checked lets out, in words; empty where the order rests on neither."""
    said: Consent | Process
    match basis:
        case Basis.CONSENT:
            said = read(Consent, signed.body)
        case Basis.LEGAL:
            said = read(Process, signed.body)
        case _:
            return ""
    return f"{', '.join(said.kinds)}, from {_when(said.scope_from)} to {_when(said.scope_until)}"


def unfit(error: ProofError) -> str:
    """What does not fit about an order, in words."""
    return _UNFIT.get(error.reason, f"part of it does not prove what it claims ({error.reason})")


def whose(match: Match) -> str:
    """The client of a conversation."""
    return short(next(each.account for each in match.participants if each.role is Role.CLIENT))


async def _looked_at(client: Client, listed: ListedOrder) -> Looked:
    order_id = custody.order_id_of(listed)
    found = await custody.material(client, order_id)
    check = check_proposed if found.order.state == _PROPOSED else check_order
    checked = check(client.trust, found, now_ms())
    same(checked.order.order_id, order_id, "wrong_order")
    return Looked(found.order, checked, opened_words(client, checked.order, found))


def _deposits(named: Sequence[bytes]) -> str:
    return ", ".join(f"deposit {short(each)}" for each in named)


def _when(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")

"""Custodians and those who ask them, at the command line (crypto.md §7.3, §7.5): shares are given and handed on, drills are held."""

from collections.abc import Sequence
from typing import Final

from client_py import custody, succession
from client_py.ceremony.desk import Desk
from client_py.ceremony.orders import Looked, approver_meant, chosen, show_waiting, whose
from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.ceremony.writing import short
from client_py.client import Client
from client_py.order_check import declined
from client_py.order_documents import Standing
from server.crypto.order import Basis
from server.crypto.order_answer import OrderWord
from server.ids import DepositId
from server.roles import Role

_ASKING: Final = (Role.OFFICER, Role.OWNER)
_UNREAD: Final = (Basis.DRILL, Basis.SUCCESSION)
"""What lets nobody read anybody's words."""


async def show_orders(desk: Desk) -> None:
    """What is asked of this custodian, or of all of them."""
    async with desk.signed_in(Role.CUSTODIAN, *_ASKING) as client:
        await show_waiting(client, desk.terminal)


async def approve(desk: Desk, text: str) -> None:
    """The second signature under a drill, or under what is handed on."""
    async with desk.signed_in(*_ASKING) as approver:
        looked = await chosen(approver, text, desk.terminal)
        order = looked.checked.order
        if order.basis not in _UNREAD:
            raise CeremonyError("What lets somebody read is approved in the browser, which shows what it rests on.")
        if order.approver != approver.account.identity:
            raise CeremonyError("Somebody else was asked to approve this.")
        if not looked.proposed:
            raise CeremonyError("This was approved already.")
        if not desk.terminal.agreed("Shall the custodians be asked this, in your name, too?"):
            raise CeremonyError("Nothing was approved.")
        await custody.approve_checked(approver, looked.checked)
        desk.terminal.say(f"approved: {short(order.order_id)}; the custodians are asked")


async def give(desk: Desk, text: str) -> None:
    """Gives one's share to whom an order names, after one's own checks."""
    async with desk.signed_in(Role.CUSTODIAN) as custodian:
        looked = await chosen(custodian, text, desk.terminal)
        order = looked.checked.order
        if order.basis is Basis.SUCCESSION:
            raise CeremonyError("This asks you to hand on, not to give: use `custodian hand-on`.")
        if order.basis is Basis.EMERGENCY and looked.words is None:
            raise CeremonyError("Nobody has told you why this is asked for: talk to the officer. Nothing was given.")
        if not desk.terminal.agreed(f"Shall your share go to {short(order.recipient)}? It cannot be taken back."):
            raise CeremonyError("Nothing was given.")
        faults = await custody.give_checked(custodian, looked.checked)
        _name(faults, desk.terminal)
        desk.terminal.say(f"given: {len(looked.checked.deposits) - len(faults)}, sealed to {short(order.recipient)}")


async def decline(desk: Desk, text: str) -> None:
    """Gives nothing for an order, for good."""
    async with desk.signed_in(Role.CUSTODIAN) as custodian:
        order = (await chosen(custodian, text, desk.terminal)).checked.order
        if not desk.terminal.agreed("Decline this, for good? The log says so, and asks for no reason."):
            raise CeremonyError("You have not declined.")
        await custody.say(custodian, order.order_id, OrderWord.DECLINED)
        desk.terminal.say(f"declined: {short(order.order_id)}")


async def hand_on(desk: Desk, text: str) -> None:
    """Hands on what one holds, each share split among the custodians in force, after one's own checks."""
    async with desk.signed_in(Role.CUSTODIAN) as custodian:
        looked = await chosen(custodian, text, desk.terminal)
        if looked.checked.order.basis is not Basis.SUCCESSION:
            raise CeremonyError("This asks you to give, not to hand on: use `custodian give`.")
        if not desk.terminal.agreed("Shall the custodians in force get what you hold of this?"):
            raise CeremonyError("Nothing was handed on.")
        faults = await succession.hand_on_checked(custodian, looked.checked)
        _name(faults, desk.terminal)
        desk.terminal.say(f"handed on: {len(looked.checked.deposits) - len(faults)}")


async def show_standing(desk: Desk, approver: str | None, collected: str | None) -> None:
    """What stands with earlier custodians only; asks them to hand it on when an approver is named, or says that they have."""
    async with desk.signed_in(*_ASKING) as officer:
        if collected is not None:
            await _collect_handed(officer, await chosen(officer, collected, desk.terminal), desk.terminal)
            return
        standing = await succession.standing_earlier(officer)
        desk.terminal.say(f"with earlier custodians only: epochs {standing.epochs}, records {standing.conversations}")
        for record in standing.records:
            match, _ = officer.trust.match(record.match)
            desk.terminal.say(f"  record of {whose(match)}: epochs {len(record.epochs)}")
        if approver is not None:
            await _ask_to_hand_on(officer, approver, standing, desk.terminal)


async def _ask_to_hand_on(officer: Client, text: str, standing: Standing, terminal: Terminal) -> None:
    approver = await approver_meant(officer, text)
    if not terminal.agreed(f"Shall {short(approver)} be asked to agree that all of this is handed on?"):
        raise CeremonyError("Nothing was asked.")
    for record in standing.records:
        order_id = await succession.order_succession(officer, approver, standing, record)
        terminal.say(f"order: {short(order_id)} waits for {short(approver)}")


async def _collect_handed(officer: Client, looked: Looked, terminal: Terminal) -> None:
    checked = looked.checked
    if checked.order.basis is not Basis.SUCCESSION:
        raise CeremonyError("By this order nothing is handed on.")
    done = len(succession.handed_on(checked))
    if done < len(checked.headers):
        raise CeremonyError(f"Of {len(checked.headers)} epochs enough custodians have handed on {done}: wait for more.")
    await succession.report_handed_on(officer, checked.order.order_id)
    terminal.say(f"handed on: epochs {done}; the log says so, and the order is over")


async def ask_drill(desk: Desk, approver: str) -> None:
    """Asks all custodians to show that they can open, by a value that is made up."""
    async with desk.signed_in(*_ASKING) as officer:
        account = await approver_meant(officer, approver)
        order_id = await custody.order_drill(officer, account)
        desk.terminal.say(f"order: {short(order_id)} waits for {short(account)}; after that custodians have a day")


async def collect_drill(desk: Desk, text: str) -> None:
    """Who answered a drill, by their own signatures, and whether what they gave opens; if it does, the log says so."""
    async with desk.signed_in(*_ASKING) as officer:
        looked = await chosen(officer, text, desk.terminal)
        order = looked.checked.order
        if order.basis is not Basis.DRILL:
            raise CeremonyError("This is no drill: what opens people's words is opened in the browser.")
        if looked.proposed:
            raise CeremonyError(f"Nobody is asked yet: it waits for {short(order.approver)}.")
        checked, opened = await custody.open_order(officer, order.order_id)
        no = declined(officer.trust, checked, looked.listed)
        for custodian in checked.manifest.custodians:
            gave = custodian.account in opened.gave
            answer = "gave" if gave else "declined" if custodian.account in no else "has not answered"
            desk.terminal.say(f"{short(custodian.account)}  {answer}")
        for each in sorted(opened.named, key=lambda named: named.custodian):
            desk.terminal.say(f"{short(each.custodian) or 'the deposit'}  was not what it should be")
        if set(opened.keys) != set(checked.headers):
            raise CeremonyError(f"It has not opened: that takes shares of {checked.manifest.k} custodians.")
        await custody.report_outcome(officer, order.order_id, checked, opened)
        desk.terminal.say("drill: it opened; custodians can open when they are needed, and the log says so")


def _name(faults: Sequence[DepositId], terminal: Terminal) -> None:
    for each in faults:
        terminal.say(f"deposit {short(each)}: what was entrusted to you is not what it should be")

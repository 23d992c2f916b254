"""The command line: `webtherapy-practice COMMAND`, the same as `python -m client_py COMMAND`."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn, TypeAlias
from urllib.parse import urlsplit

from client_py.ceremony import activation, agreement, custodian, intake, key_life, owner, roots, successors, witnesses
from client_py.ceremony.desk import Desk
from client_py.ceremony.sentences import sentence
from client_py.ceremony.terminal import CeremonyError, Terminal
from server.errors import ServerError

DEFAULT_URL: Final = "http://localhost:8000"
_FAILED, _INTERRUPTED = 1, 130
_MOST_DAYS: Final = 3660
_MOST_HOURS: Final = 31 * 24

_Work: TypeAlias = Callable[[Desk, argparse.Namespace], Coroutine[None, None, None]]
# argparse names this type by no public name.
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status: 0 when it did what was asked, 1 after a sentence that says why not."""
    asked = _parser().parse_args(argv)
    # asyncio would answer the first Ctrl-C by a cancellation, which a question that waits for an answer never notices.
    signal.signal(signal.SIGINT, _interrupt)
    command: Callable[[argparse.Namespace], None] = asked.command
    try:
        command(asked)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return _INTERRUPTED
    except CeremonyError as error:
        reason = str(error)
    except ServerError as error:
        reason = sentence(error, getattr(asked, "url", DEFAULT_URL))
    except Exception as error:  # noqa: BLE001  (the last rung: a person gets a sentence, never a traceback)
        reason = f"Something went wrong that nobody had foreseen ({type(error).__name__})."
    else:
        return 0
    print(f"webtherapy-practice: {reason}", file=sys.stderr)
    return _FAILED


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="webtherapy-practice",
        description="A practice and its keys. The steps in order: docs/operations.md, “A practice from nothing”.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_root(commands)
    _add_own(commands)
    _add_owner(commands)
    _add_successors(commands)
    _add_custodian(commands)
    _add_witnesses(commands)
    _add_intake(commands)
    return parser


def _add_root(commands: _Commands) -> None:
    root = commands.add_parser("root", help="the practice's root key, a file").add_subparsers(
        metavar="ACTION", required=True
    )
    for name, says, work in (
        ("make", "draw a root key into a new file, once in the practice's life", roots.make_root),
        ("show", "show a root's fingerprint and public key", roots.show_root),
    ):
        action = root.add_parser(name, help=says)
        action.add_argument("file", type=Path)
        action.set_defaults(command=_on_file(work))


def _add_own(commands: _Commands) -> None:
    _signing_in(
        commands,
        "activate",
        "first sign-in: number, activation text, a new password",
        lambda desk, _: activation.activate(desk),
    )
    _signing_in(commands, "me", "one's own account and fingerprint", lambda desk, _: activation.show_own(desk))
    _signing_in(commands, "agreement", "read and accept what whoever works here agrees to", _on_desk(agreement.accept))
    for name, says, work in (
        (
            "second-factor",
            "set up an authenticator: every sign-in asks for a code from then on",
            key_life.set_up_second_factor,
        ),
        ("password", "change the password", key_life.change_password),
        ("recovery-code", "make a recovery code, in the place of the one before", key_life.make_recovery_code),
        ("recover", "back in by the recovery code, under a new password", key_life.recover_account),
        ("rotate", "make new keys; the old ones stay in the key ring", key_life.rotate_keys),
    ):
        _signing_in(commands, name, says, _on_desk(work))


def _add_owner(commands: _Commands) -> None:
    delegate = _signing_in(
        commands,
        "delegate",
        "owner: let somebody of intake certify",
        lambda desk, asked: owner.delegate(desk, asked.root, asked.to, asked.days),
    )
    delegate.add_argument("--root", type=Path, required=True, metavar="FILE", help="the root key; it is read here only")
    delegate.add_argument("--to", required=True, metavar="ACCOUNT")
    delegate.add_argument("--days", type=_days, default=366, help="from now on; default 366")
    custodians = _signing_in(
        commands,
        "custodians",
        "owner: name the custodians",
        lambda desk, asked: owner.name_custodians(desk, asked.root, asked.threshold, asked.accounts),
    )
    custodians.add_argument(
        "--root", type=Path, required=True, metavar="FILE", help="the root key; it is read here only"
    )
    custodians.add_argument("--threshold", type=int, required=True, metavar="K", help="how many of them have to agree")
    custodians.add_argument("accounts", nargs="+", metavar="ACCOUNT")


def _add_successors(commands: _Commands) -> None:
    naming = _signing_in(
        commands,
        "successors",
        "owner: name other custodians, in a file that goes round among those of now",
        lambda desk, asked: successors.name_successors(desk, asked.root, asked.threshold, asked.accounts, asked.out),
    )
    naming.add_argument("--root", type=Path, required=True, metavar="FILE", help="the root key; it is read here only")
    naming.add_argument("--threshold", type=int, required=True, metavar="K", help="how many of them have to agree")
    naming.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")
    naming.add_argument("accounts", nargs="+", metavar="ACCOUNT")
    for name, says, work in (
        ("agree", "custodian: agree, in that file, to those who come after", successors.agree),
        ("appoint", "owner: put the custodians of that file in force", successors.appoint),
    ):
        action = _signing_in(commands, name, says, _on_desk_with_file(work))
        action.add_argument("file", type=Path)


def _add_custodian(commands: _Commands) -> None:
    custody = commands.add_parser("custodian", help="what custodians are asked, and drills").add_subparsers(
        metavar="ACTION", required=True
    )
    _signing_in(custody, "orders", "what is asked, each after its check", _on_desk(custodian.show_orders))
    for name, says, work in (
        (
            "approve",
            "officer or owner: agree as the second person, to a drill or to what is handed on",
            custodian.approve,
        ),
        ("give", "custodian: give one's share to whom an order names", custodian.give),
        ("decline", "custodian: give nothing for an order", custodian.decline),
        ("hand-on", "custodian of before: hand on one's share to those in force", custodian.hand_on),
    ):
        action = _signing_in(custody, name, says, _on_desk_with_order(work))
        action.add_argument("order", metavar="ORDER")
    standing = _signing_in(
        custody,
        "standing",
        "officer: what stands with earlier custodians only",
        lambda desk, asked: custodian.show_standing(desk, asked.approver, asked.collect),
    ).add_mutually_exclusive_group()
    standing.add_argument("--approver", metavar="ACCOUNT", help="ask those to hand it on, with this second person")
    standing.add_argument("--collect", metavar="ORDER", help="say that it is handed on")
    drill = _signing_in(custody, "drill", "officer: hold a drill", _drill).add_mutually_exclusive_group(required=True)
    drill.add_argument("--approver", metavar="ACCOUNT", help="ask for one, with this second person")
    drill.add_argument("--collect", metavar="ORDER", help="tell its result")


def _drill(desk: Desk, asked: argparse.Namespace) -> Coroutine[None, None, None]:
    if asked.collect is not None:
        return custodian.collect_drill(desk, asked.collect)
    return custodian.ask_drill(desk, asked.approver)


def _add_witnesses(commands: _Commands) -> None:
    naming = _signing_in(
        commands,
        "witnesses",
        "owner: name who watches the record log, in place of those before",
        lambda desk, asked: witnesses.name(desk, asked.root, asked.hours, asked.keys),
    )
    naming.add_argument("--root", type=Path, required=True, metavar="FILE", help="the root key; it is read here only")
    naming.add_argument("--hours", type=_hours, default=24, help="within which each has to cosign; default 24")
    naming.add_argument(
        "keys", nargs="*", metavar="KEY", help="what `webtherapy-witness show` prints; none: nobody any more"
    )


def _add_intake(commands: _Commands) -> None:
    _signing_in(commands, "people", "who is certified and who waits", lambda desk, _: intake.show_people(desk))
    certify = _signing_in(
        commands,
        "certify",
        "intake: certify accounts, after their fingerprints were compared",
        lambda desk, asked: intake.certify(desk, asked.accounts),
    )
    certify.add_argument("accounts", nargs="+", metavar="ACCOUNT")
    card = _signing_in(
        commands,
        "card",
        "intake: read somebody's contact card",
        lambda desk, asked: intake.show_card(desk, asked.account),
    )
    card.add_argument("account", metavar="ACCOUNT")
    propose = _signing_in(
        commands,
        "propose",
        "intake: ask a client whether they would like a therapist",
        lambda desk, asked: intake.propose(desk, asked.client, asked.therapist),
    )
    propose.add_argument("client", metavar="CLIENT_ACCOUNT")
    propose.add_argument("therapist", metavar="THERAPIST_ACCOUNT")


def _signing_in(commands: _Commands, name: str, says: str, work: _Work) -> argparse.ArgumentParser:
    """A command whose person signs in."""

    def command(asked: argparse.Namespace) -> None:
        terminal = Terminal(from_stdin=asked.password_stdin)
        desk = Desk(_own_address(asked.url), asked.number, terminal, asked.totp_secret_file)
        asyncio.run(work(desk, asked))

    parser = commands.add_parser(name, help=says)
    parser.add_argument("--url", default=DEFAULT_URL, help=f"the address that browsers use; default {DEFAULT_URL}")
    parser.add_argument("--number", help="of the person at the terminal; asked for when it is not given")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="take the password and every other answer from standard input, a line each, in the order they are asked for",
    )
    parser.add_argument(
        "--totp-secret-file",
        type=Path,
        metavar="FILE",
        help="the authenticator's secret in base32, to make codes of; without it they are asked for",
    )
    parser.set_defaults(command=command)
    return parser


def _on_desk(work: Callable[[Desk], Coroutine[None, None, None]]) -> _Work:
    return lambda desk, _: work(desk)


def _on_desk_with_file(work: Callable[[Desk, Path], Coroutine[None, None, None]]) -> _Work:
    return lambda desk, asked: work(desk, asked.file)


def _on_desk_with_order(work: Callable[[Desk, str], Coroutine[None, None, None]]) -> _Work:
    return lambda desk, asked: work(desk, asked.order)


def _on_file(work: Callable[[Path, Terminal], None]) -> Callable[[argparse.Namespace], None]:
    return lambda asked: work(asked.file, Terminal(from_stdin=False))


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"from 1 to {_MOST_DAYS}")
    return int(text)


def _hours(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_HOURS:
        raise argparse.ArgumentTypeError(f"from 1 to {_MOST_HOURS}")
    return int(text)


def _own_address(url: str) -> str:
    """The address; CeremonyError unless what is sent there stays between us and the service."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return url
    if parts.scheme == "http" and parts.hostname and _is_loopback(parts.hostname):
        return url
    raise CeremonyError(
        f"{url} is not an address to sign in at: it has to begin with https://, except on this machine."
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

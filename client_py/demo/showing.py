"""What the demo prints. Plain text, wide enough for a terminal of 100 columns; colour only where there is a terminal."""

import sys
from datetime import UTC, datetime
from typing import Final

from client_py.demo.exchange import Exchange
from client_py.demo.sign_ins import SignIns
from client_py.events import Message
from server.crypto.canonical import read
from server.crypto.envelope import parse_envelope
from server.crypto.signing import SignedBody
from server.errors import ProofError

WIDTH: Final = 96
_BYTES_SHOWN: Final = 28


def say(line: str = "") -> None:
    """One line to the terminal, at once."""
    print(line, flush=True)


def heading(text: str) -> None:
    """A line that begins a part."""
    say()
    say(_bold(f"── {text} ".ljust(WIDTH, "─")))


def reading(exchange: Exchange) -> None:
    """What each of the two reads, as their own client opened it."""
    for name, messages in (("client", exchange.client_read), ("therapist", exchange.therapist_read)):
        heading(f"What the {name} reads")
        authors = _authors(exchange, messages)
        for message, author in zip(messages, authors, strict=False):
            when = datetime.fromtimestamp(message.time / 1000, UTC).strftime("%H:%M:%S")
            say(f"  {message.sequence:>4}  {when}  {author:<10} {message.text}")


def _authors(exchange: Exchange, read: list[Message]) -> list[str]:
    names = [name for name, _ in exchange.written]
    known = dict(zip((message.sender for message in read), names, strict=False))
    return [known[message.sender] for message in read]


def kept(rows: list[tuple[int, bytes]]) -> None:
    """What PostgreSQL holds: (sequence, payload) of the newest entries."""
    heading("What PostgreSQL holds of it")
    for sequence, payload in rows:
        say(f"  {sequence:>4}  {_sealed(payload)}")


def _sealed(payload: bytes) -> str:
    try:
        envelope = parse_envelope(payload)
    except ProofError:
        return _opened(payload)
    return f"{envelope.header.kind:<5}{len(envelope.ciphertext):>5} bytes  {envelope.ciphertext[:_BYTES_SHOWN].hex(' ', 4)} …"


def _opened(payload: bytes) -> str:
    """An epoch's opening is a public header; what nobody else can write is its signature."""
    signature = read(SignedBody, payload).signature
    return f"epoch{len(payload):>5} bytes  {signature[:_BYTES_SHOWN].hex(' ', 4)} …  signature"


def sign_in_table(address: str, sign_ins: SignIns) -> None:
    """Where to go and who one can be."""
    heading(f"Open {address}")
    say(f"  {'role':<20}{'number':<14}password")
    for person in sign_ins.people:
        say(f"  {person.name:<20}{person.number:<14}{person.password}")
    say()
    say("  Staff are not asked for a second factor in the demo; a practice's own service asks them for one.")
    say("  A recovery code can be made under Me.")
    say("  Two people need two browser profiles (or one private window). Ctrl-C stops everything and keeps it.")


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() else text

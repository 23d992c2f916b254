"""The command line of a witness: `webtherapy-witness COMMAND`."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from client_py.http import Http
from client_py.witness.key import WitnessKey
from client_py.witness.seen import SeenFile
from client_py.witness.watching import Watch, look
from server.crypto.note import ED25519, read_verifier
from server.errors import ProofError, Refusal, RefusalCode

EVERY_SECONDS: Final = 600.0
_FAILED, _FORKED, _INTERRUPTED = 1, 3, 130
_UNPROVED: Final = {
    "wrong_proof": "The log does not begin with what this witness saw before. Nothing was signed. Somebody has changed it, or shows this witness"
    " another log than others. Keep the file of what was seen, and tell the practice by telephone.",
    "unsigned": "The head is not signed by a key that this witness was given. Ask the practice whether the service has a new one.",
    "bad_signature": "The head's signature does not hold. Nothing was signed.",
    "foreign_log": "This is another log than the one whose key was given, or than the file of what was seen is about.",
    "unknown_member": "The practice's root does not name this witness yet: give its owner the key that `show` prints.",
    "malformed": "Something is not written as it should be: a key, a name, a file, or the service's answer.",
}
_FORKS: Final = frozenset({"wrong_proof", "bad_signature"})
_FORK_CODES: Final = frozenset({RefusalCode.NOT_FOR_YOU, RefusalCode.BAD_SIGNATURE})


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status: 3 when the log does not hold, 1 when something else went wrong."""
    asked = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = asked.command
    try:
        return command(asked)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except ProofError as error:
        print(f"webtherapy-witness: {_said(error)}", file=sys.stderr)
        return _FORKED if error.reason in _FORKS else _FAILED
    except Refusal as refusal:
        print(f"webtherapy-witness: {_refused(refusal)}", file=sys.stderr)
        return _FORKED if refusal.code in _FORK_CODES else _FAILED
    except OSError as error:
        print(f"webtherapy-witness: {error.filename}: {error.strerror}.", file=sys.stderr)
        return _FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="webtherapy-witness", description="Watches that a practice's record log only grows, and signs what it saw."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    make = commands.add_parser("make", help="draw a key into a new file; prints what the practice's owner needs")
    make.add_argument("file", type=Path)
    make.add_argument("name", help="what it signs as, such as lawyer.example/witness")
    make.set_defaults(command=_make)
    show = commands.add_parser("show", help="what may be known of a key")
    show.add_argument("file", type=Path)
    show.set_defaults(command=_show)
    watch = commands.add_parser("watch", help="look at the log, again and again, and cosign it")
    watch.add_argument("file", type=Path, help="the key")
    watch.add_argument("--url", required=True, help="the address that browsers use")
    watch.add_argument(
        "--log", required=True, action="append", metavar="KEY", help="the log's verifier key; again for another"
    )
    watch.add_argument("--seen", type=Path, help="where it is kept how far the log was seen; default: FILE.seen")
    watch.add_argument("--every", type=float, default=EVERY_SECONDS, metavar="SECONDS", help="default 600")
    watch.add_argument("--once", action="store_true", help="one look, for a timer of your own")
    watch.set_defaults(command=_watch)
    return parser


def _make(asked: argparse.Namespace) -> int:
    print(WitnessKey.made(asked.file, asked.name).text)
    return 0


def _show(asked: argparse.Namespace) -> int:
    print(WitnessKey.read(asked.file).text)
    return 0


def _watch(asked: argparse.Namespace) -> int:
    logs = [read_verifier(each) for each in asked.log]
    if any(each.kind != ED25519 for each in logs) or len({each.name for each in logs}) != 1:
        raise ProofError("malformed")
    seen = SeenFile(asked.seen or asked.file.with_name(asked.file.name + ".seen"))
    watch = Watch(WitnessKey.read(asked.file), logs, seen)
    asyncio.run(_looking(asked.url, watch, None if asked.once else asked.every))
    return 0


async def _looking(url: str, watch: Watch, every: float | None) -> None:
    """What is only a service that is away is tried again; what does not hold ends it, since a person has to look."""
    async with Http(url) as http:
        while True:
            try:
                seen = await look(http, watch, int(time.time()))
                print(f"{seen.size} entries: all is as it was", flush=True)
            except Refusal as refusal:
                if every is None or refusal.code in _FORK_CODES:
                    raise
                print(_refused(refusal), file=sys.stderr, flush=True)
            if every is None:
                return
            await asyncio.sleep(every)


def _said(error: ProofError) -> str:
    return _UNPROVED.get(error.reason, f"What was shown does not hold ({error.reason}). Nothing was signed.")


def _refused(refusal: Refusal) -> str:
    match refusal.code:
        case RefusalCode.NOT_FOR_YOU:
            return "The service's log is shorter than what this witness saw. Nothing was signed. Tell the practice by telephone."
        case RefusalCode.NOT_FOUND:
            return "The log has no head yet."
        case RefusalCode.BAD_SIGNATURE:
            return (
                "The service says that it never had this head: this witness was shown another log. Tell the practice."
            )
        case RefusalCode.WRONG_TIME:
            return "This machine's clock is more than five minutes ahead of the service's, so nothing was kept there. Set the clock."
        case code:
            return f"The service cannot be reached, or says no ({code.value})."
